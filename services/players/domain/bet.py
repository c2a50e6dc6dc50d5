"""What a bet is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final
from uuid import UUID

from services.players.domain.player import Acquisition

# A bet that is settled longer than this after it was placed is late: the few there are can be found by their end.
LATE: Final = timedelta(days=7)


class BetStatus(IntEnum):
    """How far a bet has come; the numbers are those stored."""

    PLACED = 1
    SETTLED = 2
    VOIDED = 3


@dataclass(slots=True)
class Bet:
    """A bet. It is settled and voided at most once; voiding keeps how it had been settled.

    `device` and `channel` say with what it was placed, and how the player had come by then; they stay. Bets from before
    they were told have none.
    """

    player_id: UUID
    placed_at: datetime
    bet_id: str
    round_id: str
    game: str
    provider: str
    currency: str
    stake: int
    payout: int | None = None
    settled_at: datetime | None = None
    voided_at: datetime | None = None
    void_reason: str | None = None
    device: str = ""
    channel: Acquisition | None = None

    @property
    def settled_late(self) -> bool:
        """Whether it was settled long after it was placed."""
        return self.settled_at is not None and self.settled_at - self.placed_at > LATE

    @property
    def status(self) -> BetStatus:
        """Voided, else settled, else placed."""
        if self.voided_at is not None:
            return BetStatus.VOIDED
        return self.status_before_void

    @property
    def status_before_void(self) -> BetStatus:
        """What it was, or would be, without having been voided."""
        return BetStatus.PLACED if self.settled_at is None else BetStatus.SETTLED
