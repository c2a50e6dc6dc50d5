"""What a change of a ticket leaves in its history, and in the diff of its audit record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from services.players.domain.tickets.ticket import Message, Ticket, TicketEvent

# By what a player's own doing is signed.
PLAYER: Final = "player"
# A subject is a player's words; the record says that it changed and no more.
SENSITIVE: Final = ("subject", "document")


def told(kind: str, after: Ticket, by: str, by_id: str, at: datetime, before: str, now: str) -> TicketEvent:
    """One line of the history, of the ticket's revision."""
    return TicketEvent(kind, by, by_id, at, before, now, after.revision)


def changes(before: Ticket, after: Ticket, by: str, by_id: str, at: datetime) -> list[TicketEvent]:
    """A line for each property that changed."""
    pairs = {
        "state": (before.state.name.lower(), after.state.name.lower()),
        "assigned": (before.assignee_name, after.assignee_name),
        "priority": (before.priority.name.lower(), after.priority.name.lower()),
        "category": (before.category, after.category),
        "subject": (before.subject, after.subject),
    }
    differing = {kind for kind, (was, now) in pairs.items() if was != now}
    if before.assignee_id != after.assignee_id:  # two people may have one name
        differing.add("assigned")
    return [told(kind, after, by, by_id, at, *pairs[kind]) for kind in pairs if kind in differing]


_FIELDS: Final = {"assigned": "assignee_id"}


def since(events: Sequence[TicketEvent], message: Message | None) -> dict[str, str]:
    """What somebody with an older page has not seen: field -> by whom and when."""
    missed = {_FIELDS.get(event.kind, event.kind): f"changed by {event.by} at {_moment(event.at)}" for event in events}
    if message is not None:
        missed["messages"] = f"changed by {message.author_name or PLAYER} at {_moment(message.at)}"
    return missed


def state_of(ticket: Ticket) -> Mapping[str, Any]:
    """A ticket as its audit record compares it."""
    return {
        "state": ticket.state.name.lower(),
        "subject": ticket.subject,
        "category": ticket.category,
        "priority": ticket.priority.name.lower(),
        "assignee": {"id": ticket.assignee_id, "name": ticket.assignee_name},
        "messages": ticket.messages,
        "merged_into": ticket.merged_into_number,
        "first_replied_at": ticket.times.replied_at,
        "resolved_at": ticket.times.resolved_at,
        "revision": ticket.revision,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
