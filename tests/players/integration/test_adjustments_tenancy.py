"""Manual credits and debits are for their own operator and for who may."""

from __future__ import annotations

import pytest
from daybook.players.v1 import adjustments_service_pb2 as wire
from google.protobuf.message import Message

from kit.errors import Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.players.building import money
from tests.players.crediting import ALL, Desk, desk_of, refused
from tests.players.integration.conftest import Door


@pytest.fixture
async def desk(door: Door) -> Desk:
    return await desk_of(door)


async def test_another_operator_knows_nothing_of_it(desk: Desk, door: Door) -> None:
    one, stranger = await desk.ask(100), await desk_of(door)
    foreign = wire.Adjustment(adjustment_id=one.adjustment_id)
    for attempt in (stranger.approve(foreign), stranger.reject(foreign), stranger.cancel(foreign)):
        assert (await refused(attempt)).reason == "ADJUSTMENT_NOT_FOUND"
    assert (await refused(stranger.ask(5, player_id=desk.player))).reason == "PLAYER_NOT_FOUND"
    assert await desk.lines() == []


def requests_of(operator: str, player: str) -> dict[str, Message]:
    """A valid request for every method of the service, by name."""
    of_one = {"operator_id": operator, "adjustment_id": str(uuid7()), "request_id": str(uuid7())}
    return {
        "RequestAdjustment": wire.RequestAdjustmentRequest(
            operator_id=operator,
            player_id=player,
            kind=wire.ADJUSTMENT_KIND_CASH_CREDIT,
            amount=money(1),
            reason="r",
            request_id=str(uuid7()),
        ),
        "ApproveAdjustment": wire.ApproveAdjustmentRequest(**of_one),
        "RejectAdjustment": wire.RejectAdjustmentRequest(reason="r", **of_one),
        "CancelAdjustment": wire.CancelAdjustmentRequest(**of_one),
        "ListAdjustments": wire.ListAdjustmentsRequest(operator_id=operator),
        "GetAdjustmentDocument": wire.GetAdjustmentDocumentRequest(operator_id=operator, adjustment_id=str(uuid7())),
        "GetAdjustmentLimits": wire.GetAdjustmentLimitsRequest(operator_id=operator),
        "SetAdjustmentLimits": wire.SetAdjustmentLimitsRequest(
            operator_id=operator, reason="r", request_id=str(uuid7())
        ),
    }


METHODS = wire.DESCRIPTOR.services_by_name["AdjustmentsService"].methods_by_name


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_each_method_is_for_its_own_operator_and_permission(door: Door, desk: Desk, name: str) -> None:
    request, method = requests_of(desk.operator, desk.player)[name], getattr(door.adjustments, name)
    other = await door.operator()
    for token in (
        door.keys.staff("players", other, *ALL),
        door.keys.platform(desk.operator),
        door.keys.staff("players", desk.operator, "players.reveal"),
    ):
        assert (await refused(client.call(method, request, token, seconds=10))).kind is Kind.DENIED
    assert (await refused(client.call(method, request, "", seconds=10))).kind is Kind.UNAUTHENTICATED
