"""What many answers share: pages, money, times, and strictness of requests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

T = TypeVar("T")

_WITHOUT_ZONE: Final = len("2026-11-20T14:03:05.000123")


def rfc3339(at: datetime) -> str:
    """A moment in UTC with microseconds: "2026-11-20T14:03:05.000123Z"."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:_WITHOUT_ZONE] + "Z"


Instant = Annotated[
    datetime,
    PlainSerializer(rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-20T14:03:05.000123Z"]}),
]


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("must lie between the years 1 and 9999 in UTC") from None


# A moment as callers give it; without a zone it is in UTC.
Moment = Annotated[datetime, AfterValidator(_in_utc)]


class Request(BaseModel):
    """A request body; a field that does not exist is an error, so that a typing mistake does not pass silently."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """An answer, or a part of one."""


class Total(Answer):
    """How many rows match; `approximate` means "more than"."""

    count: int
    approximate: bool


class Page(Answer, Generic[T]):
    """A page of a list; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None
    total: Total


class Money(Answer):
    """An amount as a decimal string with all decimals of its currency."""

    amount: str = Field(examples=["12.34"])
    currency: str = Field(examples=["BRL"])


class FieldProblem(Answer):
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(Answer):
    """An error (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    reason: str = Field(description="a stable code for programs")
    trace_id: str = Field(description="quote it when you ask for help")
    errors: list[FieldProblem] = Field(default_factory=list)
