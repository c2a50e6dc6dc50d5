"""What a player did in the last business days: sums by day and game, put together to periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, NamedTuple

from services.players.domain.ledger import Revenue, Wallet

DAYS: Final = 30
# Each with how many business days it has, today included.
PERIODS: Final = {"today": 1, "7d": 7, "30d": DAYS}
ALL: Final = "all"
GAMES: Final = 10
_PPM: Final = 1_000_000


@dataclass(slots=True)
class Sums(Revenue):
    """What adds up, in minor units of one currency. Payouts and settled stakes count when a bet is settled."""

    deposits: int = 0
    withdrawals: int = 0
    bonuses: int = 0
    turnover: int = 0
    settled_stakes: int = 0
    payouts: int = 0
    bets: int = 0

    def add(self, other: Sums) -> None:
        """Adds other sums of the same currency."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def rtp_ppm(self) -> int | None:
        """Payouts over settled stakes in millionths, rounded to the nearest; None without settled stakes."""
        if self.settled_stakes <= 0:
            return None
        return (self.payouts * _PPM + self.settled_stakes // 2) // self.settled_stakes


class Part(NamedTuple):
    """Sums of one day, counted from 0 for the oldest, in one currency; the game is empty for what is no bet."""

    day: int
    currency: str
    game: str
    provider: str
    sums: Sums


class GameSums(NamedTuple):
    """What a player did in one game."""

    game: str
    provider: str
    currency: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures by period name, by day and by game, each by currency."""

    timezone: str
    periods: list[tuple[str, dict[str, Sums]]]
    days: list[tuple[date, dict[str, Sums]]]
    games: list[GameSums]


def put_together(timezone: str, days: tuple[date, ...], parts: Iterable[Part], wallets: Iterable[Wallet]) -> Overview:
    """Adds the parts up. All time is what the wallets have counted; days without activity are left out."""
    by_day: dict[int, dict[str, Sums]] = {}
    by_game: dict[tuple[str, str, str], Sums] = {}
    for part in parts:
        by_day.setdefault(part.day, {}).setdefault(part.currency, Sums()).add(part.sums)
        if part.game:
            by_game.setdefault((part.game, part.provider, part.currency), Sums()).add(part.sums)
    periods: list[tuple[str, dict[str, Sums]]] = []
    for name, count in PERIODS.items():
        total: dict[str, Sums] = {}
        for day, by_currency in by_day.items():
            if day >= len(days) - count:
                for currency, sums in by_currency.items():
                    total.setdefault(currency, Sums()).add(sums)
        periods.append((name, dict(sorted(total.items()))))
    periods.append((ALL, {wallet.currency: _lifetime(wallet) for wallet in wallets}))
    games = [GameSums(*key, sums) for key, sums in by_game.items()]
    games.sort(key=lambda one: (-one.sums.turnover, -one.sums.settled_stakes, one.game, one.provider, one.currency))
    return Overview(
        timezone, periods, [(days[day], dict(sorted(by_day[day].items()))) for day in sorted(by_day)], games[:GAMES]
    )


def _lifetime(wallet: Wallet) -> Sums:
    return Sums(
        deposits=wallet.deposits,
        withdrawals=wallet.withdrawals,
        bonuses=wallet.bonuses,
        turnover=wallet.turnover,
        settled_stakes=wallet.settled_stakes,
        payouts=wallet.payouts,
        bets=wallet.bets,
    )
