"""Who was active: the days of a plan, from what is remembered, from sets of days and from those of buckets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain import distinct
from services.metrics.domain.calendar import Interval
from services.metrics.domain.conversion import Conversion
from services.metrics.domain.distinct import DaySets
from services.metrics.domain.figures import Active
from services.metrics.domain.plan import Plan, Share
from services.metrics.domain.seats import Further
from services.metrics.repository import active as seats
from services.metrics.repository import distinct as sets
from services.metrics.repository.distinct import Stretch
from services.metrics.repository.filtering import Kept, kept
from services.metrics.service.memory import DayMemory

# A share by its place in the plan, and one of its days.
_Day = tuple[int, date]


@dataclass(frozen=True, slots=True)
class _Part:
    """A day of a share with the instants between which it counts."""

    day: _Day
    since: datetime
    until: datetime


async def active(
    connection: AsyncConnection, memory: DayMemory, plan: Plan, conversion: Conversion, *, apart: bool = False
) -> dict[UUID | None, Active]:
    """The distinct players of a plan: of each operator where they are kept apart, else of all together under None."""
    ids = {share.operator.operator_id for share in plan.shares}
    regions, further = await seats.regions(connection, ids), await seats.further(connection, ids)
    part, reading = plan.query.filter, _Reading(connection, memory, plan, further)
    if part and not part.of_seats:
        found = await reading.filtered()
    elif part:
        found = await reading.of_seats(distinct.within(regions, part), by_hour=not apart)
    else:
        found = await reading.everything(by_hour=not apart)
    days: list[dict[date, DaySets]] = [{} for _ in plan.shares]
    for (number, day), one in found.items():
        days[number][day] = one
    # Pure computation, milliseconds of it over long periods: other calls go on meanwhile.
    return await asyncio.to_thread(distinct.count, plan, days, regions, further, conversion, apart=apart)


class _Reading:
    """The days of one plan."""

    def __init__(
        self, connection: AsyncConnection, memory: DayMemory, plan: Plan, further: Mapping[UUID, Further]
    ) -> None:
        self._connection = connection
        self._memory = memory
        self._plan = plan
        self._further = further
        self._parts = [
            _Part((number, day), since, until)
            for number, share in enumerate(plan.shares)
            for day, since, until in share.stretches()
        ]

    async def everything(self, *, by_hour: bool) -> dict[_Day, DaySets]:
        """All who were active."""
        found = await self._whole(hours=by_hour)
        cut = [part for part in self._parts if self._is_cut(part)]
        return found | await self._counted(cut)

    async def of_seats(self, left: Mapping[UUID, BitMap], *, by_hour: bool) -> dict[_Day, DaySets]:
        """Those on the seats that a filter leaves in."""
        whole = await self._whole(hours=False)
        nobody = BitMap()
        found = {day: DaySets(one.seats & left.get(self._operator(day), nobody)) for day, one in whole.items()}
        counted = [part for part in self._parts if self._is_cut(part) or self._in_hours(part.day, by_hour)]
        return found | await self._counted(counted, left)

    async def filtered(self) -> dict[_Day, DaySets]:
        """Those with a bet in the slices that a filter leaves in."""
        return await self._counted(self._parts, slices=kept(self._plan.query.operator_ids, self._plan.query.filter))

    async def _whole(self, *, hours: bool) -> dict[_Day, DaySets]:
        """Days that are not cut, as remembered at their present version or else as read; without those of nobody."""
        versions = await sets.versions(self._connection, self._plan.shares)
        found: dict[_Day, DaySets] = {}
        no_seats: list[_Day] = []
        no_hours: list[_Part] = []
        for part in self._parts:
            number, day = part.day
            if day not in versions[number] or self._is_cut(part):
                continue
            known: DaySets | None = self._memory.get(self._key(part.day), versions[number][day])
            if known is None:
                no_seats.append(part.day)
            else:
                found[part.day] = known
            if self._in_hours(part.day, hours) and (known is None or known.hours is None):
                no_hours.append(part)
        wanted = [(self._plan.shares[number], day) for number, day in no_seats]
        for at, one in zip(no_seats, await sets.days(self._connection, wanted), strict=True):
            found[at] = DaySets(one)
        for at, counted in (await self._counted(no_hours)).items():
            found[at] = DaySets(found[at].seats, counted.hours)
        for at in {*no_seats, *(part.day for part in no_hours)}:
            self._memory.put(self._key(at), versions[at[0]][at[1]], found[at], 2 * len(found[at].seats))
        return found

    async def _counted(
        self, parts: Sequence[_Part], left: Mapping[UUID, BitMap] | None = None, slices: Kept | None = None
    ) -> dict[_Day, DaySets]:
        """Days put together from their buckets, hour by hour."""
        stretches = [
            Stretch(self._operator(part.day), self._share(part.day).operator.generation, part.since, part.until)
            for part in parts
        ]
        found = {}
        for part, buckets in zip(parts, await sets.buckets(self._connection, stretches, slices), strict=True):
            operator_id = self._operator(part.day)
            if left is not None:
                there = left.get(operator_id, BitMap())
                buckets = [(at, one & there) for at, one in buckets]
            further = self._further.get(operator_id) or Further()
            found[part.day] = distinct.by_hour(buckets, part.day[1], self._share(part.day).zone, further)
        return found

    def _share(self, day: _Day) -> Share:
        return self._plan.shares[day[0]]

    def _operator(self, day: _Day) -> UUID:
        return self._share(day).operator.operator_id

    def _is_cut(self, part: _Part) -> bool:
        cut = self._share(part.day).cut
        return cut is not None and cut[0] == part.day[1]

    def _in_hours(self, day: _Day, wanted: bool) -> bool:
        """Whether the hours of a day are told apart: for the heat map of the present period, or as points."""
        return self._plan.interval is Interval.HOUR or (wanted and self._share(day).current)

    def _key(self, day: _Day) -> tuple[UUID, int, int, str, date]:
        share = self._share(day)
        operator = share.operator
        return operator.operator_id, operator.generation, share.calendar, share.zone.key, day[1]
