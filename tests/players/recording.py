"""Batches as a platform sends them, and what tests ask about their answers."""

from __future__ import annotations

from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import filter_pb2
from daybook.players.v1 import players_service_pb2 as players_wire

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
    request = players_wire.ListPlayersRequest(operator_id=operator, filter=filter_pb2.PlayerFilter(query=external_id))
    listed = await door.as_staff(door.players.ListPlayers, request)
    [player_id] = [row.player.player_id for row in listed.rows if row.player.external_id == external_id]
    asked = players_wire.GetPlayerRequest(operator_id=operator, player_id=player_id)
    return await door.as_staff(door.players.GetPlayer, asked)
