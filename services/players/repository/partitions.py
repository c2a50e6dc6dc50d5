"""The monthly partitions of bets and movements: there ahead of time, and on demand for months nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import text

from kit.db import Database
from kit.month import Month, month_of

_LOCK: Final = 0x0DA1B2
_AHEAD: Final = 2  # months that exist before they begin
# Bets are updated once or twice after they are written; movements never.
_STORAGE: Final = {"bets": "WITH (fillfactor = 90)", "movements": ""}


class Partitions:
    """Sees to it that partitions exist before a transaction writes into them.

    There is no default partition: rows would lie in it unseen and keep their month's own from being made. Making one
    is a transaction of its own under an advisory lock, and attaching locks out neither readers nor writers.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[tuple[str, Month]] = set()

    async def ensure(self, placed: Iterable[Month], now: datetime) -> None:
        """Makes what is missing: bets for the months of placing, both tables for now and the months ahead."""
        coming = [month_of(now)]
        for _ in range(_AHEAD):
            coming.append(coming[-1].next)
        needed = {("bets", month) for month in placed}
        needed |= {(table, month) for table in ("bets", "movements") for month in coming}
        if missing := needed - self._known:
            await self._make(sorted(missing))
            self._known |= missing

    async def _make(self, missing: list[tuple[str, Month]]) -> None:
        async with self._database.unit_of_work() as uow:
            connection = uow.connection
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            for table, month in missing:
                name = f"{table}_{month.year:04}_{month.month:02}"
                known = await connection.scalar(text("SELECT to_regclass(:name)::text"), {"name": name})
                if known is None:
                    await connection.execute(
                        text(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS) {_STORAGE[table]}")
                    )
                    await connection.execute(
                        text(
                            f"ALTER TABLE {table} ATTACH PARTITION {name} "
                            f"FOR VALUES FROM ('{month.start}') TO ('{month.next.start}')"
                        )
                    )
