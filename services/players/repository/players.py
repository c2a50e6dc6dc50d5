"""Single players: found, locked, suspended and reinstated, with their wallets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    Uuid,
    and_,
    any_,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import KeyKind
from services.players.domain.ban import Ban
from services.players.domain.ledger import Wallet
from services.players.domain.player import Player, PlayerStatus, Suspension
from services.players.repository import rows
from services.players.tables import accounts, bans, player_tags, players, recorded, sessions, wallets


async def find(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> Player | None:
    """A player by our own id."""
    return (await find_many(connection, [(operator_id, player_id)])).get(player_id)


async def find_many(connection: AsyncConnection, keys: Sequence[tuple[UUID, UUID]]) -> dict[UUID, Player]:
    """Players by operator and id, each with tags, bans in force and whether a session is open; without unknown ones."""
    if not keys:
        return {}
    operators, ids = [key[0] for key in keys], [key[1] for key in keys]
    pairs = func.unnest(literal(operators, ARRAY(Uuid)), literal(ids, ARRAY(Uuid)))
    wanted = pairs.table_valued(column("operator_id", Uuid), column("player_id", Uuid)).render_derived(name="wanted")
    query = (
        select(*rows.PLAYER_COLUMNS, _tags(wanted), _online(wanted))
        .select_from(wanted)
        .join(players, _same(players, wanted))
        .join(accounts, _same(accounts, wanted))
    )
    in_force = select(bans).select_from(
        wanted.join(bans, and_(_same(bans, wanted), bans.c.lifted_at.is_(None), _not_expired()))
    )
    held: dict[UUID, list[Ban]] = {}
    for row in await connection.execute(in_force.order_by(bans.c.scope)):
        held.setdefault(row.player_id, []).append(rows.ban(row))
    found = (await connection.execute(query)).all()
    return {
        row.player_id: rows.player(row, tags=row.tags, bans=held.get(row.player_id, ()), online=row.online)
        for row in found
    }


def _same(table: FromClause, wanted: FromClause) -> ColumnElement[bool]:
    return and_(table.c.operator_id == wanted.c.operator_id, table.c.player_id == wanted.c.player_id)


def _tags(wanted: FromClause) -> ColumnElement[Any]:
    tags = select(func.array_agg(aggregate_order_by(player_tags.c.tag, player_tags.c.tag)))
    return func.coalesce(tags.where(_same(player_tags, wanted)).scalar_subquery(), literal([], ARRAY(Text))).label(
        "tags"
    )


def _online(wanted: FromClause) -> ColumnElement[bool]:
    return exists().where(_same(sessions, wanted), sessions.c.ended_at.is_(None)).label("online")


def _not_expired() -> ColumnElement[bool]:
    # The database's clock: an expired ban must not hold even before somebody lifts it.
    return or_(bans.c.expires_at.is_(None), bans.c.expires_at > func.now())


async def find_external(connection: AsyncConnection, operator_id: UUID, external_id: str) -> Player | None:
    """A player by the platform's id."""
    key = await connection.scalar(
        select(recorded.c.player_id).where(
            recorded.c.operator_id == operator_id,
            recorded.c.kind == KeyKind.PLAYER.value,
            recorded.c.ref == external_id,
        )
    )
    return await find(connection, operator_id, key) if key is not None else None


async def lock(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> None:
    """Holds the player's lock until the transaction ends; read the player afterwards."""
    await connection.execute(
        text("SELECT 1 FROM accounts WHERE operator_id = :operator AND player_id = :player FOR NO KEY UPDATE"),
        {"operator": operator_id, "player": player_id},
    )


async def keep_status(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, status: PlayerStatus, suspension: Suspension | None
) -> None:
    """Changes whether an account may be used, as a new revision."""
    await connection.execute(
        update(players)
        .where(players.c.operator_id == operator_id, players.c.player_id == player_id)
        .values(
            status=status.value,
            suspension_reason=suspension.reason if suspension else None,
            suspended_by=suspension.by if suspension else None,
            suspended_by_id=suspension.by_id if suspension else None,
            suspended_at=suspension.at if suspension else None,
            revision=players.c.revision + 1,
        )
    )


async def wallets_of(
    connection: AsyncConnection, operator_id: UUID, player_ids: Sequence[UUID]
) -> dict[UUID, list[Wallet]]:
    """The wallets of players, by currency."""
    columns = [column for column in wallets.c if column.name != "operator_id"]
    query = (
        select(*columns)
        .where(
            wallets.c.operator_id == operator_id,
            wallets.c.player_id == any_(literal(list(player_ids), ARRAY(Uuid))),
        )
        .order_by(wallets.c.player_id, wallets.c.currency)
    )
    found: dict[UUID, list[Wallet]] = {player_id: [] for player_id in player_ids}
    for row in await connection.execute(query):
        found[row.player_id].append(Wallet(*row))
    return found
