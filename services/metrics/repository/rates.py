"""Reads the dated exchange rates of companies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.conversion import OLDEST, Rates, quoted

# Those quoted into the currency come last: they are better than those that must be turned round.
_RATES: Final = text("""
    SELECT company_id, day, base, quote, rate, source, version FROM exchange_rates
    WHERE company_id = ANY(CAST(:companies AS uuid[])) AND day BETWEEN :first AND :last
      AND (base = :into OR quote = :into)
    ORDER BY quote = :into
""")


async def into(
    connection: AsyncConnection, reporting: str, companies: Collection[UUID], first: date, last: date
) -> Rates:
    """The rates of companies into a currency that may hold on days from the first to the last."""
    values = {"into": reporting, "companies": sorted(companies), "first": first - OLDEST, "last": last}
    return Rates(quoted(reporting, *row) for row in await connection.execute(_RATES, values))
