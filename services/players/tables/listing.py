"""What the list of players orders and filters by besides who they are."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, PrimaryKeyConstraint, Table, text

from services.players.tables.base import BYTES, MOMENT, metadata, operator, player

STANDING: Final = text("last_seen_at >= '2000-01-01 00:00:00+00'")


def _ordered(by: str) -> Index:
    # Money is compared within one currency only.
    return Index(f"standings_{by}", "operator_id", "currency", by, "player_id", postgresql_where=STANDING)


# Where a player stands: last seen, and the wallet of the own currency. It follows accounts and wallets within a second
# or two, so that activity, which writes those, pays for none of these indexes in its own transaction.
standings = Table(
    "standings",
    metadata,
    operator(),
    player(),
    # As in accounts: the registration's time until the player is first seen.
    Column("last_seen_at", MOMENT, nullable=False),
    Column("seen", Boolean, nullable=False),
    Column("currency", BYTES, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("deposits", BigInteger, nullable=False),
    Column("withdrawals", BigInteger, nullable=False),
    Column("turnover", BigInteger, nullable=False),
    Column("ggr", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id"),
    Index("standings_last_seen", "operator_id", "last_seen_at", "player_id", postgresql_where=STANDING),
    _ordered("balance"),
    _ordered("deposits"),
    _ordered("withdrawals"),
    _ordered("turnover"),
    _ordered("ggr"),
)
