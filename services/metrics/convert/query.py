"""Questions about figures, from the wire."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import query_pb2
from google.type.date_pb2 import Date

from kit.errors import InvalidField
from services.metrics.domain.calendar import Interval, Period
from services.metrics.domain.query import Calendar, Compare, Filter, Query

INTERVALS: Final = {pb.INTERVAL_HOUR: Interval.HOUR, pb.INTERVAL_DAY: Interval.DAY}
_COMPARE: Final = {query_pb2.Compare.Value(f"COMPARE_{one.name}"): one for one in Compare}
_CALENDARS: Final = {query_pb2.Calendar.Value(f"CALENDAR_{one.name}"): one for one in Calendar}
COMPARE_OUT: Final = {one: number for number, one in _COMPARE.items()}
CALENDARS_OUT: Final = {one: number for number, one in _CALENDARS.items()}


def day(message: Date, field: str) -> date:
    """A local day. Raises InvalidField when there is no such day."""
    try:
        return date(message.year, message.month, message.day)
    except ValueError as error:
        raise InvalidField(field, "is not a day of the calendar") from error


def query(request: Any, period: Period) -> Query:
    """The question of a request that may name everything; what it does not know is as if it were not said."""
    known = request.DESCRIPTOR.fields_by_name
    return Query(
        operator_ids=[UUID(operator_id) for operator_id in request.operator_ids],
        period=period,
        interval=INTERVALS.get(request.interval) if "interval" in known else None,
        compare=_COMPARE.get(request.compare, Compare.PREVIOUS) if "compare" in known else Compare.NONE,
        calendar=_CALENDARS.get(request.calendar, Calendar.OPERATOR),
        reporting=request.reporting_currency,
        filter=_filter(request.filter) if "filter" in known else Filter(),
    )


def _filter(message: query_pb2.Filter) -> Filter:
    return Filter(**{field.name: tuple(getattr(message, field.name)) for field in message.DESCRIPTOR.fields})
