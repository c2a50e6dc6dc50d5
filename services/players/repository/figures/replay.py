"""All that an operator's figures count, read at one moment through cursors: memory stays flat however much it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.events import Stream
from services.players.domain.activity import Crediting, KeyKind
from services.players.domain.bet import Bet
from services.players.domain.figures import Announced
from services.players.domain.ledger import MovementKind
from services.players.domain.player import Acquisition
from services.players.domain.recording import (
    Account,
    CreditedNow,
    EndedNow,
    Happening,
    PaidNow,
    PlacedNow,
    RegisteredNow,
    SettledNow,
)
from services.players.domain.transfer import Transfer
from services.players.repository import rows

# Settings of the sessions that read histories: tables are read through, and joined with the players in memory; and
# whoever counts what is read may take a while over it.
READING: Final = {
    "work_mem": "64MB",
    "cursor_tuple_fraction": "1",
    "idle_in_transaction_session_timeout": "10min",
    "enable_nestloop": "off",
}
_AT_ONCE: Final = 2_000  # rows
_SNAPSHOT: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_HEAD: Final = text("SELECT epoch, seq FROM outbox_head WHERE stream = :stream")
_UNNUMBERED: Final = text(
    "SELECT event_id FROM outbox WHERE stream = :stream AND seq IS NULL AND subject = :subject ORDER BY n"
)
# As many bets as stand, each placed and nearly all settled; every player, and what was paid in.
_ABOUT: Final = text("""
    SELECT coalesce((SELECT 2 * sum(bets) FROM wallets WHERE operator_id = :operator), 0)
         + coalesce((SELECT count(*) + sum(deposit_count) FROM accounts WHERE operator_id = :operator), 0)
""")
# As it was announced: under the country and the channel of that time.
_REGISTRATIONS: Final = """
    SELECT p.player_id, coalesce(first.state ->> 'country', p.country), p.registered_at, p.registered_with,
           p.registered_through
    FROM players AS p
    LEFT JOIN revisions AS first
        ON first.operator_id = $1 AND first.player_id = p.player_id AND first.revision = 1
    WHERE p.operator_id = $1
"""
_BETS: Final = """
    SELECT a.country, b.player_id, b.placed_at, b.bet_id, b.round_id, b.game, b.provider, b.currency, b.stake, b.payout,
           b.settled_at, b.voided_at, b.void_reason, b.device, b.channel
    FROM bets AS b
    JOIN accounts AS a ON a.operator_id = $1 AND a.player_id = b.player_id
    WHERE b.operator_id = $1 AND b.voided_at IS NULL
"""
_DEPOSITS: Final = (MovementKind.DEPOSIT, MovementKind.DEPOSIT_ROLLBACK)
_ENDS: Final = (MovementKind.DEPOSIT_ROLLBACK, MovementKind.WITHDRAWAL_SETTLE)
_TRANSFERS: Final = (*_DEPOSITS, MovementKind.WITHDRAWAL, MovementKind.WITHDRAWAL_SETTLE)
_CREDITS: Final = (
    MovementKind.BONUS, MovementKind.FREE_SPIN_WIN, MovementKind.PROMO, MovementKind.MANUAL_BONUS_CREDIT,
    MovementKind.MANUAL_BONUS_DEBIT,
)  # fmt: skip


def _numbers(kinds: Sequence[MovementKind]) -> str:
    return ", ".join(f"{kind:d}" for kind in kinds)


# A deposit's number is its place among the player's, which is that of its line in the ledger. Lines of transfers from
# before those were kept by themselves tell all that there is of them. The channel of a credit is that of its time: what
# the player's last change until then left, where there was any.
_MONEY: Final = f"""
    SELECT a.country, m.player_id, m.kind, m.reference, m.currency, m.amount, m.occurred_at, m.number_of_kind,
           t.amount, t.requested_at, t.done_at, coalesce(t.device, ''), t.channel,
           CASE WHEN m.kind IN ({_numbers(_CREDITS)}) THEN coalesce((
               SELECT CASE WHEN r.state ->> 'affiliate_id' <> '' THEN {Acquisition.AFFILIATE:d}
                           WHEN r.state ->> 'referrer_external_id' <> '' THEN {Acquisition.REFERRAL:d}
                           ELSE {Acquisition.DIRECT:d} END
               FROM revisions AS r
               WHERE r.operator_id = $1 AND r.player_id = m.player_id AND r.at <= m.recorded_at
               ORDER BY r.revision DESC LIMIT 1
           ), a.channel) END
    FROM (
        SELECT player_id, kind, reference, currency, amount, occurred_at, recorded_at,
               row_number() OVER (PARTITION BY player_id, kind ORDER BY number) AS number_of_kind
        FROM movements WHERE operator_id = $1 AND kind IN ({_numbers((*_TRANSFERS, *_CREDITS))})
    ) AS m
    JOIN accounts AS a ON a.operator_id = $1 AND a.player_id = m.player_id
    LEFT JOIN transfers AS t
        ON t.operator_id = $1 AND t.player_id = m.player_id AND t.ref = m.reference
       AND t.kind = CASE WHEN m.kind IN ({_numbers(_DEPOSITS)}) THEN {KeyKind.DEPOSIT:d}
                         WHEN m.kind IN ({_numbers(_TRANSFERS)}) THEN {KeyKind.WITHDRAWAL:d} END
