"""Distinct players: how many different ones were active in an hour, a day, a period, in a currency and a country.

Players of different operators are different players; a player's further seats count as the first one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from pyroaring import BitMap

from services.metrics.domain.calendar import Interval, Period, Point, points
from services.metrics.domain.conversion import Conversion
from services.metrics.domain.figures import NOBODY, Active
from services.metrics.domain.plan import Plan, Share
from services.metrics.domain.query import Filter
from services.metrics.domain.seats import Further, RegionSeats


@dataclass(frozen=True, slots=True)
class DaySets:
    """Who was active on a local day: the seats, and how many players in each of its hours unless nobody asked."""

    seats: BitMap
    hours: tuple[int, ...] | None = None


def hours_of(day: date, zone: ZoneInfo) -> tuple[tuple[Point, datetime], ...]:
    """The hours of a local day with the instants at which they begin."""
    return points(Period(day, day), Interval.HOUR, zone)


@lru_cache(maxsize=65_536)
def _starts(day: date, zone: ZoneInfo) -> list[datetime]:
    return [since for _, since in hours_of(day, zone)]


def by_hour(sets: Iterable[tuple[datetime, BitMap]], day: date, zone: ZoneInfo, further: Further) -> DaySets:
    """The day of which these are the buckets."""
    starts = _starts(day, zone)
    hours: list[list[BitMap]] = [[] for _ in starts]
    for bucket, seats in sets:
        hours[bisect_right(starts, bucket) - 1].append(seats)
    united = [BitMap.union(*parts) if parts else BitMap() for parts in hours]
    return DaySets(BitMap.union(BitMap(), *united), tuple(further.players(seats) for seats in united))


def within(regions: Iterable[RegionSeats], part: Filter) -> dict[UUID, BitMap]:
    """The seats of operators that a filter by country and currency leaves in."""
    found: dict[UUID, BitMap] = defaultdict(BitMap)
    for region in regions:
        if (not part.countries or region.country in part.countries) and (
            not part.currencies or region.currency in part.currencies
        ):
            found[region.operator_id] |= BitMap.deserialize(region.seats)
    return found


def count(
    plan: Plan,
    days: Sequence[Mapping[date, DaySets]],
    regions: Sequence[RegionSeats],
    further: Mapping[UUID, Further],
    conversion: Conversion,
    *,
    apart: bool = False,
) -> dict[UUID | None, Active]:
    """The distinct players of each operator where they are kept apart, else of all together under None.

    The days are those of the plan's shares, one after the other.
    """
    found: dict[UUID | None, _Count] = defaultdict(_Count)
    by_operator: defaultdict[UUID, list[RegionSeats]] = defaultdict(list)
    for region in regions:
        by_operator[region.operator_id].append(region)
    for share, sets in zip(plan.shares, days, strict=True):
        operator_id = share.operator.operator_id
        one = found[operator_id if apart else None]
        known = further.get(operator_id) or Further()
        one.add(plan, share, sets, known)
        united = BitMap.union(BitMap(), *(day.seats for day in sets.values()))
        one.unite(share.current, united, by_operator[operator_id], known, conversion)
    return {key: one.active() for key, one in found.items()}


class _Count:
    """What comes together of one or several operators."""

    def __init__(self) -> None:
        self.by_position: defaultdict[int, int] = defaultdict(int)
        self.by_week_hour: defaultdict[int, int] = defaultdict(int)
        self.by_currency: defaultdict[tuple[str, bool], int] = defaultdict(int)
        self.by_region: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.total = {True: 0, False: 0}

    def add(self, plan: Plan, share: Share, sets: Mapping[date, DaySets], further: Further) -> None:
        """Adds the points and hours of an operator's days."""
        for day, one in sets.items():
            if plan.interval is Interval.DAY:
                self.by_position[plan.positions[share.current, Point(day.isoformat())]] += further.players(one.seats)
            if one.hours is None:
                continue
            for (point, _), players in zip(hours_of(day, share.zone), one.hours, strict=True):
                if not players:
                    continue
                if plan.interval is Interval.HOUR:
                    self.by_position[plan.positions[share.current, point]] += players
                if share.current:
                    self.by_week_hour[day.weekday() * 24 + int(point.at[11:13])] += players

    def unite(
        self, current: bool, seats: BitMap, regions: Iterable[RegionSeats], further: Further, conversion: Conversion
    ) -> None:
        """Adds all who were active in an operator's period."""
        self.total[current] += further.players(seats)
        by_currency: defaultdict[str, BitMap] = defaultdict(BitMap)
        by_region: defaultdict[tuple[str, str], BitMap] = defaultdict(BitMap)
        for region in regions:
            there = seats & BitMap.deserialize(region.seats)
            if there:
                shown = conversion.shown(region.currency)
                by_currency[shown] |= there
                by_region[region.country, shown] |= there
        for currency, there in by_currency.items():
            self.by_currency[currency, current] += further.players(there)
        if current:
            for key, there in by_region.items():
                self.by_region[key] += further.players(there)

    def active(self) -> Active:
        """All of it."""
        return Active(
            by_position=self.by_position,
            current=self.total[True],
            previous=self.total[False],
            by_currency=self.by_currency,
            by_region=self.by_region,
            by_week_hour=self.by_week_hour,
        )


def of(found: Mapping[UUID | None, Active], operator_id: UUID | None = None) -> Active:
    """One operator's, or all together; nobody when there is none."""
    return found.get(operator_id, NOBODY)


def together(several: Iterable[Active]) -> Active:
    """The distinct players of several operators as one."""
    whole = _Count()
    for one in several:
        whole.total[True] += one.current
        whole.total[False] += one.previous
        for key, players in one.by_currency.items():
            whole.by_currency[key] += players
    return whole.active()
