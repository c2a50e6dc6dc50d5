"""Support tickets, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Request
from gateway.models.directory import RequestId

TicketState = Literal["open", "waiting", "solved", "closed"]
TicketPriority = Literal["low", "normal", "high", "urgent"]
TicketSort = Literal["due", "-updated", "-opened", "opened", "-priority"]
LinkKind = Literal["bet", "movement", "document"]
Author = Literal["player", "staff", "system"]

Subject = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=10_000, description="plain text")]
Category = Annotated[str, Field(max_length=64, description="one of the operator's; other when empty")]
Revision = Annotated[int, Field(ge=0, le=2**53 - 1, description="the one that the caller saw")]


class SlaClock(Answer):
    """A clock in business time. `seconds_left` is negative when over, null when met, paused or without target."""

    due_at: Instant | None
    met_at: Instant | None
    breached: bool
    seconds_left: int | None
    paused: bool


class TicketPlayer(Answer):
    """Whose ticket it is."""

    id: UUID
    external_id: str
    username: str


class Assignee(Answer):
    """A member of staff who works on tickets."""

    id: str
    name: str


class MergedInto(Answer):
    """The ticket that goes on with a merged one."""

    id: UUID
    number: int


class Ticket(Answer):
    """A ticket."""

    id: UUID
    operator_id: UUID
    number: int
    player: TicketPlayer
    subject: str
    category: str
    priority: TicketPriority
    state: TicketState
    assignee: Assignee | None
    opened_at: Instant
    opened_by: str
    updated_at: Instant
    first_reply: SlaClock
    resolution: SlaClock
    merged_into: MergedInto | None
    messages: int
    player_spoke_last: bool
    revision: int


class TicketMessage(Answer):
    """Words in a ticket; `from_ticket` is the number of the ticket from which a merge brought them."""

    id: UUID
    author: Author
    author_name: str
    text: str
    internal: bool
    at: Instant
    from_ticket: int | None


class TicketEvent(Answer):
    """What changed of a ticket."""

    kind: str
    by: str
    at: Instant
    before: str
    after: str


class TicketLink(Answer):
    """A tie to a bet, a movement or a document."""

    kind: LinkKind
    ref: str
    by: str
    at: Instant


class WholeTicket(Answer):
    """A ticket with its messages (the last 500), history and links."""

    ticket: Ticket
    messages: list[TicketMessage]
    history: list[TicketEvent]
    links: list[TicketLink]


class TicketCounts(Answer):
    """How many tickets stand where; `mine` are the caller's open and waiting ones."""

    open: int
    unassigned: int
    mine: int
    breached: int
    waiting: int


class Assignees(Answer):
    """Who may work on an operator's tickets."""

    items: list[Assignee]


class WantedLink(Request):
    """Something to tie to a ticket."""

    kind: LinkKind
    ref: Annotated[str, Field(min_length=1, max_length=256)]


class NewTicket(Request):
    """A ticket to open; `from_player` says that the text is the player's own words and no internal note."""

    operator_id: UUID
    player_id: UUID
    subject: Subject
    text: Text
    category: Category = ""
    priority: TicketPriority = "normal"
    links: Annotated[list[WantedLink], Field(max_length=20, default_factory=list)]
    from_player: bool = False
    request_id: RequestId = None


class Reply(Request):
    """An answer to the player, or an internal note; `then` is the state afterwards."""

    operator_id: UUID
    text: Text
    internal: bool = False
    then: TicketState | None = None
    request_id: RequestId = None


class TicketChange(Request):
    """What is to be changed; an empty `assignee_id` is nobody."""

    operator_id: UUID
    revision: Revision
    subject: Subject | None = None
    category: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    priority: TicketPriority | None = None
    assignee_id: Annotated[str, Field(max_length=64)] | None = None
    request_id: RequestId = None


class TicketMove(Request):
    """Another state for a ticket."""

    operator_id: UUID
    state: TicketState
    reason: Annotated[str, Field(max_length=500)] = ""
    revision: Revision
    request_id: RequestId = None


class TicketMerge(Request):
    """The ticket that goes on."""

    operator_id: UUID
    into_id: UUID
    request_id: RequestId = None


class LinkChange(WantedLink):
    """A tie to make, or to take away."""

    operator_id: UUID
    remove: bool = False
    request_id: RequestId = None


class ChangedTicket(Answer):
    """The ticket as it is now."""

    ticket: Ticket


class Answered(ChangedTicket):
    """The ticket as it is now, and the message."""

    message: TicketMessage


class TicketLinks(Answer):
    """All that a ticket is tied to."""

    links: list[TicketLink]


class BusinessHours(Request):
    """Hours of a weekday (1 for Monday) in the operator's zone, in minutes of the day."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    from_minute: Annotated[int, Field(ge=0, le=1439)]
    until_minute: Annotated[int, Field(ge=1, le=1440)]


class SlaTarget(Request):
    """How fast tickets of a priority are wanted, in minutes of business time; 0 for no target."""

    priority: TicketPriority
    first_reply_minutes: Annotated[int, Field(ge=0, le=100_000)]
    resolution_minutes: Annotated[int, Field(ge=0, le=100_000)]


class TicketSettings(Request):
    """How an operator wants its tickets handled; no hours at all mean around the clock."""

    hours: Annotated[list[BusinessHours], Field(max_length=28)]
    holidays: Annotated[list[Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]], Field(max_length=200)]
    targets: Annotated[list[SlaTarget], Field(max_length=4)]
    categories: Annotated[list[Annotated[str, Field(pattern="^[a-z0-9_]{1,64}$")]], Field(min_length=1, max_length=50)]
    close_solved_days: Annotated[int, Field(ge=1, le=365)]
    timezone: Annotated[str, Field(max_length=64, description="the operator's; what is sent is not read")] = ""


class KeptSettings(Answer):
    """The settings in force; revision 0 for those that nobody has set."""

    settings: TicketSettings
    revision: int


class SettingsChange(Request):
    """Settings to put in force."""

    operator_id: UUID
    settings: TicketSettings
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    revision: Revision
    request_id: RequestId = None
