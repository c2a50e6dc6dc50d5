"""Bans: what a player is kept from, why, by whom and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import UUID


class BanScope(IntEnum):
    """What a ban keeps a player from; the numbers are those stored and those of the contract."""

    LOG_IN = 1
    PLAY = 2
    DEPOSIT = 3
    WITHDRAW = 4


@dataclass(frozen=True, slots=True)
class Ban:
    """One ban of one scope. `expires_at` is None for one without end, `lifted_at` while it has not been lifted."""

    ban_id: UUID
    scope: BanScope
    reason: str
    placed_by: str
    placed_by_id: str
    placed_at: datetime
    expires_at: datetime | None = None
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lift_reason: str | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it holds at a moment; an expired one does not, lifted or not."""
        if at < self.placed_at or (self.lifted_at is not None and at >= self.lifted_at):
            return False
        return self.expires_at is None or at < self.expires_at
