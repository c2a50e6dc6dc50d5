"""The dashboard's routes: what is asked of whom, how standings join the tiles, who sees names, what is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import query_pb2
from daybook.players.v1 import figures_service_pb2 as players_pb
from google.type import date_pb2

from gateway.domain.directory import Operator
from kit.ids import uuid7
from tests.gateway.backoffice import Backoffice, problem

_DAY = date_pb2.Date(year=2026, month=11, day=20)
_PERIOD = {"from": "2026-11-20", "to": "2026-11-20"}


def _answered(**more: Any) -> pb.GetDashboardResponse:
    answer = pb.GetDashboardResponse(
        to=_DAY, previous_from=_DAY, previous_to=_DAY, compare=query_pb2.COMPARE_YEAR, **{"from": _DAY}, **more
    )
    for metric in pb.Metric.values()[1:]:
        answer.figures.add(metric=metric, currency="" if metric in (5, 6, 7, 11) else "BRL", value=250_000, previous=1)
    return answer


async def test_the_whole_question_reaches_metrics(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    backoffice.answers.dashboard = _answered()
    params = {
        **_PERIOD,
        "operator_id": str(brand.operator_id),
        "compare": "year",
        "calendar": "utc",
        "currency": "reporting",
        "interval": "day",
        "country": ["BR", ""],
        "in_currency": "BRL",
        "provider": "acme",
        "game": "crash",
        "category": "slots",
        "device": "phone",
        "channel": "affiliate",
    }
    answer = await admin.get("/dashboard", params=params)
    assert answer.status_code == 200, answer.text
    (heard,) = backoffice.answers.heard  # a filter leaves out how operators stand
    asked = heard.request
    assert (asked.compare, asked.calendar) == (query_pb2.COMPARE_YEAR, query_pb2.CALENDAR_UTC)
    assert (asked.reporting_currency, asked.interval) == ("BRL", pb.INTERVAL_DAY)
    assert asked.filter == query_pb2.Filter(
        countries=["BR", ""],
        currencies=["BRL"],
        providers=["acme"],
        games=["crash"],
        categories=["slots"],
        devices=["phone"],
        channels=["affiliate"],
    )
    assert answer.json()["compare"] == "year"
    assert answer.json()["missing"] == []


async def test_how_operators_stand_joins_the_tiles_now_and_then(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    until = datetime(2026, 11, 19, 12, tzinfo=UTC)
    backoffice.answers.dashboard = answer = _answered(reporting_currency="BRL")
    answer.previous_until.FromDatetime(until)
    answer.present_rates.add(company_id=str(brand.company_id), currency="EUR", rate="6.005", day=_DAY, source="ECB")
    standing = players_pb.Standing(operator_id=str(brand.operator_id), online_now=7)
    standing.balances.add(minor=100_01, currency="EUR")
    standing.balances.add(minor=1_00, currency="BRL")
    standing.balances.add(minor=5, currency="JPY")
    standing.pending_withdrawn.add(minor=30_00, currency="BRL")
    backoffice.answers.standings = [standing]
    params = {**_PERIOD, "operator_id": str(brand.operator_id), "currency": "BRL"}
    got = (await admin.get("/dashboard", params=params)).json()
    assert [tile["metric"] for tile in got["tiles"]] == [
        *("turnover", "ggr", "ngr", "hold", "active_players", "registrations", "ftd_count", "ftd_amount"),
        *("deposits", "withdrawals", "net_deposits", "pending_withdrawals", "bonus_cost", "arpu"),
        *("player_balances", "player_balances", "online_now", "average_deposit", "bets", "payouts"),
    ]
    balances = [tile for tile in got["tiles"] if tile["metric"] == "player_balances"]
    # 100.01 EUR at 6.005 are 600.56005; yen have no rate and stand apart.
    assert [(tile["value"], tile["currency"]) for tile in balances] == [("601.56", "BRL"), ("5", "JPY")]
    online = next(tile for tile in got["tiles"] if tile["metric"] == "online_now")
    assert online == {"metric": "online_now", "kind": "count", "value": 7, "previous": 7}
    moments = [heard.request.at.ToDatetime(UTC) for heard in backoffice.answers.heard if hasattr(heard.request, "at")]
    assert until in moments
    assert next(tile for tile in got["tiles"] if tile["metric"] == "hold")["value"] == "0.250000"
    assert got["currency"] == {"mode": "reporting", "code": "BRL", "rates": [], "missing": []}


async def test_without_players_the_figures_stand_and_say_what_is_missing(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    backoffice.answers.dashboard = _answered()
    backoffice.answers.top = pb.ListTopPlayersResponse(
        winners=[pb.TopPlayer(operator_id=str(brand.operator_id), player_id=str(uuid7()), currency="BRL", ggr=-5)]
    )
    port = backoffice.upstream.servers["players"].port
    await backoffice.upstream.stop_one("players")
    params = {**_PERIOD, "operator_id": str(brand.operator_id)}
    try:
        got = (await admin.get("/dashboard", params=params)).json()
        assert got["missing"] == ["players"]
        assert len(got["tiles"]) == 16
        ranked = (await admin.get("/dashboard/players", params=params)).json()
        assert ranked["missing"] == ["players"]
        assert [one["player"]["username"] for one in ranked["winners"]] == [None]
    finally:
        await backoffice.upstream.start_one("players", backoffice.upstream._servicers()["players"], port)


async def test_top_players_are_named_to_who_may_read_players_there(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    operator_id, player_id = str(brand.operator_id), str(uuid7())
    known = {"operator_id": operator_id, "player_id": player_id}
    one = pb.TopPlayer(**known, country="BR", currency="BRL", ggr=-1_000, turnover=5_000, deposits=7, withdrawals=8)
    backoffice.answers.top = pb.ListTopPlayersResponse(winners=[one], depositors=[one])
    backoffice.answers.names = [players_pb.NamePlayersResponse.Name(**known, username="ana")]
    params = {**_PERIOD, "operator_id": operator_id}
    got = (await admin.get("/dashboard/players", params=params)).json()
    assert got["winners"] == [
        {
            "player": {"id": player_id, "operator_id": operator_id, "username": "ana", "country": "BR"},
            "currency": "BRL",
            "ggr": "-10.00",
            "turnover": "50.00",
            "deposits": "0.07",
            "withdrawals": "0.08",
        }
    ]
    assert got["losers"] == []
    named = backoffice.answers.heard[-1]
    assert [player.player_id for player in named.request.players] == [player_id]
    assert named.actor.holds("players.read")
    assert not named.actor.holds("metrics.read")

    company = await backoffice.company()
    theirs = await backoffice.operator(company)
    analyst = await backoffice.api_key(company, "analyst")
    backoffice.answers.heard.clear()
    got = (await analyst.get("/dashboard/players", params={**_PERIOD, "operator_id": str(theirs.operator_id)})).json()
    assert got["winners"][0]["player"]["username"] is None
    assert not any(isinstance(heard.request, players_pb.NamePlayersRequest) for heard in backoffice.answers.heard)


@pytest.mark.parametrize("route", ["", "/players", "/options", "/compare"])
async def test_nobody_asks_about_another_tenant(backoffice: Backoffice, route: str) -> None:
    ours, theirs = await backoffice.company(), await backoffice.company()
    await backoffice.operator(ours)
    foreign = await backoffice.operator(theirs)
    admin = await backoffice.api_key(ours)
    backoffice.answers.heard.clear()
    params = {**_PERIOD, "operator_id": str(foreign.operator_id)}
    problem(await admin.get(f"/dashboard{route}", params=params), 403, "PERMISSION_DENIED")
    problem(await backoffice.client().get(f"/dashboard{route}", params=params), 401, "UNAUTHENTICATED")
    assert backoffice.answers.heard == []


async def test_options_and_comparison(backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator) -> None:
    backoffice.answers.dimensions = pb.GetDimensionsResponse(
        countries=["", "BR"],
        currencies=["BRL"],
        games=[pb.GetDimensionsResponse.Game(game="crash", provider="acme", category="slots")],
    )
    params = {"operator_id": str(brand.operator_id)}
    got = (await admin.get("/dashboard/options", params=params)).json()
    assert got["countries"] == ["", "BR"]
    assert got["games"] == [{"game": "crash", "provider": "acme", "name": None, "category": "slots"}]

    backoffice.answers.compared = compared = pb.CompareOperatorsResponse(to=_DAY, **{"from": _DAY})
    one = compared.operators.add(operator_id=str(brand.operator_id), timezone="UTC")
    one.figures.add(metric=pb.METRIC_HOLD, currency="BRL", undefined=True, previous_undefined=True)
    one.sparkline.metric, one.sparkline.currency = pb.METRIC_GGR, "BRL"
    one.sparkline.points.add(at="2026-11-20", value=150)
    got = (await admin.get("/dashboard/compare", params={**_PERIOD, **params})).json()
    assert got["items"][0]["figures"] == [
        {"metric": "hold", "kind": "ratio", "value": None, "previous": None, "currency": "BRL"}
    ]
    assert got["items"][0]["sparkline"]["points"] == [{"at": "2026-11-20", "value": "1.50"}]
    assert (got["previous_from"], got["until"]) == (None, None)
