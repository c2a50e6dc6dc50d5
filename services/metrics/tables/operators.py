"""Operators, the rules of their NGR, and how recent their figures are."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Integer, SmallInteger, Table, Text, Uuid, text

from services.metrics.tables.base import MOMENT, key, metadata, operator

# Operators as the gateway last announced them; the newest revision wins. `generation` is which build of the operator's
# figures is shown and counted into.
operators = Table(
    "operators",
    metadata,
    operator(),
    Column("company_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("generation", SmallInteger, nullable=False, server_default=text("0")),
)

# What makes NGR of GGR, from a local day on. Rates are basis points: 10,000 takes all of it.
ngr_rules = Table(
    "ngr_rules",
    metadata,
    operator(),
    key("version", Integer),
    Column("effective_from", Date, nullable=False),
    Column("bonus_cost_bps", Integer, nullable=False),
    Column("gaming_tax_bps", Integer, nullable=False),
    Column("provider_fee_bps", Integer, nullable=False),
    Column("payment_fee_bps", Integer, nullable=False),
    Column("jackpot_bps", Integer, nullable=False),
    Column("created_at", MOMENT, nullable=False, server_default=text("now()")),
    Column("created_by", Text, nullable=False, server_default=text("''")),
    Column("reason", Text, nullable=False, server_default=text("''")),
)

# How recent an operator's figures are.
freshness = Table(
    "freshness",
    metadata,
    operator(),
    Column("last_activity_at", MOMENT, nullable=False),
    Column("last_recorded_at", MOMENT, nullable=False),
    Column("last_counted_at", MOMENT, nullable=False),
)
