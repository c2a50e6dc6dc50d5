"""Figures recomputed the naive way: every fact looked at by itself, with nothing of the service's own code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

Key = tuple[str, str]


@dataclass(frozen=True)
class Bet:
    player: str
    at: datetime
    stake: int
    currency: str
    game: str
    country: str
    settled_at: datetime | None = None
    payout: int = 0
    voided: bool = False
    device: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Entry:
    """A registration, deposit, first deposit, withdrawal, bonus, or a correction of one of them.

    `ended_at` is when a deposit was taken back or a withdrawal that had been asked for was paid.
    """

    kind: str
    player: str
    at: datetime
    minor: int
    currency: str
    country: str
    ended_at: datetime | None = None
    device: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Rule:
    """Shares, as fractions: of bonus cost, GGR, deposits, turnover."""

    since: date
    bonus: Fraction
    of_ggr: Fraction
    of_deposits: Fraction
    of_turnover: Fraction


@dataclass
class Brand:
    operator_id: str
    zone: ZoneInfo
    currency: str
    rules: list[Rule]
    bets: list[Bet] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def rule(self, day: date) -> Rule:
        return [rule for rule in self.rules if rule.since <= day][-1]


@dataclass
class Figures:
    """What a period comes to."""

    values: dict[Key, Fraction]
    players: set[tuple[str, str]]
    # In each currency.
    players_in: dict[str, set[tuple[str, str]]]

    def value(self, metric: str, currency: str) -> int:
        """Half to even, like any figure that is shown."""
        return round(self.values.get((metric, currency), Fraction(0)))

    def quotient(self, metric: str, currency: str) -> int | None:
        """Hold in millionths, GGR by active player, deposits by their number; None for nothing to divide by."""

        def exact(name: str) -> Fraction:
            return self.values.get((name, currency), Fraction(0))

        upper, lower = {
            "hold": (exact("ggr") * 10**6, exact("turnover")),
            "arpu": (exact("ggr"), Fraction(len(self.players_in.get(currency, ())))),
            "average_deposit": (exact("deposits"), exact("deposit_count")),
        }[metric]
        return round(upper / lower) if lower else None

    def all_of(self, codes: Iterable[str]) -> dict[Key, int | None]:
        """Every figure, money and quotients in these currencies."""
        known = list(codes)
        shown: dict[Key, int | None] = {(metric, code): self.value(metric, code) for metric in MONEY for code in known}
        shown |= {(metric, code): self.quotient(metric, code) for metric in QUOTIENTS for code in known}
        shown |= {(metric, ""): self.value(metric, "") for metric in COUNTS}
        return shown | {("active_players", ""): len(self.players)}


MONEY = (
    *("turnover", "payouts", "ggr", "ngr", "deposits", "withdrawals", "net_deposits"),
    *("ftd_amount", "bonus_cost"),
)
QUOTIENTS = ("hold", "arpu", "average_deposit")
BONUSES = ("bonus", "free_spins", "promo", "bonus_credit")
# What moves money and no figure.
SILENT = ("cash_credit", "cash_debit", "asked_for")
COUNTS = ("registrations", "ftd_count", "bets")


def figures(brands: Iterable[Brand], within: Callable[[Brand, datetime], bool]) -> Figures:
    """All figures of the facts whose moment is within."""
    values: defaultdict[Key, Fraction] = defaultdict(Fraction)
    players_in: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for brand in brands:
        for bet in brand.bets:
            if bet.voided:
                continue
            code = bet.currency
            if within(brand, bet.at):
                values["turnover", code] += bet.stake
                values["ngr", code] -= bet.stake * brand.rule(brand.day(bet.at)).of_turnover
                values["bets", ""] += 1
                players_in[code].add((brand.operator_id, bet.player))
            if bet.settled_at and within(brand, bet.settled_at):
                ggr = bet.stake - bet.payout
                values["payouts", code] += bet.payout
                values["ggr", code] += ggr
                values["ngr", code] += ggr * (1 - brand.rule(brand.day(bet.settled_at)).of_ggr)
        for entry in brand.entries:
            code, minor = entry.currency, entry.minor
            if entry.ended_at and within(brand, entry.ended_at):
                if entry.kind == "reversed_deposit":
                    values["deposits", code] -= minor
                    values["net_deposits", code] -= minor
                    values["ngr", code] += minor * brand.rule(brand.day(entry.ended_at)).of_deposits
                else:
                    values["withdrawals", code] += minor
                    values["net_deposits", code] -= minor
            if not within(brand, entry.at):
                continue
            rule = brand.rule(brand.day(entry.at))
            if entry.kind == "registered":
                values["registrations", ""] += 1
            elif entry.kind in ("deposit", "first_deposit", "reversed_deposit"):
                values["deposits", code] += minor
                values["net_deposits", code] += minor
                values["ngr", code] -= minor * rule.of_deposits
                values["deposit_count", code] += 1
                values["ftd_count", ""] += entry.kind == "first_deposit"
                values["ftd_amount", code] += minor * (entry.kind == "first_deposit")
            elif entry.kind == "withdrawal":
                values["withdrawals", code] += minor
                values["net_deposits", code] -= minor
            elif entry.kind in BONUSES:
                values["bonus_cost", code] += minor
                values["ngr", code] -= minor * rule.bonus
            elif entry.kind == "bonus_debit":
                values["bonus_cost", code] -= minor
                values["ngr", code] += minor * rule.bonus
    return Figures(dict(values), set[tuple[str, str]]().union(*players_in.values()), dict(players_in))


def currencies(brands: Sequence[Brand], within: Callable[[Brand, datetime], bool]) -> set[str]:
    """The currencies in which anything happened; the brands' own when nothing did."""
    seen = {
        code
        for brand in brands
        for code, moments in (
            *((b.currency, (b.at, b.settled_at)) for b in brand.bets if not b.voided),
            *((e.currency, (e.at,)) for e in brand.entries if e.kind != "registered" and e.kind not in SILENT),
            *((e.currency, (e.ended_at,)) for e in brand.entries),
        )
        if any(moment and within(brand, moment) for moment in moments)
    }
    return seen or {brand.currency for brand in brands}


def label(moment: datetime, zone: ZoneInfo, by_hour: bool) -> tuple[str, int]:
    """The local hour or day of a moment; an hour that comes again is told apart."""
    local = moment.astimezone(zone)
    return (local.strftime("%Y-%m-%dT%H:00"), local.fold) if by_hour else (local.date().isoformat(), 0)


def labels(brands: Iterable[Brand], first: date, last: date, by_hour: bool) -> list[tuple[str, int]]:
    """Every local hour or day between two local days, by walking through all minutes in steps of five."""
    if not by_hour:
        return [((first + timedelta(days=n)).isoformat(), 0) for n in range((last - first).days + 1)]
    found: set[tuple[str, int]] = set()
    for zone in {brand.zone for brand in brands}:
        moment = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=2)
        for _ in range(((last - first).days + 5) * 288):
            if first <= moment.astimezone(zone).date() <= last:
                found.add(label(moment, zone, by_hour))
            moment += timedelta(minutes=5)
    return sorted(found)
