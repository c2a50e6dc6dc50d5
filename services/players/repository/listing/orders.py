"""The orders of the list: their columns, the table whose index has them, and cursors in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import BadCursor
from kit.paging import Keyset
from services.players.domain.listing import BY_MONEY, Order, SortBy
from services.players.repository.listing.filtering import Columns
from services.players.tables import players, standings

# Orders that most players share with many; their registration decides among those.
SHARED: Final = frozenset(
    {SortBy.COUNTRY, SortBy.STATUS, SortBy.KYC_LEVEL, SortBy.KYC_STATUS, SortBy.VIP_LEVEL, SortBy.AFFILIATE}
)
# Orders by what is masked. A cursor is text in base64: one with such a value would show it to whoever may not see it,
# and one that is forged would ask whether somebody's value lies before another. So theirs name the player alone.
_MASKED: Final = frozenset({SortBy.NAME, SortBy.EMAIL})
# Orders with an index of the standings; all others have one of the players, that of registration has both.
_OF_STANDINGS: Final = frozenset({SortBy.LAST_SEEN, *BY_MONEY})


def tables_of(order: Order) -> list[Any]:
    """The tables that have an index in an order."""
    if order.by is SortBy.REGISTERED:
        return [players, standings]
    return [standings] if order.by in _OF_STANDINGS else [players]


def names(order: Order) -> list[str]:
    """The columns of an order, the last of which makes it unique."""
    return [order.by.value, *(["registered_at"] if order.by in SHARED else []), "player_id"]


def narrowing(order: Order) -> set[str]:
    """The columns by which the order's index narrows down."""
    return {order.by.value, *(["currency"] if order.by in BY_MONEY else [])}


def keyset(order: Order, row: Columns) -> Keyset:
    """An order over the columns of a row."""
    return keyset_of(order, [row[name] for name in names(order)])


def keyset_of(order: Order, columns: Sequence[ColumnElement[Any]]) -> Keyset:
    """An order over its columns wherever they stand."""
    return Keyset(f"players.{order.by}.{order.descending}", columns, descending=order.descending)


def cursor_at(order: Order, last: Any) -> str:
    """The cursor of what comes after a row that holds its key."""
    if order.by in _MASKED:
        return _of_player(order).cursor_of([last[len(names(order))]])
    return keyset(order, tables_of(order)[0].c).cursor_at(last)


async def cursor_after(connection: AsyncConnection, operator_id: UUID, order: Order, player_id: UUID) -> str:
    """The cursor of what comes after a player in an order. Raises BadCursor when there is no such player."""
    table = tables_of(order)[0]
    whose = table.c.operator_id == operator_id, table.c.player_id == player_id
    own = keyset(order, table.c).labelled()
    row = (await connection.execute(select(table.c.operator_id, *own).where(*whose))).first()
    if row is None:
        raise BadCursor
    return cursor_at(order, row)


async def told(connection: AsyncConnection, operator_ids: Sequence[UUID], order: Order, cursor: str) -> str:
    """A cursor with what it stands for: of the player whom one may name, where that player stands now.

    Raises BadCursor.
    """
    if not cursor or order.by not in _MASKED:
        return cursor
    own = keyset(order, players.c)
    [player_id] = _of_player(order).values_of(cursor)
    where = (players.c.operator_id == any_(literal(list(operator_ids), ARRAY(Uuid))), players.c.player_id == player_id)
    row = (await connection.execute(select(*own.labelled()).where(*where).limit(1))).first()
    if row is None:
        raise BadCursor
    return own.cursor_at(row)


def _of_player(order: Order) -> Keyset:
    return keyset_of(order, [players.c.player_id])
