"""What a dashboard shows: figures, series, heat maps, rankings of games and countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final
from uuid import UUID

from services.metrics.domain.conversion import Conversion, Rate
from services.metrics.domain.operators import Freshness
from services.metrics.domain.plan import Plan
from services.metrics.domain.query import Filter
from services.metrics.domain.rtp import Verdict

MILLION: Final = 1_000_000


class Metric(Enum):
    """The figures there are, in the order in which they are shown."""

    TURNOVER = "turnover"
    GGR = "ggr"
    NGR = "ngr"
    HOLD = "hold"
    ACTIVE_PLAYERS = "active_players"
    REGISTRATIONS = "registrations"
    FTD_COUNT = "ftd_count"
    FTD_AMOUNT = "ftd_amount"
    DEPOSITS = "deposits"
    WITHDRAWALS = "withdrawals"
    NET_DEPOSITS = "net_deposits"
    BONUS_COST = "bonus_cost"
    ARPU = "arpu"
    AVERAGE_DEPOSIT = "average_deposit"
    BETS = "bets"
    PAYOUTS = "payouts"


COUNTS: Final = frozenset({Metric.ACTIVE_PLAYERS, Metric.REGISTRATIONS, Metric.FTD_COUNT, Metric.BETS})
# What follows from others by division, and adds up over nothing.
QUOTIENTS: Final = frozenset({Metric.HOLD, Metric.ARPU, Metric.AVERAGE_DEPOSIT})
# By hour and day the two quotients of money would jump about, and say little.
DRAWN: Final = tuple(metric for metric in Metric if metric not in (Metric.ARPU, Metric.AVERAGE_DEPOSIT))
MAPPED: Final = (Metric.GGR, Metric.TURNOVER, Metric.DEPOSITS, Metric.ACTIVE_PLAYERS)
# What is known of bets alone. The rest is of accounts, in whole or in part, and has no game.
_OF_BETS: Final = frozenset(
    {
        Metric.TURNOVER,
        Metric.GGR,
        Metric.HOLD,
        Metric.ACTIVE_PLAYERS,
        Metric.ARPU,
        Metric.BETS,
        Metric.PAYOUTS,
    }
)


def told(metric: Metric, part: Filter) -> bool:
    """Whether a metric can be told of a part of the activity; registrations have no currency, accounts no game."""
    if metric is Metric.REGISTRATIONS and part.currencies:
        return False
    return metric in _OF_BETS or not (part.providers or part.games or part.categories)


@dataclass(frozen=True, slots=True)
class Active:
    """Distinct players at every position, in the two periods and by the currency shown; of one hour of the week all."""

    by_position: Mapping[int, int]
    current: int
    previous: int
    by_currency: Mapping[tuple[str, bool], int]
    by_region: Mapping[tuple[str, str], int]
    by_week_hour: Mapping[int, int]


NOBODY: Final = Active({}, 0, 0, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Game:
    """A game's sums over the present period, and its GGR over the earlier one; minor units of the currency shown."""

    game: str
    provider: str
    currency: str
    turnover: int
    payouts: int
    bets: int
    settled_bets: int
    settled_stakes: int
    previous_ggr: int
    name: str = ""
    category: str = ""
    theoretical_rtp: Fraction | None = None
    rtp_z: float | None = None
    verdict: Verdict | None = None

    @property
    def ggr(self) -> int:
        """Settled stakes less payouts."""
        return self.settled_stakes - self.payouts


@dataclass(frozen=True, slots=True)
class Region:
    """A country's sums over the present period, and its GGR over the earlier one; minor units of the currency shown.

    Registrations are of the country, whatever the currency.
    """

    country: str
    currency: str
    turnover: int
    ggr: int
    bets: int
    previous_ggr: int
    deposits: int = 0
    withdrawals: int = 0
    registrations: int = 0
    active_players: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A value now and in the earlier period: minor units, a count, or millionths; None where there is none.

    The currency is empty for counts.
    """

    metric: Metric
    currency: str
    value: int | None
    previous: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """A metric's value at every point of the two periods."""

    metric: Metric
    currency: str
    values: Sequence[int | None]
    previous: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A metric by hour of the week, Monday's first: sums over the period."""

    metric: Metric
    currency: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The whole answer."""

    plan: Plan
    timezone: str
    conversion: Conversion
    present_rates: Sequence[Rate]
    figures: Sequence[Figure]
    series: Sequence[Series]
    heat_maps: Sequence[HeatMap]
    games: Sequence[Game]
    regions: Sequence[Region]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class OperatorFigures:
    """One operator of several side by side."""

    operator_id: UUID
    timezone: str
    figures: Sequence[Figure]
    sparkline: Series
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Comparison:
    """Operators side by side, and all of them together."""

    plan: Plan
    conversion: Conversion
    present_rates: Sequence[Rate]
    operators: Sequence[OperatorFigures]
    totals: Sequence[Figure]
