"""Explaining: a figure with what it is made of, down to the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, Integer, Text, Uuid, column
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import money
from kit.db import UnitOfWork
from kit.errors import BadCursor, InvalidField
from kit.paging import COUNT_CAP, DEFAULT_SIZE, MAX_SIZE, Keyset
from services.metrics.domain import definitions as meanings
from services.metrics.domain import distinct, explaining, lines
from services.metrics.domain.addends import rounded
from services.metrics.domain.calendar import QUARTER, Interval, Point, points
from services.metrics.domain.conversion import Conversion
from services.metrics.domain.explaining import Cell, Explained, Group, Term
from services.metrics.domain.figures import COUNTS, NOBODY, QUOTIENTS, Active, Figure, Metric
from services.metrics.domain.lines import Lines, Sums
from services.metrics.domain.plan import Plan
from services.metrics.domain.query import Compare, Query
from services.metrics.repository import definitions, operators
from services.metrics.repository import parts as stored
from services.metrics.repository.parts import Key
from services.metrics.service import parts
from services.metrics.service.activity import active
from services.metrics.service.dashboards import check_detail, summed
from services.metrics.service.memory import DayMemory
from services.metrics.service.newcomers import newcomers
from services.metrics.service.parts import RuleOn

_OF_PLAYERS: Final = (Metric.ACTIVE_PLAYERS, Metric.ARPU)
_BEGINNING: Final = (datetime(2000, 1, 1, tzinfo=UTC), UUID(int=0), -1)
# What cells are worth showing for: those in which any of these is something.
_MEASURES: Final = {
    Metric.TURNOVER: ("stakes",),
    Metric.PAYOUTS: ("payouts",),
    Metric.GGR: ("settled_stakes", "payouts"),
    Metric.ARPU: ("settled_stakes", "payouts"),
    Metric.HOLD: ("stakes", "settled_stakes", "payouts"),
    Metric.NGR: ("settled_stakes", "payouts", "bonus_cost", "deposited", "stakes"),
    Metric.REGISTRATIONS: ("registrations",),
    Metric.FTD_COUNT: ("first_deposits",),
    Metric.FTD_AMOUNT: ("first_deposited",),
    Metric.DEPOSITS: ("deposited",),
    Metric.WITHDRAWALS: ("withdrawn",),
    Metric.NET_DEPOSITS: ("deposited", "withdrawn"),
    Metric.BONUS_COST: ("bonus_cost",),
    Metric.AVERAGE_DEPOSIT: ("deposited", "deposits"),
    Metric.BETS: ("bets",),
}
_DIVIDEND: Final = {Metric.HOLD: Metric.GGR, Metric.ARPU: Metric.GGR, Metric.AVERAGE_DEPOSIT: Metric.DEPOSITS}

_PLACE: Final = Keyset("figure-parts", [column("place", Integer)], descending=False)
_AFTER: Final = Keyset(
    "figure-cells",
    [
        column("bucket", DateTime(timezone=True)),
        column("operator_id", Uuid),
        column("slice", Integer),
        column("so_far", Text),
        column("divided", Text),
    ],
    descending=False,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure is to be explained, in which groups, and which page of them."""

    metric: Metric
    currency: str
    group: Group
    cursor: str
    size: int


async def explain(uow: UnitOfWork, memory: DayMemory, query: Query, asked: Asked, now: datetime) -> Explained:
    """A figure, as of one moment.

    Raises what a dashboard does, InvalidField when the figure cannot be had so, and BadCursor.
    """
    metric, connection = asked.metric, uow.connection
    groups = explaining.groups_of(metric)
    if asked.group not in groups:
        raise InvalidField("group", "a player is active once, whatever the games and countries")
    by_day = asked.group in (Group.GAME, Group.COUNTRY)
    plain = replace(query, compare=Compare.NONE, interval=Interval.DAY if by_day else query.interval)
    known, plan, sums, into, _ = await summed(uow, plain, now, apart=True)
    on = parts.rules_on(await operators.rules(connection, query.operator_ids))
    whole = parts.lines_of(plan, into, {(): sums})[()]
    players = (
        distinct.together((await active(connection, memory, plan, into, apart=True)).values())
        if (metric in _OF_PLAYERS)
        else NOBODY
    )
    own = sorted({operator.currency for operator, _ in known})
    figure = figure_of(whole, players, own, metric, asked.currency)
    terms = explaining.terms(metric, figure.currency, sums, plan, into, on)
    if metric in _OF_PLAYERS:
        count = figure.value if metric is Metric.ACTIVE_PLAYERS else players.by_currency.get((figure.currency, True), 0)
        terms.append(_players(count or 0, divisor=metric is Metric.ARPU))
    paging = _Paging(plan, into, whole, metric, figure.currency, asked)
    if asked.group is Group.CELL:
        await check_detail(uow, replace(plan, interval=Interval.HOUR))
        cells, cursor, total, more = await _page_of_cells(connection, paging, sums)
    else:
        found = await _grouped(connection, memory, paging, sums, on)
        cells, cursor, total, more = found[0], found[1], found[2], False
    versions = await definitions.of_metric(connection, metric.value)
    zones = {share.zone.key for share in plan.shares}
    return Explained(
        plan=plan,
        conversion=into,
        timezone=zones.pop() if len(zones) == 1 else "",
        figure=figure,
        definitions=meanings.held(versions, query.period),
        rules=plan.rules if metric is Metric.NGR else (),
        terms=terms,
        groups=groups,
        cells=cells,
        next_cursor=cursor,
        total=total,
        more=more,
    )


