"""Units of work that are tried again when another transaction was faster with the same natural key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from kit.db import Database, UnitOfWork
from services.players.errors import KeyTaken

T = TypeVar("T")

_ATTEMPTS: Final = 5


async def run(database: Database, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Does the work in a unit of work; when its keys were taken meanwhile, again, now seeing who took them."""
    for _ in range(_ATTEMPTS - 1):
        try:
            async with database.unit_of_work() as uow:
                return await work(uow)
        except KeyTaken:
            continue
    async with database.unit_of_work() as uow:
        return await work(uow)
