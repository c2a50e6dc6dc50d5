"""The id of the request being served, which goes along to other services and into records."""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Final

from kit.ids import uuid7

_SHAPE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("daybook_request_id", default="")


def begin(given: str) -> str:
    """Takes the id that the caller gave, when it looks like one, or a new one, for this task."""
    request_id = given if _SHAPE.fullmatch(given) else str(uuid7())
    _current.set(request_id)
    return request_id


def current() -> str:
    """The id; empty outside a request."""
    return _current.get()
