"""What is known of a single player besides activity, and what staff ask to be done to one, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Moment, Request
from gateway.models.directory import RequestId

BanScope = Literal["log_in", "play", "deposit", "withdraw"]
KycStatus = Literal["none", "pending", "verified", "rejected", "expired"]
Acquisition = Literal["direct", "affiliate", "referral"]

Reason = Annotated[str, Field(min_length=1, max_length=500)]
SeenRevision = Annotated[int, Field(ge=1, le=2**53 - 1, description="the revision that the caller saw")]
Scopes = Annotated[list[BanScope], Field(min_length=1, max_length=4)]
Tag = Annotated[str, Field(min_length=1, max_length=64)]


class Document(Answer):
    """An official document by which a person is known; the number is masked unless revealed."""

    type: str
    number: str


class Exclusion(Answer):
    """An exclusion from gambling; `until` is null for one without end."""

    since: Instant
    until: Instant | None


class Ban(Answer):
    """A ban from one thing; in force while `lifted_at` is null and `expires_at` is not past."""

    id: UUID
    scope: BanScope
    reason: str
    by: str
    placed_at: Instant
    expires_at: Instant | None
    lifted_at: Instant | None
    lifted_by: str | None
    lift_reason: str | None


class Note(Answer):
    """A note of the team; `own` when the caller wrote it."""

    id: UUID
    text: str
    pinned: bool
    by: str
    at: Instant
    withdrawn_at: Instant | None
    withdrawn_by: str | None
    own: bool


class Revision(Answer):
    """One change of a player and the names of what it changed."""

    revision: int
    at: Instant
    action: str
    by: str
    fields: list[str]


class TagInUse(Answer):
    """A tag and how many players have it; `approximate` means "more than"."""

    tag: str
    players: int
    approximate: bool


class TagsInUse(Answer):
    """The tags of an operator, most used first."""

    items: list[TagInUse]


class EndedSessions(Answer):
    """How many sessions were open and are not any more."""

    ended: int


class DocumentChange(Request):
    """A document as it should be."""

    type: Annotated[str, Field(max_length=32, pattern="^[a-z0-9_]*$")]
    number: Annotated[str, Field(max_length=64)]


class ProfileChanges(Request):
    """What is to change of a profile; what is absent stays, and an empty text clears."""

    username: Annotated[str, Field(max_length=128)] = ""
    first_name: Annotated[str, Field(max_length=128)] = ""
    last_name: Annotated[str, Field(max_length=128)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=16, description="E.164, with its plus sign")] = ""
    date_of_birth: date | None = None
    country: Annotated[str, Field(pattern="^([A-Z]{2})?$", description="ISO 3166-1 alpha-2")] = ""
    region: Annotated[str, Field(pattern="^[A-Z0-9]{0,3}$")] = ""
    language: Annotated[str, Field(max_length=35)] = ""
    document: DocumentChange | None = None


class PlayerEdit(Request):
    """A correction of a profile."""

    operator_id: UUID
    reason: Reason
    revision: SeenRevision
    changes: ProfileChanges
    request_id: RequestId = None


class BanOrder(Request):
    """A ban from several things at once; without `expires_at` it has no end."""

    operator_id: UUID
    scopes: Scopes
    reason: Reason
    expires_at: Moment | None = None
    revision: SeenRevision
    request_id: RequestId = None


class BanLift(Request):
    """The end of bans."""

    operator_id: UUID
    scopes: Scopes
    reason: Reason
    revision: SeenRevision
    request_id: RequestId = None


class SessionsEnd(Request):
    """The end of one open session, or of all when none is named."""

    operator_id: UUID
    session_id: Annotated[str, Field(max_length=128)] | None = None
    reason: Reason
    request_id: RequestId = None


class TwoFactorReset(Request):
    """That the platform take the second factor away."""

    operator_id: UUID
    reason: Reason
    revision: SeenRevision
    request_id: RequestId = None


class TagChange(Request):
    """Tags to put on and to take off."""

    operator_id: UUID
    add: Annotated[list[Tag], Field(max_length=20, default_factory=list)]
    remove: Annotated[list[Tag], Field(max_length=20, default_factory=list)]
    request_id: RequestId = None


class NewNote(Request):
    """A note to write."""

    operator_id: UUID
    text: Annotated[str, Field(min_length=1, max_length=4000)]
    pinned: bool = False
    request_id: RequestId = None


class NoteWithdrawal(Request):
    """That a note no longer stands."""

    operator_id: UUID
    request_id: RequestId = None
