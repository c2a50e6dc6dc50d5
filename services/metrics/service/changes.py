"""What changed: which games, countries, players, providers or operators account for a rise or fall."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.metrics.domain import distinct, leading
from services.metrics.domain.calendar import Interval
from services.metrics.domain.change import PARTS, By, Change, Part, ranked
from services.metrics.domain.conversion import Conversion, minor
from services.metrics.domain.figures import NOBODY, QUOTIENTS, Active, Figure, Metric
from services.metrics.domain.leading import Added, Weighed
from services.metrics.domain.lines import Lines, Sums
from services.metrics.domain.operators import Operator
from services.metrics.domain.plan import Plan, Share
from services.metrics.domain.query import Compare, Query
from services.metrics.repository import active as seats
from services.metrics.repository import games, operators, players
from services.metrics.repository.filtering import kept
from services.metrics.repository.parts import Key
from services.metrics.service import parts
from services.metrics.service.activity import active
from services.metrics.service.dashboards import check_detail, summed
from services.metrics.service.explaining import figure_of
from services.metrics.service.leading import days_of
from services.metrics.service.memory import DayMemory

# What is known of single players: a number of the measures of their days.
_OF_PLAYERS: Final = {
    Metric.TURNOVER: (("stakes", 1),),
    Metric.GGR: (("settled_stakes", 1), ("payouts", -1)),
    Metric.PAYOUTS: (("payouts", 1),),
    Metric.DEPOSITS: (("deposited", 1),),
    Metric.WITHDRAWALS: (("withdrawn", 1),),
    Metric.NET_DEPOSITS: (("deposited", 1), ("withdrawn", -1)),
}
# What has a game.
_OF_GAMES: Final = frozenset({Metric.TURNOVER, Metric.GGR, Metric.NGR, Metric.PAYOUTS, Metric.BETS})


async def change(
    uow: UnitOfWork, memory: DayMemory, query: Query, metric: Metric, currency: str, by: By, size: int, now: datetime
) -> Change:
    """The parts of a figure that moved most, as of one moment.

    Raises what a dashboard does, and InvalidField for what has no such parts.
    """
    _check(query, metric, by)
    connection, asked = uow.connection, replace(query, interval=Interval.DAY)
    known, plan, sums, into, _ = await summed(uow, asked, now, apart=True)
    who = await active(connection, memory, plan, into, apart=True) if metric is Metric.ACTIVE_PLAYERS else {}
    whole = parts.lines_of(plan, into, {(): sums})[()]
    everybody = distinct.together(who.values()) if who else NOBODY
    own = sorted({operator.currency for operator, _ in known})
    figure = figure_of(whole, everybody, own, metric, currency)
    if by is By.PLAYER:
        await check_detail(uow, replace(plan, interval=Interval.HOUR) if _cut(plan) else plan)
        found, count = await _players(connection, memory, asked, plan, into, figure, size or PARTS)
        first, rest, _ = ranked(figure, found, size or PARTS)
        return Change(plan, into, figure, first, rest, count - len(first))
    if metric is Metric.ACTIVE_PLAYERS:
        several = _active_parts(who)
    else:
        several = await _parts(connection, query, plan, sums, into, figure, by)
    first, rest, others = ranked(figure, several, size or PARTS)
    named = await _named(connection, first, query.operator_ids, [operator for operator, _ in known], by)
    return Change(plan, into, figure, named, rest, others)


def _check(query: Query, metric: Metric, by: By) -> None:
    if query.compare is Compare.NONE and query.against is None:
        raise InvalidField("compare", "must name an earlier period")
    if metric in QUOTIENTS:
        raise InvalidField("metric", "is a quotient, which has no parts that add up")
    if by is By.PLAYER and metric not in _OF_PLAYERS:
        raise InvalidField("by", "the figure is not known of single players")
    if by in (By.GAME, By.PROVIDER) and metric not in _OF_GAMES:
        raise InvalidField("by", "the figure has no game")
    if metric is Metric.ACTIVE_PLAYERS and by is not By.OPERATOR:
        raise InvalidField("by", "a player is active once, whatever the games and countries")


async def _parts(
    connection: AsyncConnection,
    query: Query,
    plan: Plan,
    sums: Sequence[Sums],
    into: Conversion,
    figure: Figure,
    by: By,
) -> list[Part]:
    on = parts.rules_on(await operators.rules(connection, query.operator_ids))
    found: Mapping[Key, list[Sums]]
    if by in (By.GAME, By.PROVIDER):
        found = await parts.by_game(connection, plan, sums, on)
        if by is By.PROVIDER:
            found = parts.together(found, 1)
    elif by is By.REGION:
        found = await parts.by_country(connection, plan, sums, on, figure.metric)
    else:
        found = parts.by_operator(plan, sums)
    laid = parts.lines_of(plan, into, found)
    return [_part(key, one, figure, by) for key, one in laid.items()]


def _part(key: Key, lines: Lines, figure: Figure, by: By) -> Part:
    def shown(*, current: bool) -> int:
        return lines.shown(figure.metric, parts.exact(lines, figure.metric, figure.currency, current=current))

    provider = key[1] if by is By.GAME else ""
    return Part(key[0], shown(current=True), shown(current=False), provider)


def _active_parts(who: Mapping[UUID | None, Active]) -> list[Part]:
    return [Part(str(operator_id), one.current, one.previous) for operator_id, one in who.items()]


async def _named(
    connection: AsyncConnection, found: Sequence[Part], ids: Sequence[UUID], known: Sequence[Operator], by: By
) -> list[Part]:
    """Parts with names for people, where we know them."""
    if by is By.OPERATOR:
        names = {str(operator.operator_id): operator.name for operator in known}
        return [replace(part, label=names.get(part.key, "")) for part in found]
    if by is not By.GAME:
        return list(found)
    labels: dict[Key, str] = {}
    for operator_id in ids:
        catalogue = await games.named(connection, operator_id, {(part.key, part.provider) for part in found})
        labels = {key: game.name for key, game in catalogue.items()} | labels
    return [replace(part, label=labels.get((part.key, part.provider), "")) for part in found]


def _cut(plan: Plan) -> bool:
    return any(share.cut for share in plan.shares)


async def _players(
    connection: AsyncConnection,
    memory: DayMemory,
    query: Query,
    plan: Plan,
    into: Conversion,
    figure: Figure,
    size: int,
) -> tuple[list[Part], int]:
    """The players who moved most, and how many moved at all."""
    regions = await seats.regions(connection, query.operator_ids)
    candidates: list[tuple[UUID, int, int, int]] = []
    count = 0
    for operator_id in query.operator_ids:
        sides: dict[bool, NDArray[Any]] = {}
        several = await players.several_seats(connection, operator_id)
        for share in plan.shares:
            if share.operator.operator_id == operator_id:
                days = await _weighed(connection, memory, query, share, regions, into, figure.currency)
                # Pure computation over some hundred thousand players: other calls go on meanwhile.
                added = await asyncio.to_thread(_added, days, several)
                sides[share.current] = _values(added, figure.metric)
        now, before = _level(sides.get(True), sides.get(False))
        moved = np.flatnonzero((now != 0) | (before != 0))
        count += int(moved.size)
        difference = abs(now - before)
        first = sorted((int(seat) for seat in moved), key=lambda seat: (-difference[seat], seat))[:size]
        candidates += [(operator_id, seat, int(now[seat]), int(before[seat])) for seat in first]
    known = await players.seated(connection, {(operator_id, seat) for operator_id, seat, _, _ in candidates})

    def shown(value: int) -> int:
        return minor(value, into.scale)

    found = [
        Part(str(known[operator_id, seat][0]), shown(now), shown(before), operator_id=str(operator_id))
        for operator_id, seat, now, before in candidates
    ]
    return found, count


async def _weighed(
    connection: AsyncConnection,
    memory: DayMemory,
    query: Query,
    share: Share,
    regions: Sequence[Any],
    into: Conversion,
    currency: str,
) -> list[Weighed]:
    """What players did in a share of the plan, shown in a currency; of a cut day, what came before the cut."""
    days = {}
    if whole := share.whole_days:
        days = dict((await days_of(connection, memory, query, replace(share, period=whole, until=None), regions)).days)
    if cut := share.cut:
        (rows,) = await players.kept_sums(
            connection, [(share, cut[1], cut[2])], kept([share.operator.operator_id], query.filter)
        )
        days[cut[0]] = rows
    company = share.operator.company_id
    return [
        Weighed(one, into.weight(company, one.currency, day), 0)
        for day, several in sorted(days.items())
        for one in several
        if one.seats.size and one.currency and into.shown(one.currency) == currency
    ]


def _added(days: Sequence[Weighed], several: Mapping[int, int]) -> Added:
    return leading.merged(leading.add(leading.nothing(), days), several)


def _values(added: Added, metric: Metric) -> NDArray[Any]:
    values: NDArray[Any] = np.zeros(added.shown.size, added.sums.dtype)
    for name, sign in _OF_PLAYERS[metric]:
        values = values + sign * added.sums[leading.MEASURES.index(name)]
    return values


def _level(now: NDArray[Any] | None, before: NDArray[Any] | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """The two sides with a row for every seat of either."""
    none: NDArray[Any] = np.zeros(0, np.int64)
    sides = [none if one is None else one for one in (now, before)]
    size = max(one.size for one in sides)
    kind: Any = object if any(one.dtype == object for one in sides) else np.int64
    levelled = []
    for one in sides:
        row = np.zeros(size, kind)
        row[: one.size] = one
        levelled.append(row)
    return levelled[0], levelled[1]
