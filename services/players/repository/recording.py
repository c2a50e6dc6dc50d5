"""A batch of activity in SQL: a fixed number of statements over arrays, and COPY for what is new, whatever its size."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Text, any_, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import Item, KeyKind, Registering, key_of
from services.players.domain.bet import Bet
from services.players.domain.ledger import Wallet
from services.players.domain.recording import Account, KnownKey, NewPlayer, Recorder, State, bets_needed
from services.players.domain.search import FOLDED_LENGTH, fold, terms
from services.players.errors import KeyTaken
from services.players.repository import rows
from services.players.tables import players

# All statements here look up single rows by key. Before it has statistics of a young table the planner may prefer to
# read all of it, and keep that plan for as long as the connection lives while the table grows. And a plan made for one
# operator that the statistics do not know yet takes it for empty, and reads all of its players for each that it wants:
# so plans are made for any operator.
PLANNER: Final = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""
# Several batches may name the same players: locking in one order keeps them from waiting for each other in a ring.
# Each wanted row is looked up by itself: an array as a condition may be searched for every row of an operator.
LOCK: Final = """
    SELECT p.external_id, p.player_id, p.country, a.last_seen_at, a.seen, a.deposit_count, a.movement_count, a.moved_at
    FROM unnest($2::text[]) AS wanted (external_id)
    CROSS JOIN LATERAL (
        SELECT external_id, player_id, country FROM players
        WHERE operator_id = $1 AND external_id = wanted.external_id
        OFFSET 0
    ) AS p
    JOIN accounts a ON a.operator_id = $1 AND a.player_id = p.player_id
    ORDER BY p.player_id
    FOR NO KEY UPDATE OF a
"""
_WALLET_COLUMNS: Final = (
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
)
WALLETS: Final = (
    f"SELECT {', '.join(_WALLET_COLUMNS)} FROM wallets WHERE operator_id = $1 AND player_id = ANY($2::uuid[])"  # noqa: S608 - our own names
)
KEYS: Final = """
    SELECT r.kind, r.ref, r.hash, r.player_id, r.at
    FROM unnest($2::smallint[], $3::text[]) AS wanted (kind, ref)
    CROSS JOIN LATERAL (
        SELECT * FROM recorded WHERE operator_id = $1 AND kind = wanted.kind AND ref = wanted.ref OFFSET 0
    ) AS r
"""
_BETS: Final = """
    SELECT b.player_id, b.placed_at, b.bet_id, b.round_id, b.game, b.provider, b.currency, b.stake, b.payout,
           b.settled_at, b.voided_at, b.void_reason
    FROM unnest($2::uuid[], $3::timestamptz[], $4::text[]) AS wanted (player_id, placed_at, bet_id)
    CROSS JOIN LATERAL (
        SELECT * FROM bets
        WHERE operator_id = $1 AND player_id = wanted.player_id AND placed_at = wanted.placed_at
          AND bet_id = wanted.bet_id
        OFFSET 0
    ) AS b
"""
_END_BETS: Final = """
    UPDATE bets SET status = ended.status, payout = ended.payout, settled_at = ended.settled_at,
                    voided_at = ended.voided_at, void_reason = ended.void_reason
    FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::smallint[], $6::bigint[], $7::timestamptz[],
                $8::timestamptz[], $9::text[])
         AS ended (player_id, placed_at, bet_id, status, payout, settled_at, voided_at, void_reason)
    WHERE bets.operator_id = $1 AND bets.player_id = ended.player_id AND bets.placed_at = ended.placed_at
      AND bets.bet_id = ended.bet_id
"""
_KEEP_WALLETS: Final = f"""
    INSERT INTO wallets (operator_id, {", ".join(_WALLET_COLUMNS)})
    SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                             $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::timestamptz[])
    ON CONFLICT (operator_id, player_id, currency) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in _WALLET_COLUMNS[2:])}
