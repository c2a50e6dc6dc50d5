"""Reads and writes reports as they were issued."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.reports import IssuedReport
from services.metrics.tables import reports

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('reports ' || :operator, 0))")
_COLUMNS = (
    reports.c.month,
    reports.c.revision,
    reports.c.content,
    reports.c.sha256,
    reports.c.file_name,
    reports.c.key_id,
    reports.c.public_key,
    reports.c.issued_at,
    reports.c.issued_by,
)


async def lock(connection: AsyncConnection, operator_id: UUID) -> None:
    """Lets one transaction at a time issue an operator's reports."""
    await connection.execute(_LOCK, {"operator": str(operator_id)})


async def find(connection: AsyncConnection, operator_id: UUID, month: date, revision: int = 0) -> IssuedReport | None:
    """A month's report: the revision named, or the latest."""
    query = select(*_COLUMNS).where(reports.c.operator_id == operator_id, reports.c.month == month)
    if revision:
        query = query.where(reports.c.revision == revision)
    row = (await connection.execute(query.order_by(reports.c.revision.desc()).limit(1))).first()
    return IssuedReport(*row) if row else None


async def issued(connection: AsyncConnection, operator_id: UUID) -> list[IssuedReport]:
    """All of an operator's reports, latest month and revision first, without what is in them."""
    columns = [literal(b"").label("content") if one is reports.c.content else one for one in _COLUMNS]
    rows = await connection.execute(
        select(*columns)
        .where(reports.c.operator_id == operator_id)
        .order_by(reports.c.month.desc(), reports.c.revision.desc())
    )
    return [IssuedReport(*row) for row in rows]


async def key(connection: AsyncConnection, operator_id: UUID, key_id: str) -> str | None:
    """The public key of this id, with which one of the operator's reports was signed."""
    found: str | None = await connection.scalar(
        select(reports.c.public_key).where(reports.c.operator_id == operator_id, reports.c.key_id == key_id).limit(1)
    )
    return found


async def add(connection: AsyncConnection, operator_id: UUID, report: IssuedReport) -> None:
    """Stores a report."""
    await connection.execute(
        insert(reports).values(
            operator_id=operator_id,
            month=report.month,
            revision=report.revision,
            content=report.content,
            sha256=report.sha256,
            file_name=report.file_name,
            key_id=report.key_id,
            public_key=report.public_key,
            issued_at=report.issued_at,
            issued_by=report.issued_by,
        )
    )
