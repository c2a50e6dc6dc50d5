"""Addends: parts of a figure that add up to it exactly, as shown, whatever fractions they have.

Amounts are exact whole numbers of a small fraction of a minor unit. Each part is shown as what the running total grows
by, itself rounded as figures are: the parts add up to the rounded whole, and none is a whole minor unit off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

# An exact value as it is shown: half to even.
Shown = Callable[[int], int]


def rounded(parts: Iterable[int], shown: Shown, before: int = 0) -> list[int]:
    """Exact parts in their order as they are shown; `before` is what those that came before them add up to."""
    found = []
    total, so_far = before, shown(before)
    for part in parts:
        total += part
        now = shown(total)
        found.append(now - so_far)
        so_far = now
    return found
