"""GetDashboard over the wire: figures, periods, tenancy, errors that name the field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from daybook.metrics.v1 import metrics_service_pb2 as pb

from kit.ids import uuid7
from tests.metrics import activity as an
from tests.metrics.running import Metrics, date_of, figures

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_every_figure_of_a_day_with_the_day_before(metrics: Metrics) -> None:
    operator = await metrics.operator()
    ana, bo = str(uuid7()), str(uuid7())
    before = NOON - timedelta(days=1)
    await metrics.recorded(
        operator,
        an.registered(ana, before),
        an.registered(bo, NOON),
        an.deposit(ana, before, 5_000, number=1),
        an.deposit(ana, NOON, 1_000, number=2),
        an.deposit(bo, NOON, 2_000, number=1),
        an.withdrawal(ana, NOON, 700),
        an.bonus(bo, NOON, 150),
        an.placed(ana, before, 300),
        an.settled(ana, before, 300, 900, before),
        an.placed(ana, NOON, 1_000),
        an.placed(bo, NOON, 400, game="slots", country="PT"),
        an.settled(bo, NOON + HOUR, 400, 100, NOON, game="slots", country="PT"),
        an.placed(bo, NOON, 50),
        an.voided(bo, NOON + HOUR, 50, NOON),
    )
    response = await metrics.dashboard([operator], "2026-03-10", "2026-03-10")
    assert figures(response) == {
        ("turnover", "EUR"): (1_400, 300),
        ("payouts", "EUR"): (100, 900),
        ("ggr", "EUR"): (300, -600),
        ("ngr", "EUR"): (150, -600),
        ("active_players", ""): (2, 1),
        ("registrations", ""): (1, 1),
        ("ftd_count", ""): (1, 1),
        ("deposits", "EUR"): (3_000, 5_000),
        ("withdrawals", "EUR"): (700, 0),
        ("net_deposits", "EUR"): (2_300, 5_000),
        ("bets", ""): (2, 1),
    }
    assert response.previous_from == date_of("2026-03-09")
    assert response.previous_to == date_of("2026-03-09")
    assert response.timezone == "UTC"
    assert response.interval == pb.INTERVAL_HOUR
    assert [
        (game.game, game.ggr, game.turnover, game.previous_ggr, game.settled_stakes) for game in response.top_games
    ] == [
        ("slots", 300, 400, 0, 400),
        ("crash", 0, 1_000, -600, 0),
    ]
    assert [(one.country, one.ggr, one.active_players, one.previous_ggr) for one in response.top_regions] == [
        ("PT", 300, 1, 0),
        ("BR", 0, 1, -600),
    ]
    assert [(rule.version, rule.formula) for rule in response.ngr_rules] == [(1, "GGR - bonus cost")]
    assert response.freshness.last_activity_at.ToDatetime(UTC) == NOON + HOUR
    ggr = next(series for series in response.series if series.metric == pb.METRIC_GGR)
    assert len(ggr.points) == len(ggr.previous_points) == 24
    assert {point.at: point.value for point in ggr.points if point.value} == {"2026-03-10T13:00": 300}
    assert {point.at: point.value for point in ggr.previous_points if point.value} == {"2026-03-09T12:00": -600}
    active = next(series for series in response.series if series.metric == pb.METRIC_ACTIVE_PLAYERS)
    assert {point.at: point.value for point in active.points if point.value} == {"2026-03-10T12:00": 2}
