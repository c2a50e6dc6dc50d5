"""How operators stand as a whole, now and at each quarter of an hour."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Column, Identity, PrimaryKeyConstraint, Table
from sqlalchemy.dialects.postgresql import JSONB

from services.players.tables.base import BYTES, MOMENT, metadata, operator


def _facts() -> list[Column[Any]]:
    return [
        Column("as_of", MOMENT, nullable=False),
        Column("players", BigInteger, nullable=False),
        # Minor units by currency, {"BRL": 50000}.
        Column("balances", JSONB, nullable=False),
        Column("online_now", BigInteger, nullable=False),
        Column("pending_withdrawals", BigInteger, nullable=False),
        Column("pending_withdrawn", JSONB, nullable=False),
        Column("open_tickets", BigInteger, nullable=False),
        Column("overdue_tickets", BigInteger, nullable=False),
        Column("excluded_players", BigInteger, nullable=False),
        Column("last_activity_at", MOMENT),
    ]


# By how much a transaction moved an operator's balances and number of players, written by it: whoever sees what it
# moved sees this too, so that what was counted and all news since are right at any moment. Taken in every few seconds.
operator_news: Final = Table(
    "operator_news",
    metadata,
    operator(),
    Column("n", BigInteger, Identity(), nullable=False),
    Column("currency", BYTES, nullable=False),
    Column("players", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
    PrimaryKeyConstraint("operator_id", "n"),
)

# `counted_at` is when everything was last counted instead of followed.
operator_standings: Final = Table(
    "operator_standings",
    metadata,
    operator(),
    *_facts(),
    Column("counted_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("operator_id"),
)

# The first one kept at or after the beginning of each quarter of an hour.
operator_quarters: Final = Table(
    "operator_quarters",
    metadata,
    operator(),
    Column("at", MOMENT, nullable=False),
    *_facts(),
    PrimaryKeyConstraint("operator_id", "at"),
)
