"""What a report to a regulator says: an operator's figures of a month and of its days, and by which rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kit import money
from services.metrics.domain.addends import rounded
from services.metrics.domain.figures import COUNTS, Metric
from services.metrics.domain.lines import Lines
from services.metrics.domain.operators import Operator
from services.metrics.domain.plan import Plan
from services.metrics.domain.regulators import BASE, TITLES
from services.metrics.domain.waterfall import Waterfall

FORMAT: Final = "1"
_MONEY: Final = (
    Metric.TURNOVER,
    Metric.PAYOUTS,
    Metric.GGR,
    Metric.NGR,
    Metric.BONUS_COST,
    Metric.DEPOSITS,
    Metric.WITHDRAWALS,
)
_COUNTS: Final = (Metric.BETS, Metric.ACTIVE_PLAYERS, Metric.REGISTRATIONS)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report is made of: lines, active players by position and in the month, waterfalls by currency: the month's
    and those of each day."""

    operator: Operator
    month: date
    plan: Plan
    lines: Lines
    active: Mapping[int, int]
    active_in_month: int
    currencies: Sequence[str]
    months: Mapping[str, Sequence[Waterfall]]
    days: Mapping[str, Sequence[Sequence[Waterfall]]]


def lines_of(found: Figures, revision: int) -> list[list[str]]:
    """The lines of a report, of which the first field says what a line is."""
    operator = found.operator
    return [
        ["report", "Daybook regulator report", "format", FORMAT],
        ["operator", operator.name, str(operator.operator_id)],
        ["month", f"{found.month:%Y-%m}", "time zone", operator.timezone, "revision", str(revision)],
        *_rules(found),
        *_counts(found),
        *(line for currency in found.currencies for line in _amounts(found, currency)),
    ]


def _rules(found: Figures) -> Iterable[list[str]]:
    yield ["rule", "name", "version", "effective from", "text", "source"]
    seen: set[tuple[str, ...]] = set()
    for currency in found.currencies:
        for one in found.months[currency]:
            for rule in reversed(one.rules):
                own = "own " if rule.operator_id and one.name in TITLES else ""
                line = (one.name, f"{own}{rule.version}", rule.effective_from.isoformat(), rule.text, rule.source)
                if line not in seen:
                    seen.add(line)
                    yield ["rule", *line]


def _counts(found: Figures) -> Iterable[list[str]]:
    """Counts of each day; a player active on several days is one in the month."""
    yield ["counts", "day", *(metric.value for metric in _COUNTS)]
    columns = []
    for metric in _COUNTS:
        line = found.lines.of(metric, "")
        counted = metric is Metric.ACTIVE_PLAYERS
        columns.append([found.active.get(at, 0) if counted else line[at] for at in range(found.lines.size)])
    for number, point in enumerate(found.plan.points):
        yield ["counts", point.at, *(str(column[found.plan.turn + number]) for column in columns)]
    totals = [sum(column[found.plan.turn :]) for column in columns]
    totals[_COUNTS.index(Metric.ACTIVE_PLAYERS)] = found.active_in_month
    yield ["counts", "month", *map(str, totals)]


def _amounts(found: Figures, currency: str) -> Iterable[list[str]]:
    """Amounts of each day in one currency, which add up to the month's."""
    columns: list[tuple[str, list[int], int]] = []
    for metric in _MONEY:
        exact = found.lines.of(metric, currency)[found.plan.turn :]
        shown = _shown(found.lines, metric)
        columns.append((metric.value, rounded(exact, shown), shown(sum(exact))))
    for name in TITLES:
        for title, step in ((name, BASE), (f"{name}_duty", "duty")):
            month = _value(found.months[currency], name, step)
            if month is not None:
                days = [_value(day, name, step) or 0 for day in found.days[currency]]
                columns.append((title, _levelled(days, month), month))
    yield ["amounts", "day", "currency", *(title for title, _, _ in columns)]
    for number, point in enumerate(found.plan.points):
        amounts = (money.to_decimal(days[number], currency) for _, days, _ in columns)
        yield ["amounts", point.at, currency, *amounts]
    yield ["amounts", "month", currency, *(money.to_decimal(month, currency) for _, _, month in columns)]


def _shown(lines: Lines, metric: Metric) -> Callable[[int], int]:
    return lambda exact: exact if metric in COUNTS else lines.shown(metric, exact)


def _value(waterfalls: Sequence[Waterfall], name: str, step: str) -> int | None:
    """A step of a waterfall: a subtotal, or what a duty takes, as a positive amount."""
    for one in waterfalls:
        if one.name == name:
            for found in one.steps:
                if found.name == step:
                    return found.value if found.subtotal else -found.value
    return None


def _levelled(days: Sequence[int], month: int) -> list[int]:
    """Days, each rounded by itself; the largest carry, a minor unit each, what is left to the month."""
    left = month - sum(days)
    shown = list(days)
    for number in sorted(range(len(shown)), key=lambda number: (-abs(shown[number]), number)):
        if not left:
            break
        step = 1 if left > 0 else -1
        shown[number] += step
        left -= step
    return shown
