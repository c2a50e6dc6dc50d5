"""Operators with all that they are set to, and what is done to them, as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from gateway.domain.directory import OperatorStatus
from gateway.domain.operator_settings import MESSAGE_LENGTH, MOST_ADDRESSES, MOST_LANGUAGES, MOST_THRESHOLDS
from gateway.domain.operator_status import HistoryKind
from gateway.models.base import Answer, Instant, Moment, Money, Request
from gateway.models.directory import Name, Operator, RequestId

Reason = Annotated[str, Field(min_length=1, max_length=500, description="why, for the record")]
Revision = Annotated[int, Field(ge=1, description="the one that was seen; 409 STALE_REVISION when it is another")]
AllowedIps = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(max_length=MOST_ADDRESSES, examples=[["203.0.113.7", "198.51.100.0/24"]]),
]


class Maintenance(Answer):
    """An operator in maintenance: what players may be told, and who is let in."""

    message: str
    allowed_ips: list[str] | None = Field(description="null for who may not change the operator")


class Scheduled(Answer):
    """A step that is taken at a moment; `ends` when it is the end of the present status."""

    to: OperatorStatus
    at: Instant
    until: Instant | None
    ends: bool
    reason: str
    by: str


class Closing(Answer):
    """Somebody asked to close the operator for good; `own` when it was the caller, who cannot approve it."""

    asked_by: str
    asked_at: Instant
    reason: str
    own: bool


class OperatorDetails(Operator):
    """All of an operator."""

    jurisdiction: str | None = Field(examples=["MT"])
    licence: str | None
    languages: list[str] = Field(examples=[["pt-BR", "en"]])
    balance_thresholds: list[Money] = Field(description="balances held below these raise an alert")
    allowed_ips: list[str] | None = Field(
        description="who is let in during maintenance; null for who may not change the operator"
    )
    created_at: Instant
    status_since: Instant
    next_statuses: list[OperatorStatus] = Field(description="those to which a step is legal now")
    maintenance: Maintenance | None
    scheduled: Scheduled | None
    closing: Closing | None
    revision: int


class ThresholdAmount(Request):
    """An amount as a decimal string."""

    amount: Annotated[str, Field(min_length=1, max_length=64, examples=["100000.00"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z0-9]{3,5}$", examples=["BRL"])]


class ChangedOperator(Request):
    """What is to change of an operator; what is absent stays as it is."""

    name: Name | None = None
    timezone: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    currency: Annotated[
        str | None, Field(pattern=r"^[A-Z0-9]{3,5}$", description="only while the operator is pending")
    ] = None
    jurisdiction: Annotated[str | None, Field(max_length=8, description="empty for none")] = None
    licence: Annotated[str | None, Field(max_length=100, description="empty for none")] = None
    languages: Annotated[list[Annotated[str, Field(max_length=35)]] | None, Field(max_length=MOST_LANGUAGES)] = None
    balance_thresholds: Annotated[list[ThresholdAmount] | None, Field(max_length=MOST_THRESHOLDS)] = None
    allowed_ips: AllowedIps | None = None
    revision: Revision
    reason: Reason
    request_id: RequestId = None


class StatusStep(Request):
    """A step to a status, at once or at a moment, for good or until another."""

    to: OperatorStatus
    reason: Reason
    at: Annotated[Moment | None, Field(description="when it begins; at once when absent")] = None
    until: Annotated[
        Moment | None, Field(description="when the operator goes back to its former status; maintenance, suspension")
    ] = None
    allowed_ips: Annotated[AllowedIps | None, Field(description="maintenance; those that are set when absent")] = None
    message: Annotated[str, Field(max_length=MESSAGE_LENGTH, description="maintenance: what players may be told")] = ""
    revision: Revision
    request_id: RequestId = None


class CancelledSchedule(Request):
    """Why what is scheduled is taken back."""

    reason: Reason
    revision: Revision | None = None
    request_id: RequestId = None


class ClosingStep(Request):
    """Why closing is asked for, approved or taken back."""

    reason: Reason
    request_id: RequestId = None


class HistoryEntry(Answer):
    """What happened to an operator. `fields` are those that changed."""

    at: Instant
    by: str
    kind: HistoryKind
    from_: OperatorStatus | None = Field(alias="from", serialization_alias="from")
    to: OperatorStatus
    reason: str
    fields: list[str]
    revision: int
