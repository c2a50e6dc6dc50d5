"""Every question is answered as a naive recomputation does: filters, comparisons, calendars, conversion, brands."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import query_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit import money
from kit.ids import uuid7
from kit.rpc import client
from services.metrics.domain.query import Compare, Query
from services.metrics.service import dashboards
from services.metrics.service.memory import DayMemory
from tests.metrics import activity as an
from tests.metrics import naive
from tests.metrics.brands import CHANNELS, COUNTRIES, CURRENCIES, DEVICES, GAMES, brands, tell
from tests.metrics.running import Metrics, date_of, shown

OF_BETS = {"turnover", "ggr", "hold", "active_players", "arpu", "bets", "payouts"}
Within = Callable[[naive.Brand, datetime], bool]


@dataclass(frozen=True)
class Question:
    compare: str
    utc: bool
    reporting: str
    countries: tuple[str, ...]
    currencies: tuple[str, ...]
    games: tuple[str, ...]
    devices: tuple[str, ...]
    channels: tuple[str, ...]

    def fields(self) -> dict[str, Any]:
        return {
            "calendar": query_pb2.CALENDAR_UTC if self.utc else query_pb2.CALENDAR_OPERATOR,
            "reporting_currency": self.reporting,
            "filter": query_pb2.Filter(
                countries=self.countries,
                currencies=self.currencies,
                games=self.games,
                devices=self.devices,
                channels=self.channels,
            ),
        }

    def left(self, brand: naive.Brand) -> naive.Brand:
        """The facts that are left in, in the calendar's zone."""

        def common(fact: naive.Bet | naive.Entry) -> bool:
            pairs = (
                (self.countries, fact.country),
                (self.devices, fact.device),
                (self.channels, fact.channel),
            )
            return all(not names or value in names for names, value in pairs)

        return replace(
            brand,
            zone=ZoneInfo("UTC") if self.utc else brand.zone,
            bets=[
                bet
                for bet in brand.bets
                if common(bet)
                and (not self.currencies or bet.currency in self.currencies)
                and (not self.games or bet.game in self.games)
            ],
            entries=[
                entry
                for entry in brand.entries
                if common(entry) and not self.games and (not self.currencies or entry.currency in self.currencies)
            ],
        )

    def told(self, metric: str) -> bool:
        if metric == "registrations" and self.currencies:
            return False
        return metric in OF_BETS or not self.games


