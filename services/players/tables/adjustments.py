"""Manual credits and debits, the documents that came with them, and up to how much one person suffices."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, PrimaryKeyConstraint, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.players.tables.base import BYTES, MOMENT, metadata, operator, player

# Never deleted. Their ids are of growing time, so that they order.
adjustments: Final = Table(
    "adjustments",
    metadata,
    operator(),
    Column("adjustment_id", Uuid, nullable=False),
    player(),
    Column("kind", SmallInteger, nullable=False),
    Column("currency", BYTES, nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("requested_by_id", Text, nullable=False),
    Column("requested_at", MOMENT, nullable=False),
    Column("decided_by", Text),
    Column("decided_by_id", Text),
    Column("decided_at", MOMENT),
    Column("decision_reason", Text, nullable=False),
    Column("document_name", Text, nullable=False),
    Column("movement_number", BigInteger),
    PrimaryKeyConstraint("operator_id", "adjustment_id"),
    Index("adjustments_state", "operator_id", "state", "adjustment_id"),
    Index("adjustments_player", "operator_id", "player_id", "adjustment_id"),
)

# The content is sealed before it comes here.
adjustment_documents: Final = Table(
    "adjustment_documents",
    metadata,
    operator(),
    Column("adjustment_id", Uuid, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("operator_id", "adjustment_id"),
)

# Minor units by currency, {"BRL": 50000}.
adjustment_limits: Final = Table(
    "adjustment_limits",
    metadata,
    Column("operator_id", Uuid, primary_key=True),
    Column("limits", JSONB, nullable=False),
    Column("revision", BigInteger, nullable=False),
)
