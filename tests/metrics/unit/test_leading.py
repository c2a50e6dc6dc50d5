"""Players' sums added up: exact whatever the rates."""

from __future__ import annotations

import numpy as np

from services.metrics.domain import leading
from services.metrics.domain.leading import DaySums, Weighed


def test_rates_finer_than_64_bits_weigh_days_of_nothing_too() -> None:
    """Bets that were voided leave rows of nothing; an inverse of a rate has a scale that no 64 bits hold."""
    measures = np.zeros((len(leading.MEASURES), 2), np.int64)
    nothing = DaySums("EUR", np.array([0, 1], np.int32), measures)
    added = leading.add(leading.nothing(), [Weighed(nothing, 10**24, 0)])
    assert added.sums.tolist() == measures.tolist()
