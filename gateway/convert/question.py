"""Questions about figures as messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import query_pb2

from gateway.convert.values import date_message
from gateway.domain.directory import Operator

M = TypeVar("M")

COMPARE: Final = {
    "previous": query_pb2.COMPARE_PREVIOUS,
    "weekdays": query_pb2.COMPARE_WEEKDAYS,
    "year": query_pb2.COMPARE_YEAR,
    "none": query_pb2.COMPARE_NONE,
}
CALENDARS: Final = {"operator": query_pb2.CALENDAR_OPERATOR, "utc": query_pb2.CALENDAR_UTC}
INTERVALS: Final = {"hour": pb.INTERVAL_HOUR, "day": pb.INTERVAL_DAY, None: pb.INTERVAL_UNSPECIFIED}


def part(
    countries: Sequence[str],
    currencies: Sequence[str],
    providers: Sequence[str],
    games: Sequence[str],
    categories: Sequence[str],
    devices: Sequence[str],
    channels: Sequence[str],
) -> query_pb2.Filter:
    """A part of the activity."""
    return query_pb2.Filter(
        countries=countries,
        currencies=currencies,
        providers=providers,
        games=games,
        categories=categories,
        devices=devices,
        channels=channels,
    )


def asked(
    kind: Callable[..., M],
    operators: Sequence[Operator],
    first: date,
    last: date,
    *,
    calendar: str,
    reporting: str,
    filter_: query_pb2.Filter,
    **more: Any,
) -> M:
    """A question of one of the kinds that metrics answers; all have these fields."""
    known: dict[str, Any] = {"from": date_message(first)}
    return kind(
        operator_ids=[str(one.operator_id) for one in operators],
        to=date_message(last),
        calendar=CALENDARS[calendar],
        reporting_currency=reporting,
        filter=filter_,
        **known,
        **more,
    )
