"""The operator list: what is known of each operator beside its settings, how it fares and what needs attention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from gateway.domain.directory import OperatorStatus
from gateway.domain.operator_status import Details
from kit.money import Money, to_decimal

# An operator that is silent for so many times its usual gap between two bets is quiet: a night is some forty of them.
_SILENCE: Final = 60
_LEAST_SILENCE: Final = timedelta(minutes=10)
_LAG: Final = timedelta(minutes=5)  # figures that are so far behind what players recorded are stale
_SOON: Final = timedelta(hours=24)
_LATE: Final = timedelta(minutes=1)  # schedules are taken within seconds
_LONG: Final = timedelta(hours=24)  # a maintenance without an end


class Health(Enum):
    """How an operator fares, as far as it can be told from outside."""

    OK = "ok"
    QUIET = "quiet"
    STALE = "stale"
    UNKNOWN = "unknown"


class Level(Enum):
    """How much an alert wants to be looked at."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said of an operator: a stable kind with its values for programs, and the sentence for people."""

    kind: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    level: Level = Level.INFO


@dataclass(frozen=True, slots=True)
class Amounts:
    """A metric in the period and in the earlier one, None without one. `currency` is empty for counts."""

    value: int
    previous: int | None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the metrics service says of an operator: each metric, by currency for money."""

    metrics: Mapping[str, Sequence[Amounts]]
    currency: str  # in which amounts are shown first
    line: Sequence[tuple[str, int]] = ()
    line_currency: str = ""
    last_activity_at: datetime | None = None
    last_recorded_at: datetime | None = None
    last_counted_at: datetime | None = None

    def main(self, metric: str) -> Amounts | None:
        """A metric in the currency shown first; zero when nothing of it happened in that one."""
        found = self.metrics.get(metric)
        if found is None:
            return None
        return next((one for one in found if one.currency in ("", self.currency)), Amounts(0, 0, self.currency))


@dataclass(frozen=True, slots=True)
class Standing:
    """How an operator stands, as the players service says. `balance` is in one currency, None when a rate lacks."""

    as_of: datetime
    players: int
    online_now: int
    balances: Sequence[Money]
    pending_withdrawals: int
    pending_withdrawn: Sequence[Money]
    open_tickets: int
    overdue_tickets: int
    excluded: int
    last_activity_at: datetime | None
    balance: Money | None = None
    pending_amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One operator in the list. Figures and standing are None when their service did not answer."""

    details: Details
    figures: Figures | None
    standing: Standing | None
    health: Health
    why: Remark
    alerts: Sequence[Remark]

    @property
    def last_activity_at(self) -> datetime | None:
        """The latest that is known of, by either service."""
        known = [one.last_activity_at for one in (self.figures, self.standing) if one and one.last_activity_at]
        return max(known, default=None)


def row(details: Details, figures: Figures | None, standing: Standing | None, days: int, now: datetime) -> Row:
    """An operator with what is known of it; `days` is the length of the period of the figures."""
    health, why = _health(details, figures, standing, days, now)
    return Row(details, figures, standing, health, why, alerts(details, standing, now))


def _health(
    details: Details, figures: Figures | None, standing: Standing | None, days: int, now: datetime
) -> tuple[Health, Remark]:
    status = details.operator.status
    if figures is None and standing is None:
        return Health.UNKNOWN, Remark("no_answer", "Neither figures nor players answer.")
    if figures is not None and standing is not None and (lag := _lag(figures, standing)) > _LAG:
        return Health.STALE, Remark("behind", f"Figures are {_span(lag)} behind what was recorded.", _seconds(lag))
    if status is not OperatorStatus.LIVE:
        return Health.OK, Remark("not_live", f"The operator is {status.value}.", {"status": status.value})
    known = [one.last_activity_at for one in (figures, standing) if one and one.last_activity_at]
    if not known:
        return Health.UNKNOWN, Remark("nothing_yet", "Nothing has happened yet.")
    silence = max(now - max(known), timedelta())
    usual = _usual_gap(figures, days)
    values = _seconds(silence) | ({"usual_seconds": str(int(usual.total_seconds()))} if usual else {})
    told = f"Last activity {_span(silence)} ago; "
    told += f"usual is a bet every {_span(usual)}." if usual else "what is usual is not known."
    if silence <= max(_LEAST_SILENCE, (usual or timedelta()) * _SILENCE):
        return Health.OK, Remark("active", told, values)
    if usual is None:
        return Health.UNKNOWN, Remark("no_usual", told, values)
    return Health.QUIET, Remark("silent", told, values, Level.WARNING)


def _lag(figures: Figures, standing: Standing) -> timedelta:
    if standing.last_activity_at is None or figures.last_activity_at is None:
        return timedelta()
    return standing.last_activity_at - figures.last_activity_at


def _usual_gap(figures: Figures | None, days: int) -> timedelta | None:
    """Between two bets on average, over the earlier period if there were any, else over this one."""
    bets = figures.main("bets") if figures else None
    number = (bets.previous or bets.value) if bets else 0
    return timedelta(days=max(days, 1)) / number if number else None


