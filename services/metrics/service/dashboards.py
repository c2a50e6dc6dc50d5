"""The dashboard: operators' figures over local days beside those of an earlier period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kit import money
from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.metrics.domain import conversion, distinct, lines, plan
from services.metrics.domain.calendar import Interval, Period, zone_of
from services.metrics.domain.conversion import Conversion, Rate, Rates
from services.metrics.domain.dimensions import Dimensions
from services.metrics.domain.figures import Comparison, Dashboard, Metric, OperatorFigures
from services.metrics.domain.lines import Sums
from services.metrics.domain.operators import Freshness, Operator, freshest
from services.metrics.domain.plan import Plan
from services.metrics.domain.query import Query
from services.metrics.errors import OperatorUnknown
from services.metrics.repository import dimensions, figures, operators, rankings, rates
from services.metrics.service.activity import active
from services.metrics.service.memory import DayMemory

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


async def dashboard(uow: UnitOfWork, memory: DayMemory, query: Query, now: datetime) -> Dashboard:
    """The dashboard of operators, all of it as of one moment.

    Raises OperatorUnknown, and InvalidField when hours are asked for over too many days, for a currency there is not.
    """
    connection = uow.connection
    known, drawn, sums, into, present = await summed(uow, query, now, apart=False)
    found = [operator for operator, _ in known]
    own = sorted({operator.currency for operator in found})
    laid = lines.laid_out(drawn, into, sums).get(None) or lines.empty(drawn, into)
    players = distinct.of(await active(connection, memory, drawn, into))
    games = await rankings.games(connection, drawn, into, TOP_GAMES)
    regions = [
        replace(region, active_players=players.by_region.get((region.country, region.currency), 0))
        for region in await rankings.regions(connection, drawn, into, own)
    ]
    zones = {share.zone.key for share in drawn.shares}
    return Dashboard(
        plan=drawn,
        timezone=zones.pop() if len(zones) == 1 else "",
        conversion=into,
        present_rates=present,
        figures=lines.figures(laid, players, own),
        series=lines.series(laid, players, own),
        heat_maps=lines.heat_maps(laid, players, own),
        games=games,
        regions=regions,
        freshness=freshest(freshness for _, freshness in known),
    )


async def side_by_side(uow: UnitOfWork, memory: DayMemory, query: Query, now: datetime) -> Comparison:
    """The figures of each operator, and of all of them together, as of one moment. Raises as `dashboard` does."""
    known, drawn, sums, into, present = await summed(uow, query, now, apart=True)
    laid = lines.laid_out(drawn, into, sums)
    players = await active(uow.connection, memory, drawn, into, apart=True)
    shown = []
    for operator, fresh in known:
        one = laid.get(operator.operator_id) or lines.empty(drawn, into)
        who, own = distinct.of(players, operator.operator_id), [operator.currency]
        (drawn_ggr, *_) = lines.series(one, who, own, [Metric.GGR])
        zone = next(share.zone.key for share in drawn.shares if share.operator is operator)
        shown.append(OperatorFigures(operator.operator_id, zone, lines.figures(one, who, own), drawn_ggr, fresh))
    together = lines.together(laid.values(), drawn, into)
    everybody = distinct.together(players.values())
    own = sorted({operator.currency for operator, _ in known})
    return Comparison(drawn, into, present, shown, lines.figures(together, everybody, own))


async def dimensions_of(uow: UnitOfWork, ids: Sequence[UUID]) -> Dimensions:
    """What the figures of operators can be filtered by. Raises OperatorUnknown."""
    await find(uow, ids)
    return await dimensions.seen(uow.connection, ids)


async def summed(
    uow: UnitOfWork, query: Query, now: datetime, *, apart: bool
) -> tuple[list[tuple[Operator, Freshness]], Plan, list[Sums], Conversion, list[Rate]]:
    """What every answer begins with: the operators, the plan, its sums, and how they are converted."""
    if query.interval is Interval.HOUR and query.period.days > MAX_DAYS_BY_HOUR:
        raise InvalidField("interval", f"hours are shown for at most {MAX_DAYS_BY_HOUR} days")
    if query.reporting:
        money.exponent(query.reporting, "reporting_currency")
    connection, ids = uow.connection, query.operator_ids
    await figures.one_snapshot(connection)
    known = await find(uow, ids)
    drawn = plan.draw([one for one, _ in known], await operators.rules(connection, ids), query, now, apart=apart)
    await check_detail(uow, drawn)
    sums = await figures.sums(connection, drawn)
    into, present = await converting(uow, [one for one, _ in known], query, drawn.days, _needs(drawn, sums), now)
    return known, drawn, sums, into, present


async def check_detail(uow: UnitOfWork, drawn: Plan) -> None:
    """Raises InvalidField when cells are needed of times of which they are not kept any longer."""
    if drawn.query.filter or drawn.interval is Interval.HOUR:
        since = await figures.detail_since(uow.connection)
        if any(span.since < since for span in drawn.spans):
            raise InvalidField(
                "from", f"and the period compared with lie partly before {since:%Y-%m-%d}: only days are kept of then"
            )


def _needs(drawn: Plan, sums: Sequence[Sums]) -> set[conversion.Need]:
    return {(drawn.terms[one.terms].company_id, one.currency, drawn.grains[one.grain].day) for one in sums}


async def converting(
    uow: UnitOfWork,
    found: Sequence[Operator],
    query: Query,
    days: tuple[date, date],
    needs: set[conversion.Need],
    now: datetime,
) -> tuple[Conversion, list[Rate]]:
    """How what is needed is converted, and the rates of the present day."""
    if not query.reporting:
        return Conversion(), []
    today = {one.company_id: now.astimezone(zone_of(one.timezone)).date() for one in found}
    first, last = min(days[0], *today.values()), max(days[1], *today.values())
    dated: Rates = await rates.into(uow.connection, query.reporting, today, first, last)
    return conversion.convert(query.reporting, dated, needs), dated.present(today)


async def find(uow: UnitOfWork, ids: Sequence[UUID]) -> list[tuple[Operator, Freshness]]:
    """Operators with the freshness of their figures, in the order asked for. Raises OperatorUnknown."""
    known = {operator.operator_id: (operator, fresh) for operator, fresh in await operators.find(uow.connection, ids)}
    for operator_id in ids:
        if operator_id not in known:
            raise OperatorUnknown(str(operator_id))
    return [known[operator_id] for operator_id in ids]
