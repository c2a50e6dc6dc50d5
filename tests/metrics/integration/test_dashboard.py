"""GetDashboard over the wire: figures, periods, tenancy, errors that name the field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.players.v1.events_pb2 import ActivityRecorded

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.metrics import activity as an
from tests.metrics import naive
from tests.metrics.running import Metrics, date_of, figures, recorded
from tests.polling import until

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
        ("hold", "EUR"): (214_286, -2_000_000),
        ("ftd_amount", "EUR"): (2_000, 5_000),
        ("bonus_cost", "EUR"): (150, 0),
        ("arpu", "EUR"): (150, -600),
        ("average_deposit", "EUR"): (1_500, 5_000),
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


async def test_an_idle_operator_shows_zeros_in_its_own_currency(metrics: Metrics) -> None:
    operator = await metrics.operator("Asia/Kathmandu", "JPY")
    response = await metrics.dashboard([operator], "2026-03-01", "2026-03-05")
    shown = figures(response)
    assert {metric for (metric, _), values in shown.items() if values == (None, None)} == set(naive.QUOTIENTS)
    assert {values for (metric, _), values in shown.items() if metric not in naive.QUOTIENTS} == {(0, 0)}
    assert {currency for _, currency in shown} == {"", "JPY"}
    assert len(shown) == len(response.series) + 2 == 16
    assert response.interval == pb.INTERVAL_DAY
    assert [point.at for point in response.series[0].points] == [f"2026-03-0{day}" for day in range(1, 6)]
    assert not response.top_games
    assert not response.top_regions
    assert not response.freshness.HasField("last_activity_at")


async def test_each_operator_counts_in_its_own_zone(metrics: Metrics) -> None:
    west, east = await metrics.operator("America/Sao_Paulo"), await metrics.operator("Asia/Kolkata")
    moment = datetime(2026, 3, 10, 20, tzinfo=UTC)  # 17:00 on the 10th in the west, 01:30 on the 11th in the east
    for operator in (west, east):
        await metrics.recorded(operator, an.placed(str(uuid7()), moment, 100))
    both = await metrics.dashboard([west, east], "2026-03-10", "2026-03-10")
    assert both.timezone == ""
    assert figures(both)["turnover", "EUR"] == (100, 0)
    assert {(rule.operator_id, rule.version) for rule in both.ngr_rules} == {(west, 1), (east, 1)}
    turnover = next(series for series in both.series if series.metric == pb.METRIC_TURNOVER)
    assert {point.at: point.value for point in turnover.points if point.value} == {"2026-03-10T17:00": 100}
    assert figures(await metrics.dashboard([east], "2026-03-11", "2026-03-11"))["turnover", "EUR"] == (100, 0)


async def test_currencies_are_never_added_up(metrics: Metrics) -> None:
    operator = await metrics.operator()
    player = str(uuid7())
    await metrics.recorded(
        operator,
        an.placed(player, NOON, 100, "EUR"),
        an.placed(player, NOON, 5_000, "BTC"),
        an.deposit(player, NOON - timedelta(days=1), 7, "JPY"),
    )
    shown = figures(await metrics.dashboard([operator], "2026-03-10", "2026-03-10"))
    assert [shown["turnover", currency] for currency in ("EUR", "BTC", "JPY")] == [(100, 0), (5_000, 0), (0, 0)]
    assert shown["deposits", "JPY"] == (0, 7)
    assert shown["bets", ""] == (2, 0)
    assert shown["active_players", ""] == (1, 0)


async def test_the_ten_games_with_the_largest_ggr_by_currency(metrics: Metrics) -> None:
    operator, player = await metrics.operator(), str(uuid7())
    told = []
    for number in range(12):
        for currency in ("EUR", "BIT") if number < 3 else ("EUR",):
            name = {"currency": currency, "game": f"g{number:02}", "provider": f"p{number % 2}"}
            told.append(an.placed(player, NOON, 1_000, **name))
            told.append(an.settled(player, NOON, 1_000, number * 10, NOON, **name))
    await metrics.recorded(operator, *told)
    response = await metrics.dashboard([operator], "2026-03-10", "2026-03-10")
    shown = [(game.game, game.currency, game.ggr) for game in response.top_games]
    assert len(shown) == 10
    assert [one for one in shown if one[1] == "BIT"] == [(f"g{n:02}", "BIT", 1_000 - 10 * n) for n in range(3)]
    assert [one for one in shown if one[1] == "EUR"] == [(f"g{n:02}", "EUR", 1_000 - 10 * n) for n in range(7)]
    assert response.top_games[0].provider == "p0"


async def test_activity_of_an_operator_not_announced_yet_is_counted(metrics: Metrics) -> None:
    operator = str(uuid7())
    await metrics.recorded(operator, an.placed(str(uuid7()), NOON, 100))
    with pytest.raises(DomainError) as caught:
        await metrics.dashboard([operator], "2026-03-10", "2026-03-10")
    assert (caught.value.kind, caught.value.reason) == (Kind.NOT_FOUND, "OPERATOR_UNKNOWN")
    await metrics.operator_as(operator, "UTC", "EUR")
    assert figures(await metrics.dashboard([operator], "2026-03-10", "2026-03-10"))["bets", ""] == (1, 0)


async def test_the_newest_revision_of_an_operator_wins(metrics: Metrics) -> None:
    operator = str(uuid7())
    await metrics.operator_as(operator, "Asia/Kolkata", "EUR", revision=2)
    await metrics.operator_as(operator, "UTC", "EUR", revision=1)
    assert (await metrics.dashboard([operator], "2026-03-10", "2026-03-10")).timezone == "Asia/Kolkata"
    await metrics.operator_as(operator, "Europe/Malta", "EUR", revision=3)
    response = await metrics.dashboard([operator], "2026-03-10", "2026-03-10")
    assert response.timezone == "Europe/Malta"
    assert [rule.version for rule in response.ngr_rules] == [1]


@pytest.mark.parametrize(
    ("operator_id", "player_id"), [("not-a-uuid", str(uuid7())), ("", str(uuid7())), (str(uuid7()), "not-a-uuid")]
)
async def test_an_event_that_cannot_be_becomes_a_dead_letter_and_holds_up_nobody(
    metrics: Metrics, operator_id: str, player_id: str
) -> None:
    operator, dead = await metrics.operator(), await metrics.dead()
    event = recorded(operator, [an.placed(player_id, NOON, 100)])
    assert isinstance(event.message, ActivityRecorded)
    event.message.operator_id = operator_id
    await metrics.announce(event)
    await metrics.recorded(operator, an.placed(str(uuid7()), NOON, 100))

    async def buried() -> bool:
        return await metrics.dead() == dead + 1

    await until(buried)
    assert figures(await metrics.dashboard([operator], "2026-03-10", "2026-03-10"))["bets", ""] == (1, 0)


@pytest.mark.parametrize(
    ("first", "last", "interval", "field"),
    [
        ("2026-03-11", "2026-03-10", 0, "from"),
        ("2026-13-01", "2026-03-10", 0, "from"),
        ("2026-03-01", "2026-02-30", 0, "to"),
        ("0-0-0", "2026-03-10", 0, "from"),
        ("1999-12-31", "2026-03-10", 0, "from"),
        ("2999-01-01", "2999-01-02", 0, "from"),
        ("2100-12-31", "2101-01-01", 0, "to"),
        ("2025-01-01", "2026-01-02", 0, "to"),
        ("2026-01-01", "2026-03-10", pb.INTERVAL_HOUR, "interval"),
        ("2026-03-10", "2026-03-10", 17, "interval"),
    ],
)
async def test_bad_input_names_its_field(metrics: Metrics, first: str, last: str, interval: int, field: str) -> None:
    operator = await metrics.operator()
    with pytest.raises(DomainError) as caught:
        await metrics.dashboard([operator], first, last, interval)
    assert caught.value.kind is Kind.INVALID
    assert caught.value.reason == "INVALID_FIELD"
    assert list(caught.value.fields) == [field]


async def test_the_edges_of_the_calendar_have_figures(metrics: Metrics) -> None:
    operator = await metrics.operator("Australia/Lord_Howe")
    for first, last in (("2000-01-01", "2000-12-31"), ("2100-01-01", "2100-12-31")):
        response = await metrics.dashboard([operator], first, last)
        assert len(response.series[0].points) == len(response.series[0].previous_points) >= 365


@pytest.mark.parametrize("operators", [[], ["nonsense"], ["", ""]])
async def test_what_names_no_operator_is_refused(metrics: Metrics, operators: list[str]) -> None:
    with pytest.raises(DomainError) as caught:
        await metrics.dashboard(operators, "2026-03-10", "2026-03-10")
    assert caught.value.kind in (Kind.INVALID, Kind.DENIED)


async def test_nobody_sees_another_tenants_figures(metrics: Metrics) -> None:
    mine, theirs = await metrics.operator(), await metrics.operator()
    await metrics.recorded(theirs, an.placed(str(uuid7()), NOON, 777))
    request = pb.GetDashboardRequest(operator_ids=[mine, theirs], to=date_of("2026-03-10"))
    getattr(request, "from").CopyFrom(date_of("2026-03-10"))
    unknown = str(uuid7())
    for operators, token in (
        ([theirs], metrics.token(mine)),
        ([mine, theirs], metrics.token(mine)),
        ([unknown], metrics.token(mine)),  # the same answer, whether the operator exists or not
        ([mine], metrics.token(mine, permission="players.read")),
    ):
        del request.operator_ids[:]
        request.operator_ids.extend(operators)
        with pytest.raises(DomainError) as caught:
            await client.call(metrics.stub.GetDashboard, request, token, seconds=10)
        assert (caught.value.kind, caught.value.reason) == (Kind.DENIED, "PERMISSION_DENIED")
    shown = figures(await metrics.dashboard([mine], "2026-03-10", "2026-03-10"))
    assert set(shown.values()) == {(0, 0), (None, None)}


async def test_a_call_without_a_token_is_refused(metrics: Metrics) -> None:
    with pytest.raises(DomainError) as caught:
        await client.call(metrics.stub.GetDashboard, pb.GetDashboardRequest(), "", seconds=10)
    assert caught.value.kind is Kind.UNAUTHENTICATED
