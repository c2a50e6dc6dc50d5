"""Tickets as JSON, and what is asked of them as messages."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from daybook.players.v1 import tickets_service_pb2 as pb

from gateway.convert.values import moment, moment_or_none
from gateway.models import tickets as models

STATE: Final[dict[str, pb.TicketState.ValueType]] = {
    "open": pb.TICKET_STATE_OPEN,
    "waiting": pb.TICKET_STATE_WAITING,
    "solved": pb.TICKET_STATE_SOLVED,
    "closed": pb.TICKET_STATE_CLOSED,
}
PRIORITY: Final[dict[str, pb.TicketPriority.ValueType]] = {
    "low": pb.TICKET_PRIORITY_LOW,
    "normal": pb.TICKET_PRIORITY_NORMAL,
    "high": pb.TICKET_PRIORITY_HIGH,
    "urgent": pb.TICKET_PRIORITY_URGENT,
}
SORT: Final[dict[str, pb.TicketSort.ValueType]] = {
    "due": pb.TICKET_SORT_DUE_ASC,
    "-updated": pb.TICKET_SORT_UPDATED_DESC,
    "-opened": pb.TICKET_SORT_OPENED_DESC,
    "opened": pb.TICKET_SORT_OPENED_ASC,
    "-priority": pb.TICKET_SORT_PRIORITY_DESC,
}
_STATES: Final[dict[int, models.TicketState]] = {number: name for name, number in STATE.items()}  # type: ignore[misc]
_PRIORITIES: Final[dict[int, models.TicketPriority]] = {
    number: name  # type: ignore[misc]
    for name, number in PRIORITY.items()
}
_AUTHORS: Final[dict[int, models.Author]] = {
    pb.TicketMessage.AUTHOR_PLAYER: "player",
    pb.TicketMessage.AUTHOR_STAFF: "staff",
    pb.TicketMessage.AUTHOR_SYSTEM: "system",
}


def ticket(one: pb.Ticket) -> models.Ticket:
    """A ticket."""
    return models.Ticket(
        id=UUID(one.ticket_id),
        operator_id=UUID(one.operator_id),
        number=one.number,
        player=models.TicketPlayer(
            id=UUID(one.player_id), external_id=one.player_external_id, username=one.player_username
        ),
        subject=one.subject,
        category=one.category,
        priority=_PRIORITIES[one.priority],
        state=_STATES[one.state],
        assignee=models.Assignee(id=one.assignee_id, name=one.assignee_name) if one.assignee_id else None,
        opened_at=moment(one.opened_at),
        opened_by=one.opened_by,
        updated_at=moment(one.updated_at),
        first_reply=_clock(one.first_reply),
        resolution=_clock(one.resolution),
        merged_into=models.MergedInto(id=UUID(one.merged_into_id), number=one.merged_into)
        if one.merged_into_id
        else None,
        messages=one.messages,
        player_spoke_last=one.player_spoke_last,
        revision=one.revision,
    )


def _clock(one: pb.SlaClock) -> models.SlaClock:
    return models.SlaClock(
        due_at=moment_or_none(one.HasField("due_at"), one.due_at),
        met_at=moment_or_none(one.HasField("met_at"), one.met_at),
        breached=one.breached,
        seconds_left=one.seconds_left if one.HasField("seconds_left") else None,
        paused=one.paused,
    )


def message(one: pb.TicketMessage) -> models.TicketMessage:
    """Words in a ticket."""
    return models.TicketMessage(
        id=UUID(one.message_id),
        author=_AUTHORS[one.author],
        author_name=one.author_name,
        text=one.text,
        internal=one.internal,
        at=moment(one.at),
        from_ticket=one.from_ticket or None,
    )


def link(one: pb.TicketLink) -> models.TicketLink:
    """A tie."""
    return models.TicketLink.model_validate({"kind": one.kind, "ref": one.ref, "by": one.by, "at": moment(one.at)})


def whole(answer: pb.GetTicketResponse) -> models.WholeTicket:
    """A ticket with all that belongs to it."""
    return models.WholeTicket(
        ticket=ticket(answer.ticket),
        messages=[message(one) for one in answer.messages],
        history=[
            models.TicketEvent(kind=one.kind, by=one.by, at=moment(one.at), before=one.before, after=one.after)
            for one in answer.history
        ],
        links=[link(one) for one in answer.links],
    )


def wanted_link(one: models.WantedLink) -> pb.TicketLink:
    """Something to tie."""
    return pb.TicketLink(kind=one.kind, ref=one.ref)


def settings(one: pb.TicketSettings, revision: int) -> models.KeptSettings:
    """The settings in force."""
    return models.KeptSettings(
        settings=models.TicketSettings(
            hours=[
                models.BusinessHours(weekday=h.weekday, from_minute=h.from_minute, until_minute=h.until_minute)
                for h in one.hours
            ],
            holidays=list(one.holidays),
            targets=[
                models.SlaTarget(
                    priority=_PRIORITIES[target.priority],
                    first_reply_minutes=target.first_reply_minutes,
                    resolution_minutes=target.resolution_minutes,
                )
                for target in one.targets
            ],
            categories=list(one.categories),
            close_solved_days=one.close_solved_days,
            timezone=one.timezone,
        ),
        revision=revision,
    )


def wanted_settings(one: models.TicketSettings) -> pb.TicketSettings:
    """Settings to put in force."""
    return pb.TicketSettings(
        hours=[
            pb.BusinessHours(weekday=h.weekday, from_minute=h.from_minute, until_minute=h.until_minute)
            for h in one.hours
        ],
        holidays=one.holidays,
        targets=[
            pb.SlaTarget(
                priority=PRIORITY[target.priority],
                first_reply_minutes=target.first_reply_minutes,
                resolution_minutes=target.resolution_minutes,
            )
            for target in one.targets
        ],
        categories=one.categories,
        close_solved_days=one.close_solved_days,
    )
