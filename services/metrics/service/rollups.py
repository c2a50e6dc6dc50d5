"""Counting: what a batch of recorded activity does to the figures."""

from __future__ import annotations

from datetime import datetime

from kit.db import UnitOfWork
from services.metrics.domain.tally import Tally
from services.metrics.repository import rollups


async def count(uow: UnitOfWork, tally: Tally, now: datetime) -> None:
    """Adds a tally to the rollups, once: the caller's unit of work remembers which events it came from."""
    await rollups.add(uow.connection, tally, now)
