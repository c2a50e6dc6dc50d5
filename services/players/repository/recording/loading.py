"""What a batch names, locked and read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import Item, KeyKind, Registering, fingerprint_of, key_of
from services.players.domain.bet import Bet
from services.players.domain.ledger import Wallet
from services.players.domain.recording import (
    Account,
    Key,
    KnownKey,
    State,
    bets_needed,
    same_registration,
    transfers_needed,
)
from services.players.domain.transfer import Transfer
from services.players.repository import rows
from services.players.tables import players

# Every statement here reaches single rows by whole keys, and must do so with whatever statistics there are: none of a
# young table, those of yesterday, or none of an operator that is new beside a large one. A plan that reads all of an
# operator's rows for each that it wants takes minutes a batch, and is kept as long as the connection lives. Therefore:
# plans are made for any operator; each row is looked up by itself (LATERAL that cannot be flattened) in a table with
# no second index to choose; and what changes is written where that look-up found it.
PLANNER: Final = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""
KEYS: Final = """
    SELECT r.kind, r.ref, r.hash, r.player_id, r.at
    FROM unnest($2::smallint[], $3::text[]) AS wanted (kind, ref)
    CROSS JOIN LATERAL (
        SELECT * FROM recorded WHERE operator_id = $1 AND kind = wanted.kind AND ref = wanted.ref OFFSET 0
    ) AS r
"""
# The players come in the order of their ids and are locked one after the other: several batches may name the same ones,
# and one order keeps them from waiting for each other in a ring.
LOCK: Final = f"""
    SELECT k.ref, k.hash, k.at, a.player_id, a.country, a.last_seen_at, a.seen, a.deposit_count, a.movement_count,
           a.moved_at, a.channel
    FROM (
        SELECT r.ref, r.hash, r.at, r.player_id
        FROM unnest($2::text[]) AS wanted (ref)
        CROSS JOIN LATERAL (
            SELECT * FROM recorded WHERE operator_id = $1 AND kind = {KeyKind.PLAYER:d} AND ref = wanted.ref OFFSET 0
        ) AS r
        ORDER BY r.player_id
        OFFSET 0
    ) AS k
    CROSS JOIN LATERAL (
        SELECT * FROM accounts WHERE operator_id = $1 AND player_id = k.player_id FOR NO KEY UPDATE
    ) AS a
"""  # noqa: S608 - a number of ours
WALLET_COLUMNS: Final = (
    "player_id",
    "currency",
    "balance",
    "deposits",
    "withdrawals",
    "bonuses",
    "turnover",
    "payouts",
    "settled_stakes",
    "bets",
    "updated_at",
    "pending_withdrawals",
    "adjustments",
)
WALLETS: Final = f"""
    SELECT {", ".join(f"w.{name}" for name in WALLET_COLUMNS)}
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT * FROM wallets WHERE operator_id = $1 AND player_id = wanted.player_id OFFSET 0
    ) AS w
"""  # noqa: S608 - our own names
BETS: Final = """
    SELECT b.player_id, b.placed_at, b.bet_id, b.round_id, b.game, b.provider, b.currency, b.stake, b.payout,
           b.settled_at, b.voided_at, b.void_reason, b.device, b.channel
    FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) AS wanted (player_id, placed_at, bet_id)
    CROSS JOIN LATERAL (
        SELECT * FROM bets
        WHERE operator_id = $1 AND player_id = wanted.player_id AND placed_at = wanted.placed_at
          AND bet_id = wanted.bet_id
        OFFSET 0
    ) AS b
"""
TRANSFERS: Final = """
    SELECT t.player_id, t.kind, t.ref, t.currency, t.amount, t.method, t.instrument, t.requested_at, t.done_at,
           t.undone_at, t.undone_reason, t.device, t.channel
    FROM unnest($2::uuid[], $3::smallint[], $4::text[]) AS wanted (player_id, kind, ref)
    CROSS JOIN LATERAL (
        SELECT * FROM transfers
        WHERE operator_id = $1 AND player_id = wanted.player_id AND kind = wanted.kind AND ref = wanted.ref
        OFFSET 0
    ) AS t
