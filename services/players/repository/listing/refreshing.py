"""What keeps the list in step: names folded, words to be found by, who players are and where they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.search import FOLDED_LENGTH, NAMES_APART, fold, fold_name, terms
from services.players.repository import rows
from services.players.tables import IN_SAMPLE, standings

# Each row is looked up by itself and by its whole key, whatever the statistics say of a young table or a new operator.
_PLANNER: Final = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""
# In the order of the ids, so that two that refresh the same players do not wait for each other in a ring.
_LOCK: Final = """
    SELECT wanted.player_id
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT 1 FROM standings WHERE operator_id = $1 AND player_id = wanted.player_id FOR NO KEY UPDATE
    ) AS held
"""
# What activity and sessions move.
_MOVED: Final = ("last_seen_at", "seen", "balance", "deposits", "withdrawals", "turnover", "ggr")
_ALL: Final = tuple(column.name for column in standings.c)
_OWN: Final = tuple(name for name in _ALL if name not in ("operator_id", "player_id"))


def _columns(names: Sequence[str], of: str = "") -> str:
    return ", ".join(f"{of}.{name}" if of else name for name in names)


# What was written, again in the sample for those who are in it.
_SAMPLED: Final = f"""
    INSERT INTO standings_sample AS s ({_columns(_ALL)})
    SELECT {_columns(_ALL)} FROM written WHERE {IN_SAMPLE}
    ON CONFLICT (operator_id, player_id) DO UPDATE SET ({_columns(_OWN)}) = ROW ({_columns(_OWN, "excluded")})
"""  # noqa: S608 - our own names
_ACCOUNT: Final = """
    SELECT last_seen_at, seen FROM accounts WHERE operator_id = $1 AND player_id = wanted.player_id OFFSET 0
"""
_WALLET: Final = """
    SELECT balance, deposits, withdrawals, turnover, settled_stakes, payouts FROM wallets
    WHERE operator_id = $1 AND player_id = wanted.player_id AND currency = p.currency
    OFFSET 0
"""
_MONEY: Final = """
    coalesce(w.balance, 0) AS balance, coalesce(w.deposits, 0) AS deposits, coalesce(w.withdrawals, 0) AS withdrawals,
    coalesce(w.turnover, 0) AS turnover, coalesce(w.settled_stakes - w.payouts, 0) AS ggr
"""
# Statements after the locking one: they see what the one that held the rows before has committed.
_MOVE: Final = f"""
    WITH written AS (
        UPDATE standings AS s SET ({_columns(_MOVED)}) = ROW ({_columns(_MOVED, "n")})
        FROM (
            SELECT p.place, a.last_seen_at, a.seen, {_MONEY}
            FROM unnest($2::uuid[]) AS wanted (player_id)
            CROSS JOIN LATERAL (
                SELECT ctid AS place, currency FROM standings
                WHERE operator_id = $1 AND player_id = wanted.player_id
                OFFSET 0
            ) AS p
            CROSS JOIN LATERAL ({_ACCOUNT}) AS a
            LEFT JOIN LATERAL ({_WALLET}) AS w ON true
            OFFSET 0
        ) AS n
        WHERE s.ctid = n.place AND ({_columns(_MOVED, "s")}) IS DISTINCT FROM ({_columns(_MOVED, "n")})
        RETURNING {_columns(_ALL, "s")}
    )
    {_SAMPLED}
