"""Routes of explanations, rules and reports: what is asked of whom, what is shown, who may."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
from daybook.metrics.v1 import explain_service_pb2 as explain_pb
from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.metrics.v1 import reports_service_pb2 as reports_pb
from daybook.metrics.v1 import rules_service_pb2 as rules_pb
from daybook.players.v1 import figures_service_pb2 as players_pb
from daybook.players.v1 import player_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from gateway.domain.directory import Operator
from kit.ids import uuid7
from tests.gateway.backoffice import Backoffice, problem

_DAY = date_pb2.Date(year=2026, month=11, day=20)
_PERIOD = {"from": "2026-11-20", "to": "2026-11-20"}
_AT = Timestamp(seconds=1_790_000_000)


async def test_a_figure_with_its_terms_and_cells(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    answer = explain_pb.ExplainFigureResponse(
        figure=pb.Figure(metric=pb.METRIC_GGR, currency="BRL", value=-150),
        timezone="America/Sao_Paulo",
        groups=[explain_pb.FIGURE_GROUP_TIME, explain_pb.FIGURE_GROUP_CELL],
        next_cursor="more",
    )
    answer.definitions.add(
        text="In English.", text_pt_br="Em português.", version=1, effective_from=_DAY, formula="a - b"
    )
    answer.terms.add(name="payouts", sign=-1, value=150, currency="BRL", converted=150)
    cell = answer.cells.add(
        until=_AT, operator_id=str(brand.operator_id), currency="BRL", value=-150, bets=2, country=""
    )
    getattr(cell, "from").CopyFrom(_AT)
    answer.total.count = 3
    backoffice.answers.told["ExplainFigure"] = answer
    params = {**_PERIOD, "metric": "ggr", "in": "BRL", "group": "cell", "game": "crash", "limit": 7, "cursor": "c"}
    got = await admin.get("/dashboard/figure", params=params)
    assert got.status_code == 200, got.text
    (heard,) = backoffice.answers.heard
    assert (heard.request.metric, heard.request.currency) == (pb.METRIC_GGR, "BRL")
    assert (heard.request.group, heard.request.page.size) == (explain_pb.FIGURE_GROUP_CELL, 7)
    assert list(heard.request.filter.games) == ["crash"]
    body = got.json()
    assert (body["value"], body["label"], body["kind"], body["definition"]) == ("-1.50", "GGR", "money", "In English.")
    assert body["terms"][0]["value"] == "1.50"
    (shown,) = body["cells"]["items"]
    assert (shown["value"], shown["bets"], shown["country"], shown["game"]) == ("-1.50", 2, "", None)
    assert (body["cells"]["next_cursor"], body["cells"]["total"]["count"]) == ("more", 3)
    problem(await admin.get("/dashboard/figure", params={**_PERIOD, "metric": "moon"}), 422, "INVALID_FIELD")


async def test_bets_behind_a_cell_are_for_who_may_read_players(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    told = players_pb.ListFigureBetsResponse()
    bet = player_pb2.Bet(bet_id="b1", status=player_pb2.BET_STATUS_PLACED, placed_at=_AT)
    bet.stake.minor, bet.stake.currency = 250, "BRL"
    told.bets.add(bet=bet, player_id=str(uuid7()), username="ana", country="BR")
    backoffice.answers.told["ListFigureBets"] = told
    params = {"from": "2026-11-20T00:00:00Z", "until": "2026-11-20T00:15:00Z", "basis": "settled", "country": ""}
    body = (await admin.get("/dashboard/figure/bets", params=params)).json()
    assert body["items"][0]["bet"]["stake"] == {"amount": "2.50", "currency": "BRL"}
    (heard,) = backoffice.answers.heard
    assert heard.request.basis == players_pb.FIGURE_BASIS_SETTLED
    assert heard.request.HasField("country")
    assert getattr(heard.request, "from").ToDatetime(UTC) == datetime(2026, 11, 20, tzinfo=UTC)
    analyst = await backoffice.signed_in("analyst", brand.company_id)
    problem(await analyst.browser.get("/dashboard/figure/bets", params=params), 403, "PERMISSION_DENIED")


async def test_waterfalls_changes_and_anomalies(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    answers, player = backoffice.answers, str(uuid7())
    fall = explain_pb.GetWaterfallResponse(currency="BRL", currencies=["BRL"])
    view = fall.waterfalls.add(name="house_ngr", title="House NGR")
    view.rules.add(version=2, effective_from=_DAY, text="GGR", source="s")
    view.steps.add(name="turnover", value=1_000, running=1_000)
    answers.told["GetWaterfall"] = fall
    body = (await admin.get("/dashboard/waterfall", params=_PERIOD)).json()
    assert body["views"][0]["rule"]["version"] == 2
    assert body["views"][0]["steps"][0]["running"] == "10.00"

    moved = explain_pb.ExplainChangeResponse(
        figure=pb.Figure(metric=pb.METRIC_BETS, value=9, previous=4), previous_from=_DAY, previous_to=_DAY, rest_count=3
    )
    moved.parts.add(key=player, operator_id=str(brand.operator_id), now=7, before=1)
    moved.rest.now, moved.rest.before = 2, 3
    answers.told["ExplainChange"] = moved
    answers.names = [
        players_pb.NamePlayersResponse.Name(operator_id=str(brand.operator_id), player_id=player, username="ana")
    ]
    body = (await admin.get("/dashboard/change", params={**_PERIOD, "metric": "bets", "by": "player"})).json()
    assert (body["difference"], body["parts"][0]["difference"], body["parts"][0]["label"]) == (5, 6, "ana")
    assert body["rest"] == {"count": 3, "now": 2, "before": 3, "difference": -1}
    analyst = await backoffice.signed_in("analyst", brand.company_id)
    seen = await analyst.browser.get("/dashboard/change", params={**_PERIOD, "metric": "bets", "by": "player"})
    assert seen.json()["parts"][0]["label"] is None

    odd = explain_pb.ListAnomaliesResponse(step_days=7)
    odd.anomalies.add(
        figure=pb.Figure(metric=pb.METRIC_HOLD, currency="BRL", value=50_000),
        low=10_000,
        median=20_000,
        high=30_000,
        samples=12,
        verdict=explain_pb.ANOMALY_VERDICT_HIGH,
        why="because",
    )
    odd.anomalies.add(figure=pb.Figure(metric=pb.METRIC_BETS), unknown=explain_pb.ANOMALY_UNKNOWN_TOO_FEW, why="few")
    answers.told["ListAnomalies"] = odd
    high, few = (await admin.get("/dashboard/anomalies", params=_PERIOD)).json()["items"]
    assert (high["value"], high["expected"]["high"], high["verdict"]) == ("0.050000", "0.030000", "high")
    assert (few["expected"]["low"], few["verdict"], few["unknown"]) == (None, "unknown", "too_few")
    problem(await admin.get("/dashboard/anomalies", params={**_PERIOD, "game": "x"}), 422, "INVALID_FIELD")


async def test_rules_rates_and_games_are_set_by_who_may(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    answers, operator, company = backoffice.answers, str(brand.operator_id), str(brand.company_id)
    rule = rules_pb.NgrRuleVersion(version=2, effective_from=_DAY, created_at=_AT, created_by="Ana", formula="GGR")
    answers.told["AddNgrRule"] = rules_pb.AddNgrRuleResponse(rule=rule)
    answers.told["PutExchangeRates"] = rules_pb.PutExchangeRatesResponse()
    answers.told["PutGames"] = rules_pb.PutGamesResponse(changed=1)
    writes: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/ngr-rules", {"operator_id": operator, "effective_from": "2026-11-20", "gaming_tax_bps": 1_200}),
        (
            "PUT",
            "/exchange-rates",
            {
                "company_id": company,
                "day": "2026-11-20",
                "rates": [{"base": "BRL", "quote": "EUR", "rate": "0.16"}],
                "source": "ECB",
            },
        ),
        ("PUT", "/games", {"operator_id": operator, "games": [{"game": "crash", "theoretical_rtp": "0.97"}]}),
    ]
    analyst = await backoffice.signed_in("analyst", brand.company_id)
    stranger = await backoffice.api_key(await backoffice.company())
    for method, path, body in writes:
        asked = body | {"reason": "why"}
        problem(await analyst.browser.request(method, path, json=asked), 403, "PERMISSION_DENIED")
        problem(await stranger.request(method, path, json=asked), 403, "PERMISSION_DENIED")
        problem(await admin.request(method, path, json=body), 422, "INVALID_FIELD")
        got = await admin.request(method, path, json=asked)
        assert got.status_code in (200, 201), got.text
    added, rates, games = (heard.request for heard in answers.heard)
    assert (added.rates.gaming_tax_bps, added.rates.bonus_cost_bps, added.reason) == (1_200, 0, "why")
    assert (rates.company_id, rates.rates[0].rate) == (company, "0.16")
    assert games.games[0].theoretical_rtp == "0.97"
    assert answers.heard[1].actor.may_company("metrics.manage", company)


async def test_a_report_is_a_file(backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator) -> None:
    answers = backoffice.answers
    answers.told["IssueReport"] = reports_pb.IssueReportResponse(content=b"report,1\r\n", file_name="daybook-a-r1.csv")
    answers.told["GetReportKey"] = reports_pb.GetReportKeyResponse(key_id="k1", public_key="pem")
    got = await admin.get("/regulator-report", params={"month": "2026-10"})
    assert (got.status_code, got.content) == (200, b"report,1\r\n")
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    assert "daybook-a-r1.csv" in got.headers["content-disposition"]
    assert (await admin.get("/regulator-report/key")).json() == {"key_id": "k1", "public_key": "pem"}
    problem(await admin.get("/regulator-report", params={"month": "2026-13"}), 422, "INVALID_FIELD")
