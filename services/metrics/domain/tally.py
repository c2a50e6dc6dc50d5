"""The tally: what a batch of activity adds to the rollups, summed by key before anything touches the database.

Every addition commutes, so events count the same in any order. A bucket is given as its quarter: whole quarters of
an hour since 1970 in UTC.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

# operator, quarter, currency, game, provider, country
BetKey = tuple[str, int, str, str, str, str]
# operator, quarter, currency, country
AccountKey = tuple[str, int, str, str]
# operator, quarter, player, currency, country
ActiveKey = tuple[str, int, str, str, str]

NO_CURRENCY = ""


def _bets() -> list[int]:
    return [0] * 5  # bets, stakes, settled bets, settled stakes, payouts


def _accounts() -> list[int]:
    # registrations, deposits, deposited, first deposits, first deposited, withdrawals, withdrawn, bonuses, bonus cost
    return [0] * 9


@dataclass(slots=True)
class Seen:
    """The latest activity of an operator in the batch: when it happened, when it was recorded."""

    activity_at: datetime
    recorded_at: datetime


@dataclass(slots=True)
class Tally:
    """The sums of a batch."""

    bets: defaultdict[BetKey, list[int]] = field(default_factory=lambda: defaultdict(_bets))
    accounts: defaultdict[AccountKey, list[int]] = field(default_factory=lambda: defaultdict(_accounts))
    active: defaultdict[ActiveKey, int] = field(default_factory=lambda: defaultdict(int))
    seen: dict[str, Seen] = field(default_factory=dict)

    def saw(self, operator: str, activity_at: datetime, recorded_at: datetime) -> None:
        """Notes how recent an operator's activity is."""
        if last := self.seen.get(operator):
            last.activity_at = max(last.activity_at, activity_at)
            last.recorded_at = max(last.recorded_at, recorded_at)
        else:
            self.seen[operator] = Seen(activity_at, recorded_at)

    def placed(self, key: BetKey, player: str, stake: int, bets: int = 1) -> None:
        """A bet placed in the key's bucket; with `bets` = -1 one taken back."""
        cell = self.bets[key]
        cell[0] += bets
        cell[1] += bets * stake
        operator, quarter, currency, _, _, country = key
        self.active[operator, quarter, player, currency, country] += bets

    def settled(self, key: BetKey, stake: int, payout: int, bets: int = 1) -> None:
        """A bet settled in the key's bucket; with `bets` = -1 one taken back."""
        cell = self.bets[key]
        cell[2] += bets
        cell[3] += bets * stake
        cell[4] += bets * payout

    def registered(self, operator: str, quarter: int, country: str) -> None:
        """A player registered."""
        self.accounts[operator, quarter, NO_CURRENCY, country][0] += 1

    def deposited(self, key: AccountKey, amount: int, *, first: bool) -> None:
        """A deposit; `first` when it is the player's first ever."""
        cell = self.accounts[key]
        cell[1] += 1
        cell[2] += amount
        if first:
            cell[3] += 1
            cell[4] += amount

    def reversed(self, key: AccountKey, amount: int) -> None:
        """A deposit taken back; it was made all the same, the player's first one too."""
        self.accounts[key][2] -= amount

    def withdrew(self, key: AccountKey, amount: int) -> None:
        """A withdrawal."""
        cell = self.accounts[key]
        cell[5] += 1
        cell[6] += amount

    def credited(self, key: AccountKey, amount: int) -> None:
        """A bonus credited; below zero one taken back, which was given all the same."""
        cell = self.accounts[key]
        cell[7] += amount > 0
        cell[8] += amount
