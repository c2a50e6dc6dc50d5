"""Answers to write requests by request id, in the kit's table."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.tables import requests


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked before under the same id, and the answer."""

    fingerprint: bytes
    answer: bytes


async def claim(connection: AsyncConnection, caller_id: UUID, request_id: UUID, fingerprint: bytes) -> Answered | None:
    """Claims an id for this transaction; gives what was answered when it had been claimed before.

    The first claim holds its row until its transaction ends, so a repetition at the same time waits.
    """
    claimed = await connection.execute(
        insert(requests)
        .values(tenant_id=caller_id, request_id=request_id, fingerprint=fingerprint)
        .on_conflict_do_nothing()
        .returning(requests.c.request_id)
    )
    if claimed.first() is not None:
        return None
    row = (
        await connection.execute(
            select(requests.c.fingerprint, requests.c.response).where(
                requests.c.tenant_id == caller_id, requests.c.request_id == request_id
            )
        )
    ).one()
    return Answered(row.fingerprint, row.response)


async def keep(connection: AsyncConnection, caller_id: UUID, request_id: UUID, answer: bytes) -> None:
    """Keeps the answer of a claimed id."""
    await connection.execute(
        update(requests)
        .where(requests.c.tenant_id == caller_id, requests.c.request_id == request_id)
        .values(response=answer)
    )
