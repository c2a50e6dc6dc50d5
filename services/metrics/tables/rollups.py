"""The tables of the rollups, as the domain declares them, and what follows from them: sets of seats, days' versions."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    text,
)

from services.metrics.domain.rollups import ROLLUPS, SQUARES, Rollup
from services.metrics.tables.base import MOMENT, generation, key, metadata, operator

_KINDS: Final[dict[str, Any]] = {
    "bucket": MOMENT,
    "calendar": SmallInteger,
    "day": Date,
    "seat": Integer,
    "slice": Integer,
}


def _measure(name: str) -> Column[Any]:
    return Column(name, Numeric if name in SQUARES else BigInteger, nullable=False, server_default=text("0"))


def _table(rollup: Rollup) -> Table:
    keys = (key(name, _KINDS.get(name, Text)) for name in (*rollup.time.value, *rollup.dimensions))
    return Table(rollup.name, metadata, operator(), generation(), *keys, *(_measure(name) for name in rollup.measures))


# By name. Amounts in minor units; a void takes back what its bet had added. Detailed ones have a partition a month.
rollup_tables: Final = {rollup.name: _table(rollup) for rollup in ROLLUPS}

# The seats with a bet that stands in a quarter of an hour, as a bitmap. Follows from player_cells; kept as long.
active_sets = Table(
    "active_sets",
    metadata,
    operator(),
    generation(),
    key("bucket", MOMENT),
    Column("seats", LargeBinary, nullable=False),
)

# The seats with a bet that stands on a day, as a bitmap. Follows from player_days.
active_days = Table(
    "active_days",
    metadata,
    operator(),
    generation(),
    key("calendar", SmallInteger),
    key("day", Date),
    Column("seats", LargeBinary, nullable=False),
)

# A number that is another one after every commit that touched the day: what is kept in memory of a day holds while its
# version is the same.
day_versions = Table(
    "day_versions",
    metadata,
    operator(),
    generation(),
    key("calendar", SmallInteger),
    key("day", Date),
    Column("version", BigInteger, nullable=False),
)

# Since when detail is kept, one row: what comes later about earlier times is counted by days only.
detail_kept = Table(
    "detail_kept",
    metadata,
    key("one", SmallInteger),
    Column("since", MOMENT, nullable=False),
    CheckConstraint("one = 1", name="detail_kept_one"),
)
