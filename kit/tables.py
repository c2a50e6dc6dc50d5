"""The tables that every service's database has for the kit: outbox, inbox, dead letters, requests, revoked keys."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

_now = func.now()

# Events that wait to be published or are kept for replay. `n` is insertion order, `seq` the gapless number per
# stream that the relay stamps once a row is committed and visible.
outbox = Table(
    "outbox",
    metadata,
    Column("n", BigInteger, Identity(), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("stream", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_now),
    Column("seq", BigInteger),
    Column("published_at", DateTime(timezone=True)),
    Index("outbox_unstamped", "stream", "n", postgresql_where=text("seq IS NULL")),
    Index("outbox_unpublished", "stream", "seq", postgresql_where=text("published_at IS NULL AND seq IS NOT NULL")),
    Index("outbox_published", "published_at", postgresql_where=text("published_at IS NOT NULL")),
    UniqueConstraint("stream", "seq", name="outbox_seq"),
)

# The last number stamped per stream, and the epoch that tells this database's numbers from those of one made anew.
outbox_head = Table(
    "outbox_head",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("epoch", Uuid, nullable=False, server_default=text("uuidv7()")),
    Column("seq", BigInteger, nullable=False, server_default=text("0")),
)

# Which events a consumer has already taken in.
inbox = Table(
    "inbox",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=_now),
    Index("inbox_received", "received_at"),
)

# Events that failed for good, for an operator to look at and replay.
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failed_at", DateTime(timezone=True), nullable=False, server_default=_now),
    Column("replayed_at", DateTime(timezone=True)),
)

# Answers to write requests, so that a repeated request id gets the old answer.
requests = Table(
    "requests",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("request_id", Uuid, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("response", LargeBinary),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=_now),
    Index("requests_created", "created_at"),
)

# Long-lived keys that are refused although their signature is good.
revoked_keys = Table(
    "revoked_keys",
    metadata,
    Column("key_id", Uuid, primary_key=True),
    Column("revoked_at", DateTime(timezone=True), nullable=False, server_default=_now),
)
