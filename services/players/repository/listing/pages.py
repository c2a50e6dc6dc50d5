"""Pages of the list of players, found by the cheaper of two ways, and how many there are in all.

A filter that many meet fills a page soon, walking along the order's index; of one that few meet all are found at once
and sorted. Which it is, a sample of the players tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import DEFAULT_SIZE, Total
from services.players.domain.listing import Order, PlayerFilter
from services.players.repository.listing import filtering, orders, typed
from services.players.repository.listing.queries import Queries
from services.players.repository.listing.survey import Survey, survey

# Settings of the sessions that list. Plans are made for the filter at hand: with seldom a condition alike, a plan for
# any of them would fit none. What lists read is in memory, where a row by its key costs little more than the next one;
# and a page is not worth the start of a worker. Whoever one table knows is looked up in another by the id: to read that
# through for a hash would take longer.
PLANNING: Final = {
    "enable_seqscan": "off",
    "plan_cache_mode": "force_custom_plan",
    "work_mem": "32MB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
# Of so few known to another table all are found at once; of more than that the sample tells how many meet the rest.
_FEW: Final = 1_000
# Costs of a player, in steps along an index: found from a condition's index, and where that means a look-up by id.
_FOUND: Final = 1.5
_LOOKED_UP: Final = 4.0
# A walk goes this much farther than the sample promises, and so many steps more, before the other way is tried.
_FARTHER: Final = 2
_MORE: Final = 1_000
# The other way is tried with so many; with more the walk goes on without a bound.
_SORTED: Final = 100_000
# What an exact total may cost; three times as much when a closer look at the sample knows too few to tell a bound worth
# having, and whatever it costs when that knows hardly anybody.
_COUNTED: Final = 24_000
_TELLING: Final = 40
_BARELY: Final = 12


class Found(NamedTuple):
    """A page: operators and ids of players in order, the cursor of the next page, and how many there are in all."""

    keys: list[tuple[UUID, UUID]]
    next_cursor: str
    total: Total


async def page(
    connection: AsyncConnection,
    operator_ids: Sequence[UUID],
    wanted: PlayerFilter,
    order: Order,
    cursor: str,
    size: int,
) -> Found:
    """A page of the players of one or several operators, in a session that plans for lists.

    Later pages tell the total of the first. Raises BadCursor.
    """
    size = size or DEFAULT_SIZE
    question = cursors.asked(operator_ids, wanted)
    place, known = cursors.parted(cursor, question)
    place = await orders.told(connection, operator_ids, order, place)
    rows: list[Any] = []
    count, approximate = 0, False
    for operator_id in operator_ids:
        one = await _List.of(connection, operator_id, wanted, order, place)
        rows += await one.page(connection, size)
        if known is None:
            total = await one.total(connection)
            count, approximate = count + total.count, approximate or total.approximate
    total = known or Total(count, approximate)
    keys = slice(1, 1 + len(orders.names(order)))
    if len(operator_ids) > 1:
        rows.sort(key=lambda row: row[keys], reverse=order.descending)
    last = rows[size - 1] if len(rows) > size else None
    next_cursor = "" if last is None else cursors.with_total(orders.cursor_at(order, last), question, total)
    return Found([(row[0], row[keys][-1]) for row in rows[:size]], next_cursor, total)


async def chosen(
    connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, order: Order | None
) -> Select[Any]:
    """The ids of all players whom a filter finds, in an order, or in that of the ids. Raises as `page` does."""
    one = await _List.of(connection, operator_id, wanted, order or Order(), "")
    return one.queries.chosen() if order is None else one.queries.ordered()


class _List(NamedTuple):
    """A list of one operator's players, with what the sample says unless hardly anybody is in it."""

    queries: Queries
    survey: Survey | None

    @classmethod
    async def of(cls, connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, order: Order) -> _List:
        """Looks up whom the filter's text identifies, and how many meet its conditions."""
        conditions = filtering.conditions(operator_id, wanted)
        if wanted.query:
            conditions += await typed.conditions(connection, operator_id, wanted.query)
        queries = Queries(operator_id, conditions, order)
        for condition in conditions:
            known = condition.among if condition.elsewhere else None
            if condition.few or (known is not None and await _count(connection, known, _FEW) <= _FEW):
                return cls(queries._replace(lead=condition), None)
        told = await survey(connection, operator_id, conditions, queries.along, order)
        fewest = min(zip(told.each, range(len(conditions)), strict=True), default=None)
        return cls(queries._replace(lead=None if fewest is None else conditions[fewest[1]]), told)

    async def page(self, connection: AsyncConnection, cursor: str, size: int) -> tuple[Sequence[Any], Total]:
        """One row more than the page holds if there are more, and how many there are in all."""
        if self.survey is not None:
            steps = self.survey.steps(size + 1)
            if steps * (_LOOKED_UP if self.queries.looks_up else 1) <= self._of_whole(self.survey):
                bound = int(steps * _FARTHER) + _MORE
                rows = (await connection.execute(self.queries.walk(cursor, bound).limit(size + 1))).all()
                if len(rows) <= size and await connection.scalar(self.queries.beyond(cursor, bound)) is not None:
                    if self.survey.least <= _SORTED:
                        return await self._whole(connection, cursor, size)
                    rows = (await connection.execute(self.queries.walk(cursor, None).limit(size + 1))).all()
                return rows, await self._total(connection, self.survey)
        return await self._whole(connection, cursor, size)

    def _of_whole(self, told: Survey) -> float:
        """What it costs to find all."""
        return told.least * (_LOOKED_UP if self.queries.joins else _FOUND)

    async def _whole(self, connection: AsyncConnection, cursor: str, size: int) -> tuple[Sequence[Any], Total]:
        rows = (await connection.execute(self.queries.whole(cursor).limit(size + 1))).all()
        if rows or not cursor:
            return rows, Total(rows[0].of_all if rows else 0, False)
        return rows, Total(int(await connection.scalar(self.queries.counted()) or 0), False)

    async def _total(self, connection: AsyncConnection, told: Survey) -> Total:
        """Exact where that is cheap or nobody can tell how many there are, else a bound."""
        cost = told.least if self.queries.counts_alone else self._of_whole(told)
        exact = cost <= _COUNTED or (told.met < _TELLING and cost <= 3 * _COUNTED) or told.met < _BARELY
        return Total(int(await connection.scalar(self.queries.counted()) or 0), False) if exact else told.bound


async def _count(connection: AsyncConnection, query: Select[Any], cap: int) -> int:
    """How many rows there are, but no more than one beyond `cap`."""
    found = query.with_only_columns(literal(1), maintain_column_froms=True).limit(cap + 1).subquery()
    return int((await connection.execute(select(func.count()).select_from(found))).scalar_one())
