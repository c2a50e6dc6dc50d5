"""The check of a player's ledger: how far it has come, and what it found of each wallet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

# Long before any movement.
_NEVER: Final = datetime(1900, 1, 1, tzinfo=UTC)


class Followed(NamedTuple):
    """Movements of one currency, followed from the first: their sum, how many, and the balance after the last.

    Amounts are in minor units. `first_fault` is the number of the first that does not follow from the one before.
    """

    total: int
    lines: int
    balance_after: int
    first_fault: int | None

    def on(self, further: Followed) -> Followed:
        """These and further ones, which begin with the balance that these end with."""
        faults = [fault for fault in (self.first_fault, further.first_fault) if fault is not None]
        return Followed(
            self.total + further.total,
            self.lines + further.lines,
            further.balance_after,
            min(faults, default=None),
        )


NOTHING: Final = Followed(0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a check has come: the last movement followed, by time and number, and what was found until there."""

    begun_at: datetime
    at: datetime
    number: int
    wallets: dict[str, Followed]

    @property
    def lines(self) -> int:
        """How many movements were followed."""
        return sum(followed.lines for followed in self.wallets.values())


def beginning(now: datetime) -> Walk:
    """A check that has not come to any movement."""
    return Walk(now, _NEVER, 0, {})


@dataclass(frozen=True, slots=True)
class Step:
    """What some further movements came to: the last of them, and by currency their sums and the balance held now.

    Without movements there is no last one. `left` tells whether there may be more after them.
    """

    at: datetime | None
    number: int
    wallets: dict[str, Followed]
    balances: dict[str, int]
    left: bool

    def after(self, walk: Walk) -> Walk:
        """How far the check has come with them."""
        if self.at is None:
            return walk
        found = dict(walk.wallets)
        for currency, followed in self.wallets.items():
            found[currency] = found.get(currency, NOTHING).on(followed)
        return Walk(walk.begun_at, self.at, self.number, found)


@dataclass(frozen=True, slots=True)
class WalletCheck:
    """A wallet beside its movements followed so far."""

    currency: str
    balance: int
    followed: Followed
    adds_up: bool


@dataclass(frozen=True, slots=True)
class Check:
    """What a check has found so far; `total` is how many movements there are."""

    begun_at: datetime
    complete: bool
    checked: int
    total: int
    wallets: list[WalletCheck]


def check_of(walk: Walk, step: Step, total: int) -> Check:
    """What is to be told after a step. Only what was followed to its end says anything of a balance."""
    wallets = []
    for currency in _currencies(step.balances, walk.wallets):
        balance, followed = step.balances.get(currency, 0), walk.wallets.get(currency, NOTHING)
        adds_up = followed.first_fault is None and (step.left or balance == followed.total)
        wallets.append(WalletCheck(currency, balance, followed, adds_up))
    return Check(walk.begun_at, not step.left, walk.lines, max(total, walk.lines), wallets)


def _currencies(*told: Iterable[str]) -> list[str]:
    return sorted({currency for some in told for currency in some})
