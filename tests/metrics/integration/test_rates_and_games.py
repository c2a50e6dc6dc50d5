"""Exchange rates and the catalogue of games over the wire."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from daybook.metrics.v1 import rules_service_pb2 as pb
from daybook.types.v1.page_pb2 import Page

from kit.auth.actor import ActorKind
from kit.errors import Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.metrics import activity as an
from tests.metrics.ruling import Office, changes, office_of, rates, refused
from tests.metrics.running import Metrics, date_of

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


async def listed(office: Office, **more: object) -> pb.ListExchangeRatesResponse:
    request = pb.ListExchangeRatesRequest(company_id=office.company, **more)  # type: ignore[arg-type]
    return await office.call(office.metrics.rules.ListExchangeRates, request)


async def test_rates_are_versions_of_a_day(metrics: Metrics) -> None:
    office = await office_of(metrics)
    first = await office.put_rates("2026-03-01", ("BRL", "EUR", "0.1835"), ("USD", "EUR", "0.92"))
    assert [(rate.base, rate.rate, rate.version, rate.created_by) for rate in first] == [
        ("BRL", "0.1835", 1, "Ana"),
        ("USD", "0.92", 1, "Ana"),
    ]
    # What is as it was stays as it is.
    again = await office.put_rates("2026-03-01", ("BRL", "EUR", "0.1840"), ("USD", "EUR", "0.920"), reason="a slip")
    assert [(rate.rate, rate.version, rate.reason) for rate in again] == [
        ("0.184", 2, "a slip"),
        ("0.92", 1, "daily rates"),
    ]
    assert [(rate.base, rate.version) for rate in (await listed(office)).rates] == [("USD", 1), ("BRL", 2)]
    every = (await listed(office, replaced=True, base="BRL", quote="EUR")).rates
    assert [(rate.rate, rate.version) for rate in every] == [("0.184", 2), ("0.1835", 1)]
    put, corrected = await office.announced(office.company)
    assert (put.action, put.company_id, put.operator_id) == ("exchange_rates.set", office.company, "")
    assert changes(corrected) == {
        "2026-03-01.BRL/EUR.rate": ("0.1835", "0.184"),
        "2026-03-01.BRL/EUR.version": (1, 2),
    }
    assert corrected.reason == "a slip"


async def test_a_day_takes_its_own_rate_or_that_of_a_week_before(metrics: Metrics) -> None:
    office = await office_of(metrics)
    await office.put_rates("2026-03-01", ("BRL", "EUR", "0.1"), ("USD", "EUR", "0.9"))
    await office.put_rates("2026-03-05", ("BRL", "EUR", "0.2"))

    async def on(day: str) -> dict[str, tuple[str, int]]:
        return {rate.base: (rate.rate, rate.day.day) for rate in (await listed(office, day=date_of(day))).rates}

    assert await on("2026-02-28") == {}
    assert await on("2026-03-04") == {"BRL": ("0.1", 1), "USD": ("0.9", 1)}
    assert await on("2026-03-08") == {"BRL": ("0.2", 5), "USD": ("0.9", 1)}
    assert await on("2026-03-09") == {"BRL": ("0.2", 5)}
    assert await on("2026-03-13") == {}


async def test_pages_of_rates_hold_each_once(metrics: Metrics) -> None:
    office = await office_of(metrics)
    for day in range(1, 8):
        await office.put_rates(f"2026-03-0{day}", ("BRL", "EUR", f"0.{day}"), ("USD", "EUR", f"1.{day}"))
    found, cursor = [], ""
    for _ in range(20):
        page = await listed(office, page=Page(size=3, cursor=cursor))
        found += [(rate.day.day, rate.base) for rate in page.rates]
        cursor = page.next_cursor
        if not cursor:
            break
    assert found == [(day, base) for day in range(7, 0, -1) for base in ("USD", "BRL")]
    assert page.total.count == 14


@pytest.mark.parametrize(
    ("told", "more", "reason", "field"),
    [
        ([("BRL", "BRL", "1")], {}, "INVALID_FIELD", "rates[0].quote"),
        ([("BRL", "EUR", "0")], {}, "INVALID_FIELD", "rates[0].rate"),
        ([("BRL", "EUR", "-1")], {}, "INVALID_REQUEST", "rates[0].rate"),
        ([("BRL", "EUR", "1e3")], {}, "INVALID_REQUEST", "rates[0].rate"),
        ([("BRL", "EUR", "1"), ("EUR", "BRL", "1")], {}, "INVALID_FIELD", "rates[1].base"),
        ([("BRL", "XXX", "1")], {}, "UNKNOWN_CURRENCY", "rates[0].quote"),
        ([("BRL", "EUR", "1")], {"source": ""}, "INVALID_REQUEST", "source"),
        ([], {}, "INVALID_REQUEST", "rates"),
    ],
)
async def test_bad_rates_name_the_field(
    metrics: Metrics, told: list[tuple[str, str, str]], more: dict[str, str], reason: str, field: str
) -> None:
    office = await office_of(metrics)
    error = await refused(office.put_rates("2026-03-01", *told, **more))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, [field])
    error = await refused(office.put_rates("2199-03-01", ("BRL", "EUR", "1")))
    assert list(error.fields) == ["day"]


async def test_two_at_once_make_two_versions(metrics: Metrics) -> None:
    office = await office_of(metrics)
    await asyncio.gather(*(office.put_rates("2026-03-01", ("BRL", "EUR", f"0.{n}")) for n in range(1, 6)))
    every = (await listed(office, replaced=True)).rates
    assert [rate.version for rate in every] == [5, 4, 3, 2, 1]
    assert (await listed(office)).rates[0] == every[0]


async def games(office: Office, **more: object) -> pb.ListGamesResponse:
    request = pb.ListGamesRequest(operator_id=office.operator, **more)  # type: ignore[arg-type]
    return await office.call(office.metrics.rules.ListGames, request)


async def test_the_catalogue_beside_what_was_played(metrics: Metrics) -> None:
    office, player = await office_of(metrics), str(uuid7())
    await metrics.recorded(
        office.operator, an.placed(player, NOON, 100, game="mines"), an.placed(player, NOON, 100, game="crash")
    )
    crash = pb.Game(game="crash", provider="acme", name="Comet Crash", category="crash", theoretical_rtp="0.97")
    other = pb.Game(game="slots", provider="", theoretical_rtp="0.950")
    assert await office.put_games(crash, other) == 2
    assert await office.put_games(crash, pb.Game(game="slots", theoretical_rtp="0.95")) == 0
    page = await games(office)
    assert [(one.game.game, one.game.theoretical_rtp, one.catalogued) for one in page.games] == [
        ("crash", "0.97", True),
        ("mines", "", False),
        ("slots", "0.95", True),
    ]
    assert page.total.count == 3
    assert [one.game.game for one in (await games(office, missing=True)).games] == ["mines"]
    assert [one.game.game for one in (await games(office, q="comet")).games] == ["crash"]
    assert [one.game.game for one in (await games(office, q="%")).games] == []
    assert [one.game.game for one in (await games(office, categories=["crash"])).games] == ["crash"]
    (action,) = await office.announced()
    assert (action.action, action.target.id) == ("games.set", office.operator)
    assert changes(action)["acme/crash.theoretical_rtp"] == (None, "0.97")
    await office.put_games(
        pb.Game(game="crash", provider="acme", name="Crash", category="crash", theoretical_rtp="0.96")
    )
    assert changes((await office.announced())[-1]) == {
        "acme/crash.name": ("Comet Crash", "Crash"),
        "acme/crash.theoretical_rtp": ("0.97", "0.96"),
    }


@pytest.mark.parametrize("rtp", ["0", "1.01", "0.0", "-1", "x"])
async def test_no_game_returns_more_than_all_or_nothing(metrics: Metrics, rtp: str) -> None:
    office = await office_of(metrics)
    error = await refused(office.put_games(pb.Game(game="crash", theoretical_rtp=rtp)))
    assert list(error.fields) == ["games[0].theoretical_rtp"]


async def test_a_platform_tells_its_own_games(metrics: Metrics) -> None:
    office = await office_of(metrics)
    key = metrics.keys.platform(office.operator, company_id=office.company)
    told = pb.TellGamesRequest(
        operator_id=office.operator, games=[pb.Game(game="crash", category="crash")], request_id=str(uuid7())
    )
    assert (await client.call(metrics.rules.TellGames, told, key, seconds=20)).changed == 1
    (action,) = await office.announced()
    assert action.actor.name == "Test Platform"
    stranger = await office_of(metrics)
    told = pb.TellGamesRequest(operator_id=stranger.operator, games=told.games, request_id=str(uuid7()))
    assert (await refused(client.call(metrics.rules.TellGames, told, key, seconds=20))).kind is Kind.DENIED


def requests_of(office: Office) -> dict[str, object]:
    """A valid request for every method of the service, by name."""
    operator, company, request = office.operator, office.company, str(uuid7())
    crash = [pb.Game(game="crash")]
    return {
        "ListNgrRules": pb.ListNgrRulesRequest(operator_id=operator),
        "AddNgrRule": pb.AddNgrRuleRequest(
            operator_id=operator,
            effective_from=date_of("2026-01-01"),
            rates=pb.NgrRates(),
            reason="r",
            request_id=request,
        ),
        "ListRegulatorRules": pb.ListRegulatorRulesRequest(operator_id=operator),
        "AddRegulatorRule": pb.AddRegulatorRuleRequest(
            operator_id=operator,
            name="brazil_base",
            effective_from=date_of("2026-01-01"),
            terms=[pb.RegulatorTerm(name="stakes", of="stakes", share_bps=1)],
            text="t",
            source="s",
            reason="r",
            request_id=request,
        ),
        "ListExchangeRates": pb.ListExchangeRatesRequest(company_id=company),
        "PutExchangeRates": rates(company, "2026-01-01", ("BRL", "EUR", "1"), request_id=request),
        "ListGames": pb.ListGamesRequest(operator_id=operator),
        "PutGames": pb.PutGamesRequest(operator_id=operator, games=crash, reason="r", request_id=request),
        "TellGames": pb.TellGamesRequest(operator_id=operator, games=crash, request_id=request),
    }


METHODS = pb.DESCRIPTOR.services_by_name["RulesService"].methods_by_name


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_each_method_is_for_its_own_tenant_and_permission(metrics: Metrics, name: str) -> None:
    office, stranger = await office_of(metrics), await office_of(metrics)
    method = getattr(metrics.rules, name)
    request = requests_of(office)[name]
    if name.startswith("List"):
        needed = "metrics.read"
    else:
        needed = "players.record" if name == "TellGames" else "metrics.manage"
    others = frozenset({"metrics.read", "metrics.manage", "players.record", "players.read"}) - {needed}
    assert (await refused(office.call(method, request, others))).kind is Kind.DENIED  # type: ignore[arg-type]
    assert (await refused(stranger.call(method, request, frozenset({needed})))).kind is Kind.DENIED  # type: ignore[arg-type]
    await office.call(method, request, frozenset({needed}), ActorKind.STAFF)  # type: ignore[arg-type]


async def test_what_is_set_for_one_is_not_seen_by_another(metrics: Metrics) -> None:
    office, stranger = await office_of(metrics), await office_of(metrics)
    await office.put_games(pb.Game(game="crash", category="crash"))
    await office.put_rates("2026-03-01", ("BRL", "EUR", "0.1"))
    assert (await games(stranger)).games == []
    assert (await listed(stranger, replaced=True)).rates == []


async def test_a_regulators_rule_of_ones_own(metrics: Metrics) -> None:
    office = await office_of(metrics)

    async def rules() -> list[pb.RegulatorRule]:
        asked = pb.ListRegulatorRulesRequest(operator_id=office.operator)
        return list((await office.call(metrics.rules.ListRegulatorRules, asked)).rules)

    known = [rule for rule in await rules() if rule.name == "brazil_base"]
    assert [(rule.effective_from.year, rule.terms[-1].name, rule.terms[-1].share_bps) for rule in known] == [
        (2028, "duty", -1_500),
        (2027, "duty", -1_400),
        (2026, "duty", -1_300),
        (2025, "duty", -1_200),
    ]
    request = requests_of(office)["AddRegulatorRule"]
    added = (await office.call(metrics.rules.AddRegulatorRule, request)).rule  # type: ignore[arg-type]
    assert (added.version, added.own, added.created_by, added.in_force) == (1, True, "Ana", True)
    assert [rule.in_force for rule in await rules() if rule.name == "brazil_base"].count(True) == 1
    (action,) = await office.announced()
    assert action.action == "regulator_rule.add"
    assert changes(action)["brazil_base.terms.duty.share_bps"] == (-1_200, None)
    assert changes(action)["brazil_base.own"] == (False, True)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ([("duty", "base", 1)], "terms[0].of"),
        ([("a", "stakes", 1), ("a", "stakes", 1)], "terms[1].name"),
        ([("a", "stakes", 1), ("duty", "base", 1), ("b", "stakes", 1)], "terms[2].of"),
        ([("base", "stakes", 1)], "terms[0].name"),
        ([("a", "moon", 1)], "terms[0].of"),
    ],
)
async def test_terms_that_make_no_figure(metrics: Metrics, terms: list[tuple[str, str, int]], field: str) -> None:
    office = await office_of(metrics)
    request = requests_of(office)["AddRegulatorRule"]
    assert isinstance(request, pb.AddRegulatorRuleRequest)
    del request.terms[:]
    request.terms.extend(pb.RegulatorTerm(name=name, of=of, share_bps=bps) for name, of, bps in terms)
    assert list((await refused(office.call(metrics.rules.AddRegulatorRule, request))).fields) == [field]
