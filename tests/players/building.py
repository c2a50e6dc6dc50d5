"""Activities and registrations as tests write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import player_pb2
from daybook.types.v1 import money_pb2

NOON = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)


def money(minor: int, currency: str = "BRL") -> money_pb2.Money:
    """An amount in minor units."""
    return money_pb2.Money(minor=minor, currency=currency)


def registration(external_id: str, currency: str = "BRL", **facts: Any) -> player_pb2.Registration:
    """A registration with few facts."""
    return player_pb2.Registration(external_id=external_id, currency=currency, **facts)


def activity(player: str, at: datetime = NOON, **kind: Any) -> wire.Activity:
    """An activity of a player."""
    message = wire.Activity(player_external_id=player, **kind)
    message.occurred_at.FromDatetime(at)
    return message


def registered(player: str, at: datetime = NOON, currency: str = "BRL", **facts: Any) -> wire.Activity:
    """A registration told as activity."""
    return activity(player, at, registered=registration(player, currency, **facts))


def deposit(
    player: str,
    ref: str,
    minor: int,
    at: datetime = NOON,
    currency: str = "BRL",
    method: str = "pix",
    instrument: str = "",
) -> wire.Activity:
    """Money paid in."""
    paid_in = wire.Deposit(transaction_id=ref, amount=money(minor, currency), method=method, instrument=instrument)
    return activity(player, at, deposit=paid_in)


def withdrawal(
    player: str, ref: str, minor: int, at: datetime = NOON, currency: str = "BRL", instrument: str = ""
) -> wire.Activity:
    """Money paid out at once."""
    out = wire.Withdrawal(transaction_id=ref, amount=money(minor, currency), method="pix", instrument=instrument)
    return activity(player, at, withdrawal=out)


def reversed_(player: str, ref: str, at: datetime = NOON, reason: str = "chargeback") -> wire.Activity:
    """A deposit taken back."""
    return activity(player, at, deposit_reversed=wire.DepositReversed(transaction_id=ref, reason=reason))


def requested(
    player: str, ref: str, minor: int, at: datetime = NOON, currency: str = "BRL", instrument: str = ""
) -> wire.Activity:
    """A withdrawal asked for."""
    asked = wire.WithdrawalRequested(
        transaction_id=ref, amount=money(minor, currency), method="pix", instrument=instrument
    )
    return activity(player, at, withdrawal_requested=asked)


def paid(player: str, ref: str, at: datetime = NOON) -> wire.Activity:
    """A withdrawal asked for before was paid."""
    return activity(player, at, withdrawal_settled=wire.WithdrawalSettled(transaction_id=ref))


def cancelled(player: str, ref: str, at: datetime = NOON, reason: str = "by the player") -> wire.Activity:
    """A withdrawal asked for before will not be paid."""
    return activity(player, at, withdrawal_cancelled=wire.WithdrawalCancelled(transaction_id=ref, reason=reason))


def free_spin(player: str, ref: str, minor: int, at: datetime = NOON, currency: str = "BRL") -> wire.Activity:
    """Winnings of free spins."""
    won = wire.FreeSpinWon(win_id=ref, amount=money(minor, currency), game="crash", provider="house")
    return activity(player, at, free_spin_won=won)


def promo(player: str, ref: str, minor: int, at: datetime = NOON, currency: str = "BRL") -> wire.Activity:
    """A promotion's money."""
    return activity(player, at, promo_credited=wire.PromoCredited(promo_id=ref, amount=money(minor, currency)))


def adjusted(
    player: str, ref: str, minor: int, at: datetime = NOON, currency: str = "BRL", reason: str = "recount"
) -> wire.Activity:
    """A correction by the platform; below zero a debit."""
    told = wire.BalanceAdjusted(adjustment_id=ref, amount=money(abs(minor), currency), debit=minor < 0, reason=reason)
    return activity(player, at, balance_adjusted=told)


def bonus(player: str, ref: str, minor: int, at: datetime = NOON, currency: str = "BRL") -> wire.Activity:
    """Bonus money."""
    return activity(player, at, bonus_credited=wire.BonusCredited(bonus_id=ref, amount=money(minor, currency)))


def placed(
    player: str,
    bet_id: str,
    stake: int,
    payout: int | None = None,
    at: datetime = NOON,
    currency: str = "BRL",
    game: str = "crash",
    settled_after: timedelta | None = None,
) -> wire.Activity:
    """A bet, settled at once when a payout is given."""
    bet = wire.BetPlaced(bet_id=bet_id, stake=money(stake, currency), game=game, provider="house", round_id="r1")
    if payout is not None:
        bet.settlement.payout.CopyFrom(money(payout, currency))
        if settled_after is not None:
            bet.settlement.settled_at.FromDatetime(at + settled_after)
    return activity(player, at, bet_placed=bet)


def settled(player: str, bet_id: str, payout: int, at: datetime = NOON, currency: str = "BRL") -> wire.Activity:
    """The end of a bet."""
    return activity(player, at, bet_settled=wire.BetSettled(bet_id=bet_id, payout=money(payout, currency)))


def voided(player: str, bet_id: str, at: datetime = NOON, reason: str = "game fault") -> wire.Activity:
    """A bet taken back."""
    return activity(player, at, bet_voided=wire.BetVoided(bet_id=bet_id, reason=reason))
