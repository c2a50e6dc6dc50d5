"""What players do, and what it moves. Activity writes only narrow tables."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, PrimaryKeyConstraint, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.players.tables.base import BYTES, MOMENT, metadata, operator, plain, player

STARTED: Final = text("started_at >= '2000-01-01 00:00:00+00'")

# What activity moves of a player. Its row is the player's lock: whoever changes wallets, bets, movements or sessions
# of a player holds it, and several are locked in the order of player_id.
accounts = Table(
    "accounts",
    metadata,
    operator(),
    player(),
    Column("country", BYTES, nullable=False),
    # The registration's time until the player is first seen, so that it orders.
    Column("last_seen_at", MOMENT, nullable=False),
    Column("seen", Boolean, nullable=False),
    Column("deposit_count", BigInteger, nullable=False),
    Column("movement_count", BigInteger, nullable=False),
    Column("moved_at", MOMENT),
    # How the player came, by the numbers of Acquisition; DIRECT.
    Column("channel", SmallInteger, nullable=False, server_default=text("1")),
    PrimaryKeyConstraint("operator_id", "player_id"),
)

# Balance and lifetime totals per currency: one row, as they always change together.
wallets = Table(
    "wallets",
    metadata,
    operator(),
    player(),
    Column("currency", BYTES, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("deposits", BigInteger, nullable=False),
    Column("withdrawals", BigInteger, nullable=False),
    Column("bonuses", BigInteger, nullable=False),
    Column("turnover", BigInteger, nullable=False),
    Column("payouts", BigInteger, nullable=False),
    Column("settled_stakes", BigInteger, nullable=False),
    Column("bets", BigInteger, nullable=False),
    Column("updated_at", MOMENT, nullable=False),
    Column("pending_withdrawals", BigInteger, nullable=False),
    Column("adjustments", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "currency"),
)

# The natural keys of what is recorded: what makes a repetition a duplicate, and where players and bets are found by the
# platform's id. It has this one index and no other, so that no plan can miss it.
recorded = Table(
    "recorded",
    metadata,
    operator(),
    Column("kind", SmallInteger, nullable=False),
    Column("ref", BYTES, nullable=False),
    player(),
    Column("hash", BigInteger, nullable=False),
    Column("at", MOMENT, nullable=False),
    PrimaryKeyConstraint("operator_id", "kind", "ref"),
)


def _summary(column: str) -> Index:
    return Index(
        f"bets_{column.removesuffix('_at')}",
        column,
        postgresql_using="brin",
        postgresql_ops={column: "timestamptz_minmax_multi_ops"},
        postgresql_with={"pages_per_range": 64, "autosummarize": "on"},
    )


# Partitioned by the month of placing. One index lists a player's bets and finds a bet whose key is known. Those of all
# players by time are found by summaries of stretches of the table, which stand about in the order of time.
bets = Table(
    "bets",
    metadata,
    operator(),
    player(),
    Column("placed_at", MOMENT, nullable=False),
    Column("bet_id", BYTES, nullable=False),
    Column("round_id", Text, nullable=False),
    Column("game", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("currency", BYTES, nullable=False),
    Column("stake", BigInteger, nullable=False),
    Column("payout", BigInteger),
    Column("settled_at", MOMENT),
    Column("voided_at", MOMENT),
    Column("void_reason", Text),
    # With what it was placed, and how the player had come by then.
    plain("device"),
    Column("channel", SmallInteger),
    PrimaryKeyConstraint("operator_id", "player_id", "placed_at", "bet_id"),
    _summary("placed_at"),
    _summary("settled_at"),
    postgresql_partition_by="RANGE (placed_at)",
)

# Bets that were settled late, by when: found without looking at all bets that were placed before.
late_bets = Table(
    "late_bets",
    metadata,
    operator(),
    player(),
    Column("settled_at", MOMENT, nullable=False),
    Column("placed_at", MOMENT, nullable=False),
    Column("bet_id", BYTES, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "settled_at", "bet_id"),
    Index("late_bets_settled", "operator_id", "settled_at", "player_id", "bet_id"),
)

# Partitioned by the month of recording, so that what is written to stays small whatever is imported.
movements = Table(
    "movements",
    metadata,
    operator(),
    player(),
    Column("recorded_at", MOMENT, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("currency", BYTES, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("balance_after", BigInteger, nullable=False),
    Column("reference", BYTES, nullable=False),
    Column("method", Text, nullable=False),
    Column("occurred_at", MOMENT, nullable=False),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "recorded_at", "number"),
    postgresql_partition_by="RANGE (recorded_at)",
)

# How far the check of a player's ledger has come: the last movement followed, and what was found by currency.
ledger_checks = Table(
    "ledger_checks",
    metadata,
    operator(),
    player(),
    Column("begun_at", MOMENT, nullable=False),
    Column("recorded_at", MOMENT, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("wallets", JSONB, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id"),
)

sessions = Table(
    "sessions",
    metadata,
    operator(),
    Column("session_id", BYTES, nullable=False),
    player(),
    Column("started_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Column("ip", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("country", BYTES, nullable=False),
    Column("user_agent", Text, nullable=False),
    PrimaryKeyConstraint("operator_id", "session_id"),
    Index("sessions_player", "operator_id", "player_id", "started_at", "session_id", postgresql_where=STARTED),
    Index("sessions_open", "operator_id", "player_id", postgresql_where=text("ended_at IS NULL")),
)

# Deposits and withdrawals with what became of them; bets have no part in it. The one index lists a player's and finds
# one whose key is known.
transfers = Table(
    "transfers",
    metadata,
    operator(),
    player(),
    Column("kind", SmallInteger, nullable=False),
    Column("ref", BYTES, nullable=False),
    Column("currency", BYTES, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("instrument", BYTES, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("requested_at", MOMENT),
    Column("done_at", MOMENT),
    Column("undone_at", MOMENT),
    Column("undone_reason", Text),
    # As of bets.
    plain("device"),
    Column("channel", SmallInteger),
    PrimaryKeyConstraint("operator_id", "player_id", "kind", "ref"),
    # The few that wait to be paid.
    Index(
        "transfers_requested",
        "operator_id",
        "currency",
        postgresql_include=["amount"],
        postgresql_where=text("status = 1"),
    ),
)
