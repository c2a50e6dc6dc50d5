"""Figures counted again, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Request
from gateway.models.directory import RequestId

Reason = Annotated[str, Field(min_length=1, max_length=500)]


class Difference(Answer):
    """A sum that came out otherwise than it had been; money in minor units of the currency."""

    sums: str = Field(examples=["totals", "game_days", "region_days"])
    day: date
    currency: str
    measure: str = Field(examples=["stakes"])
    before: int
    after: int


class Rebuild(Answer):
    """The last time that an operator's figures were counted again, or are at present."""

    state: Literal["idle", "building", "switching", "failed"] = Field(
        description="idle: nothing is under way, and what was ended well or was cancelled"
    )
    cancelled: bool
    done: int = Field(description="activities counted again")
    total: int = Field(description="about how many there are")
    started_at: Instant | None
    finished_at: Instant | None
    started_by: str | None
    reason: str | None
    differences: list[Difference] | None = Field(
        description="where the new figures differ from the old ones, earliest first, at most 500; null until compared"
    )
    differences_total: int
    error: str | None = Field(description="why it failed, or what it waits for at present")


class RebuildAnswer(Answer):
    """How far it is."""

    rebuild: Rebuild


class RebuildRequest(Request):
    """Whose figures are to be counted again, or are to be no longer, and why."""

    operator_id: UUID
    reason: Reason
    request_id: RequestId = None
