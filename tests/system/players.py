"""Players for system tests, opened through the platforms' door."""

from __future__ import annotations

from typing import Any

import grpc
from daybook.players.v1 import player_pb2, players_service_pb2, players_service_pb2_grpc

from deploy.local.suite import Brand
from kit.errors import DomainError
from kit.rpc import client
from tests.polling import until


async def register(channel: grpc.aio.Channel, brand: Brand, external_id: str, **facts: Any) -> player_pb2.Player:
    """Registers a player; waits until the service has heard of a brand that is just made."""
    stub: Any = players_service_pb2_grpc.PlayersServiceStub(channel)
    registration = player_pb2.Registration(external_id=external_id, currency="BIT", country="BR", **facts)
    request = players_service_pb2.RegisterPlayerRequest(operator_id=brand.operator_id, registration=registration)
    answers: list[player_pb2.Player] = []

    async def attempt() -> bool:
        try:
            answers.append((await client.call(stub.RegisterPlayer, request, brand.platform_key, seconds=10)).player)
        except DomainError as error:
            if error.reason != "OPERATOR_UNKNOWN":
                raise
        return bool(answers)

    await until(attempt)
    return answers[0]
