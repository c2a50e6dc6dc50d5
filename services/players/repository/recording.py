"""A batch of activity in SQL: a fixed number of statements over arrays, and COPY for what is new, whatever its size."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Uuid, any_, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import Item, KeyKind, Registering, fingerprint_of, key_of
from services.players.domain.bet import Bet
from services.players.domain.ledger import Wallet
from services.players.domain.recording import (
    Account,
    Key,
    KnownKey,
    NewPlayer,
    Recorder,
    State,
    bets_needed,
    same_registration,
    transfers_needed,
)
from services.players.domain.search import FOLDED_LENGTH, fold, fold_name, terms
from services.players.domain.trace import Trace, TraceKind
from services.players.domain.transfer import Transfer
from services.players.errors import KeyTaken
from services.players.repository import listing, rows, traces
from services.players.tables import players

# Every statement here reaches single rows by whole keys, and must do so with whatever statistics there are: none of a
# young table, those of yesterday, or none of an operator that is new beside a large one. A plan that reads all of an
# operator's rows for each that it wants takes minutes a batch, and is kept as long as the connection lives. Therefore:
# plans are made for any operator; each row is looked up by itself (LATERAL that cannot be flattened) in a table
# with no second index to choose; and what changes is written by ON CONFLICT, which is bound to the key.
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
LOCK: Final = """
    SELECT a.player_id, a.country, a.last_seen_at, a.seen, a.deposit_count, a.movement_count, a.moved_at
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT * FROM accounts WHERE operator_id = $1 AND player_id = wanted.player_id FOR NO KEY UPDATE
    ) AS a
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
    "pending_withdrawals",
    "adjustments",
)
WALLETS: Final = f"""
    SELECT {", ".join(f"w.{name}" for name in _WALLET_COLUMNS)}
    FROM unnest($2::uuid[]) AS wanted (player_id)
    CROSS JOIN LATERAL (
        SELECT * FROM wallets WHERE operator_id = $1 AND player_id = wanted.player_id OFFSET 0
    ) AS w
"""  # noqa: S608 - our own names
BETS: Final = """
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
_TRANSFER_COLUMNS: Final = (
    "operator_id", "player_id", "kind", "ref", "currency", "amount", "method", "instrument", "status", "requested_at",
    "done_at", "undone_at", "undone_reason",
)  # fmt: skip
TRANSFERS: Final = """
    SELECT t.player_id, t.kind, t.ref, t.currency, t.amount, t.method, t.instrument, t.requested_at, t.done_at,
           t.undone_at, t.undone_reason
    FROM unnest($2::uuid[], $3::smallint[], $4::text[]) AS wanted (player_id, kind, ref)
    CROSS JOIN LATERAL (
        SELECT * FROM transfers
        WHERE operator_id = $1 AND player_id = wanted.player_id AND kind = wanted.kind AND ref = wanted.ref
        OFFSET 0
    ) AS t
"""
# They exist and their players are locked, as for bets below.
_END_TRANSFERS: Final = f"""
    INSERT INTO transfers ({", ".join(_TRANSFER_COLUMNS)})
    SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                             $9::smallint[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::text[])
    ON CONFLICT (operator_id, player_id, kind, ref) DO UPDATE
    SET status = excluded.status, done_at = excluded.done_at, undone_at = excluded.undone_at,
        undone_reason = excluded.undone_reason
"""  # noqa: S608 - our own names
_KEEP_WALLETS: Final = f"""
    INSERT INTO wallets (operator_id, {", ".join(_WALLET_COLUMNS)})
    SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                             $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::timestamptz[],
                             $13::bigint[], $14::bigint[])
    ON CONFLICT (operator_id, player_id, currency) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in _WALLET_COLUMNS[2:])}
"""  # noqa: S608 - our own column names
_KEEP_ACCOUNTS: Final = """
    INSERT INTO accounts
        (operator_id, player_id, country, last_seen_at, seen, deposit_count, movement_count, moved_at)
    SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::boolean[], $6::bigint[], $7::bigint[],
                             $8::timestamptz[])
    ON CONFLICT (operator_id, player_id) DO UPDATE
    SET last_seen_at = CASE WHEN excluded.seen THEN excluded.last_seen_at ELSE accounts.last_seen_at END,
        seen = excluded.seen, deposit_count = excluded.deposit_count,
        movement_count = excluded.movement_count, moved_at = excluded.moved_at
