"""Manual credits and debits, and their limits: protobuf <-> domain."""

from __future__ import annotations

from uuid import UUID

from daybook.players.v1 import adjustments_service_pb2 as wire
from daybook.types.v1 import money_pb2

from kit.auth.actor import Actor
from kit.money import Money
from services.players.convert import times
from services.players.domain.adjustment import Adjustment, AdjustmentKind, AdjustmentState, Asked, Document, Limits


def read_request(request: wire.RequestAdjustmentRequest) -> Asked:
    """What is asked for."""
    document = None
    if request.HasField("document"):
        told = request.document
        document = Document(told.name, told.content_type, told.content)
    return Asked(
        UUID(request.operator_id),
        UUID(request.player_id),
        AdjustmentKind(request.kind),
        request.amount.currency,
        request.amount.minor,
        request.reason,
        document,
        request.request_id,
    )


def read_money(told: money_pb2.Money) -> Money:
    """An amount."""
    return Money(told.minor, told.currency)


def read_state(told: wire.AdjustmentState.ValueType) -> AdjustmentState | None:
    """The state asked for; None asks for any."""
    return AdjustmentState(told) if told else None


def adjustment(stored: Adjustment, actor: Actor) -> wire.Adjustment:
    """A credit or debit as an actor sees it."""
    message = wire.Adjustment(
        operator_id=str(stored.operator_id),
        adjustment_id=str(stored.adjustment_id),
        player_id=str(stored.player_id),
        player_external_id=stored.external_id,
        player_username=stored.username,
        kind=wire.AdjustmentKind.ValueType(stored.kind),
        amount=money_pb2.Money(minor=stored.minor, currency=stored.currency),
        reason=stored.reason,
        state=wire.AdjustmentState.ValueType(stored.state),
        requested_by=stored.requested_by.name,
        decided_by=stored.decided_by.name if stored.decided_by else "",
        decision_reason=stored.decision_reason,
        document_name=stored.document_name,
        own=stored.requested_by.id == actor.id,
        movement_id="" if stored.number is None else str(stored.number),
    )
    times.write(message.requested_at, stored.requested_at)
    if stored.decided_at is not None:
        times.write(message.decided_at, stored.decided_at)
    return message


def limits(stored: Limits) -> list[money_pb2.Money]:
    """Limits by currency."""
    return [money_pb2.Money(minor=minor, currency=currency) for currency, minor in stored.by_currency.items()]
