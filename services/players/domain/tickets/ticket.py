"""What a ticket is, its messages, history and links, and which queue somebody asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

# The system's name where an author stands.
SYSTEM_NAME: Final = "Daybook"
PLATFORM: Final = "platform"


class TicketState(IntEnum):
    """Where a ticket stands; the numbers are those stored and those of the contract."""

    OPEN = 1
    WAITING = 2
    SOLVED = 3
    CLOSED = 4


class Priority(IntEnum):
    """How much a ticket matters; the numbers are those of the contract."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
    URGENT = 4


class Author(IntEnum):
    """Who wrote a message; the numbers are those stored and those of the contract."""

    PLAYER = 1
    STAFF = 2
    SYSTEM = 3


@dataclass(frozen=True, slots=True)
class Times:
    """What the clocks of a ticket have counted.

    `spent` is the business time until `running_since`, since when they run; they stand still while that is None. When
    each must be met is kept while it runs and is not met; `late` says whether it was met after its time.
    """

    spent: timedelta
    running_since: datetime | None
    replied_at: datetime | None = None
    replied_late: bool = False
    reply_due_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_late: bool = False
    resolution_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. `assignee_id` is empty when nobody has it; `merged_into` is None unless it went into another."""

    operator_id: UUID
    ticket_id: UUID
    number: int
    player_id: UUID
    subject: str
    category: str
    priority: Priority
    state: TicketState
    assignee_id: str
    assignee_name: str
    opened_at: datetime
    opened_by: str
    updated_at: datetime
    times: Times
    messages: int
    player_spoke_last: bool
    revision: int
    merged_into: UUID | None = None
    merged_into_number: int = 0

    @property
    def label(self) -> str:
        """How people name it."""
        return f"#{self.number}"


@dataclass(frozen=True, slots=True)
class PlayerNames:
    """By what a player is known in a queue."""

    external_id: str
    username: str


@dataclass(frozen=True, slots=True)
class Message:
    """Words in a ticket. `from_ticket` is the number of the ticket from which a merge brought them, else 0."""

    message_id: UUID
    author: Author
    author_id: str
    author_name: str
    text: str
    internal: bool
    at: datetime
    from_ticket: int
    revision: int


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """What changed of a ticket, as people read it, and the revision that it made."""

    kind: str
    by: str
    by_id: str
    at: datetime
    before: str
    after: str
    revision: int


class LinkKind(StrEnum):
    """What a ticket can be tied to."""

    BET = "bet"
    MOVEMENT = "movement"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to a bet, a movement or a document, by their own ids."""

    kind: LinkKind
    ref: str
    by: str = ""
    at: datetime | None = None


class TicketSort(StrEnum):
    """The orders of the queue; each has an index."""

    DUE = "due"
    UPDATED_DESC = "updated_desc"
    OPENED_DESC = "opened_desc"
    OPENED_ASC = "opened_asc"
    PRIORITY_DESC = "priority_desc"


NOBODY: Final = "none"


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets of an operator are wanted; an empty value asks for nothing. NOBODY asks for unassigned ones."""

    states: frozenset[TicketState] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    category: str = ""
    assignee_id: str = ""
    player_id: UUID | None = None
    query: str = ""
    breached: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tickets stand where."""

    open: int
    unassigned: int
    mine: int
    breached: int
    waiting: int