"""
_BET_COLUMNS: Final = (
    "operator_id", "player_id", "placed_at", "bet_id", "round_id", "game", "provider", "status", "currency", "stake",
    "payout", "settled_at", "voided_at", "void_reason",
)  # fmt: skip
# The bets exist and their players are locked: it always comes to the update.
_END_BETS: Final = f"""
    INSERT INTO bets ({", ".join(_BET_COLUMNS)})
    SELECT $1, * FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::smallint[], $9::text[], $10::bigint[], $11::bigint[], $12::timestamptz[],
                             $13::timestamptz[], $14::text[])
    ON CONFLICT (operator_id, player_id, placed_at, bet_id) DO UPDATE
    SET status = excluded.status, payout = excluded.payout, settled_at = excluded.settled_at,
        voided_at = excluded.voided_at, void_reason = excluded.void_reason
"""  # noqa: S608 - our own names
_MOVEMENT_COLUMNS: Final = (
    "operator_id", "player_id", "recorded_at", "number", "kind", "currency", "amount", "balance_after", "reference",
    "method", "occurred_at", "note",
)  # fmt: skip
_PLAYER_COLUMNS: Final = (
    "operator_id", "player_id", "external_id", "username", "username_folded", "first_name", "last_name",
    "name_folded", "email", "phone", "date_of_birth", "country", "region", "language", "currency", "registration_ip",
    "registered_at", "status", "revision", "document_type", "document_number", "affiliate_id", "referrer_external_id",
)  # fmt: skip


async def load(connection: AsyncConnection, operator_id: UUID, items: Sequence[Item]) -> State:
    """Locks the players of a batch, then reads everything that the batch names."""
    await connection.execute(text(PLANNER))
    bare = await rows.driver(connection)
    state = State()
    await _load_keys(bare, operator_id, {(KeyKind.PLAYER, item.external_id) for item in items}, state)
    external_ids = {key.player_id: ref for (_, ref), key in state.keys.items()}
    player_ids = sorted(external_ids)
    for row in await bare.fetch(LOCK, operator_id, player_ids):
        seen_at = row["last_seen_at"] if row["seen"] else None
        state.accounts[external_ids[row["player_id"]]] = Account(
            row["player_id"], row["country"], seen_at, row["deposit_count"], row["movement_count"], row["moved_at"]
        )
    for row in await bare.fetch(WALLETS, operator_id, player_ids):
        state.wallets[row["player_id"], row["currency"]] = Wallet(*row)
    # Only now: before their players were locked another batch might still have recorded them.
    keys = {key_of(item.fact) for item in items if not isinstance(item.fact, Registering)}
    await _load_keys(bare, operator_id, keys, state)
    if wanted := bets_needed(items, state.keys):
        by_id = (
            [key.player_id for _, key in wanted],
            [key.at for _, key in wanted],
            [bet_id for bet_id, _ in wanted],
        )
        for row in await bare.fetch(BETS, operator_id, *by_id):
            state.bets[row["bet_id"]] = Bet(*row)
    if ended := transfers_needed(items, state.keys):
        by_ref = (
            [known.player_id for _, known in ended],
            [kind for (kind, _), _ in ended],
            [ref for (_, ref), _ in ended],
        )
        for row in await bare.fetch(TRANSFERS, operator_id, *by_ref):
            player_id, kind, *rest = row
            transfer = Transfer(player_id, KeyKind(kind), *rest)
            state.transfers[transfer.kind, transfer.ref] = transfer
    await _load_registrations(connection, operator_id, items, state)
    return state


async def _load_keys(bare: Any, operator_id: UUID, keys: Collection[Key], state: State) -> None:
    for row in await bare.fetch(KEYS, operator_id, [key[0] for key in keys], [key[1] for key in keys]):
        known = KnownKey(row["hash"], row["player_id"], row["at"])
        state.keys[KeyKind(row["kind"]), row["ref"]] = known


async def _load_registrations(
    connection: AsyncConnection, operator_id: UUID, items: Sequence[Item], state: State
) -> None:
    """Reads what is stored of players that are registered again with other facts."""
    differing: dict[UUID, str] = {}
    for external_id, _, fact in items:
        known = state.keys.get((KeyKind.PLAYER, external_id))
        if isinstance(fact, Registering) and known is not None:
            told = fact.registration
            if not same_registration(told, known, fingerprint_of(told)):
                differing[known.player_id] = external_id
    if not differing:
        return
    query = select(players).where(
        players.c.operator_id == operator_id, players.c.player_id == any_(literal(list(differing), ARRAY(Uuid)))
    )
    for row in await connection.execute(query):
        state.registrations[differing[row.player_id]] = rows.registration(row)


async def write(connection: AsyncConnection, operator_id: UUID, batch: Recorder) -> None:
    """Writes what a batch came to. Raises KeyTaken when another transaction was faster with the same natural key."""
    bare = await rows.driver(connection)
    if batch.keys:
        # In the order of the key, as two batches that hold each other's keys would wait for ever.
        keys = sorted((kind, ref, *key) for kind, ref, key in batch.keys)
        try:
            await bare.copy_records_to_table(
                "recorded",
                columns=("operator_id", "kind", "ref", "hash", "player_id", "at"),
                records=[(operator_id, *key) for key in keys],
            )
        except asyncpg.UniqueViolationError as error:
            raise KeyTaken from error
    if batch.players:
        await _create_players(bare, operator_id, batch.players)
    if batch.players or batch.paid:
        await traces.note(connection, operator_id, _traces(batch))
    if batch.paid:
        await bare.copy_records_to_table(
            "transfers",
            columns=_TRANSFER_COLUMNS,
            records=[(operator_id, *_transfer_record(transfer)) for transfer in batch.paid.values()],
        )
    if batch.ended:
        await bare.execute(
            _END_TRANSFERS, operator_id, *_columns([_transfer_record(transfer) for transfer in batch.ended.values()])
        )
    if batch.placed:
        await bare.copy_records_to_table(
            "bets", columns=_BET_COLUMNS, records=[(operator_id, *_bet_record(bet)) for bet in batch.placed.values()]
        )
    if batch.changed:
        await bare.execute(_END_BETS, operator_id, *_columns([_bet_record(bet) for bet in batch.changed.values()]))
    if batch.movements:
        await bare.copy_records_to_table(
            "movements",
            columns=_MOVEMENT_COLUMNS,
            records=[(operator_id, *movement) for movement in batch.movements],
        )
    if batch.moved:
        wallets = [tuple(getattr(wallet, name) for name in _WALLET_COLUMNS) for wallet in batch.moved.values()]
        await bare.execute(_KEEP_WALLETS, operator_id, *_columns(wallets))
    unseen = {new.account.player_id: new.registered_at for new in batch.players}
    touched = batch.touched | {new.account.player_id: new.account for new in batch.players}
    if touched:
        accounts = [
            (
                player_id,
                account.country,
                # What staff do to an account is no sign of its player: one that was never seen stays so.
                account.seen_at or unseen.get(player_id, batch.recorded_at),
                account.seen_at is not None,
                account.deposit_count,
                account.movement_count,
                account.moved_at,
            )
            for player_id, account in touched.items()
        ]
        await bare.execute(_KEEP_ACCOUNTS, operator_id, *_columns(accounts))
    # Of players who are known the list follows the event; who is new stands in it from the start.
    await listing.follow(connection, operator_id, unseen)


async def _create_players(bare: Any, operator_id: UUID, created: Sequence[NewPlayer]) -> None:
    await bare.copy_records_to_table(
        "players", columns=_PLAYER_COLUMNS, records=[_player_record(operator_id, new) for new in created]
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


def _traces(batch: Recorder) -> Iterator[Trace]:
    for account, told, at in batch.players:
        yield Trace(TraceKind.DOCUMENT, told.document.number, account.player_id, at)
        yield Trace(TraceKind.REGISTRATION_IP, told.registration_ip, account.player_id, at)
    for transfer in batch.paid.values():
        at = transfer.requested_at or transfer.done_at or batch.recorded_at
        yield Trace(TraceKind.INSTRUMENT, transfer.instrument, transfer.player_id, at)


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
        fold_name(told.first_name, told.last_name),
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
        told.document.type,
        told.document.number,
        told.affiliate_id,
        told.referrer_external_id,
    )


def _bet_record(bet: Bet) -> tuple[Any, ...]:
    return (
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


def _transfer_record(transfer: Transfer) -> tuple[Any, ...]:
    return (
        transfer.player_id,
        transfer.kind,
        transfer.ref,
        transfer.currency,
        transfer.amount,
        transfer.method,
        transfer.instrument,
        transfer.status,
        transfer.requested_at,
        transfer.done_at,
        transfer.undone_at,
        transfer.undone_reason,
    )


def _columns(records: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows turned into the arrays that unnest takes."""
    return [list(column) for column in zip(*records, strict=True)]