"""
# As a process of the release before has recorded them, which knew no transfers: their lines tell all that it was told.
_LINES: Final = """
    SELECT m.player_id, m.kind, m.reference, m.currency, abs(m.amount), m.method, '', NULL::timestamptz, m.occurred_at
    FROM unnest($2::uuid[], $3::smallint[], $4::text[]) AS wanted (player_id, kind, ref)
    CROSS JOIN LATERAL (
        SELECT * FROM movements
        WHERE operator_id = $1 AND player_id = wanted.player_id AND kind = wanted.kind AND reference = wanted.ref
        OFFSET 0
    ) AS m
"""


async def load(connection: AsyncConnection, operator_id: UUID, items: Sequence[Item]) -> State:
    """Locks the players of a batch, then reads everything that the batch names."""
    await connection.execute(text(PLANNER))
    bare = await rows.driver(connection)
    state = State()
    for row in await bare.fetch(LOCK, operator_id, list({item.external_id for item in items})):
        ref, mark, at, player_id, *moving = row
        state.keys[KeyKind.PLAYER, ref] = KnownKey(mark, player_id, at)
        state.accounts[ref] = Account(player_id, *moving)
    for row in await bare.fetch(WALLETS, operator_id, [account.player_id for account in state.accounts.values()]):
        state.wallets[row[0], row[1]] = Wallet(*row)
    # Only now: before their players were locked another batch might still have recorded them.
    await _load_keys(bare, operator_id, items, state)
    if wanted := bets_needed(items, state.keys):
        by_id = (
            [key.player_id for _, key in wanted],
            [key.at for _, key in wanted],
            [bet_id for bet_id, _ in wanted],
        )
        for row in await bare.fetch(BETS, operator_id, *by_id):
            state.bets[row["bet_id"]] = Bet(*row)
    if ended := transfers_needed(items, state.keys):
        await _load_transfers(bare, operator_id, ended, state)
    await _load_registrations(connection, operator_id, items, state)
    return state


async def _load_keys(bare: Any, operator_id: UUID, items: Sequence[Item], state: State) -> None:
    keys: Collection[Key] = {key_of(item.fact) for item in items if not isinstance(item.fact, Registering)}
    if not keys:
        return
    kinds, refs = zip(*keys, strict=True)
    for kind, ref, mark, player_id, at in await bare.fetch(KEYS, operator_id, kinds, refs):
        state.keys[KeyKind(kind), ref] = KnownKey(mark, player_id, at)


async def _load_transfers(bare: Any, operator_id: UUID, ended: Sequence[tuple[Key, KnownKey]], state: State) -> None:
    wanted = dict(ended)
    for query in (TRANSFERS, _LINES):
        by_ref = (
            [known.player_id for known in wanted.values()],
            [kind for kind, _ in wanted],
            [ref for _, ref in wanted],
        )
        for row in await bare.fetch(query, operator_id, *by_ref):
            player_id, kind, *rest = row
            transfer = Transfer(player_id, KeyKind(kind), *rest)
            state.transfers[transfer.kind, transfer.ref] = transfer
            wanted.pop((transfer.kind, transfer.ref), None)
        if not wanted:
            return


async def _load_registrations(
    connection: AsyncConnection, operator_id: UUID, items: Sequence[Item], state: State
) -> None:
    """Reads what is stored of players that are registered again with other facts."""
    differing: dict[UUID, str] = {}
    for external_id, _, fact, _ in items:
        if not isinstance(fact, Registering):
            continue
        known = state.keys.get((KeyKind.PLAYER, external_id))
        if known is not None and not same_registration(fact.registration, known, fingerprint_of(fact.registration)):
            differing[known.player_id] = external_id
    if not differing:
        return
    query = select(players).where(
        players.c.operator_id == operator_id, players.c.player_id == any_(literal(list(differing), ARRAY(Uuid)))
    )
    for row in await connection.execute(query):
        state.registrations[differing[row.player_id]] = rows.registration(row)
