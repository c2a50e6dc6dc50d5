"""The list of players: filters, the search by what somebody typed, and six orders, each with an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Select,
    Uuid,
    and_,
    exists,
    func,
    literal,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.activity import KeyKind
from services.players.domain.player import PlayerFilter, PlayerSort
from services.players.domain.search import end_of, query_words
from services.players.repository import rows
from services.players.tables import NAMED, REGISTERED, SEEN, accounts, player_search, players, recorded

_ORDERS: Final = {
    PlayerSort.REGISTERED_DESC: ([players.c.registered_at, players.c.player_id], True),
    PlayerSort.REGISTERED_ASC: ([players.c.registered_at, players.c.player_id], False),
    PlayerSort.LAST_SEEN_DESC: ([accounts.c.last_seen_at, accounts.c.player_id], True),
    PlayerSort.LAST_SEEN_ASC: ([accounts.c.last_seen_at, accounts.c.player_id], False),
    PlayerSort.USERNAME_ASC: ([players.c.username_folded, players.c.player_id], False),
    PlayerSort.USERNAME_DESC: ([players.c.username_folded, players.c.player_id], True),
}
KEYSETS: Final = {
    sort: Keyset(f"players.{sort}", columns, descending=descending) for sort, (columns, descending) in _ORDERS.items()
}


async def page(
    connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, sort: PlayerSort, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of an operator's players, and how many there are in all."""
    query = await matching(connection, operator_id, wanted)
    total = await count(connection, query)
    found = await KEYSETS[sort].page(connection, joined(operator_id, query), cursor, size)
    return PageOf([rows.player(row) for row in found.rows], found.next_cursor), total


def joined(operator_id: UUID, query: Select[Any]) -> Select[Any]:
    """Players with when they were last seen, which is the account's; for that order the list is driven from there."""
    return (
        query.join(
            accounts,
            and_(accounts.c.operator_id == players.c.operator_id, accounts.c.player_id == players.c.player_id),
        )
        .where(accounts.c.operator_id == operator_id, REGISTERED, NAMED, SEEN)
        .with_only_columns(*rows.PLAYER_COLUMNS)
    )


async def matching(connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter) -> Select[Any]:
    """The players that a filter lets through."""
    query = select(players).where(players.c.operator_id == operator_id)
    if wanted.status is not None:
        query = query.where(players.c.status == wanted.status.value)
    if wanted.country:
        query = query.where(players.c.country == wanted.country)
    if wanted.currency:
        query = query.where(players.c.currency == wanted.currency)
    if wanted.query:
        found = await connection.execute(identifying(operator_id, wanted.query))
        identified = [row.player_id for row in found]
        query = query.where(_found(operator_id, query_words(wanted.query), identified))
    return query


def identifying(operator_id: UUID, typed: str) -> CompoundSelect[Any]:
    """The players of whom the text is an id, an e-mail address or a phone number in full."""
    ways = [
        and_(players.c.email == typed.lower(), players.c.email != ""),
    ]
    digits = "".join(letter for letter in typed if letter.isdigit())
    if digits and not any(letter.isalpha() for letter in typed):
        ways.append(and_(players.c.phone == f"+{digits}", players.c.phone != ""))
    if (player_id := _uuid(typed)) is not None:
        ways.append(players.c.player_id == player_id)
    # One index look-up each: an OR over different indexes would leave the choice to the planner.
    named = select(recorded.c.player_id).where(
        recorded.c.operator_id == operator_id,
        recorded.c.kind == KeyKind.PLAYER.value,
        recorded.c.ref == typed,
    )
    return union(named, *(select(players.c.player_id).where(players.c.operator_id == operator_id, way) for way in ways))


def _found(operator_id: UUID, words: Sequence[str], identified: Sequence[UUID]) -> ColumnElement[bool]:
    """Those identified, and those of whose names each word begins a part."""
    if not identified:
        # As semi-joins, which the planner may begin from either side: few begin like this, or most do.
        return and_(*(_begins(operator_id, word, players.c.player_id) for word in words))
    ids = select(func.unnest(literal(list(identified), ARRAY(Uuid))))
    if not words:
        return players.c.player_id.in_(ids)
    first = player_search.alias("first")
    named = select(first.c.player_id).where(
        first.c.operator_id == operator_id,
        first.c.term >= words[0],
        first.c.term < end_of(words[0]),
        *(_begins(operator_id, word, first.c.player_id) for word in words[1:]),
    )
    return players.c.player_id.in_(union(ids, named))


def _begins(operator_id: UUID, word: str, player_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    term = player_search.alias()
    return exists().where(
        term.c.operator_id == operator_id,
        term.c.player_id == player_id,
        term.c.term >= word,
        term.c.term < end_of(word),
    )


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
