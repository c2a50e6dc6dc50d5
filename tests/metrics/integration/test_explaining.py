"""Figures explained over the wire: cells, terms, waterfalls and changes add up to what the dashboard shows, exactly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2 as figures_pb
from daybook.metrics.v1.query_pb2 import Filter
from daybook.players.v1 import events_pb2 as players

from kit.errors import Kind
from kit.ids import uuid7
from kit.rpc import client
from services.metrics.domain.calendar import Interval, Period, Point, points
from services.metrics.service import explaining
from tests.metrics import activity as an
from tests.metrics.asking import ask, changed, explained, metric, period, waterfall
from tests.metrics.ruling import Office, office_of, refused
from tests.metrics.running import Metrics

FIRST, LAST = "2026-03-08", "2026-03-11"
DAYS = [datetime(2026, 3, day, tzinfo=UTC) for day in range(4, 12)]
QUOTIENTS = {"hold", "arpu", "average_deposit"}
OF_GAMES = {"turnover", "ggr", "ngr", "payouts", "bets"}
OF_PLAYERS = {"turnover", "ggr", "payouts", "deposits", "withdrawals", "net_deposits"}


def story(chance: random.Random) -> list[players.RecordedActivity]:
    """What some players did over eight days, in three currencies, with fractions wherever they can be."""
    told = []
    people = [str(uuid7()) for _ in range(8)]
    for day in DAYS:
        for _ in range(chance.randint(4, 12)):
            player, at = chance.choice(people), day + timedelta(minutes=chance.randrange(1440))
            currency, country = chance.choice(["EUR", "BRL", "JPY"]), chance.choice(["BR", "PT", ""])
            game, provider = chance.choice([("crash", "acme"), ("mines", "acme"), ("slots", "north"), ("", "")])
            stake = chance.randrange(1, 9_999)
            told.append(an.placed(player, at, stake, currency, game, provider, country))
            if chance.random() < 0.8:
                ended = at + timedelta(minutes=chance.choice([0, 7, 400]))
                payout = chance.choice([0, stake // 3, stake * 2])
                told.append(an.settled(player, ended, stake, payout, at, currency, game, provider, country))
                if chance.random() < 0.1:
                    settlement = (ended, payout)
                    later = ended + timedelta(hours=30)
                    told.append(an.voided(player, later, stake, at, settlement, currency, game, provider, country))
            if chance.random() < 0.3:
                told.append(an.deposit(player, at, stake, currency, chance.choice([1, 2]), country))
            if chance.random() < 0.2:
                told.append(an.withdrawal(player, at, stake // 2 + 1, currency, country))
            if chance.random() < 0.2:
                told.append(an.bonus(player, at, stake // 7 + 1, currency, country))
            if chance.random() < 0.1:
                told.append(an.registered(player, at, country))
    return told


@pytest.fixture(scope="module")
async def offices(metrics: Metrics) -> list[Office]:
    """Two brands of one company, with rules that change within the period and rates that change every other day."""
    chance = random.Random(20260311)
    first = await office_of(metrics, "America/Sao_Paulo", "BRL")
    second = Office(metrics, str(uuid7()), first.company)
    await metrics.operator_as(second.operator, "Asia/Kolkata", "EUR", company=first.company)
    for office in (first, second):
        await metrics.recorded(office.operator, *story(chance))
    await first.add_rule("2026-03-09", bonus_cost_bps=3_333, gaming_tax_bps=1_217, payment_fee_bps=77)
    await first.add_rule("2026-03-11", bonus_cost_bps=10_000, provider_fee_bps=333, jackpot_bps=51)
    for day in range(1, 12, 2):
        told = ("BRL", "EUR", f"0.17{day:02}3"), ("EUR", "JPY", f"16{day % 10}.37")
        await first.put_rates(f"2026-03-{day:02}", *told)
    return [first, second]


async def tiles(
    metrics: Metrics, ids: Sequence[str], first: str = FIRST, last: str = LAST, **more: Any
) -> list[figures_pb.Figure]:
    request = period(figures_pb.GetDashboardRequest(operator_ids=ids, **more), first, last)
    return list((await ask(metrics, metrics.stub.GetDashboard, request)).figures)


def has_no(name: str, by: str) -> bool:
    """Whether a figure has no such parts."""
    if name in QUOTIENTS or (name == "active_players" and by != "operator"):
        return True
    return (by in ("game", "provider") and name not in OF_GAMES) or (by == "player" and name not in OF_PLAYERS)


def name_of(tile: figures_pb.Figure) -> str:
    return figures_pb.Metric.Name(tile.metric).removeprefix("METRIC_").lower()


KINDS: list[dict[str, Any]] = [
    {},
    {"reporting_currency": "EUR"},
    {"filter": Filter(countries=["BR", ""])},
    {"filter": Filter(currencies=["BRL"]), "reporting_currency": "JPY"},
    {"filter": Filter(games=["crash", "mines"])},
]


@pytest.mark.parametrize("more", KINDS, ids=lambda more: " ".join(sorted(more)) or "plain")
async def test_cells_and_terms_add_up_to_every_tile(
    metrics: Metrics, offices: list[Office], more: dict[str, Any]
) -> None:
    ids = [office.operator for office in offices]
    seen = 0
    for tile in await tiles(metrics, ids, **more):
        name = name_of(tile)
        answer, _ = await explained(metrics, ids, FIRST, LAST, name, currency=tile.currency, **more)
        assert (answer.figure.value, answer.figure.undefined) == (tile.value, tile.undefined)
        terms = [term for term in answer.terms if not term.divisor]
        dividend = sum(term.sign * term.converted for term in terms)
        if name not in QUOTIENTS:
            assert dividend == tile.value
        assert answer.definitions[0].source
        for group in answer.groups:
            part = pb.FigureGroup.Name(group).removeprefix("FIGURE_GROUP_").lower()
            _, cells = await explained(
                metrics, ids, FIRST, LAST, name, currency=tile.currency, group=part, size=7, **more
            )
            assert sum(cell.value for cell in cells) == dividend, (name, tile.currency, part)
            divisors = [term.converted for term in answer.terms if term.divisor and term.name != "active_players"]
            assert sum(cell.divisor for cell in cells) == sum(divisors), (name, tile.currency, part)
            seen += len(cells)
    assert seen > 100


@pytest.mark.parametrize("more", KINDS[:4], ids=lambda more: " ".join(sorted(more)) or "plain")
async def test_waterfalls_lead_from_turnover_to_the_tiles(
    metrics: Metrics, offices: list[Office], more: dict[str, Any]
) -> None:
    ids = [office.operator for office in offices]
    shown = {(name_of(tile), tile.currency): tile.value for tile in await tiles(metrics, ids, **more)}
    currencies = sorted({currency for _, currency in shown if currency})
    for currency in currencies:
        answer = await waterfall(metrics, ids, FIRST, LAST, currency=currency, **more)
        house, ukgc, brazil = answer.waterfalls
        steps = {step.name: step for step in house.steps}
        assert steps["turnover"].value == shown["turnover", currency]
        assert steps["ggr"].running == shown["ggr", currency]
        assert steps["ngr"].running == shown["ngr", currency]
        for one in answer.waterfalls:
            running = 0
            for step in one.steps:
                running += 0 if step.subtotal else step.value
                assert step.running == running, (one.name, step.name)
                assert not step.subtotal or step.value == running
        assert {step.name: step.running for step in ukgc.steps}["base"] == shown["ggr", currency]
        duty = {step.name: step for step in brazil.steps}
        assert duty["duty"].share_bps == -1_200
        assert abs(duty["duty"].value + duty["base"].running * 12 / 100) <= 1
    assert {rule.version for rule in house.rules} == {1, 2, 3}


@pytest.mark.parametrize("more", KINDS, ids=lambda more: " ".join(sorted(more)) or "plain")
@pytest.mark.parametrize("by", ["game", "region", "player", "provider", "operator"])
async def test_parts_and_the_rest_add_up_to_the_difference(
    metrics: Metrics, offices: list[Office], by: str, more: dict[str, Any]
) -> None:
    ids, seen = [office.operator for office in offices], 0
    for tile in await tiles(metrics, ids, **more):
        asked = changed(metrics, ids, FIRST, LAST, name_of(tile), by, currency=tile.currency, size=3, **more)
        if has_no(name_of(tile), by):
            assert (await refused(asked)).reason == "INVALID_FIELD"
            continue
        answer = await asked
        seen += 1
        assert (answer.figure.value, answer.figure.previous) == (tile.value, tile.previous)
        assert sum(part.now for part in answer.parts) + answer.rest.now == tile.value
        assert sum(part.before for part in answer.parts) + answer.rest.before == tile.previous
        moves = [abs(part.now - part.before) for part in answer.parts]
        assert moves == sorted(moves, reverse=True)
        if answer.rest_count == 0:
            assert max(abs(answer.rest.now), abs(answer.rest.before)) <= len(answer.parts)
    assert seen


async def test_who_and_what_moved_most_is_named(metrics: Metrics) -> None:
    office, ana, bo = await office_of(metrics), str(uuid7()), str(uuid7())
    before, now = datetime(2026, 3, 9, 12, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC)
    await metrics.recorded(
        office.operator,
        an.placed(ana, before, 500, game="slots", country="PT"),
        an.placed(ana, now, 100, game="slots", country="PT"),
        an.placed(bo, now, 300, game="crash", country="BR"),
    )

    async def parts(by: str, size: int = 0) -> list[tuple[str, int, int]]:
        answer = await changed(
            metrics, [office.operator], "2026-03-10", "2026-03-10", "turnover", by, currency="EUR", size=size
        )
        return [(part.key, part.now, part.before) for part in answer.parts]

    assert await parts("game") == [("slots", 100, 500), ("crash", 300, 0)]
    assert await parts("region") == [("PT", 100, 500), ("BR", 300, 0)]
    assert await parts("player") == [(ana, 100, 500), (bo, 300, 0)]
    assert await parts("provider") == [("acme", 400, 500)]
    assert await parts("operator") == [(office.operator, 400, 500)]
    answer = await changed(
        metrics, [office.operator], "2026-03-10", "2026-03-10", "turnover", "player", currency="EUR", size=1
    )
    assert (answer.rest.now, answer.rest.before, answer.rest_count) == (300, 0, 1)


async def test_cells_lead_on_to_the_bets(metrics: Metrics) -> None:
    office, player = await office_of(metrics, "Asia/Kolkata"), str(uuid7())
    at = datetime(2026, 3, 9, 18, 40, tzinfo=UTC)  # ten past midnight of the tenth in Kolkata
    await metrics.recorded(office.operator, an.placed(player, at, 250, country="PT"))
    ids = [office.operator]
    answer, (hour,) = await explained(metrics, ids, "2026-03-10", "2026-03-10", "turnover")
    assert answer.timezone == "Asia/Kolkata"
    assert (hour.at, hour.value, hour.bets) == ("2026-03-10T00:00", 250, 1)
    assert getattr(hour, "from").ToDatetime(UTC) == datetime(2026, 3, 9, 18, 30, tzinfo=UTC)
    assert hour.until.ToDatetime(UTC) == datetime(2026, 3, 9, 19, 30, tzinfo=UTC)
    _, (cell,) = await explained(metrics, ids, "2026-03-10", "2026-03-10", "turnover", group="cell")
    assert (cell.game, cell.provider, cell.country, cell.currency) == ("crash", "acme", "PT", "EUR")
    assert cell.until.ToDatetime(UTC) == datetime(2026, 3, 9, 18, 45, tzinfo=UTC)
    _, (game,) = await explained(metrics, ids, "2026-03-10", "2026-03-10", "turnover", group="game")
    assert (game.game, game.provider, game.HasField("country"), game.at) == ("crash", "acme", False, "")


async def test_a_player_is_new_once_in_a_period(metrics: Metrics) -> None:
    office, ana, bo = await office_of(metrics), str(uuid7()), str(uuid7())
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (8, 9, 10, 11)]
    await metrics.recorded(
        office.operator,
        *(an.placed(ana, day, 100) for day in days),
        an.placed(bo, days[2], 100),
        an.placed(bo, days[3], 100, currency="BRL"),
    )
    answer, cells = await explained(metrics, [office.operator], FIRST, LAST, "active_players")
    assert answer.figure.value == 2
    assert [(cell.at, cell.value) for cell in cells] == [("2026-03-08", 1), ("2026-03-10", 1)]
    assert [(term.name, term.value) for term in answer.terms] == [("active_players", 2)]


@pytest.mark.parametrize(
    ("name", "more", "field"),
    [
        ("active_players", {"group": "game"}, "group"),
        ("deposits", {"filter": Filter(games=["crash"])}, "metric"),
        ("turnover", {"currency": ""}, "currency"),
    ],
)
async def test_what_cannot_be_explained_says_why(
    metrics: Metrics, offices: list[Office], name: str, more: dict[str, Any], field: str
) -> None:
    ids = [office.operator for office in offices]
    error = await refused(explained(metrics, ids, FIRST, LAST, name, **more))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, [field])


async def test_explanations_are_for_who_may_see_figures_of_the_operator(metrics: Metrics) -> None:
    office, stranger = await office_of(metrics), await office_of(metrics)
    ids = [office.operator]
    requests = {
        "ExplainFigure": pb.ExplainFigureRequest(operator_ids=ids, metric=metric("ggr")),
        "GetWaterfall": pb.GetWaterfallRequest(operator_ids=ids),
        "ExplainChange": pb.ExplainChangeRequest(operator_ids=ids, metric=metric("ggr"), by=pb.CHANGE_BY_GAME),
        "ListAnomalies": pb.ListAnomaliesRequest(operator_ids=ids),
    }
    assert set(requests) == set(pb.DESCRIPTOR.services_by_name["ExplainService"].methods_by_name)
    for name, request in requests.items():
        asked = period(request, FIRST, LAST)
        method = getattr(metrics.explain, name)
        wrong = metrics.token(office.operator, permission="players.read")
        assert (await refused(client.call(method, asked, wrong, seconds=20))).kind is Kind.DENIED
        other = metrics.token(stranger.operator)
        assert (await refused(client.call(method, asked, other, seconds=20))).kind is Kind.DENIED
        await client.call(method, asked, metrics.token(office.operator), seconds=20)


async def test_points_are_laid_out_once_in_each_zone_however_many_there_are(
    metrics: Metrics, offices: list[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out = []

    def counted(asked: Period, interval: Interval, zone: ZoneInfo) -> tuple[tuple[Point, datetime], ...]:
        laid_out.append(zone.key)
        return points(asked, interval, zone)

    monkeypatch.setattr(explaining, "points", counted)
    ids = [office.operator for office in offices]
    answer, cells = await explained(metrics, ids, FIRST, LAST, "bets", size=200)
    assert len(cells) == 4
    assert sum(cell.value for cell in cells) == answer.figure.value
    assert sorted(laid_out) == ["America/Sao_Paulo", "Asia/Kolkata"]
    # A point of both zones goes from where the first of them begins to where the last ends.
    begins = getattr(cells[0], "from").ToDatetime(UTC)
    assert (begins, cells[0].until.ToDatetime(UTC)) == (
        datetime(2026, 3, 7, 18, 30, tzinfo=UTC),
        datetime(2026, 3, 9, 3, tzinfo=UTC),
    )
