"""The history of an operator, asked of players in the name of the metrics service."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final
from uuid import UUID

import grpc
from daybook.players.v1 import figures_service_pb2 as pb
from daybook.players.v1 import figures_service_pb2_grpc as contract

from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.permissions import REACH
from kit.auth.tokens import Signer
from kit.rpc import client
from kit.rpc.status import from_rpc

NAME: Final = "metrics"


class History:
    """Asks players. `signer` signs as the metrics service."""

    def __init__(self, address: str, signer: Signer) -> None:
        self._address = address
        self._signer = signer

    async def read(self, operator_id: UUID) -> AsyncGenerator[pb.ReplayActivityResponse, None]:
        """All that figures count, as one moment held it. Raises the service's domain error."""
        grant = Grant(REACH[NAME], {str(operator_id): ""})
        token = self._signer.call_token(Actor(ActorKind.SYSTEM, NAME, "Daybook metrics", (grant,)), "players")
        channel = client.channel(self._address)
        call = contract.FiguresServiceStub(channel).ReplayActivity(
            pb.ReplayActivityRequest(operator_id=str(operator_id)), metadata=client.metadata(token)
        )
        try:
            async for part in call:
                yield part
        except grpc.aio.AioRpcError as error:
            raise from_rpc(error) from error
        finally:
            call.cancel()
            await channel.close(None)
