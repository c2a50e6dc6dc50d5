"""Single players: found, locked, suspended and reinstated, with their wallets."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import KeyKind
from services.players.domain.ledger import Wallet
from services.players.domain.player import Player, PlayerStatus, Suspension
from services.players.repository import rows
from services.players.tables import accounts, players, recorded, wallets

_joined = players.join(
    accounts,
    (accounts.c.operator_id == players.c.operator_id) & (accounts.c.player_id == players.c.player_id),
)


async def find(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> Player | None:
    """A player by our own id."""
    query = (
        select(*rows.PLAYER_COLUMNS)
        .select_from(_joined)
        .where(players.c.operator_id == operator_id, players.c.player_id == player_id)
    )
    row = (await connection.execute(query)).first()
    return rows.player(row) if row is not None else None


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
