"""What requests about figures have in common: the question that they ask."""

from __future__ import annotations

from typing import Any

from kit.rpc import text
from services.metrics.convert.query import day, query
from services.metrics.domain.query import Query
from services.metrics.service import dashboards


def asked(request: Any) -> Query:
    """The question of a request. Raises InvalidField for a period that there is not, and for text with NUL."""
    text.check(request)
    return query(request, dashboards.period_of(day(getattr(request, "from"), "from"), day(request.to, "to")))
