"""Support tickets, what was said in them and what became of them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Interval,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.players.tables.base import BYTES, MOMENT, metadata, operator, player

# Conditions that always hold, which an index for lists states and so does the list: see people.py.
DUE: Final = text("due_at >= '2000-01-01 00:00:00+00'")
OPENED: Final = text("opened_at >= '2000-01-01 00:00:00+00'")
UPDATED: Final = text("updated_at >= '2000-01-01 00:00:00+00'")
# Open and waiting ones: few beside all that were ever closed.
LIVE: Final = text("state <= 2")


def _ticket() -> Column[Any]:
    return Column("ticket_id", Uuid, nullable=False)


# `rank` is 0 for urgent to 3 for low, so that what matters most and falls due first is one order. `due_at` is never
# absent: what has nothing due has a moment far ahead, by its state.
tickets = Table(
    "tickets",
    metadata,
    operator(),
    _ticket(),
    Column("number", BigInteger, nullable=False),
    player(),
    Column("subject", Text, nullable=False),
    Column("category", BYTES, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("assignee_id", BYTES, nullable=False),
    Column("assignee_name", Text, nullable=False),
    Column("opened_at", MOMENT, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("updated_at", MOMENT, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("spent", Interval, nullable=False),
    Column("running_since", MOMENT),
    Column("replied_at", MOMENT),
    Column("replied_late", Boolean, nullable=False),
    Column("reply_due_at", MOMENT),
    Column("resolved_at", MOMENT),
    Column("resolved_late", Boolean, nullable=False),
    Column("resolution_due_at", MOMENT),
    Column("messages", Integer, nullable=False),
    Column("player_spoke_last", Boolean, nullable=False),
    Column("merged_into", Uuid),
    Column("merged_into_number", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator_id", "ticket_id"),
    Index("tickets_number", "operator_id", "number", unique=True),
    Index("tickets_due", "operator_id", "due_at", "ticket_id", postgresql_where=DUE),
    Index("tickets_assignee", "operator_id", "assignee_id", "due_at", "ticket_id", postgresql_where=DUE),
    Index("tickets_category", "operator_id", "category", "due_at", "ticket_id", postgresql_where=DUE),
    Index("tickets_rank", "operator_id", "rank", "due_at", "ticket_id", postgresql_where=DUE),
    Index("tickets_opened", "operator_id", "opened_at", "ticket_id", postgresql_where=OPENED),
    Index("tickets_updated", "operator_id", "updated_at", "ticket_id", postgresql_where=UPDATED),
    Index("tickets_live_opened", "operator_id", "opened_at", "ticket_id", postgresql_where=LIVE),
    Index("tickets_live_updated", "operator_id", "updated_at", "ticket_id", postgresql_where=LIVE),
    Index("tickets_player", "operator_id", "player_id", "ticket_id"),
    Index("tickets_solved", "operator_id", "resolved_at", postgresql_where=text("state = 3")),
)

# The folded words of each subject; what is said in a ticket is not searched.
ticket_search = Table(
    "ticket_search",
    metadata,
    operator(),
    _ticket(),
    Column("term", BYTES, nullable=False),
    PrimaryKeyConstraint("operator_id", "ticket_id", "term"),
    Index("ticket_search_term", "operator_id", "term", "ticket_id"),
)

ticket_messages = Table(
    "ticket_messages",
    metadata,
    operator(),
    _ticket(),
    Column("message_id", Uuid, nullable=False),
    Column("author", SmallInteger, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("internal", Boolean, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("from_ticket", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator_id", "ticket_id", "message_id"),
    Index("ticket_messages_at", "operator_id", "ticket_id", "at", "message_id"),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    operator(),
    _ticket(),
    Column("event_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_id", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator_id", "ticket_id", "event_id"),
)

ticket_links = Table(
    "ticket_links",
    metadata,
    operator(),
    _ticket(),
    Column("kind", BYTES, nullable=False),
    Column("ref", BYTES, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    PrimaryKeyConstraint("operator_id", "ticket_id", "kind", "ref"),
)

ticket_settings = Table(
    "ticket_settings",
    metadata,
    Column("operator_id", Uuid, primary_key=True),
    Column("settings", JSONB, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

# The last number given to a ticket of each operator.
ticket_numbers = Table(
    "ticket_numbers",
    metadata,
    Column("operator_id", Uuid, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
