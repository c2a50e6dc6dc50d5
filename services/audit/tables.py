"""The tables of the audit database, as SQLAlchemy sees them; only the repository and migrations use them.

Triggers, grants and the function that makes a month's partition are in the migrations.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)

metadata = MetaData()

# The log's head, one row. Who holds its lock is the one writer.
log_head = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, CheckConstraint("id = 1"), primary_key=True, server_default=text("1")),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("recorded_at", DateTime(timezone=True)),  # of the newest entry: it never goes back
)

# The high-water mark of each source: every event up to `seq` has been taken in.
sources = Table(
    "sources",
    metadata,
    Column("source", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("moved_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# Events that came before a predecessor of theirs; they wait here for the gap to fill.
parked = Table(
    "parked",
    metadata,
    Column("source", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("event", LargeBinary, nullable=False),
    Column("parked_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# The log. Append-only; partitioned by month. `tenant_id` is the operator, else the company.
entries = Table(
    "entries",
    metadata,
    Column("recorded_at", DateTime(timezone=True), primary_key=True),
    Column("leaf_index", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Uuid, nullable=False),
    Column("tenant_id", Uuid, nullable=False),
    Column("operator_id", Uuid),
    Column("company_id", Uuid),
    Column("source", Text, nullable=False),
    Column("source_seq", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("actor_kind", Integer, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target_type", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("target_label", Text, nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("at", DateTime(timezone=True)),
    Column("reason", Text, nullable=False),
    Column("change_count", Integer, nullable=False),
    Column("schema_version", BigInteger, nullable=False),
    Column("ip", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("trace_id", Text, nullable=False),
    Column("flags", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Index("entries_tenant", "tenant_id", "recorded_at", "leaf_index"),
    Index("entries_actor", "tenant_id", "actor_id", "recorded_at", "leaf_index"),
    Index("entries_action", "tenant_id", "action", "recorded_at", "leaf_index"),
    Index("entries_target", "tenant_id", "target_type", "target_id", "recorded_at", "leaf_index"),
    Index("entries_event", "event_id"),
    Index("entries_at", "at", postgresql_using="brin"),
    postgresql_partition_by="RANGE (recorded_at)",
)

# Every checkpoint ever signed, with the frontier from which the next one is checked. Append-only.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("signed_at", DateTime(timezone=True), primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("recorded_at", DateTime(timezone=True)),
    Column("note", Text, nullable=False),
    Index("checkpoints_signed", "signed_at"),
)

# Which company an operator belongs to, learned from the gateway's events and from the actions themselves.
operators = Table(
    "operators",
    metadata,
    Column("operator_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Index("operators_company", "company_id", "operator_id"),
)
