"""The contracts can be read from the running service, as grpcurl does: no stubs, no files, no key."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import grpc
import pytest
from google.protobuf import json_format, message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from tests.players.integration.conftest import Door

SERVICES = {
    f"daybook.players.v1.{noun}Service" for noun in ("Players", "Activity", "Care", "Adjustments", "Tickets", "Jobs")
}


class Curl:
    """What grpcurl is: a client that knows nothing but an address."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address)
        self._database = ProtoReflectionDescriptorDatabase(self._channel)
        self.pool = DescriptorPool(self._database)

    def list(self) -> set[str]:
        """grpcurl list"""
        return set(self._database.get_services())

    def describe(self, service: str) -> dict[str, str]:
        """grpcurl describe: each method with what it takes."""
        found = self.pool.FindServiceByName(service)
        return {method.name: method.input_type.full_name for method in found.methods}

    def call(self, service: str, method: str, data: dict[str, Any], key: str = "") -> dict[str, Any]:
        """grpcurl -H 'authorization: Bearer …' -d '…' address service/method"""
        described = self.pool.FindServiceByName(service).FindMethodByName(method)
        asked, answer = (
            message_factory.GetMessageClass(kind) for kind in (described.input_type, described.output_type)
        )
        path = f"/{service}/{method}"
        send = self._channel.unary_unary(path, asked.SerializeToString, answer.FromString)
        metadata = (("authorization", f"Bearer {key}"),) if key else ()
        request = json_format.ParseDict(data, asked(), descriptor_pool=self.pool)
        got = send(request, metadata=metadata, timeout=10)
        plain: dict[str, Any] = json.loads(json_format.MessageToJson(got, descriptor_pool=self.pool))
        return plain

    def close(self) -> None:
        """Closes the connection."""
        self._channel.close()


async def test_services_are_listed_and_described_and_called_without_stubs(door: Door) -> None:
    operator = await door.operator()
    key = door.keys.platform(operator)

    def use() -> dict[str, Any]:
        curl = Curl(door.address)
        try:
            assert curl.list() >= SERVICES | {"grpc.health.v1.Health"}
            methods = curl.describe("daybook.players.v1.PlayersService")
            assert methods["CheckAccess"] == "daybook.players.v1.CheckAccessRequest"
            assert "BanPlayer" in curl.describe("daybook.players.v1.CareService")
            facts = {"externalId": "ana", "currency": "BRL", "registeredAt": "2026-01-15T18:00:00Z"}
            request = {"operatorId": operator, "registration": facts}
            service = "daybook.players.v1.PlayersService"
            assert curl.call(service, "RegisterPlayer", request, key)["created"] is True
            with pytest.raises(grpc.RpcError) as refused:
                curl.call(service, "RegisterPlayer", request)
            assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED  # type: ignore[attr-defined]
            return curl.call(service, "CheckAccess", {"operatorId": operator, "externalId": "ana"}, key)
        finally:
            curl.close()

    answer = await asyncio.to_thread(use)
    assert answer.pop("revision") == "1"
    assert sorted(answer) == ["deposit", "logIn", "play", "withdraw"]
    assert all(verdict == {"allowed": True} for verdict in answer.values())
