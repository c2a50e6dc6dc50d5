"""RecordActivity through the door: outcomes, balances, totals, and the events that are announced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import players_service_pb2 as players_wire
from google.protobuf.timestamp_pb2 import Timestamp

from kit import clock
from kit.errors import DomainError
from kit.ids import uuid7
from tests.players.building import (
    NOON,
    activity,
    bonus,
    deposit,
    money,
    placed,
    registered,
    registration,
    settled,
    voided,
    withdrawal,
)
from tests.players.integration.conftest import Door

RECORDED, DUPLICATE, REJECTED = (
    wire.ActivityResult.OUTCOME_RECORDED,
    wire.ActivityResult.OUTCOME_DUPLICATE,
    wire.ActivityResult.OUTCOME_REJECTED,
)


async def record(door: Door, operator: str, *activities: wire.Activity) -> list[wire.ActivityResult]:
    """One batch; its results."""
    request = wire.RecordActivityRequest(operator_id=operator, activities=activities)
    return list((await door.as_platform(door.activity.RecordActivity, request)).results)


async def outcomes(door: Door, operator: str, *activities: wire.Activity) -> list[str]:
    """One batch; "recorded", "duplicate" or the reason of the rejection for each item."""
    names = {RECORDED: "recorded", DUPLICATE: "duplicate"}
    return [names.get(result.outcome, result.reason) for result in await record(door, operator, *activities)]


async def profile(door: Door, operator: str, external_id: str) -> players_wire.GetPlayerResponse:
    """A player by the platform's id, as staff see it."""
    listed = await door.as_staff(
        door.players.ListPlayers, players_wire.ListPlayersRequest(operator_id=operator, query=external_id)
    )
    [player_id] = [row.player.player_id for row in listed.rows if row.player.external_id == external_id]
    request = players_wire.GetPlayerRequest(operator_id=operator, player_id=player_id)
    return await door.as_staff(door.players.GetPlayer, request)


async def test_a_batch_whose_items_depend_on_each_other(door: Door) -> None:
    operator = await door.operator()
    batch = [
        deposit("ana", "d0", 500),  # before she is registered
        registered("ana", country="BR"),
        deposit("ana", "d1", 10_000),
        placed("ana", "b1", 3_000),
        settled("ana", "b1", 4_500, NOON + timedelta(minutes=1)),
        voided("ana", "b1", NOON + timedelta(minutes=2)),
        placed("ana", "b2", 1_000, payout=0),
        deposit("ana", "d1", 10_000),  # again
        deposit("ana", "d1", 10_001),  # again, and not the same
        withdrawal("ana", "w1", 2_000),
        bonus("ana", "x1", 100),
    ]
    assert await outcomes(door, operator, *batch) == [
        "UNKNOWN_PLAYER",
        *["recorded"] * 6,
        "duplicate",
        "RECORDED_DIFFERENTLY",
        "recorded",
        "recorded",
    ]
    found = await profile(door, operator, "ana")
    assert [(b.amount.minor, b.amount.currency) for b in found.balances] == [(10_000 - 1_000 - 2_000 + 100, "BRL")]
    [totals] = found.totals
    assert (totals.deposits, totals.withdrawals) == (10_000, 2_000)
    assert (totals.turnover, totals.payouts, totals.ggr, totals.bets) == (1_000, 0, 1_000, 1)

    listed = await door.as_staff(
        door.players.ListMovements,
        players_wire.ListMovementsRequest(operator_id=operator, player_id=found.player.player_id),
    )
    assert [(m.amount.minor, m.balance_after.minor, m.reference) for m in reversed(listed.movements)] == [
        (10_000, 10_000, "d1"),
        (-3_000, 7_000, "b1"),
        (4_500, 11_500, "b1"),
        (3_000, 14_500, "b1"),
        (-4_500, 10_000, "b1"),
        (-1_000, 9_000, "b2"),
        (-2_000, 7_000, "w1"),
        (100, 7_100, "x1"),
    ]
