"""The dashboard: operators' figures over local days beside those of the previous equivalent period."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.metrics.domain import plan, seats
from services.metrics.domain.calendar import Interval, Period
from services.metrics.domain.figures import Dashboard, assemble
from services.metrics.domain.operators import Freshness, Operator, freshest
from services.metrics.errors import OperatorUnknown
from services.metrics.repository import active, figures, operators

MAX_DAYS: Final = 366
MAX_DAYS_BY_HOUR: Final = 31
TOP_GAMES: Final = 10
_YEARS: Final = range(2000, 2101)


def period_of(first: date, last: date) -> Period:
    """The period between two local days. Raises InvalidField naming the one at fault."""
    for field, day in (("from", first), ("to", last)):
        if day.year not in _YEARS:
            raise InvalidField(field, f"must be in the years {_YEARS[0]} to {_YEARS[-1]}")
    if first > last:
        raise InvalidField("from", "is after `to`")
    period = Period(first, last)
    if period.days > MAX_DAYS:
        raise InvalidField("to", f"is more than {MAX_DAYS} days from `from`")
    return period


async def dashboard(
    uow: UnitOfWork, ids: Sequence[UUID], period: Period, interval: Interval | None = None
) -> Dashboard:
    """The dashboard of operators, all of it as of one moment.

    Raises OperatorUnknown, and InvalidField when hours are asked for over too many days.
    """
    if interval is Interval.HOUR and period.days > MAX_DAYS_BY_HOUR:
        raise InvalidField("interval", f"hours are shown for at most {MAX_DAYS_BY_HOUR} days")
    connection = uow.connection
    await figures.one_snapshot(connection)
    known = await find(uow, ids)
    found = [operator for operator, _ in known]
    drawn = plan.draw(found, await operators.rules(connection, ids), period, interval or period.natural_interval())
    sums = await figures.sums(connection, drawn)
    sets = await figures.active(connection, drawn)
    regions_of, further = await active.regions(connection, ids), await active.further(connection, ids)
    # Pure computation, tens of milliseconds of it over long periods: other calls go on meanwhile.
    players = await asyncio.to_thread(seats.count, drawn.turn, sets, regions_of, further)
    games = await figures.games(connection, drawn, TOP_GAMES)
    regions = [
        replace(region, active_players=players.by_region.get((region.country, region.currency), 0))
        for region in await figures.regions(connection, drawn)
    ]
    shown, series = assemble(drawn, sums, players, sorted({operator.currency for operator in found}))
    zones = {operator.timezone for operator in found}
    return Dashboard(
        plan=drawn,
        timezone=zones.pop() if len(zones) == 1 else "",
        figures=shown,
        series=series,
        games=games,
        regions=regions,
        freshness=freshest(freshness for _, freshness in known),
    )


async def find(uow: UnitOfWork, ids: Sequence[UUID]) -> list[tuple[Operator, Freshness]]:
    """Operators with the freshness of their figures, in the order asked for. Raises OperatorUnknown."""
    known = {operator.operator_id: (operator, fresh) for operator, fresh in await operators.find(uow.connection, ids)}
    for operator_id in ids:
        if operator_id not in known:
            raise OperatorUnknown(str(operator_id))
    return [known[operator_id] for operator_id in ids]
