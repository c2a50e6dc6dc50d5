"""What figures need of players beside announced activity: how an operator stands as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple
from uuid import UUID

from kit.errors import InvalidField
from services.players.domain.bet import Bet
from services.players.domain.recording import Recorder

QUARTER: Final = timedelta(minutes=15)
LONGEST_HISTORY: Final = timedelta(days=31)
# Of all operators that are asked for together; an answer then has a few megabytes.
MOST_QUARTERS: Final = 30_000
LONGEST_STRETCH: Final = timedelta(days=32)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class News(NamedTuple):
    """By how much a currency's balances moved, and how many players registered in it."""

    currency: str
    players: int
    balance: int


def news_of(batch: Recorder) -> list[News]:
    """What a batch changes of how its operator stands."""
    balances = dict.fromkeys((currency for _, currency in batch.moved), 0)
    for line in batch.movements:
        balances[line.currency] += line.amount
    players = Counter(new.registration.currency for new in batch.players)
    return [News(code, players[code], balances[code]) for code in sorted(balances) if players[code] or balances[code]]


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed from news instead of counted anew: it has the size of all players."""

    players: int
    balances: Mapping[str, int]

    def after(self, news: Iterable[News]) -> Followed:
        """The same after what has happened since; currencies in which nothing is held are left out."""
        balances = Counter(self.balances)
        players = self.players
        for one in news:
            balances[one.currency] += one.balance
            players += one.players
        return Followed(players, {code: minor for code, minor in sorted(balances.items()) if minor})


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted anew each time: it has the size of what is open at present."""

    online_now: int
    pending_withdrawals: int
    pending_withdrawn: Mapping[str, int]
    open_tickets: int
    overdue_tickets: int
    excluded_players: int
    last_activity_at: datetime | None


@dataclass(frozen=True, slots=True)
class OperatorStanding:
    """How an operator stands at a moment."""

    operator_id: UUID
    as_of: datetime
    followed: Followed
    counted: Counted


class Basis(Enum):
    """By which of their times bets are counted; the value names it."""

    PLACED = "placed_at"
    SETTLED = "settled_at"


@dataclass(frozen=True, slots=True)
class FigureBets:
    """The bets behind a figure: by a time of theirs, voided ones left out. What is empty narrows nothing down.

    `country` is the one under which a player is counted; None for any, "" for those of whom none is known.
    """

    basis: Basis
    since: datetime
    until: datetime
    game: str = ""
    provider: str = ""
    currency: str = ""
    country: str | None = None
    player_id: UUID | None = None

    def check(self) -> None:
        """Raises InvalidField for a stretch of time that is none, or too long."""
        if self.since >= self.until:
            raise InvalidField("until", "must be later than the beginning")
        if self.until - self.since > LONGEST_STRETCH:
            raise InvalidField("until", f"must be within {LONGEST_STRETCH.days} days after the beginning")


class FigureBet(NamedTuple):
    """A bet behind a figure, with who placed it and the country under which the player is counted."""

    bet: Bet
    external_id: str
    username: str
    country: str


class Named(NamedTuple):
    """What a player is called."""

    operator_id: UUID
    player_id: UUID
    username: str
    external_id: str


class Announced(NamedTuple):
    """What a moment holds of announced activity: of a source all up to a number and, beyond it, some by their ids.

    `about` is how many activities figures count by then.
    """

    source: str
    through: int
    ids: list[UUID]
    about: int


def quarter_of(moment: datetime) -> datetime:
    """When the quarter of an hour of a moment began."""
    return moment - (moment - _EPOCH) % QUARTER


def check_history(operators: int, since: datetime, until: datetime) -> None:
    """Raises InvalidField when a history is asked for that has no beginning or would be too long."""
    if since > until:
        raise InvalidField("history_from", "must not be later than the end")
    if until - since > LONGEST_HISTORY:
        raise InvalidField("history_from", f"must be within {LONGEST_HISTORY.days} days before the end")
    if operators * ((until - since) // QUARTER + 1) > MOST_QUARTERS:
        raise InvalidField("history_from", f"makes more than {MOST_QUARTERS} quarters of an hour of all operators")