"""  # noqa: S608 - our own names
_SAID: Final = (
    "registered_at", "status", "country", "region", "kyc_level", "kyc_status", "vip_level", "affiliate_id",
    "referrer_external_id", "excluded_since", "excluded_until", "risk_flags",
)  # fmt: skip
_STAND: Final = f"""
    WITH written AS (
        INSERT INTO standings AS s
            (operator_id, player_id, last_seen_at, seen, currency, balance, deposits, withdrawals, turnover, ggr,
             {_columns(_SAID)}, tags, banned, names)
        SELECT $1, wanted.player_id, a.last_seen_at, a.seen, p.currency, {_MONEY}, {_columns(_SAID, "p")},
               coalesce(t.tags, '{{}}'), coalesce(b.banned, 0), coalesce(n.names, '')
        FROM unnest($2::uuid[]) AS wanted (player_id)
        CROSS JOIN LATERAL (
            SELECT currency, {_columns(_SAID)} FROM players
            WHERE operator_id = $1 AND player_id = wanted.player_id
            OFFSET 0
        ) AS p
        CROSS JOIN LATERAL ({_ACCOUNT}) AS a
        LEFT JOIN LATERAL ({_WALLET}) AS w ON true
        CROSS JOIN LATERAL (
            SELECT array_agg(tag ORDER BY tag) AS tags FROM player_tags
            WHERE operator_id = $1 AND player_id = wanted.player_id
        ) AS t
        CROSS JOIN LATERAL (
            SELECT bit_or(1 << scope) AS banned FROM bans
            WHERE operator_id = $1 AND player_id = wanted.player_id AND lifted_at IS NULL
        ) AS b
        CROSS JOIN LATERAL (
            SELECT string_agg(chr({ord(NAMES_APART)}) || term, '' ORDER BY term) AS names FROM player_search
            WHERE operator_id = $1 AND player_id = wanted.player_id
        ) AS n
        ON CONFLICT (operator_id, player_id) DO UPDATE SET ({_columns(_OWN)}) = ROW ({_columns(_OWN, "excluded")})
        WHERE ({_columns(_OWN, "s")}) IS DISTINCT FROM ({_columns(_OWN, "excluded")})
        RETURNING {_columns(_ALL, "s")}
    )
    {_SAMPLED}
"""  # noqa: S608 - our own names
_NAMES: Final = """
    SELECT p.player_id, p.username, p.first_name, p.last_name, p.username_folded, p.name_folded, t.terms
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT * FROM players WHERE operator_id = $1 AND player_id = wanted.player_id OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT array_agg(term ORDER BY term) AS terms FROM player_search
        WHERE operator_id = $1 AND player_id = wanted.player_id
    ) AS t
"""
_RENAME: Final = """
    UPDATE players SET username_folded = $3, name_folded = $4 WHERE operator_id = $1 AND player_id = $2
"""
_FORGET_TERMS: Final = (
    "DELETE FROM player_search WHERE operator_id = $1 AND player_id = $2 AND term <> ALL ($3::text[])"
)
_KEEP_TERMS: Final = """
    INSERT INTO player_search (operator_id, player_id, term) SELECT $1, $2, * FROM unnest($3::text[])
    ON CONFLICT DO NOTHING
"""


async def refresh(connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID]) -> None:
    """Brings the list in step with what is stored of players: names, words, who they are and where they stand.

    To be called last in the transaction that changed them, once for all of them, as it locks them in the order of their
    ids.
    """
    if not player_ids:
        return
    ordered = sorted(set(player_ids))
    bare, _ = await _held(connection, operator_id, ordered)
    for row in await bare.fetch(_NAMES, operator_id, ordered):
        names = row["username"], row["first_name"], row["last_name"]
        folded = fold(names[0])[:FOLDED_LENGTH], fold_name(names[1], names[2])
        if folded != (row["username_folded"], row["name_folded"]):
            await bare.execute(_RENAME, operator_id, row["player_id"], *folded)
        if (found_by := terms(names)) != (row["terms"] or []):
            await bare.execute(_FORGET_TERMS, operator_id, row["player_id"], found_by)
            await bare.execute(_KEEP_TERMS, operator_id, row["player_id"], found_by)
    await bare.execute(_STAND, operator_id, ordered)


async def follow(connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID]) -> set[UUID]:
    """Brings where players stand in step with their accounts and wallets: all that activity and sessions move.

    Answers who did not stand in the list before, and now does.
    """
    if not player_ids:
        return set()
    ordered = sorted(set(player_ids))
    bare, held = await _held(connection, operator_id, ordered)
    new = {*ordered}.difference(held)
    if held:
        await bare.execute(_MOVE, operator_id, held)
    if new:
        await bare.execute(_STAND, operator_id, sorted(new))
    return new


async def _held(
    connection: AsyncConnection, operator_id: UUID, ordered: Sequence[UUID]
) -> tuple[asyncpg.Connection[asyncpg.Record], list[UUID]]:
    """Locks those who stand in the list, and answers who they are."""
    await connection.execute(text(_PLANNER))
    bare = await rows.driver(connection)
    return bare, [row["player_id"] for row in await bare.fetch(_LOCK, operator_id, ordered)]
