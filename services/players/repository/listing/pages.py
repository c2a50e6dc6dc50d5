"""Pages of the list of players, found by the cheaper of two ways, and how many there are in all.

A filter that many meet fills a page soon, walking along the order's index; of one that few meet all are found at once
and sorted. Which it is, the first few thousand steps of the walk tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import BadCursor
from kit.paging import COUNT_CAP, DEFAULT_SIZE, Keyset, Total
from services.players.domain.listing import BY_MONEY, Order, PlayerFilter, SortBy
from services.players.repository.listing import filtering, typed
from services.players.repository.listing.filtering import Condition
from services.players.tables import NAMED, REGISTERED, STANDING, players, standings

# Settings of the sessions that list. Plans are made for the filter at hand: with seldom a condition alike, a plan for
# any of them would fit none. What lists read is in memory, where a row by its key costs little more than the next one;
# and a page is not worth the start of a worker.
PLANNING: Final = {
    "enable_seqscan": "off",
    "plan_cache_mode": "force_custom_plan",
    "work_mem": "32MB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
}
# Steps along an index before the other way is tried: as many take a few milliseconds.
_STEPS: Final = 4_000
# Of so few the other way is taken at once.
_FEW: Final = 4_000
# So many are sorted at once; of more than that the order's index tells them apart sooner.
_SORTED: Final = 20_000
# Orders that most players share with many; their registration decides among those.
_SHARED: Final = frozenset(
    {SortBy.COUNTRY, SortBy.STATUS, SortBy.KYC_LEVEL, SortBy.KYC_STATUS, SortBy.VIP_LEVEL, SortBy.AFFILIATE}
)
# Orders by what is masked. A cursor is text in base64: one with such a value would show it to whoever may not see it,
# and one that is forged would ask whether somebody's value lies before another. So theirs name the player alone.
_MASKED: Final = frozenset({SortBy.NAME, SortBy.EMAIL})


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
    """A page of the players of one or several operators, in a session that plans for lists. Raises BadCursor."""
    size = size or DEFAULT_SIZE
    if cursor and order.by in _MASKED:
        cursor = await _whereabouts(connection, operator_ids, order, cursor)
    rows: list[Any] = []
    count, approximate = 0, False
    for operator_id in operator_ids:
        one = await _List.of(connection, operator_id, wanted, order)
        found, total = await one.page(connection, cursor, size)
        rows += found
        count, approximate = count + total.count, approximate or total.approximate
    keys = slice(1, 1 + len(_names(order)))
    if len(operator_ids) > 1:
        rows.sort(key=lambda row: row[keys], reverse=order.descending)
    last = rows[size - 1] if len(rows) > size else None
    next_cursor = "" if last is None else _cursor_at(order, last)
    return Found([(row[0], row[keys][-1]) for row in rows[:size]], next_cursor, Total(count, approximate))


async def chosen(
    connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, order: Order | None
) -> Select[Any]:
    """The ids of all players whom a filter finds, in an order, or in that of the ids. Raises as `page` does."""
    one = await _List.of(connection, operator_id, wanted, order or Order())
    return one.chosen() if order is None else one.ordered("").with_only_columns(_table(order).c.player_id)


async def cursor_after(connection: AsyncConnection, operator_id: UUID, order: Order, player_id: UUID) -> str:
    """The cursor of what comes after a player in an order. Raises BadCursor when there is no such player."""
    table, own = _table(order), keyset(order, _table(order).c)
    whose = table.c.operator_id == operator_id, table.c.player_id == player_id
    row = (await connection.execute(select(table.c.operator_id, *own.labelled()).where(*whose))).first()
    if row is None:
        raise BadCursor
    return _cursor_at(order, row)


def keyset(order: Order, row: filtering.Columns) -> Keyset:
    """An order over the columns of a row."""
    return _keyset(order, [row[name] for name in _names(order)])


def _keyset(order: Order, columns: Sequence[ColumnElement[Any]]) -> Keyset:
    return Keyset(f"players.{order.by}.{order.descending}", columns, descending=order.descending)


def _cursor_at(order: Order, last: Any) -> str:
    if order.by in _MASKED:
        return _of_player(order).cursor_of([last[len(_names(order))]])
    return keyset(order, _table(order).c).cursor_at(last)


async def _whereabouts(connection: AsyncConnection, operator_ids: Sequence[UUID], order: Order, cursor: str) -> str:
    """Where the player whom a cursor names stands now, as an order has it. Raises BadCursor."""
    own = keyset(order, players.c)
    [player_id] = _of_player(order).values_of(cursor)
    where = (players.c.operator_id == any_(literal(list(operator_ids), ARRAY(Uuid))), players.c.player_id == player_id)
    row = (await connection.execute(select(*own.labelled()).where(*where).limit(1))).first()
    if row is None:
        raise BadCursor
    return own.cursor_at(row)


def _of_player(order: Order) -> Keyset:
    return _keyset(order, [players.c.player_id])


def _names(order: Order) -> list[str]:
    return [order.by.value, *(["registered_at"] if order.by in _SHARED else []), "player_id"]


def _table(order: Order) -> Any:
    return players if order.by.value in players.c else standings


class _List(NamedTuple):
    """A list of one operator's players."""

    operator_id: UUID
    conditions: list[Condition]
    order: Order
    few: bool

    @classmethod
    async def of(cls, connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, order: Order) -> _List:
        """Looks up whom the filter's text identifies, and whether some condition leaves only a few."""
        conditions = filtering.conditions(operator_id, wanted)
        if wanted.query:
            conditions += await typed.conditions(connection, operator_id, wanted.query)
        few = any(condition.few for condition in conditions)
        for condition in conditions:
            if not few and condition.among is not None:
                few = await _count(connection, condition.among, _FEW) <= _FEW
        return cls(operator_id, conditions, order, few)

    async def page(self, connection: AsyncConnection, cursor: str, size: int) -> tuple[Sequence[Any], Total]:
        """One row more than the page holds if there are more, and how many there are in all."""
        if not self.few:
            rows = (await connection.execute(self.walk(cursor, _STEPS).limit(size + 1))).all()
            if len(rows) > size or not self._beside_the_order():
                return rows, await self._total(connection)
        rows = (await connection.execute(self.whole(cursor).limit(size + 1))).all()
        of_all = 0
        if rows:
            of_all = rows[0].of_all
        elif cursor:  # none of those sorted comes after it, but perhaps others do
            of_all = await _count(connection, self._meeting(self._telling()), _SORTED)
        if of_all <= _SORTED:
            return rows, Total(of_all, False)
        # Many, but hardly any where the order begins.
        return (await connection.execute(self.ordered(cursor).limit(size + 1))).all(), Total(COUNT_CAP, True)

    async def _total(self, connection: AsyncConnection) -> Total:
        number = await _count(connection, self._meeting(self._telling()), COUNT_CAP)
        return Total(min(number, COUNT_CAP), number > COUNT_CAP)

    def walk(self, cursor: str, steps: int) -> Select[Any]:
        """Those who meet the conditions among the next `steps` players along the order's index."""
        table, beside = _table(self.order), self._beside_the_order()
        other = standings if table is players else players
        own = keyset(self.order, table.c)
        names = {*_names(self.order)}
        names |= {name for condition in beside for name in condition.columns if name in table.c}
        along = [condition.holds(table.c) for condition in self.conditions if condition not in beside]
        steps_taken = own.ordered(
            select(*(table.c[name] for name in sorted(names))).where(
                table.c.operator_id == self.operator_id, *self._stated(table), *along, *_after(own, cursor)
            )
        )
        if not beside:
            return steps_taken.with_only_columns(table.c.operator_id, *own.labelled())
        walked = steps_taken.limit(steps).subquery("walked")
        ours = keyset(self.order, walked.c)
        query = select(literal(self.operator_id).label("operator_id"), *ours.labelled())
        if any(not _tells(walked.c, condition) for condition in beside):
            query = query.join(
                other, and_(other.c.operator_id == self.operator_id, other.c.player_id == walked.c.player_id)
            )
        else:
            query = query.select_from(walked)
        holding = [condition.holds(walked.c if _tells(walked.c, condition) else other.c) for condition in beside]
        return ours.ordered(query.where(*holding))

    def whole(self, cursor: str) -> Select[Any]:
        """Those who meet the conditions, sorted, each with how many there are `of_all`; in vain beyond `_SORTED`."""
        table = _table(self.order)
        own = keyset(self.order, table.c)
        met = self._meeting(table).with_only_columns(table.c.operator_id, *own.labelled()).limit(_SORTED + 1)
        some = met.subquery("met")
        found = select(some, func.count().over().label("of_all"))
        counted = found.subquery("counted")
        ours = _keyset(self.order, [counted.c[key.name] for key in own.labelled()])
        query = select(counted.c.operator_id, *ours.labelled(), counted.c.of_all)
        return ours.ordered(query.where(*_after(ours, cursor)))

    def ordered(self, cursor: str) -> Select[Any]:
        """All who meet the conditions, in order, found whichever way the planner thinks best."""
        table = _table(self.order)
        own = keyset(self.order, table.c)
        query = self._meeting(table).with_only_columns(table.c.operator_id, *own.labelled())
        return own.ordered(query.where(*_after(own, cursor)))

    def chosen(self) -> Select[Any]:
        """The ids of all who meet the conditions, in their own order."""
        return self._meeting(players).order_by(players.c.player_id)

    def _telling(self) -> Any:
        """The table that tells of every condition by itself, if one does: each player has a row in both."""
        return standings if all(_tells(standings.c, one) for one in self.conditions) and self.conditions else players

    def _meeting(self, table: Any) -> Select[Any]:
        other = standings if table is players else players
        query = select(table.c.player_id).where(table.c.operator_id == self.operator_id, *self._stated(table))
        if any(not _tells(table.c, condition) for condition in self.conditions):
            query = query.join(
                other, and_(other.c.operator_id == self.operator_id, other.c.player_id == table.c.player_id)
            ).where(*self._stated(other))
        return query.where(
            *(condition.begins(table.c if _tells(table.c, condition) else other.c) for condition in self.conditions)
        )

    def _beside_the_order(self) -> list[Condition]:
        """The conditions that the order's index does not narrow down by itself."""
        told = {self.order.by.value, *(["currency"] if self.order.by in BY_MONEY else [])}
        return [condition for condition in self.conditions if not condition.columns or set(condition.columns) - told]

    def _stated(self, table: Any) -> list[Any]:
        """What always holds, and what the indexes that serve lists state (`tables/people.py`)."""
        if table is standings:
            return [STANDING]
        return [REGISTERED, NAMED] if self.order.by is SortBy.USERNAME else [REGISTERED]


def _tells(row: filtering.Columns, condition: Condition) -> bool:
    return all(name in row for name in condition.columns)


def _after(own: Keyset, cursor: str) -> list[ColumnElement[bool]]:
    after = own.after(cursor)
    return [] if after is None else [after]


async def _count(connection: AsyncConnection, query: Select[Any], cap: int) -> int:
    """How many rows there are, but no more than one beyond `cap`."""
    found = query.with_only_columns(literal(1), maintain_column_froms=True).limit(cap + 1).subquery()
    return int((await connection.execute(select(func.count()).select_from(found))).scalar_one())