def figure_of(whole: Lines, players: Active, own: Sequence[str], metric: Metric, currency: str) -> Figure:
    """The figure of a metric in a currency, as the dashboard has it; the only one when no currency is named.

    In a currency in which nothing moved it is nothing. Raises InvalidField when several would be meant, and
    UnknownCurrency.
    """
    found = [one for one in lines.figures(whole, players, own) if one.metric is metric]
    if not found:
        raise InvalidField("metric", "cannot be told of what the filter leaves in")
    if metric in COUNTS:
        return found[0]
    if not currency and len(found) > 1:
        raise InvalidField("currency", f"must be named: there are {', '.join(one.currency for one in found)}")
    for one in found:
        if currency in ("", one.currency):
            return one
    money.exponent(currency)
    nothing = None if metric in QUOTIENTS else 0
    return Figure(metric, currency, nothing, None if found[0].previous is None else nothing)


def _players(count: int, *, divisor: bool) -> Term:
    return Term("active_players", 1, count, "", "", count, divisor=divisor)


@dataclass(frozen=True, slots=True)
class _Paging:
    """What every page of cells needs to know."""

    plan: Plan
    into: Conversion
    whole: Lines
    metric: Metric
    currency: str
    asked: Asked

    @property
    def added(self) -> Metric:
        """The metric of which cells are parts: a quotient's dividend."""
        return _DIVIDEND.get(self.metric, self.metric)

    @property
    def size(self) -> int:
        """How many cells a page has."""
        return min(self.asked.size or DEFAULT_SIZE, MAX_SIZE)

    def shown(self, value: int) -> int:
        """An exact value as it is shown."""
        return self.whole.shown(self.added, value)

    def exact(self, one: Lines) -> int:
        """The exact value of a part."""
        return parts.exact(one, self.added, self.currency, current=True)

    def divisor(self, one: Lines) -> int:
        """What a part adds to the divisor, as it is shown; 0 where it does not follow from sums."""
        if self.metric is Metric.HOLD:
            return parts.exact(one, Metric.TURNOVER, self.currency, current=True)
        if self.metric is Metric.AVERAGE_DEPOSIT:
            return sum(one.deposits.get(self.currency, ()))
        return 0

    def shown_divisor(self, value: int) -> int:
        """An exact divisor as it is shown."""
        return self.whole.shown(Metric.TURNOVER, value) if self.metric is Metric.HOLD else value

    def bets(self, one: Lines) -> int:
        """The bets of a part."""
        return parts.exact(one, Metric.BETS, "", current=True)


async def _grouped(
    connection: AsyncConnection, memory: DayMemory, paging: _Paging, sums: Sequence[Sums], on: RuleOn
) -> tuple[list[Cell], str, int]:
    """A page of parts that were put together, all of which are known: in the order of time, else the largest first."""
    plan, group = paging.plan, paging.asked.group
    if paging.metric is Metric.ACTIVE_PLAYERS:
        counted = await newcomers(connection, plan, by_operator=group is Group.OPERATOR)
        laid = parts.lines_of(plan, paging.into, _of_group(plan, group, sums))
        rows = [(key, players, 0, laid[key]) for key, players in counted.items() if key in laid]
    else:
        if group is Group.GAME:
            found = await parts.by_game(connection, plan, sums, on)
        elif group is Group.COUNTRY:
            found = await parts.by_country(connection, plan, sums, on, paging.metric)
        else:
            found = _of_group(plan, group, sums)
        laid = parts.lines_of(plan, paging.into, found)
        rows = [(key, paging.exact(one), paging.divisor(one), one) for key, one in laid.items()]
        rows = [row for row in rows if row[1] or row[2]]
    if group is Group.TIME:
        rows.sort(key=lambda row: int(row[0][0]))
    else:
        rows.sort(key=lambda row: (-abs(row[1]), row[0]))
    values = rounded((row[1] for row in rows), paging.shown)
    divisors = rounded((row[2] for row in rows), paging.shown_divisor)
    first = _PLACE.values_of(paging.asked.cursor)[0] + 1 if paging.asked.cursor else 0
    if first < 0:
        raise BadCursor
    last = first + paging.size
    times = _times(plan) if group is Group.TIME else {}
    cells = [
        _cell(paging, key, value, divisor, paging.bets(one), times)
        for (key, _, _, one), value, divisor in list(zip(rows, values, divisors, strict=True))[first:last]
    ]
    return cells, _PLACE.cursor_of([last - 1]) if last < len(rows) else "", len(rows)


