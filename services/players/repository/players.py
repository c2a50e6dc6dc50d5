"""Single players: found, locked, changed, with their wallets and what decides what they may do."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Uuid,
    any_,
    bindparam,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.access import Standing
from services.players.domain.activity import KeyKind
from services.players.domain.ledger import Wallet
from services.players.domain.operator import Door
from services.players.domain.player import Player, PlayerStatus
from services.players.repository import rows
from services.players.tables import players, recorded, wallets


async def find(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> Player | None:
    """A player by our own id."""
    return (await find_many(connection, [(operator_id, player_id)])).get(player_id)


async def find_many(connection: AsyncConnection, keys: Sequence[tuple[UUID, UUID]]) -> dict[UUID, Player]:
    """Players by operator and id, each with tags, bans in force and whether a session is open; without unknown ones."""
    return {row.player_id: _player(row) for row in await _rows(connection, _PEOPLE, keys)}


async def find_with_wallets(
    connection: AsyncConnection, keys: Sequence[tuple[UUID, UUID]]
) -> dict[UUID, tuple[Player, list[Wallet]]]:
    """As `find_many`, each with the wallets by currency, in the same round trip."""
    return {
        row.player_id: (_player(row), [Wallet(*wallet) for wallet in row.wallets])
        for row in await _rows(connection, _PEOPLE_WITH_WALLETS, keys)
    }


async def _rows(connection: AsyncConnection, query: str, keys: Sequence[tuple[UUID, UUID]]) -> Sequence[Any]:
    if not keys:
        return []
    found = await connection.exec_driver_sql(query, ([key[0] for key in keys], [key[1] for key in keys]))
    return list(map(_plain(tuple(found.keys())), found))


@cache
def _plain(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    """Makes rows that tell a value by its name ten times as fast: a page of players is read two thousand times."""
    plain: Any = namedtuple("plain", names)  # type: ignore[misc]  # they are the statement's
    make: Callable[[Iterable[Any]], Any] = plain._make
    return make


def _player(row: Any) -> Player:
    return rows.player(row, tags=row.tags, bans=[rows.ban_of(ban) for ban in row.bans], online=row.online)


# One query, as each costs as much as what it finds here. Looked up one by one and by whole keys, whatever the
# statistics say; what holds until a moment holds by the database's clock, even before somebody lifts it.
_FOUND: Final = """
    SELECT p.*, a.last_seen_at, a.seen,
        ARRAY(
            SELECT tag FROM player_tags
            WHERE operator_id = wanted.operator_id AND player_id = wanted.player_id ORDER BY tag
        ) AS tags,
        EXISTS (
            SELECT FROM sessions
            WHERE operator_id = wanted.operator_id AND player_id = wanted.player_id AND ended_at IS NULL OFFSET 0
        ) AS online,
        ARRAY(
            SELECT ROW({ban}) FROM bans
            WHERE operator_id = wanted.operator_id AND player_id = wanted.player_id AND lifted_at IS NULL
              AND (expires_at IS NULL OR expires_at > now())
            ORDER BY scope
        ) AS bans{further}
    FROM unnest($1::uuid[], $2::uuid[]) AS wanted (operator_id, player_id)
    CROSS JOIN LATERAL (
        SELECT {player} FROM players
        WHERE operator_id = wanted.operator_id AND player_id = wanted.player_id OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT last_seen_at, seen FROM accounts
        WHERE operator_id = wanted.operator_id AND player_id = wanted.player_id OFFSET 0
    ) AS a
"""
_WALLETS: Final = """,
        ARRAY(
            SELECT ROW({wallet}) FROM wallets
            WHERE operator_id = wanted.operator_id AND player_id = wanted.player_id ORDER BY currency
        ) AS wallets"""
_COLUMNS: Final = {"ban": ", ".join(rows.BAN_COLUMNS), "player": ", ".join(rows.PLAYER_COLUMNS)}
_PEOPLE: Final = _FOUND.format(**_COLUMNS, further="")
_PEOPLE_WITH_WALLETS: Final = _FOUND.format(
    **_COLUMNS,
    further=_WALLETS.format(wallet=", ".join(one.name for one in wallets.c if one.name != "operator_id")),
)


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


# One after the other in the order of the ids, as everybody does who locks several.
_LOCK: Final = """
    SELECT 1
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT 1 FROM accounts WHERE operator_id = $1 AND player_id = wanted.player_id FOR NO KEY UPDATE
    ) AS held
