"""Passwords: argon2id, with a bound on how many are hashed at once, since each takes memory and a core."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from gateway.errors import TooBusy

R = TypeVar("R")
_WAIT: Final = 5.0  # seconds in the queue before we say that we are too busy


class Passwords:
    """Hashes and verifies off the event loop."""

    def __init__(self, concurrent: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._slots = asyncio.Semaphore(concurrent)
        # Verified in place of an unknown account's hash, so that unknown accounts cost the same time.
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """The hash to store. Raises TooBusy."""
        return await self._run(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one behind the stored hash; never for None, at the same cost. Raises TooBusy."""
        matches = await self._run(self._matches, stored or self._nobody, password)
        return matches and stored is not None

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (Argon2Error, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., R], *arguments: str) -> R:
        try:
            async with asyncio.timeout(_WAIT):
                await self._slots.acquire()
        except TimeoutError:
            raise TooBusy from None
        try:
            return await asyncio.to_thread(work, *arguments)
        finally:
            self._slots.release()
