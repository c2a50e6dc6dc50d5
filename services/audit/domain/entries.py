"""The nouns of the log: an announced event, what is read from it, where it belongs, and the entry it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

NOBODY: Final = UUID(int=0)  # the tenant of an entry that names neither operator nor company


class Flag(Enum):
    """Why an entry needs a look. A flagged entry is recorded like any other."""

    UNDECODABLE = "undecodable"  # the payload is not a message with an action
    ACTION_DIFFERS = "action_differs"  # the header names another action than the payload
    UNKNOWN_ACTION = "unknown_action"  # the registry does not know the action
    BAD_VALUE = "bad_value"  # an id or a time cannot be read, or a text was cut for its column
    SEQUENCE_REUSED = "sequence_reused"  # the source has used this number before, for another event


@dataclass(frozen=True, slots=True)
class Announced:
    """An event as its source announced it. `action` is what its header claims; None when it claims none."""

    event_id: UUID
    source: str
    seq: int
    type: str
    time: str
    tenant: str
    action: str | None
    payload: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Whose entry it is."""

    operator_id: UUID | None
    company_id: UUID | None

    @property
    def tenant(self) -> UUID:
        """The operator, else the company, else nobody."""
        return self.operator_id or self.company_id or NOBODY


@dataclass(frozen=True, slots=True)
class Act:
    """The columns by which an entry is found and listed. Kinds and outcomes are numbers of the contract's enums."""

    actor_kind: int = 0
    actor_id: str = ""
    actor_name: str = ""
    action: str = ""
    target_type: str = ""
    target_id: str = ""
    target_label: str = ""
    outcome: int = 0
    at: datetime | None = None
    reason: str = ""
    change_count: int = 0
    schema_version: int = 0
    ip: str = ""
    user_agent: str = ""
    session_id: str = ""
    request_id: str = ""
    trace_id: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """That an operator belongs to a company, as of a revision; 0 when learned in passing from an action."""

    operator_id: UUID
    company_id: UUID
    revision: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from an event. `claims` is False when it carries no privileged action after all."""

    claims: bool
    act: Act
    place: Place
    flags: frozenset[Flag]
    directory: Directory | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the bytes of an entry say."""

    recorded_at: datetime
    flags: tuple[Flag, ...]
    place: Place
    event: Announced


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log: leaf number `index`, its exact bytes and the columns read from them."""

    index: int
    recorded: Recorded
    act: Act
    raw: bytes
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """A source whose next event is missing while later ones wait."""

    source: str
    expected_seq: int
    parked: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the log is wanted, `since` inclusive and `until` exclusive; what is None or empty does not restrict."""

    since: datetime | None = None
    until: datetime | None = None
    actor_id: str = ""
    action: str = ""
    target_type: str = ""
    target_id: str = ""
    outcome: int = 0


def placed(named: Place, tenant: str, company_of: Mapping[UUID, UUID]) -> Place:
    """Whose entry it is: as the action says, completed from the directory, else the tenant announced."""
    if named.operator_id:
        return Place(named.operator_id, named.company_id or company_of.get(named.operator_id))
    if named.company_id:
        return named
    try:
        whose = UUID(tenant)
    except ValueError:
        return Place(None, None)
    if whose == NOBODY:
        return Place(None, None)
    return Place(whose, company_of[whose]) if whose in company_of else Place(None, whose)