"""


async def lock(connection: AsyncConnection, operator_id: UUID, *player_ids: UUID) -> None:
    """Holds the players' locks until the transaction ends; read the players afterwards."""
    await connection.exec_driver_sql(_LOCK, (operator_id, sorted(player_ids)))


async def lock_free(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> bool:
    """Holds the player's lock like `lock`, unless somebody else holds it; tells whether it does."""
    held = await connection.execute(
        text(
            "SELECT 1 FROM accounts WHERE operator_id = :operator AND player_id = :player FOR NO KEY UPDATE SKIP LOCKED"
        ),
        {"operator": operator_id, "player": player_id},
    )
    return held.first() is not None


_KEEP: Final = update(players).where(
    players.c.operator_id == bindparam("operator"), players.c.player_id == bindparam("player")
)


async def keep(connection: AsyncConnection, changes: Sequence[tuple[Player, Player]]) -> None:
    """Keeps what players, each told before and after, have become.

    Tags and bans are kept apart, and the list follows by `listing.refresh`.
    """
    await connection.execute(
        _KEEP,
        [
            {"operator": after.operator_id, "player": after.player_id, **rows.player_values(after)}
            for _, after in changes
        ],
    )
    for before, after in changes:
        if after.acquisition is not before.acquisition:
            await connection.execute(
                _COUNT_THROUGH,
                {"operator": after.operator_id, "player": after.player_id, "channel": after.acquisition},
            )
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

# Bets and transfers keep the one with which they began.
_COUNT_THROUGH: Final = text(
    "UPDATE accounts SET channel = :channel WHERE operator_id = :operator AND player_id = :player"
)

_STANDING: Final = text(
    """
    SELECT p.status, p.suspension_reason, p.suspended_by, p.suspended_by_id, p.suspended_at, p.excluded_since,
           p.excluded_until, p.revision, o.status AS operator_status, o.allowed_ips, o.notice,
           b.ban_id, b.scope, b.reason, b.placed_by, b.placed_by_id, b.placed_at,
           b.expires_at, b.lifted_at, b.lifted_by, b.lift_reason
    FROM (
        SELECT player_id FROM recorded WHERE operator_id = :operator AND kind = :kind AND ref = :external OFFSET 0
    ) AS r
    CROSS JOIN LATERAL (
        SELECT * FROM players WHERE operator_id = :operator AND player_id = r.player_id OFFSET 0
    ) AS p
    LEFT JOIN operators AS o ON o.operator_id = :operator
    LEFT JOIN LATERAL (
        SELECT * FROM bans WHERE operator_id = :operator AND player_id = r.player_id AND lifted_at IS NULL OFFSET 0
    ) AS b ON true
    ORDER BY b.scope
    """
)


async def standing(connection: AsyncConnection, operator_id: UUID, external_id: str) -> tuple[Standing, Door] | None:
    """What decides what a player may do, and whom the operator lets in.

    In one round trip: platforms ask before every log-in and every bet.
    """
    asked = {"operator": operator_id, "kind": KeyKind.PLAYER.value, "external": external_id}
    found = (await connection.execute(_STANDING, asked)).all()
    if not found:
        return None
    first = found[0]
    standing = Standing(
        status=PlayerStatus(first.status),
        suspension=rows.suspension(first),
        exclusion=rows.exclusion(first),
        bans=[rows.ban(row) for row in found if row.ban_id is not None],
        revision=first.revision,
    )
    return standing, Door(first.operator_status or 0, tuple(first.allowed_ips or ()), first.notice or "")


async def wallets_of(
    connection: AsyncConnection, operator_id: UUID, player_ids: Sequence[UUID]
) -> dict[UUID, list[Wallet]]:
    """The wallets of players, by currency."""
    columns = [one for one in wallets.c if one.name != "operator_id"]
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