"""  # noqa: S608 - numbers of ours


async def begin(connection: AsyncConnection, operator_id: UUID) -> Announced:
    """Takes the snapshot, and tells what it holds. To be called first in the transaction."""
    await connection.execute(_SNAPSHOT)
    stream = Stream.ACTIVITY.value
    head = (await connection.execute(_HEAD, {"stream": stream})).first()
    subject = f"daybook.activity.{operator_id}"
    unnumbered = await connection.execute(_UNNUMBERED, {"stream": stream, "subject": subject})
    about = (await connection.execute(_ABOUT, {"operator": operator_id})).scalar_one()
    epoch, through = head or ("", 0)
    return Announced(f"/daybook/players/activity/{epoch}", through, [row.event_id for row in unnumbered], int(about))


async def read(connection: AsyncConnection, operator_id: UUID) -> AsyncIterator[list[Happening]]:
    """What happened, some thousand at a time, in no order."""
    bare = await rows.driver(connection)
    parts: tuple[tuple[str, Callable[[Any], list[Happening]]], ...] = (
        (_REGISTRATIONS, _registered),
        (_MONEY, _moved),
        (_BETS, _bet),
    )
    for query, happenings in parts:
        async for found in _chunks(bare, query, operator_id):
            yield [happening for row in found for happening in happenings(row)]


async def _chunks(bare: asyncpg.Connection[Any], query: str, operator_id: UUID) -> AsyncIterator[list[Any]]:
    cursor = await bare.cursor(query, operator_id)
    while found := await cursor.fetch(_AT_ONCE):
        yield found


def _registered(row: Any) -> list[Happening]:
    player_id, country, at, device, channel = row
    account = Account(player_id, country, at, channel=channel)  # none when a release announced it that told none
    return [Happening(account, at, RegisteredNow(device))]


def _bet(row: Any) -> list[Happening]:
    country, *facts = row
    bet = Bet(*facts)
    account = Account(bet.player_id, country, bet.placed_at)
    placed = Happening(account, bet.placed_at, PlacedNow(bet))
    return [placed] if bet.settled_at is None else [placed, Happening(account, bet.settled_at, SettledNow(bet))]


def _moved(row: Any) -> list[Happening]:
    country, player_id, number, ref, currency, amount, at, number_of_kind, paid, requested, done, device, came, by = row
    kind, account = MovementKind(number), Account(player_id, country, at)
    if kind in _CREDITS:
        account.channel = Acquisition(by)
        return [Happening(account, at, CreditedNow(Crediting(kind, ref, amount, currency)))]
    of = KeyKind.DEPOSIT if kind in _DEPOSITS else KeyKind.WITHDRAWAL
    transfer = Transfer(
        player_id, of, ref, currency, abs(amount) if paid is None else paid, "", "", requested, done, device=device,
        channel=came,
    )  # fmt: skip
    if kind in _ENDS:
        return [Happening(account, at, EndedNow(transfer, kind))]
    transfer.requested_at = None
    return [Happening(account, at, PaidNow(transfer, number_of_kind if of is KeyKind.DEPOSIT else 0))]
