"""Every figure equals a naive recomputation, for random activity, shuffled, split, repeated, voided, in hard zones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from daybook.metrics.v1 import metrics_service_pb2 as pb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.ids import uuid7
from tests.metrics import naive
from tests.metrics.brands import COUNTRIES, CURRENCIES, GAMES, brands, tell
from tests.metrics.running import Metrics, date_of, figures


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
    present, earlier = now.all_of(codes), before.all_of(codes)
    assert figures(response) == {key: (value, earlier[key]) for key, value in present.items()}

    # All but the two quotients of money are drawn.
    assert len(response.series) == len(present) - 2 * len(codes)
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
            values = [part.all_of(codes)[metric, series.currency] for part in per_point.values()]
            shown = getattr(series, attribute)
            assert [point.at for point in shown] == [at for at, _ in expected]
            points = [None if point.undefined else point.value for point in shown]
            assert points == values, (metric, series.currency, name)
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
                entries=[
                    entry for entry in brand.entries if entry.currency == code and country in (None, entry.country)
                ],
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
            money = tuple(part.value(metric, code) for metric in ("turnover", "ggr", "deposits", "withdrawals"))
            if part.value("bets", "") or settled(None, country, code) or any(money[2:]):
                previous = of(None, country, code, days).value("ggr", code)
                regions[country, code] = (*money, part.value("bets", ""), len(part.players), previous)
    assert {
        (one.game, one.currency): (one.turnover, one.payouts, one.ggr, one.bets, one.previous_ggr)
        for one in response.top_games
    } == games
    assert {
        (one.country, one.currency): (
            *(one.turnover, one.ggr, one.deposits, one.withdrawals),
            *(one.bets, one.active_players, one.previous_ggr),
        )
        for one in response.top_regions
        if one.bets
        or one.turnover
        or one.ggr
        or one.deposits
        or one.withdrawals
        or (one.country, one.currency) in regions
    } == regions
    registered = {one.country: one.registrations for one in response.top_regions if one.registrations}
    everything = [
        entry.country
        for brand in made
        for entry in brand.entries
        if entry.kind == "registered" and first <= brand.day(entry.at) <= last
    ]
    assert registered == {country: everything.count(country) for country in set(everything)}
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
