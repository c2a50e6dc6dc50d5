"""Exports and bulk actions, whom they concern, what they wrote and what became of each player."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.players.tables.base import BYTES, MOMENT, metadata, operator, player

# A condition that always holds, which an index for lists states and so does the list: see people.py.
CREATED: Final = text("created_at >= '2000-01-01 00:00:00+00'")
# Waiting and running ones: few beside all that ever ran.
TO_DO: Final = text("state <= 2")
FAILED: Final = text("outcome = 3")


def _job() -> Column[Any]:
    return Column("job_id", Uuid, nullable=False)


# `spec` is what was asked for, as the contract's message. `total` is absent until the players are chosen, and `done`
# is the place of the next one. `worker` holds the job until `lease_until`; what it writes after losing it is refused.
jobs = Table(
    "jobs",
    metadata,
    operator(),
    _job(),
    Column("kind", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("spec", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_by_id", BYTES, nullable=False),
    # In whose name it works and is audited: who, from where, in which session.
    Column("actor", JSONB, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    # When its turn was last asked for: jobs take turns.
    Column("queued_at", MOMENT, nullable=False),
    Column("finished_at", MOMENT),
    Column("expires_at", MOMENT),
    Column("total", BigInteger),
    Column("done", BigInteger, nullable=False, server_default=text("0")),
    Column("failed", BigInteger, nullable=False, server_default=text("0")),
    Column("unchanged", BigInteger, nullable=False, server_default=text("0")),
    # How far the container of a workbook is written.
    Column("book", JSONB),
    Column("size_bytes", BigInteger, nullable=False, server_default=text("0")),
    Column("file_name", Text),
    Column("problem", Text),
    Column("worker", Uuid),
    Column("lease_until", MOMENT),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    PrimaryKeyConstraint("operator_id", "job_id"),
    Index("jobs_newest", "operator_id", "created_at", "job_id", postgresql_where=CREATED),
    Index("jobs_own", "operator_id", "started_by_id", "created_at", "job_id", postgresql_where=CREATED),
    Index("jobs_to_do", "operator_id", "queued_at", postgresql_where=TO_DO),
    Index("jobs_expiring", "operator_id", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
)

# The players of a job in its order, chosen once, thousands to a row: small, quickly written and quickly forgotten.
job_targets = Table(
    "job_targets",
    metadata,
    operator(),
    _job(),
    Column("slice", Integer, nullable=False),
    Column("player_ids", ARRAY(Uuid), nullable=False),
    PrimaryKeyConstraint("operator_id", "job_id", "slice"),
)

# The file of an export, one part for each slice of players, compressed.
job_parts = Table(
    "job_parts",
    metadata,
    operator(),
    _job(),
    Column("part", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("operator_id", "job_id", "part"),
)

# What became of each player of a bulk action, in the order in which they were done.
job_results = Table(
    "job_results",
    metadata,
    operator(),
    _job(),
    Column("number", BigInteger, nullable=False),
    player(),
    Column("outcome", SmallInteger, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("operator_id", "job_id", "number"),
    Index("job_results_failed", "operator_id", "job_id", "number", postgresql_where=FAILED),
)
