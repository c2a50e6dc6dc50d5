"""Keeps the sets of seats with a bet that stands, of quarters and of days, in the transaction that moved their bets.

A set is written under its row's lock, and only when a seat came or went. Rows are locked in the order of their keys.
A player's bets of a quarter are spread over slices: whether any is left is asked when the lock is held, so that of two
who each take one back the second one sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.seats import NOBODY, moved

_TIMES: Final = {"active_sets": {"bucket": "timestamptz"}, "active_days": {"calendar": "smallint", "day": "date"}}


class _Statements:
    """What is said to a table of sets, whose key after operator and generation are the columns of its time."""

    def __init__(self, table: str, time: dict[str, str]) -> None:
        kinds = {"operator_id": "uuid", "generation": "smallint", **time}
        self.key = tuple(kinds)
        names = ", ".join(kinds)
        arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in kinds.items())
        moved_rows = f"unnest({arrays}) AS moved ({names})"
        self.open = text(f"""
            INSERT INTO {table} ({names}, seats) SELECT {names}, :nobody FROM {moved_rows}
            ON CONFLICT ({names}) DO NOTHING
        """)  # noqa: S608 - names from this module only
        self.hold = text(f"""
            SELECT kept.seats FROM {moved_rows} JOIN {table} AS kept USING ({names})
            ORDER BY {", ".join(f"kept.{name}" for name in kinds)}
            FOR UPDATE OF kept
        """)  # noqa: S608 - names from this module only
        self.keep = text(f"""
            UPDATE {table} AS kept SET seats = moved.seats
            FROM unnest({arrays}, CAST(:seats AS bytea[])) AS moved ({names}, seats)
            WHERE {" AND ".join(f"kept.{name} = moved.{name}" for name in kinds)}
        """)  # noqa: S608 - names from this module only


_OF: Final = {table: _Statements(table, time) for table, time in _TIMES.items()}
_STANDING: Final = text("""
    SELECT operator_id, generation, bucket, array_agg(seat)
    FROM (
        SELECT cell.operator_id, cell.generation, cell.bucket, cell.seat
        FROM unnest(
            CAST(:operator_id AS uuid[]), CAST(:generation AS smallint[]), CAST(:bucket AS timestamptz[]),
            CAST(:seat AS integer[])
        ) AS unsure (operator_id, generation, bucket, seat)
        JOIN player_cells AS cell USING (operator_id, generation, bucket, seat)
        GROUP BY 1, 2, 3, 4
        HAVING sum(cell.bets) > 0
    ) AS standing
    GROUP BY 1, 2, 3
""")


async def quarters(connection: AsyncConnection, changes: Sequence[Any]) -> None:
    """Moves the sets of quarters. A change is its key in order, the seats that came, and those that may have gone."""
    of = _OF["active_sets"]
    where, held = await _hold(connection, of, changes)
    unsure = [(*change[:3], seat) for change in changes for seat in change.unsure]
    standing: dict[tuple[Any, ...], set[int]] = {}
    if unsure:
        columns = dict(zip((*of.key, "seat"), zip(*unsure, strict=True), strict=True))
        rows = await connection.execute(_STANDING, columns)
        standing = {tuple(row[:3]): set(row[3]) for row in rows}
    after = []
    for before, change in zip(held, changes, strict=True):
        left = standing.get(tuple(change[:3]), set())
        after.append(moved(before, {*change.came, *left}, set(change.unsure) - left))
    await connection.execute(of.keep, where | {"seats": after})


async def days(connection: AsyncConnection, changes: Sequence[Any]) -> None:
    """Moves the sets of days. A change is its key in order, the seats that came, and those that went."""
    of = _OF["active_days"]
    where, held = await _hold(connection, of, changes)
    after = [moved(before, change.came, change.went) for before, change in zip(held, changes, strict=True)]
    await connection.execute(of.keep, where | {"seats": after})


async def _hold(
    connection: AsyncConnection, of: _Statements, changes: Sequence[Any]
) -> tuple[dict[str, Any], Sequence[bytes]]:
    """Locks the sets of the changes, made empty where there were none yet."""
    columns = zip(*(tuple(change[: len(of.key)]) for change in changes), strict=True)
    where: dict[str, Any] = {name: list(values) for name, values in zip(of.key, columns, strict=True)}
    await connection.execute(of.open, where | {"nobody": NOBODY})
    return where, (await connection.execute(of.hold, where)).scalars().all()
