"""Wallets and the lines of their ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

# No lifetime total may lie further from zero; a balance, the sum of seven of them, then fits a signed 64-bit integer.
LARGEST_TOTAL: Final = 2**60


class MovementKind(IntEnum):
    """Why a balance moved; the numbers are those stored."""

    DEPOSIT = 1
    WITHDRAWAL = 2
    BET = 3
    WIN = 4
    BET_ROLLBACK = 5
    BONUS = 6
    DEPOSIT_ROLLBACK = 7
    WITHDRAWAL_FREEZE = 8
    WITHDRAWAL_SETTLE = 9
    WITHDRAWAL_ROLLBACK = 10
    FREE_SPIN_WIN = 11
    PROMO = 12
    MANUAL_CASH_CREDIT = 13
    MANUAL_CASH_DEBIT = 14
    MANUAL_BONUS_CREDIT = 15
    MANUAL_BONUS_DEBIT = 16
    ADJUSTMENT = 17


class Movement(NamedTuple):
    """One line of a player's ledger. `number` counts the player's lines from 1; `amount` is signed, in minor units.

    `note` says what it was about: the game of free spins, why a deposit was taken back or a balance corrected.
    """

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
    note: str = ""


class Revenue:
    """What an operator keeps of play, defined once for whatever holds these sums."""

    __slots__ = ()
    settled_stakes: int
    payouts: int
    bonuses: int

    @property
    def ggr(self) -> int:
        """Settled stakes less payouts."""
        return self.settled_stakes - self.payouts

    @property
    def ngr(self) -> int:
        """GGR less bonuses."""
        return self.ggr - self.bonuses


@dataclass(slots=True)
class Wallet(Revenue):
    """A player's balance in one currency with the lifetime totals behind it, all in minor units.

    Turnover and bets count what was placed and not voided; payouts and settled stakes what was settled and not voided;
    deposits what was not taken back; withdrawals what was paid, pending ones what was set aside and not paid yet.
    Bonuses are all that was credited as bonus less what was taken back, adjustments what else was corrected.
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
    pending_withdrawals: int = 0
    adjustments: int = 0