def some(names: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(tuple)


QUESTIONS = st.builds(
    Question,
    compare=st.sampled_from(["previous", "weekdays", "year", "none"]),
    utc=st.booleans(),
    reporting=st.sampled_from(["", "EUR"]),
    countries=some(COUNTRIES),
    currencies=some(CURRENCIES),
    games=some(GAMES),
    devices=some(DEVICES),
    channels=some(CHANNELS),
)


def before(question: Question, first: date, last: date) -> tuple[date, date] | None:
    days = (last - first).days + 1
    if question.compare == "none":
        return None
    if question.compare == "year":
        return first.replace(year=first.year - 1), last.replace(year=last.year - 1)
    back = timedelta(days=days if question.compare == "previous" else 7 * (1 + (days - 1) // 7))
    return first - back, last - back


class Rates:
    """Rates of every third day; bits are quoted in euros, yen the other way round."""

    def __init__(self, chance: random.Random, around: date) -> None:
        self.stored: dict[tuple[date, str], Decimal] = {}
        for number in range(-80, 12):
            day = around + timedelta(days=5 * number if number < 0 else number)
            self.stored[day, "BIT"] = Decimal(chance.randint(1, 10**6)).scaleb(-5)
            self.stored[day, "JPY"] = Decimal(chance.randint(1, 10**6)).scaleb(-4)

    def at(self, code: str, day: date) -> Fraction:
        """How many euro cents a minor unit is."""
        if code == "EUR":
            return Fraction(1)
        found = next(rate for back in range(8) if (rate := self.stored.get((day - timedelta(days=back), code))))
        if code == "JPY":
            found = Context(prec=12).divide(Decimal(1), found)
        return Fraction(found) * Fraction(10) ** (money.exponent("EUR") - money.exponent(code))

    async def store(self, metrics: Metrics, company: UUID) -> None:
        async with metrics.database.unit_of_work() as uow:
            await uow.connection.execute(
                text("""
                    INSERT INTO exchange_rates
                        (company_id, day, base, quote, rate, source, version, created_at, created_by, reason)
                    VALUES (:company, :day, :base, :quote, :rate, 'test', 1, now(), 'test', 'test')
                """),
                [
                    {
                        "company": company,
                        "day": day,
                        "base": "EUR" if code == "JPY" else code,
                        "quote": code if code == "JPY" else "EUR",
                        "rate": rate,
                    }
                    for (day, code), rate in self.stored.items()
                ],
            )


def converted(made: Sequence[naive.Brand], within: Within, rates: Rates, days: Sequence[date]) -> naive.Figures:
    """The figures with each local day's amounts in euros."""
    values: defaultdict[naive.Key, Fraction] = defaultdict(Fraction)
    players: set[tuple[str, str]] = set()
    for brand in made:
        for day in days:
            part = naive.figures([brand], lambda one, moment, day=day: within(one, moment) and one.day(moment) == day)
            for (metric, code), value in part.values.items():
                plain = metric == "deposit_count" or not code
                values[metric, "EUR" if code else ""] += value if plain else value * rates.at(code, day)
            players |= part.players
    return naive.Figures(dict(values), players, {"EUR": players})


async def asked(
    metrics: Metrics, method: Any, kind: Any, made: Sequence[naive.Brand], first: date, last: date, **more: Any
) -> Any:
    ids = [brand.operator_id for brand in made]
    request = kind(operator_ids=ids, to=date_of(last.isoformat()), **more)
    getattr(request, "from").CopyFrom(date_of(first.isoformat()))
    return await client.call(method, request, metrics.token(*ids), seconds=20)


def rankings(
    made: Sequence[naive.Brand], within: Within, question: Question, rates: Rates, days: Sequence[date]
) -> dict[str, list[tuple[str, int]]]:
    """(currency, value) of the first ten of each ranking; several currencies take turns."""
    sums: defaultdict[tuple[str, str, str], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for brand in made:
        people = {fact.player for fact in (*brand.bets, *brand.entries)}
        for person in people:
            alone = replace(
                brand,
                bets=[bet for bet in brand.bets if bet.player == person],
                entries=[entry for entry in brand.entries if entry.player == person],
            )
            if question.reporting:
                values = converted([alone], within, rates, days).values
            else:
                values = naive.figures([alone], within).values
            for (metric, code), value in values.items():
                sums[brand.operator_id, person, code][metric] += value

    def ranked(metric: str, sign: int) -> list[tuple[str, int]]:
        by_code: defaultdict[str, list[Fraction]] = defaultdict(list)
        for (_, _, code), values in sums.items():
            if sign * values[metric] > 0:
                by_code[code].append(values[metric])
        places = [
            (place, code, round(value))
            for code, found in by_code.items()
            for place, value in enumerate(sorted(found, key=lambda one: -sign * one))
        ]
        return [(code, value) for _, code, value in sorted(places, key=lambda one: one[:2])][:10]

    return {
        "winners": ranked("ggr", -1),
        "losers": ranked("ggr", 1),
        "depositors": ranked("deposits", 1),
        "withdrawers": ranked("withdrawals", 1),
    }


@pytest.mark.timeout(600)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(brands(), st.randoms(use_true_random=False), st.integers(-2, 2), st.integers(0, 4), QUESTIONS)
async def test_every_answer_equals_the_naive_recomputation(
    metrics: Metrics,
    example: tuple[list[naive.Brand], date],
    chance: random.Random,
    shift: int,
    more: int,
    question: Question,
) -> None:
    made, around = example
    made = [replace(brand, operator_id=str(uuid7())) for brand in made]
    await tell(metrics, made, chance)
    rates = Rates(chance, around)
    async with metrics.database.read() as connection:
        companies = await connection.execute(
            text("SELECT company_id FROM operators WHERE operator_id = ANY(:ids)"),
            {"ids": [UUID(brand.operator_id) for brand in made]},
        )
        for company in set(companies.scalars()):
            await rates.store(metrics, company)
    first = around + timedelta(days=shift)
    last = first + timedelta(days=more)
    left = [question.left(brand) for brand in made]
    compare = {"compare": query_pb2.Compare.Value(f"COMPARE_{question.compare.upper()}")}

    def figures_of(several: Sequence[naive.Brand], span: tuple[date, date]) -> naive.Figures:
        def within(brand: naive.Brand, moment: datetime) -> bool:
            return span[0] <= brand.day(moment) <= span[1]

        days = [span[0] + timedelta(days=number) for number in range((span[1] - span[0]).days + 1)]
        return converted(several, within, rates, days) if question.reporting else naive.figures(several, within)

    earlier = before(question, first, last)

    def wanted(several: Sequence[naive.Brand], codes: Sequence[str]) -> dict[naive.Key, tuple[int | None, int | None]]:
        now = figures_of(several, (first, last)).all_of(codes)
        past = figures_of(several, earlier).all_of(codes) if earlier else dict.fromkeys(now)
        return {key: (value, past[key]) for key, value in now.items() if question.told(key[0])}

    answer = await asked(
        metrics, metrics.stub.GetDashboard, pb.GetDashboardRequest, made, first, last, **question.fields(), **compare
    )
    found = shown(answer.figures)
    codes = sorted({code for _, code in found if code})
    moved = naive.currencies(
        left,
        lambda brand, moment: any(one and one[0] <= brand.day(moment) <= one[1] for one in ((first, last), earlier)),
    )
    if question.reporting:
        assert codes == ["EUR"]
    elif not question.games and set(codes) != {brand.currency for brand in made}:
        assert set(codes) == moved
    assert found == wanted(left, codes)
    assert not answer.unconverted
    check_heat(answer, left, first, last, rates if question.reporting else None)

    side = await asked(
        metrics,
        metrics.stub.CompareOperators,
        pb.CompareOperatorsRequest,
        made,
        first,
        last,
        **question.fields(),
        **compare,
    )
    for brand, one in zip(left, side.operators, strict=True):
        assert one.operator_id == brand.operator_id
        each = shown(one.figures)
        assert each == wanted([brand], sorted({code for _, code in each if code}))
        assert sum(point.value for point in one.sparkline.points) == pytest.approx(
            each["ggr", one.sparkline.currency][0], abs=len(one.sparkline.points)
        )
    assert shown(side.totals) == wanted(left, codes)

    top = await asked(
        metrics, metrics.stub.ListTopPlayers, pb.ListTopPlayersRequest, made, first, last, **question.fields()
    )
    days = [first + timedelta(days=number) for number in range(more + 1)]
    expected = rankings(left, lambda brand, moment: first <= brand.day(moment) <= last, question, rates, days)
    values = {"winners": "ggr", "losers": "ggr", "depositors": "deposits", "withdrawers": "withdrawals"}
    for ranking, field in values.items():
        ranked = [(one.currency, getattr(one, field)) for one in getattr(top, ranking)]
        assert ranked == expected[ranking], ranking


def check_heat(
    answer: pb.GetDashboardResponse, made: Sequence[naive.Brand], first: date, last: date, rates: Rates | None
) -> None:
    """Stakes and active players by weekday and hour."""
    stakes: defaultdict[tuple[str, int], Fraction] = defaultdict(Fraction)
    active: defaultdict[int, set[tuple[str, str, str, int]]] = defaultdict(set)
    for brand in made:
        for bet in brand.bets:
            local = bet.at.astimezone(brand.zone)
            if bet.voided or not first <= local.date() <= last:
                continue
            hour = local.weekday() * 24 + local.hour
            weight = rates.at(bet.currency, local.date()) if rates else Fraction(1)
            stakes["EUR" if rates else bet.currency, hour] += bet.stake * weight
            active[hour].add((brand.operator_id, bet.player, local.date().isoformat(), local.fold))
    maps = {(one.metric, one.currency): one for one in answer.heat_maps}
    for (metric, currency), one in maps.items():
        if metric == pb.METRIC_TURNOVER:
            assert list(one.values) == [round(stakes[currency, hour]) for hour in range(168)]
    assert list(maps[pb.METRIC_ACTIVE_PLAYERS, ""].values) == [len(active[hour]) for hour in range(168)]


@pytest.mark.parametrize(
    ("compare", "previous_until", "expected"),
    [
        ("previous", datetime(2026, 3, 9, 14, 0, tzinfo=UTC), 100),
        ("weekdays", datetime(2026, 3, 3, 14, 0, tzinfo=UTC), 10),
        ("year", datetime(2025, 3, 10, 14, 0, tzinfo=UTC), 1),
    ],
)
async def test_a_day_that_goes_on_is_compared_up_to_the_same_time_of_day(
    metrics: Metrics, compare: str, previous_until: datetime, expected: int
) -> None:
    operator, player = await metrics.operator(), str(uuid7())
    now = datetime(2026, 3, 10, 14, 7, 30, tzinfo=UTC)
    told = [an.placed(player, now - timedelta(minutes=1), 1_000, country="BR")]
    for day, stake in ((date(2026, 3, 9), 100), (date(2026, 3, 3), 10), (date(2025, 3, 10), 1)):
        for clock in ("13:59:59", "14:00:00", "23:00:00"):
            at = datetime.fromisoformat(f"{day.isoformat()}T{clock}+00:00")
            told += [an.placed(player, at, stake), an.settled(player, at, stake, 0, at)]
    await metrics.recorded(operator, *told)
    today = dashboards.period_of(now.date(), now.date())
    query = Query([UUID(operator)], today, compare=Compare(compare))
    async with metrics.database.unit_of_work() as uow:
        found = await dashboards.dashboard(uow, DayMemory(10**6), query, now)
    figures = {one.metric.value: (one.value, one.previous) for one in found.figures}
    assert figures["turnover"] == (1_000, expected)
    assert figures["active_players"] == (1, 1)
    assert [game.previous_ggr for game in found.games] == [expected]
    assert [region.previous_ggr for region in found.regions] == [expected]
    assert (found.plan.until, found.plan.previous_until) == (now, previous_until)
    assert sum(found.plan.week_hours) == 15
