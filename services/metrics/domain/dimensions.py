"""What figures can be filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownGame:
    """A game that was played; name and category as the catalogue has them, else empty."""

    game: str
    provider: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Everything that was seen so far, in order."""

    countries: Sequence[str]
    currencies: Sequence[str]
    devices: Sequence[str]
    channels: Sequence[str]
    games: Sequence[KnownGame]

    @property
    def providers(self) -> list[str]:
        """Those of the games."""
        return sorted({game.provider for game in self.games})

    @property
    def categories(self) -> list[str]:
        """Those of the games; empty for games that have none."""
        return sorted({game.category for game in self.games})
