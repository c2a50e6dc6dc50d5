"""What a batch came to, written: COPY for what is new, and one statement for each table in which rows change."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.bet import Bet
from services.players.domain.figures import news_of
from services.players.domain.ledger import Movement
from services.players.domain.recording import Account, NewPlayer, Recorder
from services.players.domain.search import FOLDED_LENGTH, fold, fold_name, terms
from services.players.domain.trace import Trace, TraceKind
from services.players.domain.transfer import Transfer
from services.players.errors import KeyTaken
from services.players.repository import listing, rows, traces
from services.players.repository.recording import binary
from services.players.repository.recording.binary import BET_COLUMNS
from services.players.repository.recording.loading import WALLET_COLUMNS

_TRANSFER_COLUMNS: Final = (
    "operator_id", "player_id", "kind", "ref", "currency", "amount", "method", "instrument", "status", "requested_at",
    "done_at", "undone_at", "undone_reason", "device", "channel",
)  # fmt: skip
# They exist and their players are locked, as for bets below.
_END_TRANSFERS: Final = f"""
    INSERT INTO transfers ({", ".join(_TRANSFER_COLUMNS)})
    SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                             $9::smallint[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::text[],
                             $14::text[], $15::smallint[])
    ON CONFLICT (operator_id, player_id, kind, ref) DO UPDATE
    SET status = excluded.status, done_at = excluded.done_at, undone_at = excluded.undone_at,
        undone_reason = excluded.undone_reason
"""  # noqa: S608 - our own names
# Accounts and wallets are updated where the look-up by their key finds them, which costs less than ON CONFLICT: they
# are known, and their players are locked.
KEEP_WALLETS: Final = f"""
    UPDATE wallets SET {", ".join(f"{name} = moved.{name}" for name in WALLET_COLUMNS[2:])}
    FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
                $9::bigint[], $10::bigint[], $11::bigint[], $12::timestamptz[], $13::bigint[], $14::bigint[])
         AS moved ({", ".join(WALLET_COLUMNS)})
    CROSS JOIN LATERAL (
        SELECT ctid FROM wallets WHERE operator_id = $1 AND player_id = moved.player_id AND currency = moved.currency
        OFFSET 0
    ) AS found
    WHERE wallets.ctid = found.ctid
"""  # noqa: S608 - our own column names
KEEP_ACCOUNTS: Final = """
    UPDATE accounts SET last_seen_at = moved.last_seen_at, seen = moved.seen, deposit_count = moved.deposit_count,
        movement_count = moved.movement_count, moved_at = moved.moved_at
    FROM unnest($2::uuid[], $3::timestamptz[], $4::boolean[], $5::bigint[], $6::bigint[], $7::timestamptz[])
         AS moved (player_id, last_seen_at, seen, deposit_count, movement_count, moved_at)
    CROSS JOIN LATERAL (
        SELECT ctid FROM accounts WHERE operator_id = $1 AND player_id = moved.player_id OFFSET 0
    ) AS found
    WHERE accounts.ctid = found.ctid
"""
# One that was settled late is known already when it is voided.
_NOTE_LATE: Final = """
    INSERT INTO late_bets (operator_id, player_id, settled_at, placed_at, bet_id)
    SELECT $1, * FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::text[])
    ON CONFLICT DO NOTHING
"""
# What the operator's balances and number of players are more or less by.
_TELL_NEWS: Final = """
    INSERT INTO operator_news (operator_id, currency, players, balance)
    SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[])
"""
_ACCOUNT_COLUMNS: Final = (
    "operator_id", "player_id", "country", "channel", "last_seen_at", "seen", "deposit_count", "movement_count",
    "moved_at",
)  # fmt: skip
# The bets exist and their players are locked: it always comes to the update.
_END_BETS: Final = f"""
    INSERT INTO bets ({", ".join(BET_COLUMNS)})
    SELECT $1, * FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
                             $8::smallint[], $9::text[], $10::bigint[], $11::bigint[], $12::timestamptz[],
                             $13::timestamptz[], $14::text[], $15::text[], $16::smallint[])
    ON CONFLICT (operator_id, player_id, placed_at, bet_id) DO UPDATE
    SET status = excluded.status, payout = excluded.payout, settled_at = excluded.settled_at,
        voided_at = excluded.voided_at, void_reason = excluded.void_reason
