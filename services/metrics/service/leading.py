"""Top players: who won, lost, deposited and withdrew most over local days."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

import numpy as np
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import money
from kit.db import UnitOfWork
from services.metrics.domain import distinct, leading, plan
from services.metrics.domain.conversion import Conversion, Need
from services.metrics.domain.leading import Added, DaySums, Leaders, Weighed
from services.metrics.domain.plan import Share
from services.metrics.domain.query import Compare, Query
from services.metrics.domain.seats import RegionSeats
from services.metrics.repository import active as seats
from services.metrics.repository import distinct as sets
from services.metrics.repository import figures, operators, players
from services.metrics.repository.filtering import kept
from services.metrics.service.dashboards import check_detail, converting, find
from services.metrics.service.memory import DayMemory

SIZE: Final = 10
_DAYS_AT_ONCE: Final = 4  # of players' sums read together: some megabytes each


@dataclass(frozen=True, slots=True)
class TopPlayers:
    """The rankings, who is in them and in which country, and how amounts were converted."""

    leaders: Leaders
    players: Mapping[tuple[UUID, int], tuple[UUID, str]]
    conversion: Conversion


@dataclass(frozen=True, slots=True)
class KnownDays:
    """The sums of an operator's days by day, and the version of each day; no versions where a filter made them."""

    share: Share
    days: dict[date, list[DaySums]]
    versions: dict[date, int] | None


async def top_players(uow: UnitOfWork, memory: DayMemory, query: Query, now: datetime, size: int) -> TopPlayers:
    """The rankings of operators' players, as of one moment. Raises as `dashboard` does."""
    if query.reporting:
        money.exponent(query.reporting, "reporting_currency")
    connection, ids = uow.connection, query.operator_ids
    await figures.one_snapshot(connection)
    found = [operator for operator, _ in await find(uow, ids)]
    asked = replace(query, compare=Compare.NONE)
    drawn = plan.draw(found, await operators.rules(connection, ids), asked, now, apart=True)
    await check_detail(uow, drawn)
    regions = await seats.regions(connection, ids)
    known = [await days_of(connection, memory, asked, share, regions) for share in drawn.shares]
    needs: set[Need] = {
        (one.share.operator.company_id, part.currency, day)
        for one in known
        for day, parts in one.days.items()
        for part in parts
    }
    into, _ = await converting(uow, found, asked, drawn.days, needs, now)
    rankings = []
    for one in known:
        several = await players.several_seats(connection, one.share.operator.operator_id)
        # Pure computation over some hundred thousand players: other calls go on meanwhile.
        rankings.append(await asyncio.to_thread(_ranked, memory, one, into, several, size or SIZE))
    leaders = leading.together(rankings, size or SIZE)
    who = await players.seated(connection, {(leader.operator_id, leader.seat) for leader in leaders.everybody()})
    return TopPlayers(leaders, who, into)


async def days_of(
    connection: AsyncConnection, memory: DayMemory, query: Query, share: Share, regions: Sequence[RegionSeats]
) -> KnownDays:
    """The sums of an operator's days: remembered, or read; those of a filter from the cells of players."""
    part = query.filter
    if part and not part.of_seats:
        stretches = [(share, since, until) for _, since, until in share.stretches()]
        read = await players.kept_sums(connection, stretches, kept([share.operator.operator_id], part))
        return KnownDays(share, {day: sums for (day, _, _), sums in zip(share.stretches(), read, strict=True)}, None)
    (versions,) = await sets.versions(connection, [share])
    mine = [region for region in regions if region.operator_id == share.operator.operator_id]
    currencies = sorted({region.currency for region in mine})
    days: dict[date, list[DaySums]] = {}
    for day, version in versions.items():
        remembered = memory.get(_key(share, day), version)
        if remembered is not None:
            days[day] = remembered
    missing = sorted(versions.keys() - days.keys())
    for start in range(0, len(missing), _DAYS_AT_ONCE):
        some = missing[start : start + _DAYS_AT_ONCE]
        for day, sums in (await players.day_sums(connection, share, some, currencies)).items():
            memory.put(_key(share, day), versions[day], sums, sum(one.size for one in sums))
            days[day] = sums
    if not part:
        return KnownDays(share, days, versions)
    left = distinct.within(mine, part).get(share.operator.operator_id)
    last = max((int(one.seats.max()) for sums in days.values() for one in sums), default=-1)
    mask = np.zeros(last + 1, np.bool_)
    if left:
        mask[[seat for seat in left if seat <= last]] = True
    return KnownDays(share, {day: [one.within(mask) for one in sums] for day, sums in days.items()}, None)


def _ranked(memory: DayMemory, known: KnownDays, into: Conversion, several: Mapping[int, int], size: int) -> Leaders:
    """The rankings of one operator; what all days but the last come to is remembered: it is the last that moves."""
    operator = known.share.operator
    currencies = sorted({into.shown(one.currency) for sums in known.days.values() for one in sums})
    ordered = sorted(known.days)

    def weighed(days: Sequence[date]) -> list[Weighed]:
        return [
            Weighed(
                one, into.weight(operator.company_id, one.currency, day), currencies.index(into.shown(one.currency))
            )
            for day in days
            for one in known.days[day]
            if one.seats.size
        ]

    before: Added | None = None
    key, version = None, 0
    if known.versions is not None:
        closed = weighed(ordered[:-1])
        terms = tuple((one.weight, one.shown) for one in closed)
        key = ("added", *_key(known.share, ordered[0] if ordered else date.min), len(ordered), into.reporting)
        version = hash((tuple(known.versions[day] for day in ordered[:-1]), tuple(ordered), tuple(currencies), terms))
        before = memory.get(key, version)
    if before is None:
        before = leading.add(leading.nothing(), weighed(ordered[:-1]))
        if key is not None:
            memory.put(key, version, before, before.size)
    added = leading.merged(leading.add(before, weighed(ordered[-1:])), several)
    return leading.leaders(operator.operator_id, added, currencies, into.scale, size)


def _key(share: Share, day: date) -> tuple[str, UUID, int, int, str, date]:
    operator = share.operator
    return "players", operator.operator_id, operator.generation, share.calendar, share.zone.key, day
