"""Who may ask about what: every RPC of figures refuses other tenants, other permissions and what cannot be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from daybook.metrics.v1 import metrics_service_pb2 as pb

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.metrics import activity as an
from tests.metrics.running import Metrics, date_of

ASKED = {
    "GetDashboard": pb.GetDashboardRequest,
    "ListTopPlayers": pb.ListTopPlayersRequest,
    "CompareOperators": pb.CompareOperatorsRequest,
    "GetDimensions": pb.GetDimensionsRequest,
}


def question(kind: Any, *operators: str, **more: Any) -> Any:
    request = kind(operator_ids=operators, **more)
    if "to" in kind.DESCRIPTOR.fields_by_name:
        request.to.CopyFrom(date_of("2026-03-10"))
        getattr(request, "from").CopyFrom(date_of("2026-03-10"))
    return request


async def refused(metrics: Metrics, method: str, request: Any, token: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await client.call(getattr(metrics.stub, method), request, token, seconds=10)
    return caught.value


@pytest.mark.parametrize("method", ASKED)
async def test_another_tenants_operator_is_refused_like_one_that_does_not_exist(metrics: Metrics, method: str) -> None:
    mine, theirs = await metrics.operator(), await metrics.operator()
    token = metrics.token(mine)
    for foreign in (theirs, str(uuid7())):
        for several in ([foreign], [mine, foreign]):
            error = await refused(metrics, method, question(ASKED[method], *several), token)
            assert (error.kind, error.reason) == (Kind.DENIED, "PERMISSION_DENIED")
    other = metrics.token(mine, permission="players.read")
    assert (await refused(metrics, method, question(ASKED[method], mine), other)).kind is Kind.DENIED
    assert (await refused(metrics, method, question(ASKED[method], mine), "")).kind is Kind.UNAUTHENTICATED
    assert await client.call(getattr(metrics.stub, method), question(ASKED[method], mine), token, seconds=10)


@pytest.mark.parametrize("method", ["GetDashboard", "ListTopPlayers", "CompareOperators"])
async def test_a_currency_that_does_not_exist_is_named(metrics: Metrics, method: str) -> None:
    mine = await metrics.operator()
    request = question(ASKED[method], mine, reporting_currency="XXX")
    error = await refused(metrics, method, request, metrics.token(mine))
    assert (error.reason, list(error.fields)) == ("UNKNOWN_CURRENCY", ["reporting_currency"])


async def test_what_an_operator_does_is_no_dimension_of_another(metrics: Metrics) -> None:

    mine, theirs = await metrics.operator(), await metrics.operator()
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    await metrics.recorded(mine, an.placed(str(uuid7()), at, 100, game="slots", country="PT"))
    await metrics.recorded(theirs, an.placed(str(uuid7()), at, 100, "BTC", game="secret", country="MT"))
    found = await client.call(
        metrics.stub.GetDimensions, question(pb.GetDimensionsRequest, mine), metrics.token(mine), seconds=10
    )
    assert ([game.game for game in found.games], list(found.countries)) == (["slots"], ["PT"])
    assert (list(found.currencies), list(found.providers)) == (["EUR"], ["acme"])
