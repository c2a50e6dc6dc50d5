"""Whether a game returns what it should: its actual RTP beside the theoretical one, and what chance makes of that.

If a game returns the part r of stakes in the long run, then payout − r × stake of a bet is zero on average, and the sum
over independent bets has the variance Σ (payout − r × stake)², estimated from the bets themselves. The sum divided by
the root of that is how many standard deviations the game is off; beyond three either way chance alone comes once in
370 times. Payouts are skewed, so that this holds for many bets only.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import sqrt
from typing import Final

LEAST_BETS: Final = 1_000
BEYOND_CHANCE: Final = 3.0


class Verdict(Enum):
    """What an RTP says beside the theoretical one."""

    ABOVE = "above"
    BELOW = "below"
    EXPECTED = "expected"
    TOO_FEW = "too_few"


def judged(bets: int, off: Fraction | Decimal | int, spread: Fraction | Decimal | int) -> tuple[float | None, Verdict]:
    """The z-score and what it says, of Σ (payout − r × stake) and Σ (payout − r × stake)²; no score without spread."""
    z = float(off) / sqrt(float(spread)) if spread > 0 else None
    if bets < LEAST_BETS or z is None:
        return z, Verdict.TOO_FEW
    if z > BEYOND_CHANCE:
        return z, Verdict.ABOVE
    return z, Verdict.BELOW if z < -BEYOND_CHANCE else Verdict.EXPECTED
