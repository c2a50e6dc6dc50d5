"""The dashboard: its figures, series and rankings, put together from the sums of the rollups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from services.metrics.domain.calendar import Point
from services.metrics.domain.operators import Freshness
from services.metrics.domain.plan import Plan
from services.metrics.domain.rules import Amounts, NgrRates, to_minor


class Metric(Enum):
    """The figures there are, in the order in which they are shown."""

    TURNOVER = "turnover"
    PAYOUTS = "payouts"
    GGR = "ggr"
    NGR = "ngr"
    ACTIVE_PLAYERS = "active_players"
    REGISTRATIONS = "registrations"
    FTD_COUNT = "ftd_count"
    DEPOSITS = "deposits"
    WITHDRAWALS = "withdrawals"
    NET_DEPOSITS = "net_deposits"
    BETS = "bets"


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one point under one set of rates in one currency; amounts in minor units."""

    position: int
    rates: int
    currency: str
    bets: int
    turnover: int
    settled_stakes: int
    payouts: int
    registrations: int
    deposits: int
    first_deposits: int
    withdrawals: int
    bonus_cost: int

    @property
    def ggr(self) -> int:
        """Settled stakes less payouts."""
        return self.settled_stakes - self.payouts

    @property
    def moved(self) -> bool:
        """Whether anything is left of it, after voids."""
        bets = self.bets or self.turnover or self.settled_stakes or self.payouts
        return bool(bets or self.deposits or self.withdrawals or self.bonus_cost)


@dataclass(frozen=True, slots=True)
class Active:
    """Distinct players: by position, in the two periods, and by country and currency in the present one."""

    by_position: Mapping[int, int]
    current: int
    previous: int
    by_region: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Game:
    """A game's sums over the present period, and its GGR over the previous one."""

    game: str
    provider: str
    currency: str
    turnover: int
    payouts: int
    bets: int
    settled_stakes: int
    previous_ggr: int

    @property
    def ggr(self) -> int:
        """Settled stakes less payouts."""
        return self.settled_stakes - self.payouts


@dataclass(frozen=True, slots=True)
class Region:
    """A country's sums over the present period, and its GGR over the previous one."""

    country: str
    currency: str
    turnover: int
    ggr: int
    bets: int
    previous_ggr: int
    active_players: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A value now and in the previous period; the currency is empty for counts."""

    metric: Metric
    currency: str
    value: int
    previous: int


@dataclass(frozen=True, slots=True)
class Series:
    """A metric's value at every point of the two periods."""

    metric: Metric
    currency: str
    values: Sequence[int]
    previous: Sequence[int]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The whole answer."""

    plan: Plan
    timezone: str
    figures: Sequence[Figure]
    series: Sequence[Series]
    games: Sequence[Game]
    regions: Sequence[Region]
    freshness: Freshness

    @property
    def points(self) -> Sequence[Point]:
        """The points of the present period."""
        return self.plan.points


# Each additive metric as a number taken from sums. NGR is in ten-thousandths until it is shown.
_Take = Callable[[Sums, Sequence[NgrRates]], int]
_MONEY: Final[Mapping[Metric, _Take]] = {
    Metric.TURNOVER: lambda sums, _: sums.turnover,
    Metric.PAYOUTS: lambda sums, _: sums.payouts,
    Metric.GGR: lambda sums, _: sums.ggr,
    Metric.NGR: lambda sums, rates: rates[sums.rates].ngr(
        Amounts(sums.turnover, sums.ggr, sums.bonus_cost, sums.deposits)
    ),
    Metric.DEPOSITS: lambda sums, _: sums.deposits,
    Metric.WITHDRAWALS: lambda sums, _: sums.withdrawals,
    Metric.NET_DEPOSITS: lambda sums, _: sums.deposits - sums.withdrawals,
}
_COUNTS: Final[Mapping[Metric, _Take]] = {
    Metric.REGISTRATIONS: lambda sums, _: sums.registrations,
    Metric.FTD_COUNT: lambda sums, _: sums.first_deposits,
    Metric.BETS: lambda sums, _: sums.bets,
}


@dataclass
class _Lines:
    """The values of every metric and currency, position by position."""

    size: int
    values: dict[tuple[Metric, str], list[int]] = field(default_factory=dict)

    def of(self, metric: Metric, currency: str) -> list[int]:
        return self.values.setdefault((metric, currency), [0] * self.size)


def assemble(
    plan: Plan, sums: Iterable[Sums], active: Active, own_currencies: Sequence[str]
) -> tuple[list[Figure], list[Series]]:
    """The figures and series of all metrics: money ones per currency that moved, or the operators' own if none did."""
    lines = _Lines(plan.turn + len(plan.points))
    seen: set[str] = set()
    for part in sums:
        for metric, take in _COUNTS.items():
            lines.of(metric, "")[part.position] += take(part, plan.rates)
        if part.currency and part.moved:
            seen.add(part.currency)
            for metric, take in _MONEY.items():
                lines.of(metric, part.currency)[part.position] += take(part, plan.rates)
    currencies = sorted(seen or set(own_currencies), key=lambda code: (code not in own_currencies, code))
    figures: list[Figure] = []
    series: list[Series] = []
    for metric in Metric:
        if metric is Metric.ACTIVE_PLAYERS:
            figures.append(Figure(metric, "", active.current, active.previous))
            counts = [active.by_position.get(position, 0) for position in range(lines.size)]
            series.append(Series(metric, "", counts[plan.turn :], counts[: plan.turn]))
            continue
        for currency in currencies if metric in _MONEY else [""]:
            values = lines.of(metric, currency)
            now, before = values[plan.turn :], values[: plan.turn]
            shown = to_minor if metric is Metric.NGR else int
            figures.append(Figure(metric, currency, shown(sum(now)), shown(sum(before))))
            series.append(Series(metric, currency, [shown(value) for value in now], [shown(v) for v in before]))
    return figures, series
