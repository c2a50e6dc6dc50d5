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
from services.players.repository.listing import cursors, filtering, orders, typed
from services.players.repository.listing.queries import Queries
from services.players.repository.listing.survey import CLOSER, GLANCE, Survey, everybody, survey
from services.players.tables import LOTS

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
        found, total = await one.page(connection, size, counting=known is None)
        rows += found
        if known is None:
            total = total or await one.total(connection)
            count, approximate = count + total.count, approximate or total.approximate
    in_all = known or Total(count, approximate)
    keys = slice(1, 1 + len(orders.names(order)))
    if len(operator_ids) > 1:
        rows.sort(key=lambda row: row[keys], reverse=order.descending)
    last = rows[size - 1] if len(rows) > size else None
    next_cursor = "" if last is None else cursors.with_total(orders.cursor_at(order, last), question, in_all)
    return Found([(row[0], row[keys][-1]) for row in rows[:size]], next_cursor, in_all)


async def chosen(
    connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, order: Order | None
) -> Select[Any]:
    """The ids of all players whom a filter finds, in an order, or in that of the ids. Raises as `page` does."""
    one = await _List.of(connection, operator_id, wanted, order or Order(), "")
    return one.queries.chosen() if order is None else one.queries.ordered()


class _List(NamedTuple):
    """A list of one operator's players after a cursor, with what the sample says of it once that was asked."""

    queries: Queries
    cursor: str
    survey: Survey | None = None

    @classmethod
    async def of(
        cls, connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, order: Order, cursor: str
    ) -> _List:
        """Looks up whom the filter's text identifies and, unless there is but one way, how many meet its conditions."""
        conditions = filtering.conditions(operator_id, wanted)
        if wanted.query:
            conditions += await typed.conditions(connection, operator_id, wanted.query)
        one = cls(Queries(operator_id, conditions, order), cursor)
        if one.queries.in_order and not any(condition.few for condition in conditions):
            return one
        for condition in conditions:
            known = condition.among if condition.elsewhere else None
            if condition.few or (known is not None and await _count(connection, known, _FEW) <= _FEW):
                return one._replace(queries=one.queries._replace(lead=condition))
        return (await one._surveyed(connection, GLANCE))[0]

    async def page(
        self, connection: AsyncConnection, size: int, *, counting: bool
    ) -> tuple[Sequence[Any], Total | None]:
        """One row more than the page holds if there are more, and how many there are in all if that came of itself."""
        told = self.survey
        if told is None and self.queries.lead is None:
            return await self._walked(connection, None, size), None
        if told is not None:
            steps = told.steps(size + 1)
            walk = steps * (_LOOKED_UP if self.queries.looks_up else 1)
            # Whoever is looked up to be counted is found at once as well.
            counted = counting and self.queries.joins and (self._of_count(told) <= _COUNTED or told.met == 0)
            if walk <= self._of_whole(told) and not counted:
                bound = int(steps * _FARTHER) + _MORE
                rows = await self._walked(connection, bound, size)
                if len(rows) > size or await connection.scalar(self.queries.beyond(self.cursor, bound)) is None:
                    return rows, None
                if told.least > _SORTED:
                    return await self._walked(connection, None, size), None
        return await self._whole(connection, size, counting=counting)

    async def total(self, connection: AsyncConnection) -> Total:
        """Exact where that is cheap or nobody can tell how many there are, else a bound."""
        if not self.queries.conditions:
            players = await everybody(connection, self.queries.operator_id)
            if players is not None:
                return Total(players, False)
        one = self
        if (told := self.survey) is None:
            one, told = await self._surveyed(connection, GLANCE)
        if one._of_count(told) > _COUNTED and told.met < _TELLING and told.lots < LOTS:
            one, told = await self._surveyed(connection, CLOSER)
        cost = one._of_count(told)
        if cost <= _COUNTED or (told.met < _TELLING and cost <= 3 * _COUNTED) or told.met < _BARELY:
            return await one._counted(connection)
        return told.bound

    async def _surveyed(self, connection: AsyncConnection, size: int) -> tuple[_List, Survey]:
        operator_id, conditions, order, _ = self.queries
        told = await survey(connection, operator_id, conditions, self.queries.along, order, self.cursor, size=size)
        fewest = min(zip(told.each, range(len(conditions)), strict=True), default=None)
        lead = None if fewest is None else conditions[fewest[1]]
        return self._replace(queries=self.queries._replace(lead=lead), survey=told), told

    def _of_whole(self, told: Survey) -> float:
        """What it costs to find all."""
        return told.least * (_LOOKED_UP if self.queries.joins else _FOUND)

    def _of_count(self, told: Survey) -> float:
        """What it costs to count all."""
        return told.least if self.queries.counts_alone else self._of_whole(told)

    async def _walked(self, connection: AsyncConnection, steps: int | None, size: int) -> Sequence[Any]:
        rows: Sequence[Any] = (await connection.execute(self.queries.walk(self.cursor, steps).limit(size + 1))).all()
        return rows

    async def _whole(
        self, connection: AsyncConnection, size: int, *, counting: bool
    ) -> tuple[Sequence[Any], Total | None]:
        rows = (await connection.execute(self.queries.whole(self.cursor, counting=counting).limit(size + 1))).all()
        if not counting:
            return rows, None
        if rows or not self.cursor:
            return rows, Total(rows[0].of_all if rows else 0, False)
        return rows, await self._counted(connection)

    async def _counted(self, connection: AsyncConnection) -> Total:
        return Total(int(await connection.scalar(self.queries.counted()) or 0), False)


async def _count(connection: AsyncConnection, query: Select[Any], cap: int) -> int:
    """How many rows there are, but no more than one beyond `cap`."""
    found = query.with_only_columns(literal(1), maintain_column_froms=True).limit(cap + 1).subquery()
    return int((await connection.execute(select(func.count()).select_from(found))).scalar_one())
