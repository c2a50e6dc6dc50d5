"""Figures counted again: how far it is, what is consumed meanwhile, and what the history held that was counted."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Index, LargeBinary, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.metrics.tables.base import MOMENT, key, metadata, operator


def _held() -> list[Column[Any]]:
    """Which announcements a history holds: of a source those up to a number and, beyond it, some by their ids."""
    return [
        Column("source", Text, nullable=False),
        Column("through", BigInteger, nullable=False),
        Column("ids", ARRAY(Uuid), nullable=False),
    ]


# The last one of each operator. `generation` is the one that it builds, `going` one that is to be deleted. `counted`
# tells that the whole history is. `worker` holds it until `lease_until`.
rebuilds: Final = Table(
    "rebuilds",
    metadata,
    operator(),
    Column("rebuild_id", Uuid, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("generation", SmallInteger, nullable=False),
    Column("going", SmallInteger),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("counted", Boolean, nullable=False),
    *_held(),
    Column("started_at", MOMENT, nullable=False),
    Column("finished_at", MOMENT),
    Column("started_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("failures", SmallInteger, nullable=False),
    Column("differences", JSONB),
    Column("differences_total", BigInteger, nullable=False),
    Column("worker", Uuid),
    Column("lease_until", MOMENT),
    Index("rebuilds_to_do", "operator_id", postgresql_where=text("state = 1 OR going IS NOT NULL")),
)

# What was consumed since a rebuild began, to be counted into its generation too, unless its history holds it.
rebuild_log: Final = Table(
    "rebuild_log",
    metadata,
    operator(),
    key("event_id", Uuid),
    Column("source", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

# What the history held from which the figures that are shown were made: it is in them, whenever it is consumed.
held: Final = Table("held", metadata, operator(), *_held())
