"""The monthly partitions of detail: there ahead of time, on demand for months nobody foresaw, dropped in the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db import Database
from kit.month import Month, month_of
from services.metrics.domain.rollups import ROLLUPS

_LOCK: Final = 0x0DA1B3
_AHEAD: Final = 2  # months that exist before they begin
# Rows are updated many times while their quarter is the present one: the room left in each page keeps these updates off
# the indexes (HOT). Most rows of players are written once; sets are rewritten as a whole.
_BUSY: Final = "fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"
_STORAGE: Final = {rollup.name: _BUSY for rollup in ROLLUPS if rollup.detailed} | {
    "player_cells": "fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05",
    "active_sets": "fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02",
}
TABLES: Final = tuple(sorted(_STORAGE))


class Partitions:
    """Sees to it that partitions exist before a transaction writes into them, and that old ones go.

    There is no default partition: rows would lie in it unseen and keep their month's own from being made. Making one
    is a transaction of its own under an advisory lock, and attaching locks out neither readers nor writers.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[Month] = set()

    async def ensure(self, months: Iterable[Month], now: datetime) -> None:
        """Makes what is missing of these months, the present one and those ahead, unless their detail is over."""
        coming = [month_of(now)]
        for _ in range(_AHEAD):
            coming.append(coming[-1].next)
        if missing := {*months, *coming} - self._known:
            async with self._database.unit_of_work() as uow:
                await _locked(uow.connection)
                since = await _kept(uow.connection)
                for month in sorted(missing):
                    if month.start >= since:
                        await _make(uow.connection, month)
            self._known |= missing

    async def retire(self, before: Month) -> list[Month]:
        """Drops the detail of all months before one; returns them. Who writes meanwhile is waited for.

        From then on whatever comes about those months is counted by days only.
        """
        async with self._database.unit_of_work() as uow:
            connection = uow.connection
            await _locked(connection)
            names = await connection.execute(text("SELECT relid::text FROM pg_partition_tree('cells') WHERE isleaf"))
            old = sorted(month for month in map(_month, names.scalars()) if month < before)
            if await _kept(connection) < before.start:
                await connection.execute(text("UPDATE detail_kept SET since = :since"), {"since": before.start})
            for month in old:
                for table in TABLES:
                    await connection.execute(text(f"DROP TABLE {_name(table, month)}"))
        return old


async def _locked(connection: AsyncConnection) -> None:
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    await connection.execute(text("SET LOCAL lock_timeout = '5s'"))


async def _kept(connection: AsyncConnection) -> datetime:
    since: datetime = (await connection.execute(text("SELECT since FROM detail_kept"))).scalar_one()
    return since


async def _make(connection: AsyncConnection, month: Month) -> None:
    for table in TABLES:
        name = _name(table, month)
        if await connection.scalar(text("SELECT to_regclass(:name)::text"), {"name": name}) is None:
            await connection.execute(
                text(f"""
                    CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING STORAGE) WITH ({_STORAGE[table]})
                """)
            )
            await connection.execute(
                text(f"""
                    ALTER TABLE {table} ATTACH PARTITION {name}
                    FOR VALUES FROM ('{month.start.isoformat()}') TO ('{month.next.start.isoformat()}')
                """)
            )


def _name(table: str, month: Month) -> str:
    return f"{table}_{month.year:04}_{month.month:02}"


def _month(name: str) -> Month:
    year, month = name.rsplit("_", 2)[1:]
    return Month(int(year), int(month))
