"""Newcomers: each active player of a period counted once, where it was first active in it."""

from __future__ import annotations

from pyroaring import BitMap
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain import distinct
from services.metrics.domain.calendar import Interval, Point
from services.metrics.domain.plan import Plan
from services.metrics.domain.seats import Further
from services.metrics.repository import active as seats
from services.metrics.repository import distinct as sets
from services.metrics.repository.distinct import Stretch
from services.metrics.repository.filtering import kept
from services.metrics.repository.parts import Key


async def newcomers(connection: AsyncConnection, plan: Plan, *, by_operator: bool) -> dict[Key, int]:
    """How many players were first active at each point of the present period, or at all for each operator.

    They add up to the distinct players of the period: whoever was active before in it is no newcomer.
    """
    part, ids = plan.query.filter, plan.query.operator_ids
    regions, further = await seats.regions(connection, ids), await seats.further(connection, ids)
    left = distinct.within(regions, part) if part and part.of_seats else None
    slices = kept(ids, part) if part and not part.of_seats else None
    found: dict[Key, int] = {}
    for share in (share for share in plan.shares if share.current):
        operator, seen = share.operator, BitMap()
        people = further.get(operator.operator_id) or Further()
        days = {day: (since, until) for day, since, until in share.stretches()}
        if plan.interval is Interval.DAY and slices is None:
            read = await sets.days(connection, [(share, day) for day in days])
            moments = [(Point(day.isoformat()), one) for day, one in zip(days, read, strict=True)]
        else:
            stretches = [
                Stretch(operator.operator_id, operator.generation, since, until) for since, until in days.values()
            ]
            read_buckets = await sets.buckets(connection, stretches, slices)
            moments = []
            for day, buckets in zip(days, read_buckets, strict=True):
                hours = distinct.hours_of(day, share.zone)
                for bucket, one in sorted(buckets, key=lambda found: found[0]):
                    hour = [point for point, since in hours if since <= bucket][-1]
                    moments.append((hour if plan.interval is Interval.HOUR else Point(day.isoformat()), one))
        for point, one in moments:
            there = one if left is None else one & left.get(operator.operator_id, BitMap())
            who = people.people(there)
            new = len(who - seen)
            seen |= who
            if new:
                key = (str(operator.operator_id if by_operator else plan.positions[True, point]),)
                found[key] = found.get(key, 0) + new
    return found
