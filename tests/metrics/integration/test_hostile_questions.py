"""Questions and settings that nobody honest has: they are refused by name, never failures of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2 as figures_pb
from daybook.metrics.v1 import rules_service_pb2 as rules_pb
from daybook.metrics.v1.query_pb2 import Filter
from daybook.types.v1.page_pb2 import Page
from sqlalchemy import Column, DateTime, Integer, Text, Uuid

from kit.ids import uuid7
from kit.paging import Keyset
from tests.metrics import activity as an
from tests.metrics.asking import ask, metric, period
from tests.metrics.ruling import Office, changes, office_of, refused
from tests.metrics.running import Metrics

DAY = "2026-03-10"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
CELLS = [
    Column("bucket", DateTime(timezone=True)),
    Column("operator_id", Uuid),
    Column("slice", Integer),
    Column("so_far", Text),
    Column("divided", Text),
]


@pytest.fixture(scope="module")
async def office(metrics: Metrics) -> Office:
    made = await office_of(metrics)
    player = str(uuid7())
    await metrics.recorded(
        made.operator,
        an.placed(player, NOON, 20_000_000, game="crash", country="BR"),
        an.settled(player, NOON, 20_000_000, 1, NOON, game="crash", country="BR"),
        an.deposit(player, NOON, 20_000_000, country="BR"),
    )
    return made


def asked(kind: Any, office: Office, **more: Any) -> Any:
    return period(kind(operator_ids=[office.operator], **more), DAY, DAY)


async def test_a_nul_is_named_wherever_it_stands(metrics: Metrics, office: Office) -> None:
    for method, kind in (
        (metrics.stub.GetDashboard, figures_pb.GetDashboardRequest),
        (metrics.stub.ListTopPlayers, figures_pb.ListTopPlayersRequest),
        (metrics.stub.CompareOperators, figures_pb.CompareOperatorsRequest),
    ):
        error = await refused(ask(metrics, method, asked(kind, office, filter=Filter(games=["a", "b\0"]))))
        assert (error.reason, list(error.fields)) == ("INVALID_FIELD", ["filter.games"]), kind


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ([NOON, UUID(int=0), 2**40, "0", "0"], "BAD_CURSOR"),
        ([NOON, UUID(int=0), -(2**40), "0", "0"], "BAD_CURSOR"),
        ([datetime(1, 1, 1, tzinfo=UTC), UUID(int=0), 0, "0", "0"], ""),
        ([NOON.replace(hour=0), UUID(int=0), 0, "9" * 60, "0"], "AMOUNTS_TOO_LARGE"),
        ([NOON.replace(hour=0), UUID(int=0), 0, "0", "-" + "9" * 61], "BAD_CURSOR"),
    ],
    ids=["slice beyond", "slice below", "long ago", "sum beyond", "sum far below"],
)
async def test_a_forged_cursor_shows_cells_or_is_refused(
    metrics: Metrics, office: Office, values: list[Any], named: str
) -> None:
    cursor = Keyset("figure-cells", CELLS, descending=False).cursor_of(values)
    request = asked(
        pb.ExplainFigureRequest,
        office,
        metric=metric("ngr"),
        currency="EUR",
        group=pb.FIGURE_GROUP_CELL,
        page=Page(cursor=cursor),
    )
    if named:
        assert (await refused(ask(metrics, metrics.explain.ExplainFigure, request))).reason == named
        return
    answer = await ask(metrics, metrics.explain.ExplainFigure, request)
    assert {cell.operator_id for cell in answer.cells} == {office.operator}


async def test_amounts_beyond_measure_are_refused_in_every_answer(metrics: Metrics) -> None:
    """A rate of a slip of the pen makes more of amounts than an answer can hold: which currency it is, is told."""
    made = await office_of(metrics)
    player = str(uuid7())
    await metrics.recorded(
        made.operator,
        an.placed(player, NOON, 20_000_000, game="crash", country="BR"),
        an.settled(player, NOON, 20_000_000, 1, NOON, game="crash", country="BR"),
        an.deposit(player, NOON, 20_000_000, country="BR"),
    )
    await made.put_rates(DAY, ("EUR", "BTC", "999999999999"))
    into = {"reporting_currency": "BTC"}
    turnover = {"metric": metric("turnover"), "currency": "BTC"}
    by = pb.ChangeBy.Value("CHANGE_BY_PLAYER")
    explain = metrics.explain
    for method, request in (
        (metrics.stub.GetDashboard, asked(figures_pb.GetDashboardRequest, made, **into)),
        (metrics.stub.ListTopPlayers, asked(figures_pb.ListTopPlayersRequest, made, **into)),
        (metrics.stub.CompareOperators, asked(figures_pb.CompareOperatorsRequest, made, **into)),
        (explain.ExplainFigure, asked(pb.ExplainFigureRequest, made, **turnover, **into)),
        (explain.GetWaterfall, asked(pb.GetWaterfallRequest, made, **into)),
        (explain.ExplainChange, asked(pb.ExplainChangeRequest, made, by=by, **turnover, **into)),
        (explain.ListAnomalies, asked(pb.ListAnomaliesRequest, made, **into)),
    ):
        error = await refused(ask(metrics, method, request))
        assert (error.reason, list(error.fields)) == ("AMOUNTS_TOO_LARGE", ["reporting_currency"]), type(request)
    own = await ask(metrics, metrics.stub.GetDashboard, asked(figures_pb.GetDashboardRequest, made))
    assert own.figures[0].value == 20_000_000


async def test_no_game_hides_another_in_the_record(metrics: Metrics) -> None:
    made = await office_of(metrics)
    names = [("a.b", "x"), ("a·b", "x"), ("c", "x/y"), ("y/c", "x"), ("\\/", "p"), ("/", "p\\"), ("/", "p")]
    games = [rules_pb.Game(game=game, provider=provider, name=f"{n}") for n, (game, provider) in enumerate(names)]
    assert await made.put_games(*games) == len(games)
    [action] = await made.announced()
    told = {path: after for path, (_, after) in changes(action).items() if path.endswith(".name")}
    assert sorted(told.values()) == [f"{n}" for n in range(len(games))]
