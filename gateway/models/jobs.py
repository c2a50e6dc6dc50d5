"""Exports and bulk actions, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Moment, Request, Total
from gateway.models.directory import RequestId
from gateway.models.player_care import BanScope, Reason, Scopes, Tag
from gateway.models.player_list import PlayerFilter, PlayerSort
from gateway.models.players import PlayerStatus

JobKind = Literal["export", "bulk"]
JobState = Literal["waiting", "running", "done", "cancelled", "failed", "expired"]
ExportFormat = Literal["csv", "xlsx"]
Outcome = Literal["done", "unchanged", "failed"]


class Selection(PlayerFilter):
    """Which players a job concerns: those of a filter, or a choice made by hand."""

    player_id: Annotated[tuple[UUID, ...], Field(max_length=1000, description="only these")] = ()


class TagAction(Request):
    """Puts tags on and takes others off."""

    type: Literal["tag"]
    add: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    remove: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()


class BanAction(Request):
    """Bans; a player who is banned for as long already stays as they are."""

    type: Literal["ban"]
    scopes: Scopes
    expires_at: Annotated[Moment | None, Field(description="without end when null")] = None


class NoteAction(Request):
    """Writes a note."""

    type: Literal["note"]
    text: Annotated[str, Field(min_length=1, max_length=4000)]


Action = Annotated[TagAction | BanAction | NoteAction, Field(discriminator="type")]


class NewExport(Request):
    """An export to begin."""

    operator_id: UUID
    filter: Selection = Selection()
    sort: PlayerSort = "-registered_at"
    format: ExportFormat
    columns: Annotated[list[str] | None, Field(max_length=60, description="in their order; all when null")] = None
    timezone: Annotated[str, Field(min_length=1, max_length=64, examples=["America/Sao_Paulo"])] = "UTC"
    language: Annotated[str, Field(max_length=35, description="of the headings", examples=["pt-BR"])] = "en"
    reveal: Annotated[bool, Field(description="personal data in clear; needs players.reveal and a reason")] = False
    reason: Annotated[str, Field(max_length=500)] = ""
    request_id: RequestId = None


class BulkQuestion(Request):
    """What is to be looked at before it is done."""

    operator_id: UUID
    filter: Selection
    action: Action


class NewBulk(BulkQuestion):
    """A bulk action to begin."""

    reason: Reason
    expected: Annotated[int, Field(ge=0, le=2**53 - 1, description="how many the preview found")]
    request_id: RequestId = None


class Steering(Request):
    """Whose job it is."""

    operator_id: UUID


class ToldTag(Answer):
    """Tags put on and taken off."""

    type: Literal["tag"] = "tag"
    add: list[str]
    remove: list[str]


class ToldBan(Answer):
    """A ban."""

    type: Literal["ban"] = "ban"
    scopes: list[BanScope]
    expires_at: Instant | None


class ToldNote(Answer):
    """A note."""

    type: Literal["note"] = "note"
    text: str


class Job(Answer):
    """An export or a bulk action. While `total_approximate` the players are still being chosen."""

    id: UUID
    operator_id: UUID
    kind: JobKind
    state: JobState
    started_by: str
    created_at: Instant
    finished_at: Instant | None
    done: int
    total: int
    total_approximate: bool
    failed: int
    unchanged: int
    problem: str | None
    format: ExportFormat | None
    file_name: str | None
    size_bytes: int | None
    expires_at: Instant | None
    action: Annotated[ToldTag | ToldBan | ToldNote, Field(discriminator="type")] | None
    reason: str
    own: bool
    masked: bool


class BulkSample(Answer):
    """One whom a bulk action would meet; the name is masked."""

    id: UUID
    external_id: str
    username: str
    name: str
    country: str
    status: PlayerStatus
    tags: list[str]
    bans: list[BanScope]


class BulkPreview(Answer):
    """What a bulk action would do; `sample_unchanged` of the sample need no change."""

    total: Total
    sample: list[BulkSample]
    sample_unchanged: int


class BulkResult(Answer):
    """What became of one player; `reason` is a stable code and `message` a sentence for one that failed."""

    player_id: UUID
    external_id: str
    username: str
    outcome: Outcome
    reason: str | None
    message: str | None
