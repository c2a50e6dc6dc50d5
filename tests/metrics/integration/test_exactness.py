"""Every figure equals a naive recomputation, for random activity, shuffled, split, repeated, voided, in hard zones."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.players.v1 import events_pb2 as players
from daybook.players.v1 import player_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.ids import uuid7
from services.metrics.domain.rules import NgrRates, NgrRule
from services.metrics.repository import operators
from tests.metrics import activity as an
from tests.metrics import naive
from tests.metrics.running import Metrics, date_of, figures, recorded

# A zone with a day around which its clocks change, or are merely odd.
PLACES = [
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2026, 3, 10)),
    ("Asia/Kolkata", date(2026, 3, 10)),
    ("Asia/Kathmandu", date(2026, 3, 10)),
    ("Europe/Malta", date(2026, 3, 29)),
    ("Europe/Malta", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 11, 1)),
]
CURRENCIES = ["EUR", "BIT", "JPY"]
COUNTRIES = ["BR", "MT", ""]
CREDITED = {"free_spins": player_pb2.MOVEMENT_KIND_FREE_SPIN_WIN, "promo": player_pb2.MOVEMENT_KIND_PROMO}
ADJUSTED = {
    "bonus_credit": (player_pb2.MOVEMENT_KIND_MANUAL_BONUS_CREDIT, 1),
    "bonus_debit": (player_pb2.MOVEMENT_KIND_MANUAL_BONUS_DEBIT, -1),
    "cash_credit": (player_pb2.MOVEMENT_KIND_MANUAL_CASH_CREDIT, 1),
    "cash_debit": (player_pb2.MOVEMENT_KIND_ADJUSTMENT, -1),
}
GAMES = ["crash", "slots", "roulette"]


@st.composite
def bets(draw: st.DrawFn, around: date) -> naive.Bet:
    player = draw(st.integers(0, 3))
    at = draw(moments(around))
    settled = draw(st.booleans())
    return naive.Bet(
        player=str(player),
        at=at,
        stake=draw(st.integers(0, 10_000)),
        currency=draw(st.sampled_from(CURRENCIES[:2])),
        game=draw(st.sampled_from(GAMES)),
        country=COUNTRIES[player % 3],
        settled_at=at + timedelta(minutes=draw(st.integers(0, 2_000))) if settled else None,
        payout=draw(st.integers(0, 30_000)) if settled else 0,
        voided=draw(st.integers(0, 3)) == 0,
    )


@st.composite
def entries(draw: st.DrawFn, around: date) -> naive.Entry:
    player = draw(st.integers(0, 3))
    deposits = ["deposit", "first_deposit", "reversed_deposit"]
    others = ["registered", "withdrawal", "bonus_debit", *naive.BONUSES, *naive.SILENT]
    kind = draw(st.sampled_from([*deposits, *others]))
    at, ended_at = draw(moments(around)), None
    if kind == "reversed_deposit" or (kind == "asked_for" and draw(st.booleans())):
        # On another day: a deposit and its reversal that come to nothing within one point are as if there were none.
        ended_at = at + timedelta(minutes=draw(st.integers(1_600, 4_000)))
    least = 50_001 if kind == "bonus_debit" else 1  # nor may a debit come to nothing with the credit beside it
    return naive.Entry(
        ended_at=ended_at,
        kind=kind,
        player=str(player),
        at=at,
        minor=0 if kind == "registered" else draw(st.integers(least, 50_000 + least)),
        currency=draw(st.sampled_from(CURRENCIES)),
        country=COUNTRIES[player % 3],
    )


def moments(around: date) -> st.SearchStrategy[datetime]:
    """Instants within three days of a day, often on a quarter of an hour, where the buckets meet."""
    start = datetime(around.year, around.month, around.day, tzinfo=UTC) - timedelta(days=3)
    quarters = st.integers(0, 6 * 96).map(lambda n: start + timedelta(minutes=15 * n))
    return quarters | st.integers(0, 6 * 86_400 * 10**6).map(lambda n: start + timedelta(microseconds=n))


@st.composite
def brands(draw: st.DrawFn) -> tuple[list[naive.Brand], date]:
    (zone, around), other = draw(st.sampled_from(PLACES)), draw(st.sampled_from(PLACES))
    made = []
    for name in [zone] if draw(st.booleans()) else [zone, other[0]]:
        rules = [naive.Rule(date(2000, 1, 1), Fraction(1), Fraction(0), Fraction(0), Fraction(0))]
        if draw(st.booleans()):
            shares = [Fraction(draw(st.integers(0, 10_000)), 10_000) for _ in range(4)]
            rules.append(naive.Rule(around + timedelta(days=draw(st.integers(-2, 2))), *shares))
        made.append(
            naive.Brand(
                operator_id=str(uuid7()),
                zone=ZoneInfo(name),
                currency=draw(st.sampled_from(CURRENCIES)),
                rules=rules,
                bets=draw(st.lists(bets(around), max_size=12)),
                entries=draw(st.lists(entries(around), max_size=8)),
            )
        )
    return made, around


def activities(brand: naive.Brand, ids: dict[str, str]) -> list[players.RecordedActivity]:
    """All that the players service tells of a brand's facts."""
    told = []
    for bet in brand.bets:
        who, place = ids[bet.player], {"currency": bet.currency, "game": bet.game, "country": bet.country}
        told.append(an.placed(who, bet.at, bet.stake, **place))
        settlement = None
        if bet.settled_at:
            settlement = (bet.settled_at, bet.payout)
            told.append(an.settled(who, bet.settled_at, bet.stake, bet.payout, bet.at, **place))
        if bet.voided:
            told.append(an.voided(who, bet.at + timedelta(days=2), bet.stake, bet.at, settlement, **place))
    for entry in brand.entries:
        who, where = ids[entry.player], {"country": entry.country}
        if entry.kind == "registered":
            told.append(an.registered(who, entry.at, **where))
        elif entry.kind == "withdrawal":
            told.append(an.withdrawal(who, entry.at, entry.minor, entry.currency, **where))
        elif entry.kind == "bonus":
            told.append(an.bonus(who, entry.at, entry.minor, entry.currency, **where))
        elif entry.kind in CREDITED:
            told.append(an.credited(who, entry.at, entry.minor, CREDITED[entry.kind], entry.currency, **where))
        elif entry.kind in ADJUSTED:
            kind, sign = ADJUSTED[entry.kind]
            told.append(an.adjusted(who, entry.at, sign * entry.minor, kind, entry.currency, **where))
        elif entry.kind == "asked_for":
            told += an.withdrawal_story(who, entry.at, entry.minor, entry.currency, **where, paid_at=entry.ended_at)
        else:
            number = 1 if entry.kind == "first_deposit" else 2
            told.append(an.deposit(who, entry.at, entry.minor, entry.currency, number, **where))
            if entry.ended_at:
                told.append(
                    an.deposit_reversed(
                        who, entry.ended_at, entry.minor, entry.currency, **where, deposited_at=entry.at
                    )
                )
    return told


