"""What counting needs to know of operators before it begins, and the lock that keeps it true until it has committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Advisory, as an operator of whom nothing was announced has no row to lock; and fair, as locks of rows are not: who
# waits to change an operator's days is not passed over by those who count. Each statement after the lock's own sees
# what those before have committed. Several operators are locked in the order of their ids.
_SHARE: Final = text("""
    SELECT pg_advisory_xact_lock_shared(hashtextextended('figures ' || operator_id, 0))
    FROM unnest(CAST(:operators AS text[])) AS counted (operator_id)
""")
_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('figures ' || :operator, 0))")
_READ: Final = text("""
    SELECT known.timezone, coalesce(known.generation, 0), detail_kept.since,
           left(pg_walfile_name(pg_current_wal_lsn()), 8)
    FROM unnest(CAST(:operators AS uuid[])) WITH ORDINALITY AS counted (operator_id, n)
    CROSS JOIN detail_kept
    LEFT JOIN operators AS known USING (operator_id)
    ORDER BY n
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """An operator's zone, None while it is not announced, and the generation that is shown."""

    timezone: str | None
    generation: int


@dataclass(frozen=True, slots=True)
class Standings:
    """Operators in order, since when detail is kept, and the database's timeline: another one after a failover."""

    of: dict[str, Standing]
    detail_since: datetime
    timeline: str


async def shared(connection: AsyncConnection, operators: Sequence[str]) -> Standings:
    """Keeps the days and generations of operators, which are in order, as they are until the transaction ends."""
    await connection.execute(_SHARE, {"operators": operators})
    rows = (await connection.execute(_READ, {"operators": operators})).all()
    known = {operator: Standing(row[0], row[1]) for operator, row in zip(operators, rows, strict=True)}
    return Standings(known, rows[0][2], rows[0][3])


async def alone(connection: AsyncConnection, operator: str) -> Standings:
    """Waits until nobody counts for an operator, and keeps others from it until the transaction ends."""
    await connection.execute(_ALONE, {"operator": operator})
    rows = (await connection.execute(_READ, {"operators": [operator]})).all()
    return Standings({operator: Standing(rows[0][0], rows[0][1])}, rows[0][2], rows[0][3])
