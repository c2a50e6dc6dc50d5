"""The tables of this service. Every key starts with the operator, so that the same schema shards by operator.

Activity writes only narrow tables (accounts, wallets, recorded, bets, movements); players, wide and with an index for
each way of finding somebody, is written when a person registers or is acted on.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

metadata = MetaData()

_moment = DateTime(timezone=True)
# Platform ids and folded names compare by bytes: faster, and the same on every machine.
_bytes = Text(collation="C")

# Conditions that always hold. An index that serves lists states one, and so does the list; a look-up by key does not,
# and can be planned over the key alone. With all indexes beginning with the operator, and an operator that the
# statistics do not know yet, the planner took any of them for as good, and read all of an operator's rows for one.
REGISTERED: Final = text("registered_at >= '2000-01-01 00:00:00+00'")
NAMED: Final = text("username_folded >= ''")
SEEN: Final = text("last_seen_at >= '2000-01-01 00:00:00+00'")
STARTED: Final = text("started_at >= '2000-01-01 00:00:00+00'")

# What the gateway announced of each operator.
operators = Table(
    "operators",
    metadata,
    Column("operator_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

# Who the players are. Changes when somebody registers or is acted on, never by activity. That an external id belongs to
# one player only is the key of `recorded`, by which it is looked up as well.
players = Table(
    "players",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("external_id", _bytes, nullable=False),
    Column("username", Text, nullable=False),
    Column("username_folded", _bytes, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", _bytes, nullable=False),
    Column("phone", _bytes, nullable=False),
    Column("date_of_birth", Date),
    Column("country", _bytes, nullable=False),
    Column("region", _bytes, nullable=False),
    Column("language", Text, nullable=False),
    Column("currency", _bytes, nullable=False),
    Column("registration_ip", Text, nullable=False),
    Column("registered_at", _moment, nullable=False),
    Column("status", _bytes, nullable=False),
    Column("suspension_reason", Text),
    Column("suspended_by", Text),
    Column("suspended_by_id", Text),
    Column("suspended_at", _moment),
    Column("revision", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id"),
    Index("players_registered", "operator_id", "registered_at", "player_id", postgresql_where=REGISTERED),
    Index("players_username", "operator_id", "username_folded", "player_id", postgresql_where=NAMED),
    Index("players_email", "operator_id", "email", postgresql_where=text("email <> ''")),
    Index("players_phone", "operator_id", "phone", postgresql_where=text("phone <> ''")),
    # The few that are not active must be found without walking past all who are.
    Index(
        "players_not_active",
        "operator_id",
        "status",
        "registered_at",
        "player_id",
        postgresql_where=text("status <> 'active'"),
    ),
)

# The folded words of each player's names: a prefix is a range of the second index, a player's own words of the first.
player_search = Table(
    "player_search",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("term", _bytes, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "term"),
    Index("player_search_term", "operator_id", "term", "player_id"),
)

# What activity moves of a player. Its row is the player's lock: whoever changes wallets, bets, movements or sessions
# of a player holds it, and several are locked in the order of player_id.
accounts = Table(
    "accounts",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("country", _bytes, nullable=False),
    # The registration's time until the player is first seen, so that it orders.
    Column("last_seen_at", _moment, nullable=False),
    Column("seen", Boolean, nullable=False),
    Column("deposit_count", BigInteger, nullable=False),
    Column("movement_count", BigInteger, nullable=False),
    Column("moved_at", _moment),
    PrimaryKeyConstraint("operator_id", "player_id"),
    Index("accounts_last_seen", "operator_id", "last_seen_at", "player_id", postgresql_where=SEEN),
)

# Balance and lifetime totals per currency: one row, as they always change together.
wallets = Table(
    "wallets",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("currency", _bytes, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("deposits", BigInteger, nullable=False),
    Column("withdrawals", BigInteger, nullable=False),
    Column("bonuses", BigInteger, nullable=False),
    Column("turnover", BigInteger, nullable=False),
    Column("payouts", BigInteger, nullable=False),
    Column("settled_stakes", BigInteger, nullable=False),
    Column("bets", BigInteger, nullable=False),
    Column("updated_at", _moment, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "currency"),
)

# The natural keys of what is recorded: what makes a repetition a duplicate, and where players and bets are found by the
# platform's id. It has this one index and no other, so that no plan can miss it.
recorded = Table(
    "recorded",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("ref", _bytes, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("hash", BigInteger, nullable=False),
    Column("at", _moment, nullable=False),
    PrimaryKeyConstraint("operator_id", "kind", "ref"),
)

# Partitioned by the month of placing. The one index lists a player's bets and finds a bet whose key is known.
bets = Table(
    "bets",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("placed_at", _moment, nullable=False),
    Column("bet_id", _bytes, nullable=False),
    Column("round_id", Text, nullable=False),
    Column("game", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("currency", _bytes, nullable=False),
    Column("stake", BigInteger, nullable=False),
    Column("payout", BigInteger),
    Column("settled_at", _moment),
    Column("voided_at", _moment),
    Column("void_reason", Text),
    PrimaryKeyConstraint("operator_id", "player_id", "placed_at", "bet_id"),
    postgresql_partition_by="RANGE (placed_at)",
)

# Partitioned by the month of recording, so that what is written to stays small whatever is imported.
movements = Table(
    "movements",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("recorded_at", _moment, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("currency", _bytes, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("balance_after", BigInteger, nullable=False),
    Column("reference", _bytes, nullable=False),
    Column("method", Text, nullable=False),
    Column("occurred_at", _moment, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "recorded_at", "number"),
    postgresql_partition_by="RANGE (recorded_at)",
)

sessions = Table(
    "sessions",
    metadata,
    Column("operator_id", Uuid, nullable=False),
    Column("session_id", _bytes, nullable=False),
    Column("player_id", Uuid, nullable=False),
    Column("started_at", _moment, nullable=False),
    Column("ended_at", _moment),
    Column("ip", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("country", _bytes, nullable=False),
    Column("user_agent", Text, nullable=False),
    PrimaryKeyConstraint("operator_id", "session_id"),
    Index("sessions_player", "operator_id", "player_id", "started_at", "session_id", postgresql_where=STARTED),
    Index("sessions_open", "operator_id", "player_id", postgresql_where=text("ended_at IS NULL")),
)
