"""Single players: found, locked, changed, with their wallets and what decides what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
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

from services.players.domain.access import Standing
from services.players.domain.activity import KeyKind
from services.players.domain.ban import Ban
from services.players.domain.ledger import Wallet
from services.players.domain.player import Player, PlayerStatus
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


async def lock_free(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> bool:
    """Holds the player's lock like `lock`, unless somebody else holds it; tells whether it does."""
    held = await connection.execute(
        text(
            "SELECT 1 FROM accounts WHERE operator_id = :operator AND player_id = :player FOR NO KEY UPDATE SKIP LOCKED"
        ),
        {"operator": operator_id, "player": player_id},
    )
    return held.first() is not None


async def keep(connection: AsyncConnection, before: Player, after: Player) -> None:
    """Keeps what a player has become; tags and bans are kept apart, and the list follows by `listing.refresh`."""
    whose = players.c.operator_id == after.operator_id, players.c.player_id == after.player_id
    await connection.execute(update(players).where(*whose).values(**rows.player_values(after)))
    if after.registration.country != before.registration.country:
        await connection.execute(
            _COUNT_UNDER,
            {"operator": after.operator_id, "player": after.player_id, "country": after.registration.country},
        )


# Figures count a player's activity under the account's country. Once there is any it stays: what a void takes back
# must be taken from where it was counted.
_COUNT_UNDER: Final = text(
    """
    UPDATE accounts SET country = :country
    WHERE operator_id = :operator AND player_id = :player AND movement_count = 0
      AND NOT EXISTS (SELECT FROM bets WHERE operator_id = :operator AND player_id = :player)
    """
)

_STANDING: Final = text(
    """
    SELECT p.status, p.suspension_reason, p.suspended_by, p.suspended_by_id, p.suspended_at, p.excluded_since,
           p.excluded_until, p.revision, b.ban_id, b.scope, b.reason, b.placed_by, b.placed_by_id, b.placed_at,
           b.expires_at, b.lifted_at, b.lifted_by, b.lift_reason
    FROM (
        SELECT player_id FROM recorded WHERE operator_id = :operator AND kind = :kind AND ref = :external OFFSET 0
    ) AS r
    CROSS JOIN LATERAL (
        SELECT * FROM players WHERE operator_id = :operator AND player_id = r.player_id OFFSET 0
    ) AS p
    LEFT JOIN LATERAL (
        SELECT * FROM bans WHERE operator_id = :operator AND player_id = r.player_id AND lifted_at IS NULL OFFSET 0
    ) AS b ON true
    ORDER BY b.scope
    """
)


async def standing(connection: AsyncConnection, operator_id: UUID, external_id: str) -> Standing | None:
    """What decides what a player may do, in one round trip: platforms ask before every log-in and every bet."""
    asked = {"operator": operator_id, "kind": KeyKind.PLAYER.value, "external": external_id}
    found = (await connection.execute(_STANDING, asked)).all()
    if not found:
        return None
    first = found[0]
    return Standing(
        status=PlayerStatus(first.status),
        suspension=rows.suspension(first),
        exclusion=rows.exclusion(first),
        bans=[rows.ban(row) for row in found if row.ban_id is not None],
        revision=first.revision,
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
