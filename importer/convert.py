"""Records and players as the activities of the contract; nothing else here knows protobuf but the sender."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from daybook.players.v1 import activity_service_pb2 as pb
from daybook.players.v1 import player_pb2
from daybook.types.v1 import money_pb2
from google.protobuf import timestamp_pb2
from google.type import date_pb2

from importer.records import Bet, Player, Record, Reject
from kit.rpc import validation

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# The contract's paths in the mapping's words; the longest match counts.
_KEYS: Final = {
    "player_external_id": "player",
    "occurred_at": "placed_at",
    "device": "device",
    "bet_placed.bet_id": "bet_id",
    "bet_placed.round_id": "round_id",
    "bet_placed.game": "game",
    "bet_placed.provider": "provider",
    "bet_placed.stake": "stake",
    "bet_placed.stake.currency": "currency",
    "bet_placed.settlement.payout": "payout",
    "bet_placed.settlement.payout.currency": "currency",
    "bet_placed.settlement.settled_at": "settled_at",
    "deposit.transaction_id": "transaction_id",
    "deposit.amount": "amount",
    "deposit.amount.currency": "currency",
    "deposit.method": "method",
    "withdrawal.transaction_id": "transaction_id",
    "withdrawal.amount": "amount",
    "withdrawal.amount.currency": "currency",
    "withdrawal.method": "method",
    "registered.external_id": "player",
}


def activity(record: Record) -> pb.Activity:
    """What is sent for a row."""
    player, at, currency, what, device = record
    # Parts are handed to constructors whole: copying them in afterwards costs half as much again.
    if isinstance(what, Bet):
        bet = _bet(what, currency)
        return pb.Activity(player_external_id=player, occurred_at=_timestamp(at), device=device, bet_placed=bet)
    amount = money_pb2.Money(minor=what.amount, currency=currency)
    if what.out:
        taken = pb.Withdrawal(transaction_id=what.transaction_id, amount=amount, method=what.method)
        return pb.Activity(player_external_id=player, occurred_at=_timestamp(at), device=device, withdrawal=taken)
    paid = pb.Deposit(transaction_id=what.transaction_id, amount=amount, method=what.method)
    return pb.Activity(player_external_id=player, occurred_at=_timestamp(at), device=device, deposit=paid)


def registration(player: Player) -> pb.Activity:
    """What is sent before the first row of a player. Raises Reject when a fact breaks the contract's rules."""
    facts = player_pb2.Registration(
        external_id=player.external_id,
        username=player.username,
        first_name=player.first_name,
        last_name=player.last_name,
        email=player.email,
        phone=player.phone,
        date_of_birth=_date(player.date_of_birth),
        country=player.country,
        region=player.region,
        language=player.language,
        currency=player.currency,
        registration_ip=player.registration_ip,
    )
    # Told only when the file says so: the door takes the time of the activity for a time that is not told, and then
    # a registration repeated at a later row, or by another file, is the same registration.
    if player.registered_at is not None:
        facts.registered_at.CopyFrom(_timestamp(player.registered_at))
    at = player.registered_at or player.seen
    message = pb.Activity(player_external_id=player.external_id, occurred_at=_timestamp(at), registered=facts)
    check(message)
    return message


def check(message: pb.Activity) -> None:
    """Raises Reject when the activity breaks the contract's rules, as the door itself would say it."""
    for path, problem in validation.problems(message).items():
        key = field_key(path)
        raise Reject("INVALID_FIELD", key, f"{key}: {problem}.")


def field_key(path: str) -> str:
    """The mapping's key for a field of an activity; the path itself when there is none."""
    while path not in _KEYS:
        head, dot, last = path.rpartition(".")
        if not dot:
            return path
        if head == "registered":
            return last
        path = head
    return _KEYS[path]


def _bet(bet: Bet, currency: str) -> pb.BetPlaced:
    return pb.BetPlaced(
        bet_id=bet.bet_id,
        stake=money_pb2.Money(minor=bet.stake, currency=currency),
        round_id=bet.round_id,
        game=bet.game,
        provider=bet.provider,
        settlement=None if bet.payout is None else _settlement(bet.payout, currency, bet.settled_at),
    )


def _settlement(payout: int, currency: str, at: datetime | None) -> pb.Settlement:
    told = _timestamp(at) if at is not None else None
    return pb.Settlement(payout=money_pb2.Money(minor=payout, currency=currency), settled_at=told)


def _timestamp(moment: datetime) -> timestamp_pb2.Timestamp:
    since = moment - _EPOCH
    return timestamp_pb2.Timestamp(seconds=since.days * 86_400 + since.seconds, nanos=since.microseconds * 1_000)


def _date(day: date | None) -> date_pb2.Date | None:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day) if day else None
