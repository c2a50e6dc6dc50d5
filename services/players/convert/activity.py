"""Activities as platforms tell them, into facts or the reason why not; and what became of each, back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from daybook.players.v1 import activity_service_pb2 as wire
from daybook.types.v1 import money_pb2

from kit.errors import DomainError, InvalidField
from kit.rpc.validation import problems
from services.players.convert import plain, text, times
from services.players.convert.player import read_registration
from services.players.domain.activity import (
    Crediting,
    Ending,
    Fact,
    Item,
    KeyKind,
    Outcome,
    Paying,
    Placing,
    Registering,
    Rejection,
    Result,
    Settlement,
    Settling,
    Voiding,
    check_amount,
    check_time,
)
from services.players.domain.ledger import MovementKind


def read(activity: wire.Activity, now: datetime) -> Item | Rejection:
    """One activity, valid by itself, or why it is not."""
    kind = activity.WhichOneof("kind")
    if kind == "bet_placed":
        if (item := plain.placed(activity, int(now.timestamp()))) is not None:
            return item
    elif kind == "bet_settled" and (item := plain.settled(activity, int(now.timestamp()))) is not None:
        return item
    return read_at_length(activity, now)


def read_at_length(activity: wire.Activity, now: datetime) -> Item | Rejection:
    """As `read`, by the rules of the contract one by one."""
    if activity.WhichOneof("kind") == "registered" and not activity.registered.external_id:
        activity.registered.external_id = activity.player_external_id
    if found := problems(activity):
        field, problem = next(iter(found.items()))
        return Rejection("INVALID_FIELD", field, f"{field}: {problem}")
    try:
        if b"\0" in activity.SerializeToString():  # seldom, and mostly an empty part: only then is it worth a walk
            text.check(activity)
        at = times.read(activity.occurred_at, "occurred_at")
        check_time(at, now, "occurred_at")
        return Item(activity.player_external_id, at, _fact(activity, at, now), activity.device)
    except DomainError as error:
        return Rejection(error.reason, next(iter(error.fields), ""), error.message)


def _fact(activity: wire.Activity, at: datetime, now: datetime) -> Fact:
    kind = activity.WhichOneof("kind")
    if kind == "bet_placed":
        return _placing(activity.bet_placed, at, now)
    if kind == "bet_settled":
        settled = activity.bet_settled
        payout = _amount(settled.payout, "bet_settled.payout", least=0)
        return Settling(settled.bet_id, payout, settled.payout.currency)
    if kind == "bet_voided":
        return Voiding(activity.bet_voided.bet_id, activity.bet_voided.reason)
    if kind is not None and kind in _FACTS:
        return _FACTS[kind](getattr(activity, kind))
    if activity.registered.external_id != activity.player_external_id:
        raise InvalidField("registered.external_id", "must be player_external_id or empty")
    return Registering(read_registration(activity.registered, "registered", now))


def _placing(placed: wire.BetPlaced, at: datetime, now: datetime) -> Placing:
    stake = _amount(placed.stake, "bet_placed.stake", least=0)
    settlement = None
    if placed.HasField("settlement"):
        told = placed.settlement
        payout = _amount(told.payout, "bet_placed.settlement.payout", least=0)
        if told.payout.currency != placed.stake.currency:
            raise InvalidField("bet_placed.settlement.payout.currency", "must be the currency of the stake")
        settled_at = at
        if told.HasField("settled_at"):
            settled_at = times.read(told.settled_at, "bet_placed.settlement.settled_at")
            check_time(settled_at, now, "bet_placed.settlement.settled_at")
        settlement = Settlement(payout, settled_at)
    return Placing(
        placed.bet_id, stake, placed.stake.currency, placed.round_id, placed.game, placed.provider, settlement
    )


def _deposit(paid: wire.Deposit) -> Fact:
    minor = _amount(paid.amount, "deposit.amount", least=1)
    return Paying(KeyKind.DEPOSIT, paid.transaction_id, minor, paid.amount.currency, paid.method, paid.instrument)


def _withdrawal(taken: wire.Withdrawal) -> Fact:
    minor = _amount(taken.amount, "withdrawal.amount", least=1)
    return Paying(
        KeyKind.WITHDRAWAL, taken.transaction_id, minor, taken.amount.currency, taken.method, taken.instrument
    )


def _withdrawal_requested(asked: wire.WithdrawalRequested) -> Fact:
    minor, currency = _amount(asked.amount, "withdrawal_requested.amount", least=1), asked.amount.currency
    return Paying(KeyKind.WITHDRAWAL, asked.transaction_id, minor, currency, asked.method, asked.instrument, True)


def _free_spin_won(won: wire.FreeSpinWon) -> Fact:
    minor = _amount(won.amount, "free_spin_won.amount", least=1)
    game = f"{won.game} ({won.provider})" if won.game and won.provider else won.game or won.provider
    return Crediting(MovementKind.FREE_SPIN_WIN, won.win_id, minor, won.amount.currency, game)


def _bonus_credited(bonus: wire.BonusCredited) -> Fact:
    minor = _amount(bonus.amount, "bonus_credited.amount", least=1)
    return Crediting(MovementKind.BONUS, bonus.bonus_id, minor, bonus.amount.currency)


def _promo_credited(promo: wire.PromoCredited) -> Fact:
    minor = _amount(promo.amount, "promo_credited.amount", least=1)
    return Crediting(MovementKind.PROMO, promo.promo_id, minor, promo.amount.currency)


def _balance_adjusted(told: wire.BalanceAdjusted) -> Fact:
    minor = _amount(told.amount, "balance_adjusted.amount", least=1)
    signed = -minor if told.debit else minor
    return Crediting(MovementKind.ADJUSTMENT, told.adjustment_id, signed, told.amount.currency, told.reason)


_FACTS: Final[dict[str, Callable[[Any], Fact]]] = {
    "deposit": _deposit,
    "withdrawal": _withdrawal,
    "deposit_reversed": lambda told: Ending(MovementKind.DEPOSIT_ROLLBACK, told.transaction_id, told.reason),
    "withdrawal_requested": _withdrawal_requested,
    "withdrawal_settled": lambda told: Ending(MovementKind.WITHDRAWAL_SETTLE, told.transaction_id),
    "withdrawal_cancelled": lambda told: Ending(MovementKind.WITHDRAWAL_ROLLBACK, told.transaction_id, told.reason),
    "bonus_credited": _bonus_credited,
    "free_spin_won": _free_spin_won,
    "promo_credited": _promo_credited,
    "balance_adjusted": _balance_adjusted,
}


def _amount(money: money_pb2.Money, field: str, *, least: int) -> int:
    minor = money.minor
    check_amount(minor, money.currency, field, least=least)
    return minor


_OUTCOMES: Final = {
    Outcome.RECORDED: wire.ActivityResult(outcome=wire.ActivityResult.OUTCOME_RECORDED),
    Outcome.DUPLICATE: wire.ActivityResult(outcome=wire.ActivityResult.OUTCOME_DUPLICATE),
}


def result(outcome: Result) -> wire.ActivityResult:
    """What became of an activity."""
    if isinstance(outcome, Rejection):
        return wire.ActivityResult(
            outcome=wire.ActivityResult.OUTCOME_REJECTED,
            reason=outcome.reason,
            field=outcome.field,
            message=outcome.message,
        )
    return _OUTCOMES[outcome]
