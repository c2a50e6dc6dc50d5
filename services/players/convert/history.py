"""Bets and movements: protobuf <-> domain."""

from __future__ import annotations

from typing import Any

from daybook.players.v1 import player_pb2 as wire
from daybook.players.v1 import players_service_pb2 as service_wire
from daybook.types.v1 import money_pb2

from services.players.convert import times
from services.players.domain.bet import Bet, BetStatus
from services.players.domain.history import BetFilter, MovementFilter
from services.players.domain.ledger import Movement, MovementKind
from services.players.domain.listing import Amounts, Span

# Stored numbers are the contract's, by name.
_BET_STATUSES = {status: wire.BetStatus.Value(f"BET_STATUS_{status.name}") for status in BetStatus}
_BET_STATUSES_READ = {number: status for status, number in _BET_STATUSES.items()}
_KINDS = {kind: wire.MovementKind.Value(f"MOVEMENT_KIND_{kind.name}") for kind in MovementKind}
_KINDS_READ = {number: kind for kind, number in _KINDS.items()}


def bet_status(status: BetStatus) -> wire.BetStatus.ValueType:
    """A status as the contract names it."""
    return _BET_STATUSES[status]


def read_bets(request: service_wire.ListBetsRequest) -> BetFilter:
    """Which bets are wanted. Raises InvalidField."""
    stake = request.stake
    return BetFilter(
        status=_BET_STATUSES_READ.get(request.status),
        placed=_span(request.placed, "placed"),
        game=request.game,
        provider=request.provider,
        currency=request.currency,
        stake=Amounts(stake.least if stake.HasField("least") else None, stake.most if stake.HasField("most") else None),
    )


def read_movements(request: service_wire.ListMovementsRequest) -> MovementFilter:
    """Which lines of the ledger are wanted. Raises InvalidField."""
    return MovementFilter(
        kinds=frozenset(_KINDS_READ[kind] for kind in request.kinds if kind),
        recorded=_span(request.recorded, "recorded"),
        currency=request.currency,
        reference=request.reference,
        number=int(request.movement_id) if request.movement_id else None,
    )


def _span(told: Any, name: str) -> Span:
    return Span(
        *(times.read(getattr(told, end), f"{name}.{end}") if told.HasField(end) else None for end in ("from", "until"))
    )


def movement_kind(kind: MovementKind) -> wire.MovementKind.ValueType:
    """A kind as the contract names it."""
    return _KINDS[kind]


def bet(stored: Bet) -> wire.Bet:
    """A bet."""
    message = wire.Bet(
        bet_id=stored.bet_id,
        round_id=stored.round_id,
        game=stored.game,
        provider=stored.provider,
        status=_BET_STATUSES[stored.status],
        stake=money_pb2.Money(minor=stored.stake, currency=stored.currency),
        void_reason=stored.void_reason or "",
    )
    times.write(message.placed_at, stored.placed_at)
    if stored.payout is not None:
        message.payout.CopyFrom(money_pb2.Money(minor=stored.payout, currency=stored.currency))
    if stored.settled_at is not None:
        times.write(message.settled_at, stored.settled_at)
    if stored.voided_at is not None:
        times.write(message.voided_at, stored.voided_at)
    return message


def movement(stored: Movement) -> wire.Movement:
    """A line of the ledger."""
    message = wire.Movement(
        movement_id=str(stored.number),
        kind=_KINDS[stored.kind],
        amount=money_pb2.Money(minor=stored.amount, currency=stored.currency),
        balance_after=money_pb2.Money(minor=stored.balance_after, currency=stored.currency),
        reference=stored.reference,
        method=stored.method,
        note=stored.note,
    )
    times.write(message.occurred_at, stored.occurred_at)
    times.write(message.recorded_at, stored.recorded_at)
    return message
