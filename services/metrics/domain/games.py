"""The catalogue of games: what an operator's games are called, of which kind they are, what they return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kit.errors import InvalidField

# A game and its provider, as bets name them.
GameKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CatalogueGame:
    """What the catalogue says of a game; an empty name or category, or no RTP, says nothing of that."""

    game: str
    provider: str
    name: str = ""
    category: str = ""
    theoretical_rtp: Decimal | None = None

    @property
    def key(self) -> GameKey:
        """What it is known by."""
        return self.game, self.provider


@dataclass(frozen=True, slots=True)
class ListedGame:
    """A game that is in the catalogue, or that was played and is not."""

    game: CatalogueGame
    catalogued: bool
    updated_at: datetime | None
    updated_by: str


def check(games: Sequence[CatalogueGame]) -> None:
    """Raises InvalidField for the first of some games that cannot be."""
    seen: set[GameKey] = set()
    for number, one in enumerate(games):
        at = f"games[{number}]"
        if one.key in seen:
            raise InvalidField(f"{at}.game", "is named twice with this provider")
        seen.add(one.key)
        if one.theoretical_rtp is not None and not 0 < one.theoretical_rtp <= 1:
            raise InvalidField(f"{at}.theoretical_rtp", "must be above 0 and at most 1")