"""  # noqa: S608 - our own names
_PLAYER_COLUMNS: Final = (
    "operator_id", "player_id", "external_id", "username", "username_folded", "first_name", "last_name",
    "name_folded", "email", "phone", "date_of_birth", "country", "region", "language", "currency", "registration_ip",
    "registered_at", "status", "revision", "document_type", "document_number", "affiliate_id", "referrer_external_id",
    "registered_with", "registered_through",
)  # fmt: skip


async def write_movements(
    connection: AsyncConnection, operator_id: UUID, decided: AsyncIterable[Sequence[Movement]]
) -> None:
    """Writes lines of the ledger as they are decided."""
    content = binary.copied(binary.movements, operator_id, decided)
    await _copy(await rows.driver(connection), "movements", binary.MOVEMENT_COLUMNS, content)


async def write(connection: AsyncConnection, operator_id: UUID, batch: Recorder) -> None:
    """Writes what else a batch came to.

    Raises KeyTaken when another transaction was faster with the same natural key.
    """
    bare = await rows.driver(connection)
    if batch.keys:
        # In the order of the key, as two batches that hold each other's keys would wait for ever.
        keys = binary.copied(binary.keys, operator_id, binary.sliced(sorted(batch.keys)))
        try:
            await _copy(bare, "recorded", binary.KEY_COLUMNS, keys)
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
        placed = binary.sliced(list(batch.placed.values()))
        await _copy(bare, "bets", BET_COLUMNS, binary.copied(binary.bets, operator_id, placed))
    if batch.changed:
        await bare.execute(_END_BETS, operator_id, *_columns([_bet_record(bet) for bet in batch.changed.values()]))
    if late := [bet for bet in chain(batch.placed.values(), batch.changed.values()) if bet.settled_late]:
        await bare.execute(
            _NOTE_LATE,
            operator_id,
            *_columns([(bet.player_id, bet.settled_at, bet.placed_at, bet.bet_id) for bet in late]),
        )
    await _keep_wallets(bare, operator_id, batch)
    await _keep_accounts(bare, operator_id, batch)
    if news := news_of(batch):
        await bare.execute(_TELL_NEWS, operator_id, *_columns(news))
    # Of players who are known the list follows the event; who is new stands in it from the start.
    await listing.follow(connection, operator_id, [new.account.player_id for new in batch.players])


async def _copy(bare: Any, table: str, columns: Sequence[str], content: AsyncIterable[bytes]) -> None:
    await bare.copy_to_table(table, source=content, columns=columns, format="binary")


async def _keep_wallets(bare: Any, operator_id: UUID, batch: Recorder) -> None:
    known, opened = [], []
    for key, wallet in batch.moved.items():
        record = (
            wallet.player_id,
            wallet.currency,
            wallet.balance,
            wallet.deposits,
            wallet.withdrawals,
            wallet.bonuses,
            wallet.turnover,
            wallet.payouts,
            wallet.settled_stakes,
            wallet.bets,
            wallet.updated_at,
            wallet.pending_withdrawals,
            wallet.adjustments,
        )
        if key in batch.opened:
            opened.append((operator_id, *record))
        else:
            known.append(record)
    if known:
        await bare.execute(KEEP_WALLETS, operator_id, *_columns(known))
    if opened:
        await bare.copy_records_to_table("wallets", columns=("operator_id", *WALLET_COLUMNS), records=opened)


async def _keep_accounts(bare: Any, operator_id: UUID, batch: Recorder) -> None:
    created = {new.account.player_id: new.account for new in batch.players}
    if known := [_account_record(account) for key, account in batch.touched.items() if key not in created]:
        await bare.execute(KEEP_ACCOUNTS, operator_id, *_columns(known))
    if created:
        await bare.copy_records_to_table(
            "accounts",
            columns=_ACCOUNT_COLUMNS,
            records=[
                (operator_id, player_id, account.country, account.channel, *_account_record(account)[1:])
                for player_id, account in created.items()
            ],
        )


def _account_record(account: Account) -> tuple[Any, ...]:
    return (
        account.player_id,
        account.last_seen_at,
        account.seen,
        account.deposit_count,
        account.movement_count,
        account.moved_at,
    )


async def _create_players(bare: Any, operator_id: UUID, created: Sequence[NewPlayer]) -> None:
    await bare.copy_records_to_table(
        "players", columns=_PLAYER_COLUMNS, records=[_player_record(operator_id, new) for new in created]
    )
    await bare.copy_records_to_table(
        "player_search",
        columns=("operator_id", "player_id", "term"),
        records=[
            (operator_id, account.player_id, term)
            for account, told, _, _ in created
            for term in terms((told.username, told.first_name, told.last_name))
        ],
    )


def _traces(batch: Recorder) -> Iterator[Trace]:
    for account, told, at, _ in batch.players:
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
        new.device,
        new.account.channel,
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
        bet.device,
        bet.channel,
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
        transfer.device,
        transfer.channel,
    )


def _columns(records: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows turned into the arrays that unnest takes."""
    return [list(column) for column in zip(*records, strict=True)]