"""  # noqa: S608 - our own column names
_KEEP_ACCOUNTS: Final = """
    UPDATE accounts SET last_seen_at = moved.last_seen_at, seen = true, deposit_count = moved.deposit_count,
                        movement_count = moved.movement_count, moved_at = moved.moved_at
    FROM unnest($2::uuid[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::timestamptz[])
         AS moved (player_id, last_seen_at, deposit_count, movement_count, moved_at)
    WHERE accounts.operator_id = $1 AND accounts.player_id = moved.player_id
"""
_BET_COLUMNS: Final = (
    "operator_id", "player_id", "placed_at", "bet_id", "round_id", "game", "provider", "status", "currency", "stake",
    "payout", "settled_at", "voided_at", "void_reason",
)  # fmt: skip
_MOVEMENT_COLUMNS: Final = (
    "operator_id", "player_id", "recorded_at", "number", "kind", "currency", "amount", "balance_after", "reference",
    "method", "occurred_at",
)  # fmt: skip
_PLAYER_COLUMNS: Final = (
    "operator_id", "player_id", "external_id", "username", "username_folded", "first_name", "last_name", "email",
    "phone", "date_of_birth", "country", "region", "language", "currency", "registration_ip", "registered_at",
    "status", "revision",
)  # fmt: skip
_ACCOUNT_COLUMNS: Final = (
    "operator_id", "player_id", "last_seen_at", "seen", "deposit_count", "movement_count", "moved_at",
)  # fmt: skip


async def load(connection: AsyncConnection, operator_id: UUID, items: Sequence[Item]) -> State:
    """Locks the players of a batch, then reads everything that the batch names."""
    await connection.execute(text(PLANNER))
    bare = await rows.driver(connection)
    state = State()
    found = await bare.fetch(LOCK, operator_id, list({item.external_id for item in items}))
    for row in found:
        seen_at = row["last_seen_at"] if row["seen"] else None
        state.accounts[row["external_id"]] = Account(
            row["player_id"], row["country"], seen_at, row["deposit_count"], row["movement_count"], row["moved_at"]
        )
    if registering := {item.external_id for item in items if isinstance(item.fact, Registering)}:
        await _load_registrations(connection, operator_id, registering, state)
    player_ids = [account.player_id for account in state.accounts.values()]
    for row in await bare.fetch(WALLETS, operator_id, player_ids):
        state.wallets[row["player_id"], row["currency"]] = Wallet(*row)
    keys = sorted({key for item in items if (key := key_of(item.fact)) is not None})
    for row in await bare.fetch(KEYS, operator_id, [key[0] for key in keys], [key[1] for key in keys]):
        known = KnownKey(row["hash"], row["player_id"], row["at"])
        state.keys[KeyKind(row["kind"]), row["ref"]] = known
    if wanted := bets_needed(items, state.keys):
        by_id = (
            [key.player_id for _, key in wanted],
            [key.at for _, key in wanted],
            [bet_id for bet_id, _ in wanted],
        )
        for row in await bare.fetch(_BETS, operator_id, *by_id):
            state.bets[row["bet_id"]] = Bet(*row)
    return state


async def _load_registrations(
    connection: AsyncConnection, operator_id: UUID, external_ids: Collection[str], state: State
) -> None:
    query = select(players).where(
        players.c.operator_id == operator_id,
        players.c.external_id == any_(literal(list(external_ids), ARRAY(Text))),
    )
    for row in await connection.execute(query):
        state.registrations[row.external_id] = rows.registration(row)


async def write(connection: AsyncConnection, operator_id: UUID, batch: Recorder) -> None:
    """Writes what a batch came to. Raises KeyTaken when another transaction was faster with the same natural key."""
    bare = await rows.driver(connection)
    try:
        if batch.players:
            await _create_players(
                bare, operator_id, sorted(batch.players, key=lambda new: new.registration.external_id)
            )
        if batch.keys:
            # In the order of the key, as two batches that hold each other's keys would wait for ever.
            keys = sorted((kind, ref, *key) for kind, ref, key in batch.keys)
            await bare.copy_records_to_table(
                "recorded",
                columns=("operator_id", "kind", "ref", "hash", "player_id", "at"),
                records=[(operator_id, *key) for key in keys],
            )
    except asyncpg.UniqueViolationError as error:
        raise KeyTaken from error
    if batch.placed:
        await bare.copy_records_to_table(
            "bets", columns=_BET_COLUMNS, records=[_bet_record(operator_id, bet) for bet in batch.placed]
        )
    if batch.changed:
        await bare.execute(_END_BETS, operator_id, *_columns([_bet_end(bet) for bet in batch.changed.values()]))
    if batch.movements:
        await bare.copy_records_to_table(
            "movements",
            columns=_MOVEMENT_COLUMNS,
            records=[(operator_id, *movement) for movement in batch.movements],
        )
    if batch.moved:
        wallets = [tuple(getattr(wallet, name) for name in _WALLET_COLUMNS) for wallet in batch.moved.values()]
        await bare.execute(_KEEP_WALLETS, operator_id, *_columns(wallets))
    created = {new.account.player_id for new in batch.players}
    if touched := [account for player_id, account in batch.touched.items() if player_id not in created]:
        moved = [
            (account.player_id, account.seen_at, account.deposit_count, account.movement_count, account.moved_at)
            for account in touched
        ]
        await bare.execute(_KEEP_ACCOUNTS, operator_id, *_columns(moved))


async def _create_players(bare: Any, operator_id: UUID, created: Sequence[NewPlayer]) -> None:
    await bare.copy_records_to_table(
        "players", columns=_PLAYER_COLUMNS, records=[_player_record(operator_id, new) for new in created]
    )
    await bare.copy_records_to_table(
        "accounts",
        columns=_ACCOUNT_COLUMNS,
        records=[
            (
                operator_id,
                account.player_id,
                account.seen_at or registered_at,
                account.seen_at is not None,
                account.deposit_count,
                account.movement_count,
                account.moved_at,
            )
            for account, _, registered_at in created
        ],
    )
    await bare.copy_records_to_table(
        "player_search",
        columns=("operator_id", "player_id", "term"),
        records=[
            (operator_id, account.player_id, term)
            for account, told, _ in created
            for term in terms((told.username, told.first_name, told.last_name))
        ],
    )


def _player_record(operator_id: UUID, new: NewPlayer) -> tuple[Any, ...]:
    told = new.registration
    return (
        operator_id,
        new.account.player_id,
        told.external_id,
        told.username,
        fold(told.username)[:FOLDED_LENGTH],
        told.first_name,
        told.last_name,
        told.email,
        told.phone,
        told.date_of_birth,
        told.country,
        told.region,
        told.language,
        told.currency,
        told.registration_ip,
        new.registered_at,
        "active",
        1,
    )


def _bet_record(operator_id: UUID, bet: Bet) -> tuple[Any, ...]:
    return (
        operator_id,
        bet.player_id,
        bet.placed_at,
        bet.bet_id,
        bet.round_id,
        bet.game,
        bet.provider,
        bet.status,
        bet.currency,
        bet.stake,
        bet.payout,
        bet.settled_at,
        bet.voided_at,
        bet.void_reason,
    )


def _bet_end(bet: Bet) -> tuple[Any, ...]:
    return (
        bet.player_id,
        bet.placed_at,
        bet.bet_id,
        bet.status,
        bet.payout,
        bet.settled_at,
        bet.voided_at,
        bet.void_reason,
    )


def _columns(records: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows turned into the arrays that unnest takes."""
    return [list(column) for column in zip(*records, strict=True)]