def _of_group(plan: Plan, group: Group, sums: Sequence[Sums]) -> dict[Key, list[Sums]]:
    return parts.by_operator(plan, sums) if group is Group.OPERATOR else parts.by_point(plan, sums)


def _cell(
    paging: _Paging, key: Key, value: int, divisor: int, bets: int, times: Mapping[Point, tuple[datetime, datetime]]
) -> Cell:
    """A part that was put together, with when and where it lies."""
    plan, group = paging.plan, paging.asked.group
    stretches = [share.stretch for share in plan.shares if share.current]
    since, until = min(one[0] for one in stretches), max(one[1] for one in stretches)
    only = plan.shares[0].operator.operator_id if len(plan.query.operator_ids) == 1 else None
    at = ""
    if group is Group.OPERATOR:
        only = UUID(key[0])
        since, until = next(share.stretch for share in plan.shares if share.operator.operator_id == only)
    if group is Group.TIME:
        point = plan.points[int(key[0]) - plan.turn]
        at = point.at
        since, until = times[point]
    return Cell(
        since=since,
        until=until,
        operator_id=only,
        currency=paging.currency if paging.metric not in COUNTS else "",
        value=value,
        divisor=divisor,
        bets=bets,
        at=at,
        game=key[0] if group is Group.GAME else None,
        provider=key[1] if group is Group.GAME else None,
        country=key[0] if group is Group.COUNTRY else None,
    )


def _times(plan: Plan) -> dict[Point, tuple[datetime, datetime]]:
    """When each point begins and ends: in several zones, from the first to the last."""
    found: dict[Point, tuple[datetime, datetime]] = {}
    for zone, end in {share.zone: share.stretch[1] for share in plan.shares if share.current}.items():
        ordered = points(plan.query.period, plan.interval, zone)
        ends = [*(since for _, since in ordered[1:]), end]
        for (point, since), until in zip(ordered, ends, strict=True):
            first, last = found.get(point, (since, until))
            found[point] = min(first, since), max(last, until)
    return found


async def _page_of_cells(
    connection: AsyncConnection, paging: _Paging, sums: Sequence[Sums]
) -> tuple[list[Cell], str, int, bool]:
    """A page of single cells in the order of time; the cursor holds what they added up to so far."""
    plan, into = paging.plan, paging.into
    after, so_far, divided = _BEGINNING, 0, 0
    if paging.asked.cursor:
        bucket, operator_id, number, *reached = _AFTER.values_of(paging.asked.cursor)
        after, so_far, divided = (bucket, operator_id, number), *map(_whole, reached)
    counted = paging.metric in COUNTS
    shown_in = sorted({one.currency for one in sums if one.currency and into.shown(one.currency) == paging.currency})
    rows = await stored.cells(
        connection, plan, _MEASURES[paging.metric], [] if counted else shown_in or [""], after, paging.size + 1
    )
    more, rows = len(rows) > paging.size, rows[: paging.size]
    laid = [parts.lines_of(plan, into, {(): [row.sums]})[()] for row in rows]
    exact, divisors = [paging.exact(one) for one in laid], [paging.divisor(one) for one in laid]
    values = rounded(exact, paging.shown, so_far)
    divisors_shown = rounded(divisors, paging.shown_divisor, divided)
    cells = [
        Cell(
            since=row.bucket,
            until=row.bucket + QUARTER,
            operator_id=row.operator_id,
            currency=row.sums.currency,
            value=value,
            divisor=divisor,
            bets=row.sums.bets,
            game=row.key[0],
            provider=row.key[1],
            country=row.key[2],
            device=row.key[3],
            channel=row.key[4],
        )
        for row, value, divisor in zip(rows, values, divisors_shown, strict=True)
    ]
    cursor = ""
    if more:
        last = rows[-1]
        reached = [str(so_far + sum(exact)), str(divided + sum(divisors))]
        cursor = _AFTER.cursor_of([last.bucket, last.operator_id, last.slice, *reached])
    return cells, cursor, COUNT_CAP if more else len(cells), more


def _whole(text: str) -> int:
    """A whole number of a cursor. Raises BadCursor for what only a forged one holds."""
    if len(text) > 60 or not text.isascii() or not text.removeprefix("-").isdigit():
        raise BadCursor
    return int(text)
