"""The files of exports, part by part."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.tables import job_parts


async def add(connection: AsyncConnection, operator_id: UUID, job_id: UUID, part: int, content: bytes) -> None:
    """Keeps one part."""
    await connection.execute(
        insert(job_parts).values(operator_id=operator_id, job_id=job_id, part=part, content=content)
    )


async def find(connection: AsyncConnection, operator_id: UUID, job_id: UUID, part: int) -> bytes | None:
    """One part; None beyond the last."""
    content: bytes | None = await connection.scalar(
        select(job_parts.c.content).where(
            job_parts.c.operator_id == operator_id, job_parts.c.job_id == job_id, job_parts.c.part == part
        )
    )
    return content


async def forget(connection: AsyncConnection, operator_id: UUID, job_id: UUID) -> None:
    """Deletes a file."""
    await connection.execute(
        delete(job_parts).where(job_parts.c.operator_id == operator_id, job_parts.c.job_id == job_id)
    )
