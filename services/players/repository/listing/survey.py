"""How many players meet the conditions of a list, told from the sample, and how many there are at all."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Total
from services.players.domain.listing import Order
from services.players.repository.listing import orders
from services.players.repository.listing.filtering import Condition
from services.players.tables import LOTS, SAMPLED, operator_news, operator_standings, standings_sample

# So many players are looked at, some more or less, however many an operator has; and when that tells too little.
GLANCE: Final = 4_000
CLOSER: Final = 16_000
# How far below what the sample says a bound lies, in standard deviations: the truth lies below one in a thousand times.
_SURE: Final = 3


class Survey(NamedTuple):
    """What was seen in some lots of the sample.

    Of those after the cursor: how many meet the conditions that the order's index narrows down, how many meet all
    conditions, and how many come before the first in the order who meets all. Of everybody: how many meet all, and
    how many meet each. `lots` of the sample were looked at.
    """

    along: int
    ahead: int
    before: int
    met: int
    each: list[int]
    lots: int

    @property
    def share(self) -> float:
        """For how many players one stands who was looked at."""
        return SAMPLED * LOTS / self.lots

    def steps(self, rows: int) -> float:
        """How many players are met along the order until so many of them meet all."""
        evenly = rows * max(self.along, 1) / max(self.ahead, 0.5)
        # Where the first of the sample stands is chance within a factor of two or three; far beyond that it means that
        # those who are wanted are absent where the order begins.
        return max(evenly, self.before * self.share / 2)

    @property
    def least(self) -> float:
        """How many players meet the condition that the fewest meet."""
        return min(self.each, default=self.along) * self.share

    @property
    def bound(self) -> Total:
        """How many players there are at least who meet all, in two digits."""
        least = max(int((self.met - _SURE * sqrt(self.met)) * self.share), 0)
        digits = 10 ** max(len(str(least)) - 2, 0)
        return Total(least // digits * digits, True)


async def survey(
    connection: AsyncConnection,
    operator_id: UUID,
    conditions: Sequence[Condition],
    along: Sequence[Condition],
    order: Order,
    cursor: str = "",
    *,
    size: int = GLANCE,
) -> Survey:
    """Looks at `size` players of the sample; `along` are those of the conditions that the order's index narrows down.

    Raises BadCursor.
    """
    row = standings_sample.c
    players = func.greatest(_players(operator_id), 1)
    lots = select(func.least(LOTS, func.ceil(literal(size * LOTS * SAMPLED) / players)).label("lots"))
    chosen = lots.cte("chosen")
    asked = [one.holds(row).label(f"c{number}") for number, one in enumerate(conditions)]
    keys = [row[name] for name in orders.names(order) if name in row]
    ours = orders.keyset_of(order, keys)
    # Of the orders by name and its like the sample knows nothing: who is ahead is as everybody.
    ordered = order.by.value in row
    ahead = ours.after(cursor) if ordered else None
    looked = (
        select(*keys, (true() if ahead is None else ahead).label("ahead"), *asked)
        .where(row.operator_id == operator_id, row.lot < select(chosen.c.lots).scalar_subquery())
        .cte("looked")
    )
    told = [looked.c[f"c{number}"] for number in range(len(conditions))]
    narrowed = [one for one, condition in zip(told, conditions, strict=True) if condition in along]
    before: ColumnElement[int] = literal(0)
    if conditions and ordered:
        places = [looked.c[key.name] for key in keys]
        first = orders.keyset_of(order, places).ordered(select(*places).where(looked.c.ahead, *told)).limit(1)
        place = tuple_(*places)
        sooner = place > first.scalar_subquery() if order.descending else place < first.scalar_subquery()
        before = func.count().filter(looked.c.ahead, sooner, *narrowed)
    query = select(
        func.count().filter(looked.c.ahead, *narrowed),
        func.count().filter(looked.c.ahead, *told),
        before,
        func.count().filter(true(), *told),
        select(chosen.c.lots).scalar_subquery(),
        *(func.count().filter(one) for one in told),
    )
    found = (await connection.execute(query.select_from(looked))).one()
    return Survey(found[0], found[1], found[2], found[3], list(found[5:]), int(found[4]))


async def everybody(connection: AsyncConnection, operator_id: UUID) -> int | None:
    """How many players an operator has; None as long as nobody has counted them."""
    found = await connection.scalar(select(_players(operator_id)))
    return None if found is None else int(found)


def _players(operator_id: UUID) -> ScalarSelect[Any]:
    """What was counted last and the news since, of one moment."""
    news = select(func.coalesce(func.sum(operator_news.c.players), 0)).where(operator_news.c.operator_id == operator_id)
    counted = operator_standings.c.players + news.scalar_subquery()
    return select(counted).where(operator_standings.c.operator_id == operator_id).scalar_subquery()
