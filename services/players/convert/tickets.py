"""Tickets: protobuf <-> domain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from daybook.players.v1 import tickets_service_pb2 as wire

from kit.errors import InvalidField
from services.players.convert import text, times
from services.players.domain.tickets.calendar import Hours
from services.players.domain.tickets.clocks import Clock
from services.players.domain.tickets.settings import Target, TicketSettings
from services.players.domain.tickets.ticket import (
    Link,
    LinkKind,
    Message,
    Priority,
    TicketEvent,
    TicketFilter,
    TicketSort,
    TicketState,
)
from services.players.service.tickets.desk import Shown
from services.players.service.tickets.opening import Opening
from services.players.service.tickets.working import Change

_SORTS: Final = {
    wire.TICKET_SORT_UNSPECIFIED: TicketSort.DUE,
    wire.TICKET_SORT_DUE_ASC: TicketSort.DUE,
    wire.TICKET_SORT_UPDATED_DESC: TicketSort.UPDATED_DESC,
    wire.TICKET_SORT_OPENED_DESC: TicketSort.OPENED_DESC,
    wire.TICKET_SORT_OPENED_ASC: TicketSort.OPENED_ASC,
    wire.TICKET_SORT_PRIORITY_DESC: TicketSort.PRIORITY_DESC,
}


def read_sort(sort: wire.TicketSort.ValueType) -> TicketSort:
    """In which order."""
    return _SORTS[sort]


def read_filter(request: wire.ListTicketsRequest) -> TicketFilter:
    """Which tickets are asked for; what is unspecified among values asks for nothing."""
    return TicketFilter(
        states=frozenset(TicketState(state) for state in request.states if state),
        priorities=frozenset(Priority(priority) for priority in request.priorities if priority),
        category=request.category,
        assignee_id=request.assignee_id,
        player_id=UUID(request.player_id) if request.player_id else None,
        query=request.query.strip(),
        breached=request.breached_only,
    )


def read_opening(request: wire.OpenTicketRequest | wire.CreateTicketRequest) -> Opening:
    """What a new ticket says. Raises InvalidField for words that are none."""
    return Opening(
        subject=_words(request.subject, "subject"),
        text=_words(request.text, "text"),
        category=request.category,
        priority=Priority(request.priority) if request.priority else Priority.NORMAL,
        links=[read_link(link) for link in request.links],
    )


def read_text(words: str) -> str:
    """The words of a message. Raises InvalidField for none."""
    return _words(words, "text")


def read_state(state: wire.TicketState.ValueType) -> TicketState | None:
    """A state; None when it is not said."""
    return TicketState(state) if state else None


def read_change(request: wire.ChangeTicketRequest) -> Change:
    """What is to be changed. Raises InvalidField for a subject without words or an assignee without a name."""
    assignee = None
    if request.HasField("assignee_id"):
        if request.assignee_id and not request.assignee_name.strip():
            raise InvalidField("assignee_name", "must say who has the id")
        assignee = (request.assignee_id, request.assignee_name.strip() if request.assignee_id else "")
    return Change(
        subject=_words(request.subject, "subject") if request.HasField("subject") else None,
        category=request.category if request.HasField("category") else None,
        priority=Priority(request.priority) if request.HasField("priority") else None,
        assignee=assignee,
    )


def read_link(told: wire.TicketLink) -> Link:
    """What is to be tied. Raises InvalidField for a text that cannot be stored."""
    text.check(told, "link.")
    return Link(LinkKind(told.kind), told.ref)


def read_settings(told: wire.TicketSettings, revision: int) -> TicketSettings:
    """Settings as they are wanted. Raises InvalidField for a day or a priority that is told wrongly."""
    targets: dict[Priority, Target] = {}
    for target in told.targets:
        if Priority(target.priority) in targets:
            raise InvalidField("settings.targets", "each priority has one target")
        targets[Priority(target.priority)] = Target(target.first_reply_minutes, target.resolution_minutes)
    try:
        holidays = tuple(sorted({date.fromisoformat(day) for day in told.holidays}))
    except ValueError:
        raise InvalidField("settings.holidays", "must be dates of the calendar") from None
    return TicketSettings(
        timezone="",
        hours=tuple(sorted(Hours(h.weekday, h.from_minute, h.until_minute) for h in told.hours)),
        holidays=holidays,
        targets={priority: targets.get(priority, Target(0, 0)) for priority in reversed(Priority)},
        categories=tuple(told.categories),
        close_solved_days=told.close_solved_days,
        revision=revision,
    )


def settings(stored: TicketSettings) -> wire.TicketSettings:
    """The settings in force."""
    return wire.TicketSettings(
        hours=[
            wire.BusinessHours(weekday=h.weekday, from_minute=h.from_minute, until_minute=h.until_minute)
            for h in stored.hours
        ],
        holidays=[day.isoformat() for day in stored.holidays],
        targets=[
            wire.SlaTarget(
                priority=wire.TicketPriority.ValueType(priority),
                first_reply_minutes=target.first_reply_minutes,
                resolution_minutes=target.resolution_minutes,
            )
            for priority, target in stored.targets.items()
        ],
        categories=stored.categories,
        close_solved_days=stored.close_solved_days,
        timezone=stored.timezone,
    )


def ticket(shown: Shown, *, for_player: bool = False) -> wire.Ticket:
    """A ticket; the clocks are no business of the player's."""
    one = shown.ticket
    message = wire.Ticket(
        operator_id=str(one.operator_id),
        ticket_id=str(one.ticket_id),
        number=one.number,
        player_id=str(one.player_id),
        player_external_id=shown.player.external_id,
        player_username=shown.player.username,
        subject=one.subject,
        category=one.category,
        priority=wire.TicketPriority.ValueType(one.priority),
        state=wire.TicketState.ValueType(one.state),
        assignee_id=one.assignee_id,
        assignee_name=one.assignee_name,
        opened_by=one.opened_by,
        merged_into=one.merged_into_number,
        merged_into_id="" if one.merged_into is None else str(one.merged_into),
        messages=one.messages,
        player_spoke_last=one.player_spoke_last,
        revision=one.revision,
    )
    times.write(message.opened_at, one.opened_at)
    times.write(message.updated_at, one.updated_at)
    if not for_player:
        _clock(message.first_reply, shown.first_reply)
        _clock(message.resolution, shown.resolution)
    return message


