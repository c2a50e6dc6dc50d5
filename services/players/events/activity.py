"""What is announced of recorded activity: a batch in as few events as its size allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from daybook.players.v1 import events_pb2 as wire
from daybook.players.v1 import figures_service_pb2 as wire_figures

from kit.events import Event, Stream
from services.players.convert import times
from services.players.convert.history import bet_status, movement_kind
from services.players.domain.activity import CREDITED, KeyKind
from services.players.domain.bet import Bet
from services.players.domain.ledger import MovementKind
from services.players.domain.recording import (
    Account,
    CreditedNow,
    EndedNow,
    Happening,
    PaidNow,
    PlacedNow,
    RegisteredNow,
    SettledNow,
    VoidedNow,
    What,
)
from services.players.domain.transfer import Transfer
from services.players.events import plain

# NATS takes 1 MB in a message; this leaves room for headers, and for what goes beyond it.
LARGEST_PAYLOAD: Final = 700_000
_SLICE: Final = 50  # activities told at a stretch


def activity_recorded(
    operator_id: UUID, recorded_at: datetime, happenings: Sequence[Happening]
) -> Iterator[Event | None]:
    """What a batch recorded, in order, in as few events as the largest payload allows.

    None comes wherever others may have their turn before it goes on.
    """
    told: list[bytes] = []
    size = 0
    for start in range(0, len(happenings), _SLICE):
        for account, at, what in happenings[start : start + _SLICE]:
            item = plain.listed(_told(account, at, what))
            told.append(item)
            size += len(item)
        if size > LARGEST_PAYLOAD:
            yield _event(operator_id, recorded_at, told)
            told, size = [], 0
        else:
            yield None
    if told:
        yield _event(operator_id, recorded_at, told)


def replayed(happenings: Sequence[Happening]) -> wire_figures.ReplayActivityResponse:
    """What was announced of stored activity, told again."""
    told = [plain.again(_told(*happening)) for happening in happenings]
    return wire_figures.ReplayActivityResponse.FromString(b"".join(told))


def _event(operator_id: UUID, recorded_at: datetime, told: Sequence[bytes]) -> Event:
    message = wire.ActivityRecorded(operator_id=str(operator_id))
    times.write(message.recorded_at, recorded_at)
    message.MergeFromString(b"".join(told))
    return Event("activity_recorded", operator_id, message, Stream.ACTIVITY)


def _told(account: Account, at: datetime, what: What) -> bytes:
    """A RecordedActivity, in bytes."""
    if isinstance(what, PlacedNow):
        return plain.placed(_who(account, what.bet), at, what.bet)
    if isinstance(what, SettledNow):
        return plain.settled(_who(account, what.bet), at, what.bet)
    if isinstance(what, VoidedNow):
        who = _who(account, what.bet)
    elif isinstance(what, (PaidNow, EndedNow)):
        who = _who(account, what.transfer)
    else:
        device = what.device if isinstance(what, RegisteredNow) else ""
        who = plain.who(account.player_id, account.country, device, account.channel)
    item = wire.RecordedActivity.FromString(who)
    times.write(item.occurred_at, at)
    _tell(item, what)
    return item.SerializeToString()


def _who(account: Account, began: Bet | Transfer) -> bytes:
    """Whoever did it, with what the bet or the transfer began with."""
    return plain.who(account.player_id, account.country, began.device, began.channel)


def _tell(item: wire.RecordedActivity, what: What) -> None:
    """Says what happened, from the stored state, unless it is a bet placed or settled."""
    if isinstance(what, PaidNow):
        _paid(item, what)
    elif isinstance(what, EndedNow):
        _ended(item, what)
    elif isinstance(what, CreditedNow):
        _credited(item, what)
    elif isinstance(what, RegisteredNow):
        item.registered.SetInParent()
    elif isinstance(what, VoidedNow):
        voided, bet = item.bet_voided, what.bet
        voided.bet_id, voided.game, voided.provider = bet.bet_id, bet.game, bet.provider
        voided.stake.minor, voided.stake.currency = bet.stake, bet.currency
        times.write(voided.placed_at, bet.placed_at)
        voided.previous_status = bet_status(bet.status_before_void)
        if bet.settled_at is not None:
            times.write(voided.settled_at, bet.settled_at)
            voided.payout.minor, voided.payout.currency = bet.payout or 0, bet.currency


def _paid(item: wire.RecordedActivity, what: PaidNow) -> None:
    transfer = what.transfer
    if transfer.kind is KeyKind.DEPOSIT:
        item.deposit.deposit_no = what.deposit_no
        amount = item.deposit.amount
    elif transfer.requested_at is None:
        amount = item.withdrawal.amount
    else:
        amount = item.withdrawal_requested.amount
    amount.minor, amount.currency = transfer.amount, transfer.currency


def _ended(item: wire.RecordedActivity, what: EndedNow) -> None:
    transfer = what.transfer
    if what.how is MovementKind.DEPOSIT_ROLLBACK:
        amount, began, stamp = item.deposit_reversed.amount, transfer.done_at, item.deposit_reversed.deposited_at
    elif what.how is MovementKind.WITHDRAWAL_SETTLE:
        amount, began, stamp = item.withdrawal.amount, transfer.requested_at, item.withdrawal.requested_at
    else:
        cancelled = item.withdrawal_cancelled
        amount, began, stamp = cancelled.amount, transfer.requested_at, cancelled.requested_at
    amount.minor, amount.currency = transfer.amount, transfer.currency
    if began is not None:
        times.write(stamp, began)


def _credited(item: wire.RecordedActivity, what: CreditedNow) -> None:
    told = what.crediting
    if CREDITED[told.movement] in (KeyKind.ADJUSTMENT, KeyKind.MANUAL):
        amount, item.adjusted.kind = item.adjusted.amount, movement_kind(told.movement)
    else:
        amount = item.bonus_credited.amount
        if told.movement is not MovementKind.BONUS:  # the one there was before the kinds were told apart
            item.bonus_credited.kind = movement_kind(told.movement)
    amount.minor, amount.currency = told.minor, told.currency
