"""The tables of the metrics service; only the repository and the migrations see them.

The rollups count in quarters of an hour of UTC, so that every zone's local hour and day is a union of buckets.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

metadata = MetaData()


def _count(name: str) -> Column[Any]:
    return Column(name, BigInteger, nullable=False, server_default=text("0"))


def _key(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, primary_key=True)


# Operators as the gateway last announced them; the newest revision wins.
operators = Table(
    "operators",
    metadata,
    _key("operator_id", Uuid),
    Column("company_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

# What makes NGR of GGR, from a local day on. Rates are basis points: 10,000 takes all of it.
ngr_rules = Table(
    "ngr_rules",
    metadata,
    _key("operator_id", Uuid),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("effective_from", Date, nullable=False),
    Column("bonus_cost_bps", Integer, nullable=False),
    Column("gaming_tax_bps", Integer, nullable=False),
    Column("provider_fee_bps", Integer, nullable=False),
    Column("payment_fee_bps", Integer, nullable=False),
    Column("jackpot_bps", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)

# Bets: bets and stakes in the bucket in which they were placed, the rest in the one in which they were settled.
# Amounts in minor units. A void takes back what it had added.
bet_cells = Table(
    "bet_cells",
    metadata,
    _key("operator_id", Uuid),
    _key("bucket", DateTime(timezone=True)),
    _key("currency", Text),
    _key("game", Text),
    _key("provider", Text),
    _key("country", Text),
    _count("bets"),
    _count("stakes"),
    _count("settled_bets"),
    _count("settled_stakes"),
    _count("payouts"),
)

# What accounts do besides betting. Registrations have no currency: theirs is empty.
account_cells = Table(
    "account_cells",
    metadata,
    _key("operator_id", Uuid),
    _key("bucket", DateTime(timezone=True)),
    _key("currency", Text),
    _key("country", Text),
    _count("registrations"),
    _count("deposits"),
    _count("deposited"),
    _count("first_deposits"),
    _count("first_deposited"),
    _count("withdrawals"),
    _count("withdrawn"),
    _count("bonuses"),
    _count("bonus_cost"),
)

# Who bet: how many bets that stand a player placed in a bucket. None left, after voids: not active.
active_players = Table(
    "active_players",
    metadata,
    _key("operator_id", Uuid),
    _key("bucket", DateTime(timezone=True)),
    _key("player_id", Uuid),
    _key("currency", Text),
    _key("country", Text),
    _count("bets"),
    Column("seat", Integer, nullable=False),
)

# A small number for each player in a currency and country, and the number of the player's first such seat.
seats = Table(
    "seats",
    metadata,
    _key("operator_id", Uuid),
    _key("player_id", Uuid),
    _key("currency", Text),
    _key("country", Text),
    Column("number", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    UniqueConstraint("operator_id", "number", name="seats_number"),
)
Index(
    "seats_further",
    seats.c.operator_id,
    postgresql_include=["number", "first"],
    postgresql_where=seats.c.number != seats.c.first,
)

# All seats of a country and currency, as a bitmap.
seat_regions = Table(
    "seat_regions",
    metadata,
    _key("operator_id", Uuid),
    _key("currency", Text),
    _key("country", Text),
    Column("seats", LargeBinary, nullable=False),
)

# The seats with a bet that stands in a bucket, as a bitmap: what dashboards read. Follows from active_players.
active_sets = Table(
    "active_sets",
    metadata,
    _key("operator_id", Uuid),
    _key("bucket", DateTime(timezone=True)),
    Column("seats", LargeBinary, nullable=False),
)

# How recent an operator's figures are.
freshness = Table(
    "freshness",
    metadata,
    _key("operator_id", Uuid),
    Column("last_activity_at", DateTime(timezone=True), nullable=False),
    Column("last_recorded_at", DateTime(timezone=True), nullable=False),
    Column("last_counted_at", DateTime(timezone=True), nullable=False),
)
