"""The tally: what a batch of activity adds to the rollups, summed before anything touches the database.

Every addition commutes, so events count the same in any order. A bucket is given as its quarter: whole quarters of
an hour since 1970 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from kit.month import Month, month_of
from services.metrics.domain.calendar import QUARTER_SECONDS
from services.metrics.domain.rollups import MEASURES, PLAYER_MEASURES

NO_CURRENCY: Final = ""
_WIDTH: Final = len(MEASURES)
_PLAYER_WIDTH: Final = len(PLAYER_MEASURES)
# Places of the measures; those of bets are the same for players.
(_BETS, _STAKES, _SETTLED_BETS, _SETTLED_STAKES, _PAYOUTS) = range(5)
(
    _REGISTRATIONS,
    _DEPOSITS,
    _DEPOSITED,
    _FIRST_DEPOSITS,
    _FIRST_DEPOSITED,
    _WITHDRAWALS,
    _WITHDRAWN,
    _BONUSES,
    _BONUS_COST,
    _STAKES_SQ,
    _PAYOUTS_SQ,
    _STAKES_PAYOUTS,
) = range(5, _WIDTH)
_PLAYER_DEPOSITED: Final = PLAYER_MEASURES.index("deposited")
_PLAYER_WITHDRAWN: Final = PLAYER_MEASURES.index("withdrawn")


# operator, quarter, and the slice's dimensions in their order: currency, game, provider, country, device, channel
CellKey = tuple[str, int, str, str, str, str, str, str]
# currency, game, provider, country, device, channel
SliceKey = tuple[str, str, str, str, str, str]


class Cell:
    """The sums of a slice in a quarter, in the order of MEASURES; and of each of its players."""

    __slots__ = ("players", "sums")

    def __init__(self) -> None:
        self.sums = [0] * _WIDTH
        self.players: dict[str, list[int]] = {}

    def _player(self, player: str) -> list[int]:
        sums = self.players.get(player)
        if sums is None:
            sums = self.players[player] = [0] * _PLAYER_WIDTH
        return sums

    def placed(self, player: str, stake: int, bets: int = 1) -> None:
        """A bet placed here; with `bets` = -1 one taken back."""
        stakes = bets * stake
        for sums in (self.sums, self._player(player)):
            sums[_BETS] += bets
            sums[_STAKES] += stakes

    def settled(self, player: str, stake: int, payout: int, bets: int = 1) -> None:
        """A bet settled here; with `bets` = -1 one taken back."""
        stakes, payouts = bets * stake, bets * payout
        mine = self.sums
        for sums in (mine, self._player(player)):
            sums[_SETTLED_BETS] += bets
            sums[_SETTLED_STAKES] += stakes
            sums[_PAYOUTS] += payouts
        mine[_STAKES_SQ] += stakes * stake
        mine[_PAYOUTS_SQ] += payouts * payout
        mine[_STAKES_PAYOUTS] += stakes * payout

    def registered(self) -> None:
        """A player registered."""
        self.sums[_REGISTRATIONS] += 1

    def deposited(self, player: str, amount: int, *, first: bool) -> None:
        """A deposit; `first` when it is the player's first ever."""
        sums = self.sums
        sums[_DEPOSITS] += 1
        sums[_DEPOSITED] += amount
        if first:
            sums[_FIRST_DEPOSITS] += 1
            sums[_FIRST_DEPOSITED] += amount
        self._player(player)[_PLAYER_DEPOSITED] += amount

    def reversed(self, player: str, amount: int) -> None:
        """A deposit taken back; it was made all the same, the player's first one too."""
        self.sums[_DEPOSITED] -= amount
        self._player(player)[_PLAYER_DEPOSITED] -= amount

    def withdrew(self, player: str, amount: int) -> None:
        """A withdrawal."""
        self.sums[_WITHDRAWALS] += 1
        self.sums[_WITHDRAWN] += amount
        self._player(player)[_PLAYER_WITHDRAWN] += amount

    def credited(self, amount: int) -> None:
        """A bonus credited; below zero one taken back, which was given all the same."""
        self.sums[_BONUSES] += amount > 0
        self.sums[_BONUS_COST] += amount


class Cells(dict[CellKey, Cell]):
    """Cells that begin empty when they are first asked for."""

    def __missing__(self, key: CellKey) -> Cell:
        cell = self[key] = Cell()
        return cell


@dataclass(slots=True)
class Seen:
    """The latest activity of an operator in the batch: when it happened, when it was recorded."""

    activity_at: datetime
    recorded_at: datetime


@dataclass(slots=True)
class Tally:
    """The sums of a batch."""

    cells: Cells = field(default_factory=Cells)
    seen: dict[str, Seen] = field(default_factory=dict)

    def saw(self, operator: str, activity_at: datetime, recorded_at: datetime) -> None:
        """Notes how recent an operator's activity is."""
        if last := self.seen.get(operator):
            last.activity_at = max(last.activity_at, activity_at)
            last.recorded_at = max(last.recorded_at, recorded_at)
        else:
            self.seen[operator] = Seen(activity_at, recorded_at)

    def months(self) -> set[Month]:
        """The months in which something is counted."""
        quarters = {key[1] for key in self.cells}
        return {month_of(datetime.fromtimestamp(quarter * QUARTER_SECONDS, UTC)) for quarter in quarters}
