"""Reads what metrics mean."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.definitions import Definition
from services.metrics.tables import definitions


async def of_metric(connection: AsyncConnection, metric: str) -> list[Definition]:
    """All versions of a metric's definition, latest first."""
    columns = definitions.c
    rows = await connection.execute(
        select(
            columns.version,
            columns.effective_from,
            columns.text,
            columns.text_pt_br,
            columns.formula,
            columns.source,
        )
        .where(columns.metric == metric)
        .order_by(columns.effective_from.desc(), columns.version.desc())
    )
    return [Definition(*row) for row in rows]
