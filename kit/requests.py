"""Repeated requests: a write with a request id is done once, and its repetitions get the first answer."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from google.protobuf.message import Message
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from kit.db import Database, UnitOfWork
from kit.errors import RequestReused
from kit.tables import requests

M = TypeVar("M", bound=Message)
_KEEP_DAYS = 7


async def once(
    uow: UnitOfWork, tenant_id: str, request: Any, response_type: type[M], answer: Callable[[], Awaitable[M]]
) -> M:
    """Answers a protobuf request that has a `request_id`, or repeats the answer it got before.

    Raises RequestReused when the id belongs to a different request.
    """

    async def encoded() -> bytes:
        return (await answer()).SerializeToString()

    asked = request.DESCRIPTOR.full_name.encode() + request.SerializeToString(deterministic=True)
    return response_type.FromString(await once_as_bytes(uow, UUID(tenant_id), UUID(request.request_id), asked, encoded))


async def answered(
    database: Database, request: Any, response_type: type[M], answer: Callable[[UnitOfWork], Awaitable[M]]
) -> M:
    """As `once` for a request that names an `operator_id`, in a unit of work of its own."""
    async with database.unit_of_work() as uow:
        return await once(uow, request.operator_id, request, response_type, partial(answer, uow))


async def once_as_bytes(
    uow: UnitOfWork, tenant_id: UUID, request_id: UUID, asked: bytes, answer: Callable[[], Awaitable[bytes]]
) -> bytes:
    """The same for a request and an answer of any form; `asked` is all that the request says.

    The first insert holds its row until the unit of work ends, so a repetition that runs at the same time waits.
    Raises RequestReused when the id belongs to something else asked.
    """
    fingerprint = hashlib.sha256(asked).digest()
    claimed = await uow.connection.execute(
        insert(requests)
        .values(tenant_id=tenant_id, request_id=request_id, fingerprint=fingerprint)
        .on_conflict_do_nothing()
        .returning(requests.c.request_id)
    )
    where = (requests.c.tenant_id == tenant_id, requests.c.request_id == request_id)
    if claimed.first() is None:
        row = (await uow.connection.execute(select(requests.c.fingerprint, requests.c.response).where(*where))).one()
        if row.fingerprint != fingerprint:
            raise RequestReused
        earlier: bytes = row.response
        return earlier
    response = await answer()
    await uow.connection.execute(update(requests).where(*where).values(response=response))
    return response


async def prune(uow: UnitOfWork) -> None:
    """Forgets answers that no retry will ask for any more."""
    await uow.connection.execute(
        text("DELETE FROM requests WHERE created_at < now() - make_interval(days => :days)"), {"days": _KEEP_DAYS}
    )
