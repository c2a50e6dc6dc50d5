"""Recorded activities as the players service announces them, one builder per kind."""

from __future__ import annotations

from datetime import datetime, timedelta

from daybook.players.v1 import events_pb2 as players
from daybook.players.v1 import player_pb2
from daybook.types.v1.money_pb2 import Money


def _activity(player: str, at: datetime, country: str) -> players.RecordedActivity:
    activity = players.RecordedActivity(player_id=player, country=country)
    activity.occurred_at.FromDatetime(at)
    return activity


def registered(player: str, at: datetime, country: str = "BR") -> players.RecordedActivity:
    activity = _activity(player, at, country)
    activity.registered.SetInParent()
    return activity


def deposit(
    player: str, at: datetime, minor: int, currency: str = "EUR", number: int = 1, country: str = "BR"
) -> players.RecordedActivity:
    activity = _activity(player, at, country)
    activity.deposit.amount.CopyFrom(Money(minor=minor, currency=currency))
    activity.deposit.deposit_no = number
    return activity


def withdrawal(
    player: str, at: datetime, minor: int, currency: str = "EUR", country: str = "BR"
) -> players.RecordedActivity:
    activity = _activity(player, at, country)
    activity.withdrawal.amount.CopyFrom(Money(minor=minor, currency=currency))
    return activity


def bonus(
    player: str, at: datetime, minor: int, currency: str = "EUR", country: str = "BR"
) -> players.RecordedActivity:
    activity = _activity(player, at, country)
    activity.bonus_credited.amount.CopyFrom(Money(minor=minor, currency=currency))
    return activity


def credited(
    player: str, at: datetime, minor: int, kind: player_pb2.MovementKind.ValueType, currency: str, country: str
) -> players.RecordedActivity:
    """Free-spin winnings or a promotion."""
    activity = bonus(player, at, minor, currency, country)
    activity.bonus_credited.kind = kind
    return activity


def adjusted(
    player: str, at: datetime, minor: int, kind: player_pb2.MovementKind.ValueType, currency: str, country: str
) -> players.RecordedActivity:
    """A correction by staff or platform; signed."""
    activity = _activity(player, at, country)
    activity.adjusted.amount.CopyFrom(Money(minor=minor, currency=currency))
    activity.adjusted.kind = kind
    return activity


def deposit_reversed(
    player: str, at: datetime, minor: int, currency: str, country: str, deposited_at: datetime
) -> players.RecordedActivity:
    activity = _activity(player, at, country)
    activity.deposit_reversed.amount.CopyFrom(Money(minor=minor, currency=currency))
    activity.deposit_reversed.deposited_at.FromDatetime(deposited_at)
    return activity


def withdrawal_story(
    player: str, at: datetime, minor: int, currency: str, country: str, paid_at: datetime | None
) -> list[players.RecordedActivity]:
    """A withdrawal asked for, then paid, or cancelled an hour later."""
    asked, ended = _activity(player, at, country), _activity(player, paid_at or at + timedelta(hours=1), country)
    money = Money(minor=minor, currency=currency)
    asked.withdrawal_requested.amount.CopyFrom(money)
    end = ended.withdrawal if paid_at else ended.withdrawal_cancelled
    end.amount.CopyFrom(money)
    end.requested_at.FromDatetime(at)
    return [asked, ended]


def placed(
    player: str,
    at: datetime,
    stake: int,
    currency: str = "EUR",
    game: str = "crash",
    provider: str = "acme",
    country: str = "BR",
) -> players.RecordedActivity:
    activity = _activity(player, at, country)
    bet = activity.bet_placed
    bet.stake.CopyFrom(Money(minor=stake, currency=currency))
    bet.game, bet.provider = game, provider
    return activity


def settled(
    player: str,
    at: datetime,
    stake: int,
    payout: int,
    placed_at: datetime,
    currency: str = "EUR",
    game: str = "crash",
    provider: str = "acme",
    country: str = "BR",
) -> players.RecordedActivity:
    activity = _activity(player, at, country)
    bet = activity.bet_settled
    bet.stake.CopyFrom(Money(minor=stake, currency=currency))
    bet.payout.CopyFrom(Money(minor=payout, currency=currency))
    bet.game, bet.provider = game, provider
    bet.placed_at.FromDatetime(placed_at)
    return activity


def voided(
    player: str,
    at: datetime,
    stake: int,
    placed_at: datetime,
    settlement: tuple[datetime, int] | None = None,
    currency: str = "EUR",
    game: str = "crash",
    provider: str = "acme",
    country: str = "BR",
) -> players.RecordedActivity:
    """`settlement` is the time and payout of a bet that had been settled."""
    activity = _activity(player, at, country)
    bet = activity.bet_voided
    bet.stake.CopyFrom(Money(minor=stake, currency=currency))
    bet.game, bet.provider = game, provider
    bet.placed_at.FromDatetime(placed_at)
    bet.previous_status = player_pb2.BET_STATUS_PLACED
    if settlement:
        bet.previous_status = player_pb2.BET_STATUS_SETTLED
        bet.settled_at.FromDatetime(settlement[0])
        bet.payout.CopyFrom(Money(minor=settlement[1], currency=currency))
    return activity
