"""What the audit service hears: every event of every service."""

from __future__ import annotations

from collections.abc import Sequence

from kit.auth import revocation
from kit.consumer import BatchHandler
from kit.db import UnitOfWork
from kit.events import Received, UndecodableEvent
from services.audit import convert
from services.audit.service.recording import Recorder


def recording(recorder: Recorder) -> BatchHandler:
    """Takes batches into the log."""

    async def on_events(uow: UnitOfWork, events: Sequence[Received]) -> None:
        await recorder.record(uow.connection, [convert.announced(event) for event in events])
        for event in events:
            if event.type == revocation.EVENT_TYPE:
                await _revoke(uow, event)

    return on_events


async def _revoke(uow: UnitOfWork, event: Received) -> None:
    """A revoked key is refused at once, even while its event waits for a gap; an unreadable one is only recorded."""
    try:
        await revocation.on_key_revoked(uow, event)
    except (UndecodableEvent, ValueError):
        return
