"""The HTTP server as a part of our process: our signals, our logs, and a stop that lets requests finish."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

_GRACE = 8  # seconds that requests under way may still take
_BACKLOG = 2048


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process, which stops all its parts."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class HttpServer:
    """Serves an application until told to stop. `stopping` is set first, so that streams end by themselves."""

    def __init__(self, app: ASGIApp, listen: str, stopping: asyncio.Event, trusted_proxies: str = "") -> None:
        self._listen = listen
        self._stopping = stopping
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=trusted_proxies or None,
                timeout_graceful_shutdown=_GRACE,
                timeout_keep_alive=65,
                h11_max_incomplete_event_size=64 * 1024,
            )
        )
        self.port = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until told to stop. Raises RuntimeError when the port is taken."""
        listener = self._bind()
        serving = asyncio.create_task(self._server.serve([listener]))
        told = asyncio.create_task(stop.wait())
        await asyncio.wait([serving, told], return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        self._stopping.set()
        self._server.should_exit = True
        await serving

    async def ready(self) -> None:
        """Waits until it listens."""
        await self._server.ready.wait()

    def _bind(self) -> socket.socket:
        host, _, port = self._listen.rpartition(":")
        host = host.strip("[]")
        try:
            listener = socket.create_server(
                (host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=_BACKLOG
            )
        except OSError as error:
            raise RuntimeError(f"Cannot listen on {self._listen}: {error.strerror}.") from error
        listener.setblocking(False)
        self.port = listener.getsockname()[1]
        return listener
