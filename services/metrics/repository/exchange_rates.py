"""Reads and writes companies' exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import paging
from kit.paging import Keyset, PageOf, Total
from services.metrics.domain.exchange_rates import StoredRate
from services.metrics.tables import exchange_rate_versions, exchange_rates

# A day without a rate of its own takes the latest before, no older than this.
OLDEST: Final = timedelta(days=7)

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('exchange rates ' || :company, 0))")
_COLUMNS = ("company_id", "day", "base", "quote", "rate", "source", "version", "created_at", "created_by", "reason")
_PRESENT: Final = Keyset(
    "exchange-rates",
    [exchange_rates.c.day, exchange_rates.c.base, exchange_rates.c.quote],
    descending=True,
)
_ALL: Final = Keyset(
    "exchange-rate-versions",
    [
        exchange_rate_versions.c.day,
        exchange_rate_versions.c.base,
        exchange_rate_versions.c.quote,
        exchange_rate_versions.c.version,
    ],
    descending=True,
)


async def lock(connection: AsyncConnection, company_id: UUID) -> None:
    """Lets one transaction at a time set a company's rates."""
    await connection.execute(_LOCK, {"company": str(company_id)})


async def of_day(connection: AsyncConnection, company_id: UUID, day: date) -> list[StoredRate]:
    """The rates that were set for a day itself."""
    rows = await connection.execute(
        select(*_of(exchange_rates)).where(exchange_rates.c.company_id == company_id, exchange_rates.c.day == day)
    )
    return [StoredRate(*row) for row in rows]


async def in_force(connection: AsyncConnection, company_id: UUID, day: date) -> list[StoredRate]:
    """The rates by which a day is converted: of each pair its own, else the latest before that is not too old."""
    columns = exchange_rates.c
    rows = await connection.execute(
        select(*_of(exchange_rates))
        .ext(distinct_on(columns.base, columns.quote))
        .where(columns.company_id == company_id, columns.day <= day, columns.day >= day - OLDEST)
        .order_by(columns.base, columns.quote, columns.day.desc())
    )
    return [StoredRate(*row) for row in rows]


async def page(
    connection: AsyncConnection, company_id: UUID, base: str, quote: str, replaced: bool, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a company's rates, latest day first; of one pair, and with versions that were replaced, when asked."""
    table, keyset = (exchange_rate_versions, _ALL) if replaced else (exchange_rates, _PRESENT)
    query = select(*_of(table)).where(table.c.company_id == company_id)
    if base:
        query = query.where(table.c.base == base)
    if quote:
        query = query.where(table.c.quote == quote)
    found = await keyset.page(connection, query, cursor, size)
    rates = [StoredRate(*row[: len(_COLUMNS)]) for row in found.rows]
    return PageOf(rates, found.next_cursor), await paging.count(connection, query)


async def put(connection: AsyncConnection, rates: Sequence[StoredRate]) -> None:
    """Stores versions, each the present one of its day and pair from now on."""
    rows = [asdict(rate) for rate in rates]
    await connection.execute(insert(exchange_rate_versions), rows)
    statement = insert(exchange_rates).values(rows)
    changed = ("rate", "source", "version", "created_at", "created_by", "reason")
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["company_id", "day", "base", "quote"],
            set_={name: statement.excluded[name] for name in changed},
        )
    )


def _of(table: Any) -> list[Any]:
    return [table.c[name] for name in _COLUMNS]
