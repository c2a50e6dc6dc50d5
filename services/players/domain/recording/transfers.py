"""Deposits, withdrawals, bonuses and corrections in a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.players.domain.activity import (
    CREDITED,
    ENDED,
    Crediting,
    Ending,
    Item,
    KeyKind,
    Outcome,
    Paying,
    Rejection,
    Result,
    fingerprint,
)
from services.players.domain.ledger import MovementKind
from services.players.domain.recording.answers import exceeds, repeated, too_large
from services.players.domain.recording.happenings import CreditedNow, EndedNow, Happening, PaidNow
from services.players.domain.recording.state import Account, KnownKey
from services.players.domain.transfer import Transfer

if TYPE_CHECKING:
    from services.players.domain.recording.recorder import Recorder


def pay(batch: Recorder, account: Account, item: Item, fact: Paying) -> Result:
    """Takes in a deposit, or a withdrawal asked for or paid at once."""
    told: list[str | int] = [fact.minor, fact.currency, fact.method]
    # What came later counts when it is told, so that older fingerprints stay what they were.
    if fact.instrument:
        told.append(f"instrument={fact.instrument}")
    if fact.requested:
        told.append("requested")
    mark = fingerprint(item.external_id, item.at, *told)
    part = _PARTS[fact.kind, fact.requested]
    if (known := batch.state.keys.get((fact.kind, fact.ref))) is not None:
        return repeated(known, mark, f"{fact.kind.name.lower()} reference {fact.ref}", f"{part}.transaction_id")
    wallet = batch.wallet(account, fact.currency)
    transfer = Transfer(
        player_id=account.player_id,
        kind=fact.kind,
        ref=fact.ref,
        currency=fact.currency,
        amount=fact.minor,
        method=fact.method,
        instrument=fact.instrument,
        device=item.device,
        channel=account.channel,
    )
    number = 0
    if fact.kind is KeyKind.DEPOSIT:
        if exceeds(wallet.deposits + fact.minor):
            return too_large(f"{part}.amount.minor")
        kind, transfer.done_at = MovementKind.DEPOSIT, item.at
        wallet.deposits += fact.minor
        account.deposit_count += 1
        number = account.deposit_count
    else:
        if exceeds(wallet.withdrawals + wallet.pending_withdrawals + fact.minor):
            return too_large(f"{part}.amount.minor")
        if fact.requested:
            kind, transfer.requested_at = MovementKind.WITHDRAWAL_FREEZE, item.at
            wallet.pending_withdrawals += fact.minor
        else:
            kind, transfer.done_at = MovementKind.WITHDRAWAL, item.at
            wallet.withdrawals += fact.minor
    amount = fact.minor if fact.kind is KeyKind.DEPOSIT else -fact.minor
    batch.move(account, wallet, kind, amount, fact.ref, item.at, fact.method)
    batch.remember(fact.kind, fact.ref, KnownKey(mark, account.player_id, item.at))
    batch.state.transfers[fact.kind, fact.ref] = batch.paid[fact.kind, fact.ref] = transfer
    batch.happenings.append(Happening(account, item.at, PaidNow(transfer, number)))
    return Outcome.RECORDED


def end(batch: Recorder, account: Account, item: Item, fact: Ending) -> Result:
    """Takes a deposit back, pays a withdrawal that was asked for or gives it back."""
    kind, part = ENDED[fact.how], _END_PARTS[fact.how]
    transfer = batch.state.transfers.get((kind, fact.ref))
    if transfer is None or transfer.player_id != account.player_id:
        noun = kind.name.lower()
        return Rejection(f"UNKNOWN_{kind.name}", f"{part}.transaction_id", f"This player has no {noun} with this id.")
    if (refused := _not_now(transfer, item, fact, part)) is not None:
        return refused
    wallet = batch.wallet(account, transfer.currency)
    amount = 0
    if fact.how is MovementKind.WITHDRAWAL_SETTLE:
        transfer.done_at = item.at
        wallet.pending_withdrawals -= transfer.amount
        wallet.withdrawals += transfer.amount
    else:
        transfer.undone_at, transfer.undone_reason = item.at, fact.reason
        if fact.how is MovementKind.DEPOSIT_ROLLBACK:
            amount = -transfer.amount
            wallet.deposits -= transfer.amount
        else:
            amount = transfer.amount
            wallet.pending_withdrawals -= transfer.amount
    batch.move(account, wallet, fact.how, amount, fact.ref, item.at, transfer.method, fact.reason, always=True)
    if (kind, fact.ref) not in batch.paid:
        batch.ended[kind, fact.ref] = transfer
    batch.happenings.append(Happening(account, item.at, EndedNow(transfer, fact.how)))
    return Outcome.RECORDED


def _not_now(transfer: Transfer, item: Item, fact: Ending, part: str) -> Result | None:
    """Why a transfer cannot be ended, or not again; None when it can."""
    path = f"{part}.transaction_id"
    settling = fact.how is MovementKind.WITHDRAWAL_SETTLE
    if transfer.undone_at is not None:
        if settling:
            return Rejection("WITHDRAWAL_CANCELLED", path, f"Withdrawal {fact.ref} was cancelled.")
        if (transfer.undone_at, transfer.undone_reason) == (item.at, fact.reason):
            return Outcome.DUPLICATE
        at_fault = f"{part}.reason" if transfer.undone_reason != fact.reason else "occurred_at"
        return _otherwise(at_fault, fact)
    if transfer.kind is KeyKind.DEPOSIT or transfer.done_at is None:
        return None
    if transfer.requested_at is None:
        return Rejection("WITHDRAWAL_SETTLED", path, f"Withdrawal {fact.ref} was paid at once.")
    if not settling:
        return Rejection("WITHDRAWAL_SETTLED", path, f"Withdrawal {fact.ref} was paid.")
    return Outcome.DUPLICATE if transfer.done_at == item.at else _otherwise("occurred_at", fact)


def _otherwise(path: str, fact: Ending) -> Rejection:
    noun = ENDED[fact.how].name.capitalize()
    return Rejection("RECORDED_DIFFERENTLY", path, f"{noun} {fact.ref} was ended with another reason or time.")


def credit(batch: Recorder, account: Account, item: Item, fact: Crediting) -> Result:
    """Gives or takes money that was not paid."""
    told: list[str | int] = [fact.minor, fact.currency, fact.note]
    if fact.movement >= MovementKind.MANUAL_CASH_CREDIT:  # one key for several of them
        told.append(fact.movement.name)
    mark = fingerprint(item.external_id, item.at, *told)
    kind, part = CREDITED[fact.movement], CREDIT_PARTS.get(fact.movement, "")
    if (known := batch.state.keys.get((kind, fact.ref))) is not None:
        noun = kind.name.lower().replace("_", " ")
        return repeated(known, mark, f"{noun} reference {fact.ref}", f"{part}.{_REFS[kind]}")
    wallet = batch.wallet(account, fact.currency)
    if fact.movement in _CASH:
        if exceeds(wallet.adjustments + fact.minor):
            return too_large(f"{part}.amount.minor")
        wallet.adjustments += fact.minor
    else:
        if exceeds(wallet.bonuses + fact.minor):
            return too_large(f"{part}.amount.minor")
        wallet.bonuses += fact.minor
    batch.move(account, wallet, fact.movement, fact.minor, fact.ref, item.at, note=fact.note)
    batch.remember(kind, fact.ref, KnownKey(mark, account.player_id, item.at))
    batch.happenings.append(Happening(account, item.at, CreditedNow(fact)))
    return Outcome.RECORDED


_CASH: Final = (MovementKind.ADJUSTMENT, MovementKind.MANUAL_CASH_CREDIT, MovementKind.MANUAL_CASH_DEBIT)
_PARTS: Final = {
    (KeyKind.DEPOSIT, False): "deposit",
    (KeyKind.WITHDRAWAL, False): "withdrawal",
    (KeyKind.WITHDRAWAL, True): "withdrawal_requested",
}
_END_PARTS: Final = {
    MovementKind.DEPOSIT_ROLLBACK: "deposit_reversed",
    MovementKind.WITHDRAWAL_SETTLE: "withdrawal_settled",
    MovementKind.WITHDRAWAL_ROLLBACK: "withdrawal_cancelled",
}
CREDIT_PARTS: Final = {
    MovementKind.BONUS: "bonus_credited",
    MovementKind.FREE_SPIN_WIN: "free_spin_won",
    MovementKind.PROMO: "promo_credited",
    MovementKind.ADJUSTMENT: "balance_adjusted",
}
_REFS: Final = {
    KeyKind.BONUS: "bonus_id",
    KeyKind.FREE_SPIN: "win_id",
    KeyKind.PROMO: "promo_id",
    KeyKind.ADJUSTMENT: "adjustment_id",
    KeyKind.MANUAL: "adjustment_id",
}
