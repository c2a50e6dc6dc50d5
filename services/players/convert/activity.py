"""Activities as platforms tell them, into facts or the reason why not; and what became of each, back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from daybook.players.v1 import activity_service_pb2 as wire
from daybook.types.v1 import money_pb2

from kit.errors import DomainError, InvalidField
from kit.rpc.validation import problems
from services.players.convert import text, times
from services.players.convert.player import read_registration
from services.players.domain.activity import (
    Fact,
    Item,
    KeyKind,
    Outcome,
    Placing,
    Registering,
    Rejection,
    Result,
    Settlement,
    Settling,
    Transfer,
    Voiding,
    check_amount,
    check_time,
)


def read(activity: wire.Activity, now: datetime) -> Item | Rejection:
    """One activity, valid by itself, or why it is not."""
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
        return Item(activity.player_external_id, at, _fact(activity, at, now))
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
    if kind == "deposit":
        paid = activity.deposit
        amount = _amount(paid.amount, "deposit.amount", least=1)
        return Transfer(KeyKind.DEPOSIT, paid.transaction_id, amount, paid.amount.currency, paid.method)
    if kind == "withdrawal":
        taken = activity.withdrawal
        amount = _amount(taken.amount, "withdrawal.amount", least=1)
        return Transfer(KeyKind.WITHDRAWAL, taken.transaction_id, amount, taken.amount.currency, taken.method)
    if kind == "bonus_credited":
        bonus = activity.bonus_credited
        amount = _amount(bonus.amount, "bonus_credited.amount", least=1)
        return Transfer(KeyKind.BONUS, bonus.bonus_id, amount, bonus.amount.currency, "")
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
