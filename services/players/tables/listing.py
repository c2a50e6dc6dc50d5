"""What the list of players filters and orders by, in one row a player, and a sample of those rows."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)

from services.players.tables.base import BYTES, MOMENT, metadata, operator, plain, player, small

STANDING: Final = text("last_seen_at >= '2000-01-01 00:00:00+00'")
# One player in so many is in the sample, picked by the last, random byte of the id.
SAMPLED: Final = 64
IN_SAMPLE: Final = f"get_byte(uuid_send(player_id), 15) < {256 // SAMPLED}"
# It is dealt into so many lots by the byte before, as random.
LOTS: Final = 256
LOT: Final = "get_byte(uuid_send(player_id), 14)"


def _columns() -> list[Column[Any]]:
    return [
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
        # Who the player is, as in players. What these say by default is what a release before them knew.
        Column("registered_at", MOMENT, nullable=False, server_default=text("now()")),
        plain("status"),
        plain("country"),
        plain("region"),
        small("kyc_level"),
        small("kyc_status"),
        small("vip_level"),
        plain("affiliate_id"),
        plain("referrer_external_id"),
        Column("excluded_since", MOMENT),
        Column("excluded_until", MOMENT),
        Column("risk_flags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
        Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
        # A bit for each scope of a ban that nobody has lifted; whether it is in force still, the ban tells.
        small("banned"),
        # The words of player_search, before each the sign that `domain.search.NAMES_APART` is.
        plain("names"),
    ]


def _ordered(by: str, *before: str) -> Index:
    """An index that finds players by a column and lists them in its order, or in that of registration by itself."""
    told = ["registered_at", "seen"] if by == "last_seen_at" else ["registered_at"]
    name = f"standings_{by.removesuffix('_at')}"
    columns = ("operator_id", *before, by, "player_id")
    return Index(name, *columns, postgresql_where=STANDING, postgresql_include=told)


# Where a player stands: last seen, and the wallet of the own currency, which follow accounts and wallets within a
# second or two, so that activity, which writes those, pays for none of these indexes in its own transaction. Beside
# them, without an index, who the player is: filters and orders meet in one row.
standings = Table(
    "standings",
    metadata,
    *_columns(),
    PrimaryKeyConstraint("operator_id", "player_id"),
    Index("standings_registered", "operator_id", "registered_at", "player_id", postgresql_where=STANDING),
    _ordered("last_seen_at"),
    # Money is compared within one currency only.
    _ordered("balance", "currency"),
    _ordered("deposits", "currency"),
    _ordered("withdrawals", "currency"),
    _ordered("turnover", "currency"),
    _ordered("ggr", "currency"),
)

# The standings of one player in `SAMPLED`, each lot close together: some lots read through, they tell how many meet a
# filter.
standings_sample = Table(
    "standings_sample",
    metadata,
    *_columns(),
    Column("lot", SmallInteger, Computed(LOT, persisted=True), nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id"),
    Index("standings_sample_lot", "operator_id", "lot"),
)
