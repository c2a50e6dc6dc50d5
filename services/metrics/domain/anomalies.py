"""Anomalies: a value beside what it was in the same days of earlier weeks, up to the same time of day.

The median of those is what is typical. The median absolute deviation from it, times 1.4826, estimates a standard
deviation and is not moved by a few odd weeks (Rousseeuw and Croux 1993). Three of them either way are usual. The
estimate is never taken for less than what chance makes of a count (its square root), or 5 % of an amount: a few quiet
weeks that look alike do not make the next one an alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt
from statistics import median
from typing import Final

LEAST_SAMPLES: Final = 6
MOST_SAMPLES: Final = 12
_NORMAL: Final = 1.4826
_USUAL: Final = 3.0
_LEAST_SPREAD: Final = 0.05


class Verdict(Enum):
    """What a value is beside its range."""

    EXPECTED = "expected"
    LOW = "low"
    HIGH = "high"
    UNKNOWN = "unknown"


class Unknown(Enum):
    """Why nothing can be said."""

    TOO_FEW = "too_few"
    UNDEFINED = "undefined"
    RARE = "rare"


@dataclass(frozen=True, slots=True)
class Judged:
    """A value's range and what it is beside it; zeros while nothing can be said."""

    low: int
    median: int
    high: int
    samples: int
    verdict: Verdict
    unknown: Unknown | None = None


def judge(value: int | None, samples: Sequence[int | None], *, count: bool, negative: bool) -> Judged:
    """A value beside earlier ones; `negative` when it may lie below zero."""
    known = [one for one in samples if one is not None]
    if len(known) < LEAST_SAMPLES:
        return Judged(0, 0, 0, len(known), Verdict.UNKNOWN, Unknown.TOO_FEW)
    if value is None:
        return Judged(0, 0, 0, len(known), Verdict.UNKNOWN, Unknown.UNDEFINED)
    if 2 * sum(1 for one in known if one == 0) > len(known):
        return Judged(0, 0, 0, len(known), Verdict.UNKNOWN, Unknown.RARE)
    middle = median(known)
    deviation = _NORMAL * median(abs(one - middle) for one in known)
    least = sqrt(abs(middle)) if count else _LEAST_SPREAD * abs(middle)
    reach = _USUAL * max(deviation, least)
    low, high = round(middle - reach), round(middle + reach)
    if not negative:
        low = max(low, 0)
    verdict = Verdict.LOW if value < low else Verdict.HIGH if value > high else Verdict.EXPECTED
    return Judged(low, round(middle), high, len(known), verdict)
