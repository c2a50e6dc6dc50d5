"""How operators stand: brought up to date every few seconds, at a cost that does not grow with their players."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.clock import Clock
from kit.db import UnitOfWork
from services.players.domain.figures import OperatorStanding, check_history, quarter_of
from services.players.repository.figures import standings

log = logging.getLogger(__name__)

# News are exact; this finds out what was changed without leaving any, as by a release that knew of none.
_COUNTED_AGAIN: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Stood:
    """How operators stand, and how they stood at each quarter of an hour."""

    standings: list[OperatorStanding]
    history: list[OperatorStanding]


async def refresh(uow: UnitOfWork, operator_ids: Sequence[UUID]) -> datetime:
    """Brings operators up to date as of one moment, which is returned.

    Of two that do so at once one fails, harmlessly.
    """
    connection = uow.connection
    now = await standings.begin(connection)
    known = await standings.known(connection, operator_ids)
    news = await standings.take_news(connection, operator_ids)
    counted = await standings.count(connection, operator_ids)
    kept = []
    for operator_id, before in known.items():
        followed, counted_at = before.followed.after(news.get(operator_id, ())), before.counted_at
        if counted_at is None or now - counted_at > _COUNTED_AGAIN:
            found = await standings.count_all(connection, operator_id)
            if counted_at is not None and found != followed:
                log.error("balances or players of operator %s were changed without news; counted again", operator_id)
            followed, counted_at = found, now
        kept.append((OperatorStanding(operator_id, now, followed, counted[operator_id]), counted_at))
    await standings.put(connection, kept)
    return now


async def keep_quarter(uow: UnitOfWork, quarter: datetime, keep: timedelta) -> None:
    """Keeps how all operators stand, brought up to date since a quarter of an hour began, and forgets old ones."""
    await standings.keep_quarter(uow.connection, quarter)
    await standings.forget_quarters(uow.connection, quarter, keep)


async def look_up(
    connection: AsyncConnection,
    operator_ids: Sequence[UUID],
    at: datetime | None,
    history_from: datetime | None,
    clock: Clock,
) -> Stood:
    """How operators stand, or stood at a moment, and each quarter of an hour before. Raises InvalidField."""
    until = at or clock()
    if history_from is not None:
        check_history(len(operator_ids), history_from, until)
    if at is None:
        found = await standings.read(connection, operator_ids)
    else:
        found = await standings.read_at(connection, operator_ids, quarter_of(at))
    if history_from is None:
        return Stood(found, [])
    return Stood(found, await standings.read_between(connection, operator_ids, history_from, until))
