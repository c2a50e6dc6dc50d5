"""Reports to regulators as they were issued, byte for byte."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, Table, Text

from services.metrics.tables.base import MOMENT, key, metadata, operator

# `month` is its first day. The public key stays with what it verifies, as the installation's may change.
reports = Table(
    "reports",
    metadata,
    operator(),
    key("month", Date),
    key("revision", Integer),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("issued_at", MOMENT, nullable=False),
    Column("issued_by", Text, nullable=False),
)
