"""Audit entries and the checkpoint, as JSON."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant

Outcome = Literal["succeeded", "refused", "failed"]
# An entry of a service that did not say; the log shows it all the same.
ShownOutcome = Literal["succeeded", "refused", "failed", "unknown"]


class AuditActor(Answer):
    """Who acted, as known then."""

    kind: str
    id: str
    name: str


class Target(Answer):
    """What was acted on."""

    type: str
    id: str
    label: str


class Entry(Answer):
    """A privileged action in the log; `seq` is its place there, from 0."""

    id: UUID
    seq: int
    recorded_at: Instant
    at: Instant
    action: str
    actor: AuditActor
    company_id: str | None
    operator_id: str | None
    target: Target
    reason: str
    outcome: ShownOutcome
    change_count: int
    source: str


class Change(Answer):
    """A stored value that changed; a null stands for a value that did not or does not exist."""

    path: str
    before: Any
    after: Any
    sensitive: bool = Field(description="before and after are masked")


class EntryOrigin(Answer):
    """From where it was done."""

    ip: str
    user_agent: str
    session_id: str
    request_id: str
    trace_id: str


class EntryDetail(Entry):
    """An entry whole, with its bytes and its place in the tree."""

    changes: list[Change]
    origin: EntryOrigin
    leaf_hash: str = Field(description="SHA-256(0x00 || raw) in hex")
    leaf_index: int
    raw: str = Field(description="the logged bytes in base64")
    schema_version: int


class Gap(Answer):
    """A source whose next event has not come yet while later ones have."""

    source: str
    expected_seq: int
    parked: int


class Checkpoint(Answer):
    """The latest signed checkpoint of the log."""

    size: int
    root_hash: str
    signed_note: str
    signed_at: Instant | None
    open_gaps: list[Gap]
