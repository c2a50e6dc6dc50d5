"""What changed: the parts that account for a rise or fall, and what all others come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from services.metrics.domain.conversion import Conversion
from services.metrics.domain.figures import Figure
from services.metrics.domain.plan import Plan

PARTS = 20


class By(Enum):
    """What the parts are."""

    GAME = "game"
    REGION = "region"
    PLAYER = "player"
    PROVIDER = "provider"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure in the two periods, as shown; the key is empty for what belongs to none."""

    key: str
    now: int
    before: int
    provider: str = ""
    operator_id: str = ""
    label: str = ""

    @property
    def difference(self) -> int:
        """The rise, below zero the fall."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """A figure with the parts that moved most, and all others together."""

    plan: Plan
    conversion: Conversion
    figure: Figure
    parts: Sequence[Part]
    rest: Part
    rest_count: int


def ranked(figure: Figure, parts: Iterable[Part], size: int) -> tuple[list[Part], Part, int]:
    """The parts that moved most, the rest of the figure, and how many parts are in that.

    The rest is what the parts leave of the figure: together they add up to it exactly, now and before.
    """
    moved = [part for part in parts if part.now or part.before]
    moved.sort(key=lambda part: (-abs(part.difference), -abs(part.now), part.key, part.provider, part.operator_id))
    first = moved[:size]
    rest = Part(
        "",
        (figure.value or 0) - sum(part.now for part in first),
        (figure.previous or 0) - sum(part.before for part in first),
    )
    return first, rest, len(moved) - len(first)
