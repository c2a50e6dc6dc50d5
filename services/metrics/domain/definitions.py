"""Definitions: what a metric means, in versions that hold from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.metrics.domain.calendar import Period


@dataclass(frozen=True, slots=True)
class Definition:
    """A version of what a metric means, in words and as a formula, and where that comes from."""

    version: int
    effective_from: date
    text: str
    text_pt_br: str
    formula: str
    source: str


def held(versions: Sequence[Definition], period: Period) -> list[Definition]:
    """Those of a metric's versions that hold on any day of a period, latest first."""
    found: list[Definition] = []
    for one in sorted(versions, key=lambda one: (one.effective_from, one.version), reverse=True):
        if one.effective_from > period.last or (found and found[-1].effective_from <= period.first):
            continue
        if not found or found[-1].effective_from != one.effective_from:
            found.append(one)
    return found
