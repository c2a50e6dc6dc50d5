"""Repeated requests: a write with a request id is done once, and its repetitions get the first answer."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

from google.protobuf.message import Message
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from kit.db import UnitOfWork
from kit.errors import RequestReused
from kit.tables import requests

M = TypeVar("M", bound=Message)
_KEEP_DAYS = 7


async def once(
    uow: UnitOfWork, tenant_id: str, request: Any, response_type: type[M], answer: Callable[[], Awaitable[M]]
) -> M:
    """Answers a request that has a `request_id`, or repeats the answer it got before.

    The first insert holds its row until the unit of work ends, so a repetition that runs at the same time waits.
    Raises RequestReused when the id belongs to a different request.
    """
    fingerprint = hashlib.sha256(
        request.DESCRIPTOR.full_name.encode() + request.SerializeToString(deterministic=True)
    ).digest()
    key = {"tenant_id": UUID(tenant_id), "request_id": UUID(request.request_id)}
    claimed = await uow.connection.execute(
        insert(requests)
        .values(**key, fingerprint=fingerprint)
        .on_conflict_do_nothing()
        .returning(requests.c.request_id)
    )
    where = (requests.c.tenant_id == key["tenant_id"], requests.c.request_id == key["request_id"])
    if claimed.first() is None:
        row = (await uow.connection.execute(select(requests.c.fingerprint, requests.c.response).where(*where))).one()
        if row.fingerprint != fingerprint:
            raise RequestReused
        return response_type.FromString(row.response)
    response = await answer()
    await uow.connection.execute(update(requests).where(*where).values(response=response.SerializeToString()))
    return response


async def prune(uow: UnitOfWork) -> None:
    """Forgets answers that no retry will ask for any more."""
    await uow.connection.execute(
        text("DELETE FROM requests WHERE created_at < now() - make_interval(days => :days)"), {"days": _KEEP_DAYS}
    )
