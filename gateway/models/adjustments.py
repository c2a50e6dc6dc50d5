"""Manual credits and debits, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Money, Request
from gateway.models.directory import RequestId

AdjustmentKind = Literal["cash_credit", "cash_debit", "bonus_credit", "bonus_debit"]
AdjustmentState = Literal["waiting", "done", "rejected", "cancelled"]
AdjustmentSort = Literal["requested_at", "-requested_at"]
ContentType = Literal["application/pdf", "image/png", "image/jpeg"]

LARGEST_DOCUMENT = 2_000_000  # bytes
_BASE64 = (LARGEST_DOCUMENT + 2) // 3 * 4
Reason = Annotated[str, Field(min_length=1, max_length=500)]


class AskedAmount(Request):
    """An amount as a decimal string, with no more decimals than its currency has."""

    amount: Annotated[str, Field(min_length=1, max_length=64, examples=["250.00"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z0-9]{3,5}$", examples=["BRL"])]


class NewDocument(Request):
    """A file of 2 MB at most: a PDF, PNG or JPEG."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content_type: ContentType
    content_base64: Annotated[str, Field(min_length=1, max_length=_BASE64)]


class NewAdjustment(Request):
    """A manual credit or debit to be done."""

    operator_id: UUID
    player_id: UUID
    kind: AdjustmentKind
    amount: AskedAmount
    reason: Reason
    document: NewDocument | None = None
    request_id: RequestId = None


class Approval(Request):
    """Agreement to a waiting one."""

    operator_id: UUID
    reason: Annotated[str, Field(max_length=500)] = ""
    request_id: RequestId = None


class Rejection(Request):
    """Refusal of a waiting one."""

    operator_id: UUID
    reason: Reason
    request_id: RequestId = None


class Withdrawal(Request):
    """One's own request taken back."""

    operator_id: UUID
    request_id: RequestId = None


class AdjustedPlayer(Answer):
    """Whose balance it is."""

    id: UUID
    external_id: str
    username: str


class Adjustment(Answer):
    """A manual credit or debit; `decided_by` is the other person, where there was one."""

    id: UUID
    player: AdjustedPlayer
    kind: AdjustmentKind
    amount: Money
    reason: str
    state: AdjustmentState
    requested_by: str
    requested_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    decision_reason: str | None
    document_name: str | None
    own: bool = Field(description="whether the caller asked for it")
    movement_id: str | None = Field(description="the line in the balance history, once it is done")


class AdjustmentLimits(Answer):
    """Up to how much one person suffices, by currency; revision 0 when none were ever set."""

    limits: list[Money]
    revision: int


class NewAdjustmentLimits(Request):
    """All limits; a currency that is not named has none any more, and every request in it waits."""

    operator_id: UUID
    limits: Annotated[list[AskedAmount], Field(max_length=50)]
    reason: Reason
    revision: Annotated[int, Field(ge=0, le=2**53 - 1)]
    request_id: RequestId = None