async def tell(metrics: Metrics, made: list[naive.Brand], chance: random.Random) -> None:
    """Announces operators, their rules and their activity: shuffled, in events of any size, some of them twice."""
    for brand in made:
        await metrics.operator_as(brand.operator_id, brand.zone.key, brand.currency)
        async with metrics.database.unit_of_work() as uow:
            for version, rule in enumerate(brand.rules[1:], 2):
                of = [int(share * 10_000) for share in (rule.bonus, rule.of_ggr, rule.of_deposits, rule.of_turnover)]
                # The share of GGR is tax and provider fees together.
                rates = NgrRates(of[0], of[1] // 2, of[1] - of[1] // 2, of[2], of[3])
                await operators.add_rule(uow.connection, NgrRule(UUID(brand.operator_id), version, rule.since, rates))
    queue = []
    for brand in made:
        told = activities(brand, defaultdict(lambda: str(uuid7())))
        chance.shuffle(told)
        while told:
            size = chance.randint(1, 6)
            event = uuid7(), recorded(brand.operator_id, told[:size])
            queue.extend([event] * chance.choice([1, 1, 2, 3]))
            told = told[size:]
    chance.shuffle(queue)
    for event_id, event in queue:
        await metrics.publish(event_id, event)
    await metrics.taken({event_id for event_id, _ in queue})


def check(response: pb.GetDashboardResponse, made: list[naive.Brand], first: date, last: date, by_hour: bool) -> None:
    days = (last - first).days + 1
    spans = {"now": (first, last), "before": (first - timedelta(days=days), first - timedelta(days=1))}

    def within(name: str, brand: naive.Brand, moment: datetime) -> bool:
        since, until = spans[name]
        return since <= brand.day(moment) <= until

    now = naive.figures(made, lambda brand, moment: within("now", brand, moment))
    before = naive.figures(made, lambda brand, moment: within("before", brand, moment))
    codes = naive.currencies(
        made, lambda brand, moment: within("now", brand, moment) or within("before", brand, moment)
    )
    keys = [(metric, code) for metric in naive.MONEY for code in codes] + [(metric, "") for metric in naive.COUNTS]
    wanted = {key: (now.value(*key), before.value(*key)) for key in keys}
    wanted["active_players", ""] = (len(now.players), len(before.players))
    assert figures(response) == wanted

    assert len(response.series) == len(wanted)
    for name, attribute in (("now", "points"), ("before", "previous_points")):
        expected = naive.labels(made, *spans[name], by_hour)
        per_point = {
            point: naive.figures(
                made,
                lambda brand, moment, point=point, name=name: (
                    within(name, brand, moment) and naive.label(moment, brand.zone, by_hour) == point
                ),
            )
            for point in expected
        }
        for series in response.series:
            metric = pb.Metric.Name(series.metric).removeprefix("METRIC_").lower()
            values = [
                len(part.players) if metric == "active_players" else part.value(metric, series.currency)
                for part in per_point.values()
            ]
            shown = getattr(series, attribute)
            assert [point.at for point in shown] == [at for at, _ in expected]
            assert [point.value for point in shown] == values, (metric, series.currency, name)
    check_rankings(response, made, first, last, days)


def check_rankings(
    response: pb.GetDashboardResponse, made: list[naive.Brand], first: date, last: date, days: int
) -> None:
    def only(game: str | None, country: str | None, code: str) -> list[naive.Brand]:
        return [
            replace(
                brand,
                bets=[
                    bet
                    for bet in brand.bets
                    if bet.currency == code and game in (None, bet.game) and country in (None, bet.country)
                ],
                entries=[],
            )
            for brand in made
        ]

    def of(game: str | None, country: str | None, code: str, back: int = 0) -> naive.Figures:
        shift = timedelta(days=back)
        return naive.figures(
            only(game, country, code), lambda brand, moment: first - shift <= brand.day(moment) <= last - shift
        )

    def settled(game: str | None, country: str | None, code: str) -> int:
        return sum(
            bool(bet.settled_at and first <= brand.day(bet.settled_at) <= last and not bet.voided)
            for brand in only(game, country, code)
            for bet in brand.bets
        )

    games, regions = {}, {}
    for code in CURRENCIES:
        for game in GAMES:
            part = of(game, None, code)
            if part.value("bets", "") or settled(game, None, code):
                money = tuple(part.value(metric, code) for metric in ("turnover", "payouts", "ggr"))
                games[game, code] = (*money, part.value("bets", ""), of(game, None, code, days).value("ggr", code))
        for country in COUNTRIES:
            part = of(None, country, code)
            if part.value("bets", "") or settled(None, country, code):
                money = tuple(part.value(metric, code) for metric in ("turnover", "ggr"))
                previous = of(None, country, code, days).value("ggr", code)
                regions[country, code] = (*money, part.value("bets", ""), len(part.players), previous)
    assert {
        (one.game, one.currency): (one.turnover, one.payouts, one.ggr, one.bets, one.previous_ggr)
        for one in response.top_games
    } == games
    assert {
        (one.country, one.currency): (one.turnover, one.ggr, one.bets, one.active_players, one.previous_ggr)
        for one in response.top_regions
    } == regions
    for ranking in (response.top_games, response.top_regions):
        for code in CURRENCIES:
            ggrs = [one.ggr for one in ranking if one.currency == code]
            assert ggrs == sorted(ggrs, reverse=True)


@pytest.mark.timeout(600)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    brands(),
    st.randoms(use_true_random=False),
    st.integers(-2, 2),
    st.integers(0, 4),
    st.sampled_from([pb.INTERVAL_UNSPECIFIED, pb.INTERVAL_HOUR, pb.INTERVAL_DAY]),
)
async def test_every_figure_equals_the_naive_recomputation(
    metrics: Metrics,
    example: tuple[list[naive.Brand], date],
    chance: random.Random,
    shift: int,
    more: int,
    interval: pb.Interval.ValueType,
) -> None:
    made, around = example
    # The same example may be tried again: its operators must be new each time.
    made = [replace(brand, operator_id=str(uuid7())) for brand in made]
    await tell(metrics, made, chance)
    first = around + timedelta(days=shift)
    last = first + timedelta(days=more)
    response = await metrics.dashboard(
        [brand.operator_id for brand in made], first.isoformat(), last.isoformat(), interval
    )
    assert response.previous_to == date_of((first - timedelta(days=1)).isoformat())
    by_hour = interval == pb.INTERVAL_HOUR or (interval == pb.INTERVAL_UNSPECIFIED and more < 3)
    check(response, made, first, last, by_hour)
