"""The stages around every RPC, seen by a client: who may call, what is refused, what is masked, what is hidden."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from daybook.players.v1 import player_pb2, players_service_pb2, players_service_pb2_grpc
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status

from kit import telemetry
from kit.auth.tokens import Verifier
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from kit.rpc.call import current
from kit.rpc.server import GrpcServer
from kit.settings import ServiceSettings
from tests.conftest import Keys
from tests.polling import until

OPERATOR, OTHER = str(uuid7()), str(uuid7())
REVOKED = str(uuid7())
WAITING = asyncio.Event()  # a method that never answers has begun


class PlayerMissing(DomainError):
    """There is no such player."""

    kind = Kind.NOT_FOUND
    reason = "PLAYER_NOT_FOUND"


class Players(players_service_pb2_grpc.PlayersServiceServicer):
    """Answers in the ways a method can end."""

    async def GetPlayer(self, request: Any, context: Any) -> players_service_pb2.GetPlayerResponse:
        current().revealed = request.reveal
        player = player_pb2.Player(
            username="ana", email="ana@mail.example", last_name="Souza", registration_ip="203.0.113.7"
        )
        return players_service_pb2.GetPlayerResponse(player=player)

    async def ListBets(self, request: Any, context: Any) -> players_service_pb2.ListBetsResponse:
        raise PlayerMissing(details={"player_id": request.player_id})

    async def ListSessions(self, request: Any, context: Any) -> players_service_pb2.ListSessionsResponse:
        raise RuntimeError("secret text of a failure")

    async def ListMovements(self, request: Any, context: Any) -> players_service_pb2.ListMovementsResponse:
        WAITING.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def StartSession(self, request: Any, context: Any) -> players_service_pb2.StartSessionResponse:
        return players_service_pb2.StartSessionResponse(session=player_pb2.Session(ip=request.ip))


@pytest.fixture(scope="module")
async def address(keys: Keys) -> AsyncIterator[str]:
    settings = ServiceSettings(database_url="x", nats_url="x", actor_public_keys=keys.public_keys_file)  # type: ignore[arg-type]
    servicer = (
        players_service_pb2_grpc.add_PlayersServiceServicer_to_server,
        Players(),
        "daybook.players.v1.PlayersService",
    )
    server = GrpcServer(settings, Verifier("players", keys.public_keys), [servicer], {REVOKED})
    await server.start()
    yield f"127.0.0.1:{server.port}"
    await server.stop()


@pytest.fixture(scope="module")
async def channel(address: str) -> AsyncIterator[grpc.aio.Channel]:
    async with client.channel(address) as channel:
        yield channel


@pytest.fixture
def players(channel: grpc.aio.Channel) -> players_service_pb2_grpc.PlayersServiceAsyncStub:
    return players_service_pb2_grpc.PlayersServiceStub(channel)  # type: ignore[return-value]


def one(**values: Any) -> players_service_pb2.GetPlayerRequest:
    return players_service_pb2.GetPlayerRequest(**{"operator_id": OPERATOR, "player_id": str(uuid7()), **values})


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def test_without_a_token_nothing_is_said(players: Any) -> None:
    for metadata in ((), (("authorization", "Bearer nonsense"),), (("authorization", "nonsense"),)):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await players.GetPlayer(one(), metadata=metadata, timeout=5)
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_a_token_for_another_service_is_refused(players: Any, keys: Keys) -> None:
    token = keys.staff("metrics", OPERATOR, "players.read")
    assert (await refusal(client.call(players.GetPlayer, one(), token, seconds=5))).kind is Kind.UNAUTHENTICATED


async def test_a_revoked_platform_key_is_refused_and_others_are_not(players: Any, keys: Keys) -> None:
    request = players_service_pb2.StartSessionRequest(
        operator_id=OPERATOR, session_id="s", player_external_id="p", ip="203.0.113.7"
    )
    good, bad = keys.platform(OPERATOR), keys.platform(OPERATOR, key_id=REVOKED)
    answer = await client.call(players.StartSession, request, good, seconds=5)
    assert answer.session.ip == "203.0.113.7", "a platform sees its own players in clear"
    assert (await refusal(client.call(players.StartSession, request, bad, seconds=5))).kind is Kind.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("operator", "permission"), [(OTHER, "players.read"), (OPERATOR, "metrics.read"), (OTHER, "metrics.read")]
)
async def test_permission_and_operator_must_both_fit(players: Any, keys: Keys, operator: str, permission: str) -> None:
    token = keys.staff("players", OPERATOR, permission)
    error = await refusal(client.call(players.GetPlayer, one(operator_id=operator), token, seconds=5))
    assert (error.kind, error.reason) == (Kind.DENIED, "PERMISSION_DENIED")


async def test_permission_comes_before_validation(players: Any, keys: Keys) -> None:
    token = keys.staff("players", OPERATOR, "players.read")
    error = await refusal(client.call(players.GetPlayer, one(operator_id="not a uuid", player_id=""), token, seconds=5))
    assert error.kind is Kind.DENIED


async def test_bad_input_names_every_field(players: Any, keys: Keys) -> None:
    token = keys.staff("players", OPERATOR, "players.suspend")
    request = players_service_pb2.SuspendPlayerRequest(operator_id=OPERATOR, player_id="x", request_id="y")
    error = await refusal(client.call(players.SuspendPlayer, request, token, seconds=5))
    assert error.reason == "INVALID_FIELD"
    assert set(error.fields) == {"player_id", "reason", "revision", "request_id"}


async def test_personal_fields_are_masked_unless_revealed(players: Any, keys: Keys) -> None:
    token = keys.staff("players", OPERATOR, "players.read")
    masked = (await client.call(players.GetPlayer, one(), token, seconds=5)).player
    assert (masked.username, masked.email, masked.last_name) == ("ana", "a••@mail.example", "S••••")
    assert masked.registration_ip == "203.0.x.x"
    clear = (await client.call(players.GetPlayer, one(reveal=True), token, seconds=5)).player
    assert (clear.email, clear.last_name) == ("ana@mail.example", "Souza")


async def test_a_domain_error_keeps_its_reason_and_details(players: Any, keys: Keys) -> None:
    token = keys.staff("players", OPERATOR, "players.read")
    request = players_service_pb2.ListBetsRequest(operator_id=OPERATOR, player_id=str(uuid7()))
    error = await refusal(client.call(players.ListBets, request, token, seconds=5))
    assert (error.kind, error.reason, error.message) == (Kind.NOT_FOUND, "PLAYER_NOT_FOUND", "There is no such player.")
    assert error.details == {"player_id": request.player_id}


async def test_error_info_is_there_for_clients_of_any_language(players: Any, keys: Keys) -> None:
    request = players_service_pb2.ListBetsRequest(operator_id=OPERATOR, player_id=str(uuid7()))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await players.ListBets(
            request, metadata=client.metadata(keys.staff("players", OPERATOR, "players.read")), timeout=5
        )
    status = rpc_status.from_call(caught.value)
    info = error_details_pb2.ErrorInfo()
    assert status.details[0].Unpack(info)
    assert (info.domain, info.reason) == ("daybook", "PLAYER_NOT_FOUND")


async def test_an_unexpected_failure_says_nothing_but_its_trace(players: Any, keys: Keys) -> None:
    request = players_service_pb2.ListSessionsRequest(operator_id=OPERATOR, player_id=str(uuid7()))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await players.ListSessions(
            request, metadata=client.metadata(keys.staff("players", OPERATOR, "players.read")), timeout=5
        )
    assert caught.value.code() is grpc.StatusCode.INTERNAL
    assert "secret" not in caught.value.details()


async def test_the_deadline_ends_a_call(players: Any, keys: Keys) -> None:
    request = players_service_pb2.ListMovementsRequest(operator_id=OPERATOR, player_id=str(uuid7()))
    token = keys.staff("players", OPERATOR, "players.read")
    assert (await refusal(client.call(players.ListMovements, request, token, seconds=0.2))).kind is Kind.UNAVAILABLE


async def test_a_method_nobody_built_is_not_answered(players: Any, keys: Keys) -> None:
    request = players_service_pb2.ListPlayersRequest(operator_id=OPERATOR)
    token = keys.staff("players", OPERATOR, "players.read")
    assert (await refusal(client.call(players.ListPlayers, request, token, seconds=5))).kind is Kind.UNAVAILABLE


async def test_health_and_reflection_are_open(channel: grpc.aio.Channel) -> None:
    health = await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=5)
    assert health.status == health_pb2.HealthCheckResponse.SERVING
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    stream = stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")]))
    services = {service.name async for answer in stream for service in answer.list_services_response.service}
    assert "daybook.players.v1.PlayersService" in services


async def test_a_call_that_its_caller_gave_up_is_not_counted_as_answered(
    players: Any, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[str] = []
    monkeypatch.setattr(
        telemetry, "rpc_duration", SimpleNamespace(record=lambda _, labels: codes.append(labels["code"]))
    )
    request = players_service_pb2.ListMovementsRequest(operator_id=OPERATOR, player_id=str(uuid7()))
    WAITING.clear()
    call = players.ListMovements(
        request, metadata=client.metadata(keys.staff("players", OPERATOR, "players.read")), timeout=20
    )
    await asyncio.wait_for(WAITING.wait(), 10)
    call.cancel()
    await until(lambda: bool(codes))
    assert codes == ["CANCELLED"]