def alerts(details: Details, standing: Standing | None, now: datetime) -> list[Remark]:
    """What needs somebody's attention, most urgent first."""
    found = [*_of_schedule(details, now), *_of_standing(details, standing)]
    if (asked := details.closing) is not None:
        text = f"{asked.asked_by} asked to close the operator; a second person must agree."
        found.append(Remark("closing_waits", text, {"by": asked.asked_by}, Level.WARNING))
    order = [Level.CRITICAL, Level.WARNING, Level.INFO]
    return sorted(found, key=lambda one: order.index(one.level))


def _of_schedule(details: Details, now: datetime) -> Iterable[Remark]:
    maintenance, planned = details.operator.status is OperatorStatus.MAINTENANCE, details.scheduled
    if planned is not None:
        values = {"to": planned.to.value, "at": planned.at.isoformat()}
        if planned.at + _LATE < now:
            kind = "maintenance_overdue" if maintenance else "schedule_overdue"
            text = f"The step to {planned.to.value} is {_span(now - planned.at)} late."
            yield Remark(kind, text, values, Level.CRITICAL)
        elif planned.at - now <= _SOON:
            yield Remark("schedule_due", f"Becomes {planned.to.value} in {_span(planned.at - now)}.", values)
    elif maintenance and now - details.status_since > _LONG:
        since = now - details.status_since
        text = f"In maintenance for {_span(since)}, without an end."
        yield Remark("maintenance_overdue", text, _seconds(since), Level.WARNING)


def _of_standing(details: Details, standing: Standing | None) -> Iterable[Remark]:
    if standing is None:
        return
    held = {one.currency: one.minor for one in standing.balances}
    for limit in details.settings.balance_thresholds:
        minor = held.get(limit.currency, 0)
        if minor < limit.minor:
            amount, least = to_decimal(minor, limit.currency), to_decimal(limit.minor, limit.currency)
            text = f"Balances held are {amount} {limit.currency}, below {least}."
            values = {"amount": amount, "threshold": least, "currency": limit.currency}
            yield Remark("balance_low", text, values, Level.WARNING)
    if number := standing.overdue_tickets:
        tickets = "ticket is" if number == 1 else "tickets are"
        yield Remark("tickets_overdue", f"{number} {tickets} past a target.", {"count": str(number)}, Level.WARNING)


# What the list is ordered by; None goes last whichever way.
def _of_figures(metric: str) -> Callable[[Row], Any]:
    def key(one: Row) -> Any:
        found = one.figures.main(metric) if one.figures else None
        # Amounts of different currencies do not compare: within one they do.
        return None if found is None else (found.currency, found.value)

    return key


def _of_standing_count(name: str) -> Callable[[Row], Any]:
    return lambda one: getattr(one.standing, name) if one.standing else None


def _by_balance(one: Row) -> Any:
    held = one.standing.balance if one.standing else None
    return None if held is None else (held.currency, held.minor)


SORTS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "name": lambda one: one.details.operator.name.casefold(),
    "status": lambda one: list(OperatorStatus).index(one.details.operator.status),
    "jurisdiction": lambda one: one.details.settings.jurisdiction or None,
    "players": _of_standing_count("players"),
    "active_players": _of_figures("active_players"),
    "turnover": _of_figures("turnover"),
    "ggr": _of_figures("ggr"),
    "ngr": _of_figures("ngr"),
    "deposits": _of_figures("deposits"),
    "withdrawals": _of_figures("withdrawals"),
    "balances": _by_balance,
    "open_tickets": _of_standing_count("open_tickets"),
    "last_activity": lambda one: one.last_activity_at,
}


def ordered(rows: Sequence[Row], sort: str) -> list[Row]:
    """The rows by a sort, "-" before it for the other way round; equal ones by name."""
    by_name = sorted(rows, key=SORTS["name"])
    key = SORTS[sort.removeprefix("-")]
    known = [(value, one) for one in by_name if (value := key(one)) is not None]
    rest = [one for one in by_name if key(one) is None]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [one for _, one in known] + rest


def matches(details: Details, statuses: Sequence[OperatorStatus], jurisdictions: Sequence[str], query: str) -> bool:
    """Whether an operator is in the list that was asked for."""
    one, wanted = details.operator, query.casefold().strip()
    return (
        (not statuses or one.status in statuses)
        and (not jurisdictions or details.settings.jurisdiction in jurisdictions)
        and (not wanted or wanted in one.name.casefold() or wanted in details.settings.licence.casefold())
    )


def summed(amounts: Iterable[Money]) -> list[Money]:
    """The sums by currency."""
    sums: dict[str, int] = {}
    for one in amounts:
        sums[one.currency] = sums.get(one.currency, 0) + one.minor
    return [Money(minor, currency) for currency, minor in sorted(sums.items())]


def _seconds(span: timedelta) -> dict[str, str]:
    return {"seconds": str(int(span.total_seconds()))}


def _span(span: timedelta) -> str:
    """A span in its largest whole unit."""
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a second"
