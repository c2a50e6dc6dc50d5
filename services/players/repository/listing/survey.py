"""How many players meet the conditions of a list, told from the sample."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Total
from services.players.domain.listing import Order
from services.players.repository.listing import orders
from services.players.repository.listing.filtering import Condition
from services.players.tables import SAMPLED, standings_sample

# How far below what the sample says a bound lies, in standard deviations: the truth lies below one in a thousand times.
_SURE: Final = 3


class Survey(NamedTuple):
    """Players of the sample: those who meet the conditions that the order's index narrows down, those who meet all
    conditions, those who meet each, and how many come before the first in the order who meets all."""

    along: int
    met: int
    each: list[int]
    before: int

    def steps(self, rows: int) -> float:
        """How many players are met along the order until so many of them meet all."""
        evenly = rows * max(self.along, 1) / max(self.met, 0.5)
        # Where the first of the sample stands is chance within a factor of two or three; far beyond that it means that
        # those who are wanted are absent where the order begins.
        return max(evenly, self.before * SAMPLED / 2)

    @property
    def least(self) -> int:
        """How many players meet the condition that the fewest meet."""
        return min(self.each, default=self.along) * SAMPLED

    @property
    def bound(self) -> Total:
        """How many players there are at least who meet all, in two digits."""
        least = max(int((self.met - _SURE * sqrt(self.met)) * SAMPLED), 0)
        digits = 10 ** max(len(str(least)) - 2, 0)
        return Total(least // digits * digits, True)


async def survey(
    connection: AsyncConnection,
    operator_id: UUID,
    conditions: Sequence[Condition],
    along: Sequence[Condition],
    order: Order,
) -> Survey:
    """Looks at the sample; `along` are those of the conditions that the order's index narrows down."""
    row = standings_sample.c
    keys = [row[name] for name in orders.names(order) if name in row]
    asked = [one.holds(row).label(f"c{number}") for number, one in enumerate(conditions)]
    looked = select(*keys, *asked).where(row.operator_id == operator_id).cte("looked")
    told = [looked.c[f"c{number}"] for number in range(len(conditions))]
    narrowed = [one for one, condition in zip(told, conditions, strict=True) if condition in along]
    counts = [func.count().filter(true(), *narrowed), func.count().filter(true(), *told)]
    counts += [func.count().filter(one) for one in told]
    ours = orders.keyset_of(order, [looked.c[key.name] for key in keys])
    if conditions and order.by.value in row:
        first = ours.ordered(select(*ours.labelled()).where(*told)).limit(1).subquery("first")
        ahead = tuple_(*(looked.c[key.name] for key in keys)), tuple_(*first.c)
        before = func.count().filter(ahead[0] > ahead[1] if order.descending else ahead[0] < ahead[1], *narrowed)
        query = select(*counts, before).select_from(looked.outerjoin(first, true()))
    else:
        query = select(*counts, literal(0)).select_from(looked)
    found = (await connection.execute(query)).one()
    return Survey(found[0], found[1], list(found[2:-1]), found[-1])
