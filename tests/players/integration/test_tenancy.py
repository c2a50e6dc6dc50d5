"""Two operators of two companies: neither sees the other, through any method."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from daybook.players.v1 import activity_service_pb2, player_pb2, players_service_pb2
from google.protobuf import field_mask_pb2
from google.protobuf.message import Message

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.players.building import deposit, registered, registration
from tests.players.integration.conftest import Door

ALL = ("players.record", "players.read", "players.reveal", "players.suspend")


def requests(operator_id: str, player_id: str) -> dict[str, Message]:
    """A valid request for every method of both services, by name."""
    page = {"operator_id": operator_id, "player_id": player_id}
    change = {**page, "reason": "r", "revision": 1, "request_id": str(uuid7())}
    wire = players_service_pb2
    return {
        "RegisterPlayer": wire.RegisterPlayerRequest(operator_id=operator_id, registration=registration("thief")),
        "StartSession": wire.StartSessionRequest(operator_id=operator_id, session_id="t", player_external_id="ana"),
        "EndSession": wire.EndSessionRequest(operator_id=operator_id, session_id="s"),
        "ListPlayers": wire.ListPlayersRequest(operator_id=operator_id),
        "GetPlayer": wire.GetPlayerRequest(**page),  # type: ignore[arg-type]
        "ListBets": wire.ListBetsRequest(**page),  # type: ignore[arg-type]
        "ListMovements": wire.ListMovementsRequest(**page),  # type: ignore[arg-type]
        "ListSessions": wire.ListSessionsRequest(**page),  # type: ignore[arg-type]
        "GetOverview": wire.GetOverviewRequest(**page),  # type: ignore[arg-type]
        "GetBet": wire.GetBetRequest(bet_id="b", **page),  # type: ignore[arg-type]
        "CheckLedger": wire.CheckLedgerRequest(**page),  # type: ignore[arg-type]
        "ListLinkedPlayers": wire.ListLinkedPlayersRequest(**page),  # type: ignore[arg-type]
        "FindPlayer": wire.FindPlayerRequest(operator_id=operator_id, external_id="ana"),
        "CheckAccess": wire.CheckAccessRequest(operator_id=operator_id, external_id="ana"),
        "UpdatePlayer": wire.UpdatePlayerRequest(
            operator_id=operator_id,
            external_id="ana",
            update=wire.PlayerUpdate(vip_level=1),
            update_mask=field_mask_pb2.FieldMask(paths=["vip_level"]),
            request_id=str(uuid7()),
        ),
        "SuspendPlayer": wire.SuspendPlayerRequest(**change),  # type: ignore[arg-type]
        "ReinstatePlayer": wire.ReinstatePlayerRequest(**change),  # type: ignore[arg-type]
        "RecordActivity": activity_service_pb2.RecordActivityRequest(
            operator_id=operator_id, activities=[deposit("ana", "stolen", 1)]
        ),
    }


def method_of(door: Door, name: str) -> Callable[..., Any]:
    """The stub's method of a name."""
    found: Callable[..., Any] = getattr(door.activity if name == "RecordActivity" else door.players, name)
    return found


@pytest.fixture(scope="module")
async def victim(door: Door) -> tuple[str, str]:
    """An operator and its player."""
    operator = await door.operator()
    request = players_service_pb2.RegisterPlayerRequest(operator_id=operator, registration=registration("ana"))
    player = (await door.as_platform(door.players.RegisterPlayer, request)).player
    return operator, player.player_id


NAMES = sorted(requests(str(uuid7()), str(uuid7())))


def test_every_method_is_tried() -> None:
    contracts = [
        players_service_pb2.DESCRIPTOR.services_by_name["PlayersService"],
        activity_service_pb2.DESCRIPTOR.services_by_name["ActivityService"],
    ]
    declared = {method.name for contract in contracts for method in contract.methods}
    assert declared == {*NAMES, "StreamActivity"}


@pytest.mark.parametrize("name", NAMES)
async def test_another_operators_token_is_refused(door: Door, victim: tuple[str, str], name: str) -> None:
    operator, player_id = victim
    own = await door.operator()
    tokens = [door.keys.staff("players", own, *ALL), door.keys.platform(own)]
    for token in tokens:
        with pytest.raises(DomainError) as refused:
            await client.call(method_of(door, name), requests(operator, player_id)[name], token, seconds=10)
        assert refused.value.kind is Kind.DENIED


