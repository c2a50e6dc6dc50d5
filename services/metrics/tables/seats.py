"""The small numbers by which rollups name players and combinations of dimensions. Numbers are given once, for ever."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, Uuid

from services.metrics.domain.rollups import SLICE
from services.metrics.tables.base import key, metadata, operator

# A small number for each player in a currency and country, and the number of the player's first such seat.
seats = Table(
    "seats",
    metadata,
    operator(),
    key("player_id", Uuid),
    key("currency", Text),
    key("country", Text),
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
    operator(),
    key("currency", Text),
    key("country", Text),
    Column("seats", LargeBinary, nullable=False),
)

# A small number for each combination of dimensions in which anything was counted; "" where one does not apply.
slices = Table(
    "slices",
    metadata,
    operator(),
    key("slice", Integer),
    *(Column(name, Text, nullable=False) for name in SLICE),
    UniqueConstraint("operator_id", *SLICE, name="slices_dimensions"),
)
