"""The operator list over HTTP: composed of three places, partial when one is down, for those within reach alone."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from daybook.metrics.v1 import metrics_service_pb2 as metrics_pb
from daybook.metrics.v1 import query_pb2
from daybook.players.v1 import figures_service_pb2 as players_pb
from daybook.types.v1 import money_pb2
from google.type import date_pb2

from gateway.domain.directory import Company, Operator
from kit.errors import InvalidField
from tests.gateway.backoffice import Backoffice, problem

DAY = {"from": "2026-11-20", "to": "2026-11-20"}


@pytest.fixture
async def company(backoffice: Backoffice) -> AsyncIterator[Company]:
    """A company of its own; what was answered for it is forgotten."""
    yield await backoffice.company()
    backoffice.answers.compared.Clear()
    backoffice.answers.standings.clear()


def figure(metric: str, value: int, previous: int, currency: str = "") -> metrics_pb.Figure:
    return metrics_pb.Figure(
        metric=metrics_pb.Metric.Value(f"METRIC_{metric}"), value=value, previous=previous, currency=currency
    )


def counted(backoffice: Backoffice, *brands: Operator) -> None:
    """The metrics service knows of operators: the first has the smaller GGR."""
    answer = backoffice.answers.compared
    answer.reporting_currency, answer.compare = "BRL", query_pb2.COMPARE_PREVIOUS
    answer.previous_from.CopyFrom(date_pb2.Date(year=2026, month=11, day=19))
    answer.previous_to.CopyFrom(date_pb2.Date(year=2026, month=11, day=19))
    for number, brand in enumerate(brands, start=1):
        one = answer.operators.add(operator_id=str(brand.operator_id))
        one.figures.append(figure("GGR", 1000 * number, 500, "BRL"))
        one.figures.append(figure("GGR", 7, 0, "DOGE"))
        one.figures.append(figure("ACTIVE_PLAYERS", number, 9))
        one.figures.append(figure("BETS", 8640, 8640))
        one.sparkline.points.add(at="2026-11-20T00:00", value=1000 * number)
        one.freshness.last_activity_at.FromDatetime(datetime.now(UTC))
    answer.totals.append(figure("GGR", 3000, 1000, "BRL"))
    answer.unconverted.append("DOGE")
    rate = query_pb2.UsedRate(company_id=str(brands[0].company_id), currency="EUR", rate="6.25", source="ECB")
    rate.day.CopyFrom(date_pb2.Date(year=2026, month=11, day=20))
    answer.rates.append(rate)
    answer.present_rates.append(rate)


def stands(backoffice: Backoffice, brand: Operator, players: int, **more: Any) -> None:
    """The players service knows how an operator stands."""
    told = players_pb.Standing(
        operator_id=str(brand.operator_id),
        players=players,
        balances=[money_pb2.Money(minor=10_000, currency="BRL"), money_pb2.Money(minor=200, currency="EUR")],
        **more,
    )
    told.as_of.FromDatetime(datetime.now(UTC))
    backoffice.answers.standings.append(told)


async def test_the_list_is_composed_sorted_and_totalled(backoffice: Backoffice, company: Company) -> None:
    low, high = await backoffice.operator(company), await backoffice.operator(company)
    counted(backoffice, low, high)
    stands(backoffice, low, 5, overdue_tickets=1, open_tickets=4)
    stands(backoffice, high, 3)
    client = await backoffice.api_key(company)
    answer = await client.get("/operators/overview", params={**DAY, "sort": "-ggr"})
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["missing"] == []
    assert shown["currency"]["mode"] == "reporting"
    assert (shown["currency"]["code"], shown["currency"]["missing"]) == ("BRL", ["DOGE"])
    assert [rate["rate"] for rate in shown["currency"]["rates"]] == ["6.25"]
    assert (shown["previous_from"], shown["previous_to"]) == ("2026-11-19", "2026-11-19")

    first, second = shown["items"]
    assert [one["operator"]["id"] for one in (first, second)] == [str(high.operator_id), str(low.operator_id)]
    assert first["figures"]["ggr"] == {
        "value": "20.00",
        "previous": "5.00",
        "currency": "BRL",
        "others": [{"value": "0.00000007", "previous": "0.00000000", "currency": "DOGE", "others": []}],
    }
    assert first["figures"]["active_players"]["value"] == 2
    assert first["figures"]["turnover"]["value"] == "0.00"
    assert first["sparkline"]["points"] == [{"at": "2026-11-20T00:00", "value": "20.00"}]
    assert first["standing"]["balance"] == {"amount": "112.50", "currency": "BRL"}
    assert (first["health"], first["why"]["kind"]) == ("ok", "active")
    assert [(one["kind"], one["level"]) for one in second["alerts"]] == [("tickets_overdue", "warning")]
    totals = shown["totals"]
    assert (totals["operators"], totals["by_status"], totals["figures"]["ggr"]["value"]) == (2, {"live": 2}, "30.00")
    assert (totals["standing"]["players"], totals["standing"]["balance"]["amount"]) == (8, "225.00")

    by_players = await client.get("/operators/overview", params={**DAY, "sort": "-players"})
    assert [one["standing"]["players"] for one in by_players.json()["items"]] == [5, 3]
    asked = [
        heard for heard in backoffice.answers.heard if isinstance(heard.request, metrics_pb.CompareOperatorsRequest)
    ]
    assert asked[0].request.reporting_currency == "BRL"
    assert set(asked[0].request.operator_ids) == {str(low.operator_id), str(high.operator_id)}
    assert all(one.actor.may("metrics.read", str(low.operator_id)) for one in asked)


async def test_a_service_that_is_down_leaves_the_rest(backoffice: Backoffice, company: Company) -> None:
    brand = await backoffice.operator(company)
    counted(backoffice, brand)
    stands(backoffice, brand, 5)
    client = await backoffice.api_key(company)
    for name, part, other in (("players", "standing", "figures"), ("metrics", "figures", "standing")):
        port = backoffice.upstream.servers[name].port
        await backoffice.upstream.stop_one(name)
        try:
            shown = (await client.get("/operators/overview", params=DAY)).json()
            table = await client.get("/operators/overview.csv", params=DAY)
        finally:
            await backoffice.upstream.start_one(name, backoffice.upstream._servicers()[name], port)
        assert shown["missing"] == [name]
        [one] = shown["items"]
        assert one[part] is None
        assert one[other] is not None
        assert shown["totals"][part] is None
        header = next(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
        assert ("players" in header, "ggr" in header) == (name != "players", name != "metrics")


async def test_what_cannot_be_converted_is_not_shown_as_nothing(backoffice: Backoffice, company: Company) -> None:
    brand = await backoffice.operator(company)
    counted(backoffice, brand)
    [told] = backoffice.answers.compared.operators
    del told.figures[:]
    told.figures.extend([figure("GGR", 0, 0, "BRL"), figure("GGR", 2500, 100, "EUR"), figure("TURNOVER", 9, 0, "EUR")])
    client = await backoffice.api_key(company)
    [one] = (await client.get("/operators/overview", params=DAY)).json()["items"]
    assert (one["figures"]["ggr"]["value"], one["figures"]["ggr"]["currency"]) == ("25.00", "EUR")
    assert one["figures"]["ggr"]["others"] == []
    assert (one["figures"]["deposits"]["value"], one["figures"]["deposits"]["currency"]) == ("0.00", "EUR")
    assert one["sparkline"] is None
    table = (await client.get("/operators/overview.csv", params=DAY)).text
    [line] = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    assert (line["ggr"], line["figures_currency"]) == ("25.00", "EUR")


async def test_what_is_wrong_with_the_request_is_told(backoffice: Backoffice, company: Company) -> None:
    await backoffice.operator(company)
    client = await backoffice.api_key(company)
    wrong: list[tuple[dict[str, str], str]] = [
        ({"from": "2026-11-21"}, "to"),
        ({"from": "yesterday"}, "from"),
        ({"sort": "luck"}, "sort"),
        ({"compare": "never"}, "compare"),
        ({"currency": "real"}, "currency"),
        ({"status": "gone"}, "status"),
    ]
    for more, field in wrong:
        answer = await client.get("/operators/overview", params={**DAY, **more})
        assert [one["field"] for one in problem(answer, 422, "INVALID_FIELD")["errors"]] == [field], more
    backoffice.answers.failure = InvalidField("to", "must lie within 366 days")
    answer = await client.get("/operators/overview", params=DAY)
    assert problem(answer, 422, "INVALID_FIELD")["errors"][0]["field"] == "to"


async def test_filters_narrow_down_what_is_asked_for(backoffice: Backoffice, company: Company) -> None:
    client = (await backoffice.signed_in("company-admin", company.company_id)).browser
    malta, brazil = await backoffice.operator(company), await backoffice.operator(company)
    for brand, code in ((malta, "MT"), (brazil, "BR")):
        body = {"jurisdiction": code, "licence": f"licence of {code}", "revision": 1, "reason": "r"}
        await client.patch(f"/operators/{brand.operator_id}", json=body)
    await client.post(f"/operators/{brazil.operator_id}/status", json={"to": "suspended", "reason": "r", "revision": 2})

    async def found(**query: Any) -> set[str]:
        shown = (await client.get("/operators/overview", params={**DAY, **query})).json()
        return {one["operator"]["id"] for one in shown["items"]}

    assert await found() == {str(malta.operator_id), str(brazil.operator_id)}
    assert await found(jurisdiction="MT") == {str(malta.operator_id)}
    assert await found(status=["suspended", "closed"]) == {str(brazil.operator_id)}
    assert await found(q="LICENCE of b") == {str(brazil.operator_id)}
    backoffice.answers.heard.clear()
    assert await found(q="nothing like it") == set()
    assert backoffice.answers.heard == []


async def test_the_list_holds_what_is_within_reach_alone(backoffice: Backoffice, company: Company) -> None:
    ours, sister = await backoffice.operator(company), await backoffice.operator(company)
    theirs = await backoffice.company("EUR")
    await backoffice.operator(theirs)
    manager = (await backoffice.signed_in("operator-manager", company.company_id, ours.operator_id)).browser
    analyst = await backoffice.api_key(company, "analyst")

    async def ids(client: httpx.AsyncClient, **query: str) -> set[str]:
        shown = (await client.get("/operators/overview", params={**DAY, **query})).json()
        return {one["operator"]["id"] for one in shown["items"]}

    assert await ids(manager) == {str(ours.operator_id)}
    assert await ids(analyst) == {str(ours.operator_id), str(sister.operator_id)}
    assert await ids(analyst, company_id=str(company.company_id)) == await ids(analyst)
    for foreign in (theirs.company_id, uuid4()):
        for path in ("/operators/overview", "/operators/overview.csv"):
            refused = await analyst.get(path, params={**DAY, "company_id": str(foreign)})
            problem(refused, 403, "PERMISSION_DENIED")
    support = (await backoffice.signed_in("support", company.company_id)).browser
    problem(await support.get("/operators/overview", params=DAY), 403, "PERMISSION_DENIED")

    owner = (await backoffice.signed_in("root")).browser
    several = await owner.get("/operators/overview", params=DAY)
    assert problem(several, 422, "INVALID_FIELD")["errors"][0]["field"] == "currency"
    for currency in ("own", "EUR"):
        assert (await owner.get("/operators/overview", params={**DAY, "currency": currency})).status_code == 200


async def test_the_table_is_safe_in_a_spreadsheet(backoffice: Backoffice, company: Company) -> None:
    brand = await backoffice.operator(company)
    counted(backoffice, brand)
    stands(backoffice, brand, 5)
    client = await backoffice.api_key(company)
    body = {"name": f"=HYPERLINK({uuid4()})", "licence": "-2+3+cmd|' /C calc'!A0", "revision": 1, "reason": "r"}
    assert (await client.patch(f"/operators/{brand.operator_id}", json=body)).status_code == 200
    answer = await client.get("/operators/overview.csv", params=DAY)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "operators-2026-11-20-2026-11-20.csv" in answer.headers["content-disposition"]
    [line] = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert line["operator"].startswith("'=HYPERLINK")
    assert line["licence"] == "'-2+3+cmd|' /C calc'!A0"
    assert (line["ggr"], line["figures_currency"], line["players"], line["balance"]) == ("10.00", "BRL", "5", "112.50")
    assert line["figures_elsewhere"] == "ggr 0.00000007 DOGE"