@pytest.mark.parametrize("name", NAMES)
async def test_without_the_permission_or_a_token_it_is_refused(door: Door, victim: tuple[str, str], name: str) -> None:
    operator, player_id = victim
    request = requests(operator, player_id)[name]
    with pytest.raises(DomainError) as refused:
        await client.call(
            method_of(door, name), request, door.keys.staff("players", operator, "audit.read"), seconds=10
        )
    assert refused.value.kind is Kind.DENIED
    for token in ("", "nonsense", door.keys.staff("metrics", operator, *ALL)):
        with pytest.raises(DomainError) as refused:
            await client.call(method_of(door, name), request, token, seconds=10)
        assert refused.value.kind is Kind.UNAUTHENTICATED


@pytest.mark.parametrize(
    "name",
    [
        *("GetPlayer", "GetOverview", "ListBets", "GetBet", "ListMovements", "CheckLedger", "ListSessions"),
        *("ListLinkedPlayers", "SuspendPlayer", "ReinstatePlayer"),
    ],
)
async def test_another_operators_player_is_as_unknown_as_one_that_is_not(
    door: Door, victim: tuple[str, str], name: str
) -> None:
    _, player_id = victim
    own = await door.operator()
    token = door.keys.staff("players", own, *ALL)
    answers = []
    for wanted in (player_id, str(uuid7())):
        with pytest.raises(DomainError) as refused:
            await client.call(method_of(door, name), requests(own, wanted)[name], token, seconds=10)
        answers.append((refused.value.kind, refused.value.reason, refused.value.message))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (Kind.NOT_FOUND, "PLAYER_NOT_FOUND")


async def test_the_same_external_id_and_references_are_two_things_at_two_operators(
    door: Door, victim: tuple[str, str]
) -> None:
    operator, player_id = victim
    own = await door.operator()
    batch = [registered("ana"), deposit("ana", "same", 5)]
    for which, expected in ((operator, "duplicate, recorded"), (own, "recorded, recorded")):
        request = activity_service_pb2.RecordActivityRequest(operator_id=which, activities=batch)
        results = (await door.as_platform(door.activity.RecordActivity, request)).results
        names = {1: "recorded", 2: "duplicate"}
        assert ", ".join(names[result.outcome] for result in results) == expected
    listed = await door.as_staff(
        door.players.ListPlayers, players_service_pb2.ListPlayersRequest(operator_id=own, filter={"query": "ana"})
    )
    assert [row.player.external_id for row in listed.rows] == ["ana"]
    assert listed.rows[0].player.player_id != player_id


async def test_a_stream_is_checked_message_by_message(door: Door, victim: tuple[str, str]) -> None:
    operator, _ = victim
    own = await door.operator()

    async def batches():  # type: ignore[no-untyped-def]
        yield activity_service_pb2.StreamActivityRequest(operator_id=own, activities=[registered("mine")])
        yield activity_service_pb2.StreamActivityRequest(operator_id=operator, activities=[deposit("ana", "theft", 1)])

    token = door.keys.platform(own)
    answers = door.activity.StreamActivity(batches(), metadata=client.metadata(token), timeout=30)
    taken = []
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        async for answer in answers:
            taken.append([result.outcome for result in answer.results])
    assert taken == [[activity_service_pb2.ActivityResult.OUTCOME_RECORDED]]
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert await door.rows("SELECT 1 FROM recorded WHERE ref = 'theft'") == []


async def test_platforms_see_their_players_in_clear_and_staff_do_not(door: Door) -> None:
    operator = await door.operator()
    told = registration("bo", first_name="Boris", email="bo@mail.example")
    request = players_service_pb2.RegisterPlayerRequest(operator_id=operator, registration=told)
    answer = await door.as_platform(door.players.RegisterPlayer, request)
    assert answer.player.first_name == "Boris"
    listed = await door.as_staff(door.players.ListPlayers, players_service_pb2.ListPlayersRequest(operator_id=operator))
    [row] = listed.rows
    assert (row.player.first_name, row.player.email) == ("B••••", "b••@mail.example")
    assert row.player.status == player_pb2.PLAYER_STATUS_ACTIVE


async def test_events_on_the_log_carry_no_personal_data(door: Door) -> None:
    operator = await door.operator()
    told = registration("cy", first_name="Cyprian", email="cyprian@mail.example", phone="+5511977776666")
    request = players_service_pb2.RegisterPlayerRequest(operator_id=operator, registration=told)
    await door.as_platform(door.players.RegisterPlayer, request)
    [row] = await door.rows(
        "SELECT payload, headers FROM outbox WHERE subject = :subject", subject=f"daybook.activity.{operator}"
    )
    shown = row.payload + json.dumps(row.headers).encode()
    assert not any(secret in shown for secret in (b"Cyprian", b"cyprian@", b"977776666"))
