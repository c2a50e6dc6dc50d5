"""The services behind the gateway: a channel each, and for every call a token that allows such a call only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import grpc
from daybook.audit.v1 import audit_service_pb2_grpc
from daybook.metrics.v1 import (
    explain_service_pb2_grpc,
    metrics_service_pb2_grpc,
    rebuild_service_pb2_grpc,
    reports_service_pb2_grpc,
    rules_service_pb2_grpc,
)
from daybook.players.v1 import (
    adjustments_service_pb2_grpc,
    care_service_pb2_grpc,
    figures_service_pb2_grpc,
    jobs_service_pb2_grpc,
    players_service_pb2_grpc,
    tickets_service_pb2_grpc,
)
from grpc_health.v1 import health_pb2, health_pb2_grpc

from gateway import request_ids
from gateway.domain.access import Caller
from gateway.domain.directory import Operator
from kit.auth.actor import Actor
from kit.auth.tokens import Signer
from kit.rpc import client
from kit.rpc.status import from_rpc

T = TypeVar("T")

PLAYERS: Final = "players"
METRICS: Final = "metrics"
AUDIT: Final = "audit"

SECONDS: Final = 8.0  # the deadline of a call, unless the caller of `ask` knows better
# One channel gives up calls when some 2,000 run at once; a queue before it is kinder.
_CONCURRENT: Final = 500


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a service answers, and after how many milliseconds."""

    name: str
    up: bool
    milliseconds: float | None


class Services:
    """Calls players, metrics and audit for a caller."""

    def __init__(self, signer: Signer, addresses: dict[str, str], root_certificates: Path | None = None) -> None:
        authority = root_certificates.read_bytes() if root_certificates else None
        self._signer = signer
        self._channels = {
            name: client.channel(address, root_certificates=authority) for name, address in addresses.items()
        }
        self._slots = {name: asyncio.Semaphore(_CONCURRENT) for name in addresses}
        self.players = players_service_pb2_grpc.PlayersServiceStub(self._channels[PLAYERS])
        self.adjustments = adjustments_service_pb2_grpc.AdjustmentsServiceStub(self._channels[PLAYERS])
        self.care = care_service_pb2_grpc.CareServiceStub(self._channels[PLAYERS])
        self.figures = figures_service_pb2_grpc.FiguresServiceStub(self._channels[PLAYERS])
        self.jobs = jobs_service_pb2_grpc.JobsServiceStub(self._channels[PLAYERS])
        self.tickets = tickets_service_pb2_grpc.TicketsServiceStub(self._channels[PLAYERS])
        self.metrics = metrics_service_pb2_grpc.MetricsServiceStub(self._channels[METRICS])
        self.explain = explain_service_pb2_grpc.ExplainServiceStub(self._channels[METRICS])
        self.rebuilds = rebuild_service_pb2_grpc.RebuildServiceStub(self._channels[METRICS])
        self.reports = reports_service_pb2_grpc.ReportsServiceStub(self._channels[METRICS])
        self.rules = rules_service_pb2_grpc.RulesServiceStub(self._channels[METRICS])
        self.audit = audit_service_pb2_grpc.AuditServiceStub(self._channels[AUDIT])

    async def ask(
        self, service: str, method: Callable[..., Awaitable[T]], request: Any, actor: Actor, *, seconds: float = SECONDS
    ) -> T:
        """One call. Raises the service's domain error, or ServiceUnavailable's like when it does not answer."""
        async with self._slots[service]:
            token = self._signer.call_token(actor, service)
            return await client.call(method, request, token, seconds=seconds, request_id=request_ids.current())

    @asynccontextmanager
    async def stream(
        self, service: str, method: Callable[..., Any], request: Any, actor: Actor
    ) -> AsyncIterator[AsyncIterator[Any]]:
        """A stream of answers, cancelled on leaving. Iterating raises as `ask` does."""
        call = method(request, metadata=client.metadata(self._signer.call_token(actor, service), request_ids.current()))

        async def answers() -> AsyncIterator[Any]:
            try:
                async for answer in call:
                    yield answer
            except grpc.aio.AioRpcError as error:
                raise from_rpc(error) from error

        try:
            yield answers()
        finally:
            call.cancel()

    async def health(self, seconds: float = 2.0) -> list[Health]:
        """Whether each service serves, asked at the same time."""
        return await asyncio.gather(*(self._health(name, seconds) for name in self._channels))

    async def _health(self, name: str, seconds: float) -> Health:
        stub = health_pb2_grpc.HealthStub(self._channels[name])
        started = time.perf_counter()
        try:
            answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=seconds)
        except grpc.aio.AioRpcError:
            return Health(name, up=False, milliseconds=None)
        elapsed = round((time.perf_counter() - started) * 1000, 1)
        return Health(name, up=answer.status == health_pb2.HealthCheckResponse.SERVING, milliseconds=elapsed)

    async def close(self) -> None:
        """Closes all channels."""
        await asyncio.gather(*(channel.close(None) for channel in self._channels.values()))


def actor_for(caller: Caller, permissions: Iterable[str], operators: Sequence[Operator]) -> Actor:
    """The caller with permissions for these operators and nothing else."""
    return caller.actor(permissions, {str(one.operator_id): str(one.company_id) for one in operators})