def _clock(message: wire.SlaClock, clock: Clock) -> None:
    message.SetInParent()
    message.breached, message.paused = clock.breached, clock.paused
    if clock.due_at is not None:
        times.write(message.due_at, clock.due_at)
    if clock.met_at is not None:
        times.write(message.met_at, clock.met_at)
    if clock.left is not None:
        # Towards what is over: half a second too late is not "0 left".
        message.seconds_left = clock.left // timedelta(seconds=1)


def message(said: Message) -> wire.TicketMessage:
    """Words in a ticket."""
    told = wire.TicketMessage(
        message_id=str(said.message_id),
        author=wire.TicketMessage.Author.ValueType(said.author),
        author_name=said.author_name,
        text=said.text,
        internal=said.internal,
        from_ticket=said.from_ticket,
    )
    times.write(told.at, said.at)
    return told


def event(happened: TicketEvent) -> wire.TicketEvent:
    """A line of the history."""
    told = wire.TicketEvent(kind=happened.kind, by=happened.by, before=happened.before, after=happened.after)
    times.write(told.at, happened.at)
    return told


def links(tied: Iterable[Link]) -> list[wire.TicketLink]:
    """What a ticket is tied to."""
    told = []
    for link in tied:
        one = wire.TicketLink(kind=link.kind.value, ref=link.ref, by=link.by)
        if link.at is not None:
            times.write(one.at, link.at)
        told.append(one)
    return told


def _words(told: str, field: str) -> str:
    stripped = told.strip()
    if not stripped:
        raise InvalidField(field, "must hold words")
    return stripped
