"""Manual credits and debits: messages as JSON, and requests as messages."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import adjustments_service_pb2 as pb
from daybook.types.v1 import money_pb2

from gateway.convert.values import moment, moment_or_none, money_of
from gateway.models import adjustments as models
from kit import money
from kit.errors import InvalidField
from kit.ids import uuid7

KIND: Final[dict[str, pb.AdjustmentKind.ValueType]] = {
    "cash_credit": pb.ADJUSTMENT_KIND_CASH_CREDIT,
    "cash_debit": pb.ADJUSTMENT_KIND_CASH_DEBIT,
    "bonus_credit": pb.ADJUSTMENT_KIND_BONUS_CREDIT,
    "bonus_debit": pb.ADJUSTMENT_KIND_BONUS_DEBIT,
}
STATE: Final[dict[str, pb.AdjustmentState.ValueType]] = {
    "waiting": pb.ADJUSTMENT_STATE_WAITING,
    "done": pb.ADJUSTMENT_STATE_DONE,
    "rejected": pb.ADJUSTMENT_STATE_REJECTED,
    "cancelled": pb.ADJUSTMENT_STATE_CANCELLED,
}
_KIND_NAMES: Final[dict[int, Any]] = {value: name for name, value in KIND.items()}
_STATE_NAMES: Final[dict[int, Any]] = {value: name for name, value in STATE.items()}


def request(body: models.NewAdjustment) -> pb.RequestAdjustmentRequest:
    """What is asked for. Raises InvalidField, UnknownCurrency or BadAmount."""
    return pb.RequestAdjustmentRequest(
        operator_id=str(body.operator_id),
        player_id=str(body.player_id),
        kind=KIND[body.kind],
        amount=_amount(body.amount, "amount"),
        reason=body.reason,
        document=_document(body.document) if body.document else None,
        request_id=str(body.request_id or uuid7()),
    )


def limits_to_set(body: models.NewAdjustmentLimits) -> pb.SetAdjustmentLimitsRequest:
    """Limits to be set. Raises InvalidField, UnknownCurrency or BadAmount."""
    return pb.SetAdjustmentLimitsRequest(
        operator_id=str(body.operator_id),
        limits=[_amount(limit, f"limits.{number}") for number, limit in enumerate(body.limits)],
        reason=body.reason,
        revision=body.revision,
        request_id=str(body.request_id or uuid7()),
    )


def decision(adjustment_id: UUID, body: models.Approval | models.Rejection | models.Withdrawal) -> dict[str, str]:
    """The fields that all decisions have in common; a caller that sends no request id gets a new one."""
    return {
        "operator_id": str(body.operator_id),
        "adjustment_id": str(adjustment_id),
        "request_id": str(body.request_id or uuid7()),
    }


def _amount(told: models.AskedAmount, path: str) -> money_pb2.Money:
    money.exponent(told.currency, f"{path}.currency")
    return money_pb2.Money(minor=money.to_minor(told.amount, told.currency, f"{path}.amount"), currency=told.currency)


def _document(told: models.NewDocument) -> pb.AdjustmentDocument:
    try:
        content = base64.b64decode(told.content_base64, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidField("document.content_base64", "is not base64") from None
    if not 0 < len(content) <= models.LARGEST_DOCUMENT:
        raise InvalidField("document.content_base64", "must be a file of 2 MB at most, and not an empty one")
    return pb.AdjustmentDocument(name=told.name, content_type=told.content_type, content=content)


def adjustment(one: pb.Adjustment) -> models.Adjustment:
    """A credit or debit."""
    return models.Adjustment(
        id=UUID(one.adjustment_id),
        player=models.AdjustedPlayer(
            id=UUID(one.player_id), external_id=one.player_external_id, username=one.player_username
        ),
        kind=_KIND_NAMES[one.kind],
        amount=money_of(one.amount),
        reason=one.reason,
        state=_STATE_NAMES[one.state],
        requested_by=one.requested_by,
        requested_at=moment(one.requested_at),
        decided_by=one.decided_by or None,
        decided_at=moment_or_none(one.HasField("decided_at"), one.decided_at),
        decision_reason=one.decision_reason or None,
        document_name=one.document_name or None,
        own=one.own,
        movement_id=one.movement_id or None,
    )


def limits(
    answer: pb.GetAdjustmentLimitsResponse | pb.SetAdjustmentLimitsResponse,
) -> models.AdjustmentLimits:
    """The limits."""
    return models.AdjustmentLimits(limits=[money_of(limit) for limit in answer.limits], revision=answer.revision)
