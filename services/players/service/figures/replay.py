"""The whole history of an operator once more, as one moment held it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.figures import Announced
from services.players.domain.recording import Happening
from services.players.repository.figures import replay

# What the sessions that read histories must be told.
READING: Final = replay.READING


async def history(connection: AsyncConnection, operator_id: UUID) -> AsyncIterator[Announced | list[Happening]]:
    """First what the moment holds of what was announced, then all that figures count, some thousand at a time."""
    yield await replay.begin(connection, operator_id)
    async for happenings in replay.read(connection, operator_id):
        yield happenings
