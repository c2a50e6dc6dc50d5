"""The gRPC server: our stages, health, reflection, and a stop that lets calls finish."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Sequence
from typing import Any, Final

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from kit.auth.tokens import Verifier
from kit.rpc.interceptor import Stages
from kit.settings import ServiceSettings

_GRACE: Final = 8.0  # seconds that calls under way may still take when the server stops
_OPTIONS: Final = [
    ("grpc.max_receive_message_length", 8 * 1024 * 1024),
    ("grpc.max_connection_age_ms", 30 * 60 * 1000),
    # A connection that is old takes no new calls; what streams may go on for as long as a long history takes.
    ("grpc.max_connection_age_grace_ms", 2 * 60 * 60 * 1000),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    # A token that names 200 operators, the most a call may concern, has some 25 kB; the default takes 8.
    ("grpc.max_metadata_size", 64 * 1024),
    ("grpc.absolute_max_metadata_size", 64 * 1024),
    ("grpc.so_reuseport", 0),  # a second server on the same port is an error, not a silent half of the traffic
]

# A servicer with the generated function that adds it and the full name of its service.
Servicer = tuple[Callable[[Any, Any], None], Any, str]


class _ByName:
    """Takes the methods of a service to be found by name when they are called.

    Of methods that are registered grpc waits for each by itself: every call would cost as much more as there are.
    """

    def __init__(self, server: grpc.aio.Server) -> None:
        self._server = server

    def add_generic_rpc_handlers(self, handlers: Any) -> None:
        """What generated code calls first, with all methods of a service."""
        self._server.add_generic_rpc_handlers(handlers)

    def add_registered_method_handlers(self, service: str, handlers: Any) -> None:
        """What it calls then, with the same."""


class GrpcServer:
    """Serves a service's contracts until told to stop."""

    def __init__(
        self,
        settings: ServiceSettings,
        verifier: Verifier,
        servicers: Sequence[Servicer],
        revoked: Container[str] = frozenset(),
    ) -> None:
        self._settings = settings
        self._health = health.aio.HealthServicer()  # type: ignore[attr-defined]
        self._server = grpc.aio.server(interceptors=[Stages(verifier, revoked)], options=_OPTIONS)
        for add, servicer, _ in (*servicers, (health_pb2_grpc.add_HealthServicer_to_server, self._health, "")):
            add(servicer, _ByName(self._server))
        names = [name for _, _, name in servicers]
        reflection.enable_server_reflection([*names, health.SERVICE_NAME, reflection.SERVICE_NAME], self._server)
        self.port = 0

    async def start(self) -> None:
        """Listens and says SERVING. Raises RuntimeError when the port is taken."""
        listen = self._settings.listen
        credentials = self._credentials()
        if credentials is None:
            self.port = self._server.add_insecure_port(listen)
        else:
            self.port = self._server.add_secure_port(listen, credentials)
        await self._server.start()
        await self._health.set("", health_pb2.HealthCheckResponse.SERVING)

    async def stop(self) -> None:
        """Says NOT_SERVING, takes no new calls and lets those under way finish."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(_GRACE)

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until told to stop."""
        await self.start()
        await stop.wait()
        await self.stop()

    def _credentials(self) -> Any:
        settings = self._settings
        if settings.tls_certificate is None or settings.tls_key is None:
            return None
        authority = settings.tls_client_ca.read_bytes() if settings.tls_client_ca else None
        pair = (settings.tls_key.read_bytes(), settings.tls_certificate.read_bytes())
        return grpc.ssl_server_credentials([pair], authority, require_client_auth=authority is not None)
