"""What figures go by besides NGR rules: definitions, regulators' rules, exchange rates, the catalogue of games."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Numeric, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.metrics.tables.base import MOMENT, key, metadata, operator

# What metrics mean, in versions. The same for everybody: it is part of what Daybook is, not of anybody's data.
definitions = Table(
    "definitions",
    metadata,
    key("metric", Text),
    key("version", Integer),
    Column("effective_from", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_pt_br", Text, nullable=False),
    Column("formula", Text, nullable=False),
    Column("source", Text, nullable=False),
)

# The regulators' rules that Daybook knows, in versions; the same for everybody too.
known_regulator_rules = Table(
    "known_regulator_rules",
    metadata,
    key("name", Text),
    key("version", Integer),
    Column("effective_from", Date, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", MOMENT, nullable=False, server_default=text("now()")),
)

# Those that an operator added for itself.
regulator_rules = Table(
    "regulator_rules",
    metadata,
    operator(),
    key("name", Text),
    key("version", Integer),
    Column("effective_from", Date, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# How much of `quote` one of `base` is on a day, as a company has it at present.
exchange_rates = Table(
    "exchange_rates",
    metadata,
    key("company_id", Uuid),
    key("day", Date),
    key("base", Text),
    key("quote", Text),
    Column("rate", Numeric, nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# All that a company ever had.
exchange_rate_versions = Table(
    "exchange_rate_versions",
    metadata,
    key("company_id", Uuid),
    key("day", Date),
    key("base", Text),
    key("quote", Text),
    key("version", Integer),
    Column("rate", Numeric, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# What an operator's games are called, of which kind they are, what they return in the long run (0 to 1).
games = Table(
    "games",
    metadata,
    operator(),
    key("game", Text),
    key("provider", Text),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("theoretical_rtp", Numeric),
    Column("updated_at", MOMENT, nullable=False),
    Column("updated_by", Text, nullable=False),
)
