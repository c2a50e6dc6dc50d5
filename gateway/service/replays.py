"""Repeated requests of the gateway's own: done once, and answered again with the first answer.

Answers here may hold a key or a password that is shown once, so they are
sealed, and the id belongs to the caller, so that nobody else can fetch them.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from gateway.domain.access import Caller
from gateway.sealing import Seal
from kit.db import UnitOfWork
from kit.requests import once_as_bytes

_PURPOSE = "answer"
Answer = Mapping[str, str]


async def once(
    uow: UnitOfWork,
    seal: Seal,
    caller: Caller,
    request_id: UUID | None,
    asked: tuple[object, ...],
    do: Callable[[], Awaitable[Answer]],
) -> Answer:
    """What `do` answers, or what it answered when the caller asked the same under this id before.

    `asked` is all that the request says. Raises RequestReused when the id belongs to something else asked.
    """
    if request_id is None:
        return await do()
    caller_id = UUID(caller.id)
    owner = f"{caller_id}:{request_id}"

    async def sealed() -> bytes:
        return seal.seal(_PURPOSE, owner, json.dumps(dict(await do())).encode())

    kept = await once_as_bytes(uow, caller_id, request_id, json.dumps(asked, default=str).encode(), sealed)
    answer: dict[str, str] = json.loads(seal.unseal(_PURPOSE, owner, kept))
    return answer
