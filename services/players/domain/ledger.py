"""Wallets and the lines of their ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

# No lifetime total may exceed this; a balance, the sum of five of them, then fits a signed 64-bit integer.
LARGEST_TOTAL: Final = 2**60


class MovementKind(IntEnum):
    """Why a balance moved; the numbers are those stored."""

    DEPOSIT = 1
    WITHDRAWAL = 2
    BET = 3
    WIN = 4
    BET_ROLLBACK = 5
    BONUS = 6


class Movement(NamedTuple):
    """One line of a player's ledger. `number` counts the player's lines from 1; `amount` is signed, in minor units."""

    player_id: UUID
    recorded_at: datetime
    number: int
    kind: MovementKind
    currency: str
    amount: int
    balance_after: int
    reference: str
    method: str
    occurred_at: datetime


@dataclass(slots=True)
class Wallet:
    """A player's balance in one currency with the lifetime totals behind it, all in minor units.

    Turnover and bets count what was placed and not voided; payouts and settled stakes what was settled and not voided.
    A balance may be negative: the platform's own wallet decides what a player can afford.
    """

    player_id: UUID
    currency: str
    balance: int = 0
    deposits: int = 0
    withdrawals: int = 0
    bonuses: int = 0
    turnover: int = 0
    payouts: int = 0
    settled_stakes: int = 0
    bets: int = 0
    updated_at: datetime | None = None

    @property
    def ggr(self) -> int:
        """Settled stakes less payouts."""
        return self.settled_stakes - self.payouts
