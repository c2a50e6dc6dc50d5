"""What keeps the list in step: names folded, words to be found by, and where players stand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.search import FOLDED_LENGTH, fold, fold_name, terms
from services.players.repository import rows

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
# A statement after the locking one: it sees what the one that held the rows before has committed.
_FOLLOW: Final = """
    INSERT INTO standings AS s
        (operator_id, player_id, last_seen_at, seen, currency, balance, deposits, withdrawals, turnover, ggr)
    SELECT $1, wanted.player_id, a.last_seen_at, a.seen, p.currency, coalesce(w.balance, 0), coalesce(w.deposits, 0),
           coalesce(w.withdrawals, 0), coalesce(w.turnover, 0), coalesce(w.settled_stakes - w.payouts, 0)
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT currency FROM players WHERE operator_id = $1 AND player_id = wanted.player_id OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT last_seen_at, seen FROM accounts WHERE operator_id = $1 AND player_id = wanted.player_id OFFSET 0
    ) AS a
    LEFT JOIN LATERAL (
        SELECT balance, deposits, withdrawals, turnover, settled_stakes, payouts FROM wallets
        WHERE operator_id = $1 AND player_id = wanted.player_id AND currency = p.currency
        OFFSET 0
    ) AS w ON true
    ON CONFLICT (operator_id, player_id) DO UPDATE
    SET last_seen_at = excluded.last_seen_at, seen = excluded.seen, currency = excluded.currency,
        balance = excluded.balance, deposits = excluded.deposits, withdrawals = excluded.withdrawals,
        turnover = excluded.turnover, ggr = excluded.ggr
    WHERE (s.last_seen_at, s.seen, s.currency, s.balance, s.deposits, s.withdrawals, s.turnover, s.ggr)
        IS DISTINCT FROM (excluded.last_seen_at, excluded.seen, excluded.currency, excluded.balance,
                          excluded.deposits, excluded.withdrawals, excluded.turnover, excluded.ggr)
"""
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
    """Brings the list in step with what is stored of players: names, words and where they stand.

    To be called last in the transaction that changed them, once for all of them, as it locks them in the order of their
    ids.
    """
    await follow(connection, operator_id, player_ids)
    if player_ids:
        bare = await rows.driver(connection)
        for row in await bare.fetch(_NAMES, operator_id, sorted(player_ids)):
            names = row["username"], row["first_name"], row["last_name"]
            folded = fold(names[0])[:FOLDED_LENGTH], fold_name(names[1], names[2])
            if folded != (row["username_folded"], row["name_folded"]):
                await bare.execute(_RENAME, operator_id, row["player_id"], *folded)
            if (found_by := terms(names)) != (row["terms"] or []):
                await bare.execute(_FORGET_TERMS, operator_id, row["player_id"], found_by)
                await bare.execute(_KEEP_TERMS, operator_id, row["player_id"], found_by)


async def follow(connection: AsyncConnection, operator_id: UUID, player_ids: Collection[UUID]) -> set[UUID]:
    """Brings where players stand in step with their accounts and wallets: all that activity and sessions move.

    Answers who did not stand in the list before.
    """
    if not player_ids:
        return set()
    await connection.execute(text(_PLANNER))
    bare = await rows.driver(connection)
    ordered = sorted(set(player_ids))
    held = await bare.fetch(_LOCK, operator_id, ordered)
    await bare.execute(_FOLLOW, operator_id, ordered)
    return {*ordered}.difference(row["player_id"] for row in held)
