"""A running gateway per test module: real Postgres, a real HTTP server, the services behind it as test doubles."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from pydantic import SecretStr

from gateway import app, web
from gateway.domain.directory import Operator
from gateway.server import HttpServer
from gateway.settings import GatewaySettings
from kit.db import Database
from tests.conftest import Keys, MakeDatabase
from tests.gateway.backoffice import Backoffice, TestClock
from tests.gateway.upstream import Upstream


@pytest.fixture(scope="session", autouse=True)
def traces() -> None:
    """Trace ids exist, as in a running service."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider())


@pytest.fixture(scope="module")
def web_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built web application."""
    root = tmp_path_factory.mktemp("web")
    (root / "index.html").write_text("<!doctype html><title>Daybook</title>")
    (root / "favicon.svg").write_text("<svg/>")
    (root / "assets").mkdir()
    (root / "assets" / "index-DpY2yvaK.js").write_text("console.log('daybook');" * 200)
    (root.parent / "secret.txt").write_text("not for browsers")
    return root


@pytest.fixture(scope="module")
def settings(
    make_database: MakeDatabase, keys: Keys, web_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> GatewaySettings:
    """Settings with a fresh database."""
    seal = tmp_path_factory.mktemp("seal") / "seal.key"
    seal.write_text(base64.b64encode(bytes(range(32))).decode() + "\n")
    return GatewaySettings(
        database_url=SecretStr(make_database("gateway")),
        nats_url=SecretStr("nats://127.0.0.1:1"),
        listen="127.0.0.1:0",
        actor_public_keys=keys.public_keys_file,
        actor_private_key=keys.private_key_file,
        seal_key=seal,
        web_root=web_root,
        version="1.2.3-test",
    )


@pytest.fixture(scope="module")
async def upstream(keys: Keys) -> AsyncIterator[Upstream]:
    """The services behind the gateway."""
    services = Upstream(keys)
    await services.start()
    yield services
    await services.stop()


@pytest.fixture(scope="module")
async def running(settings: GatewaySettings, upstream: Upstream) -> AsyncIterator[Backoffice]:
    """The gateway, serving."""
    wired = settings.model_copy(
        update={f"{name}_address": upstream.address(name) for name in ("players", "metrics", "audit")}
    )
    database, clock = Database(settings.database_url.get_secret_value(), app.NAME), TestClock()
    gateway = app.assemble(wired, database, clock)
    server = HttpServer(web.create(gateway), wired.listen, gateway.stopping)
    stop = asyncio.Event()
    serving = asyncio.create_task(server.run(stop))
    await asyncio.wait_for(server.ready(), 10)
    yield Backoffice(f"http://127.0.0.1:{server.port}", gateway, database, clock, upstream)
    stop.set()
    await serving
    await gateway.services.close()
    await database.close()


@pytest.fixture
async def backoffice(running: Backoffice) -> AsyncIterator[Backoffice]:
    """The gateway for one test; what the services were asked and how they fail is forgotten."""
    running.answers.heard.clear()
    running.answers.failure = None
    await running.rows("DELETE FROM attempts")
    yield running
    for client in running.clients:
        await client.aclose()
    running.clients.clear()


@pytest.fixture
async def brand(backoffice: Backoffice) -> Operator:
    """An operator of a company of its own."""
    return await backoffice.operator(await backoffice.company())


@pytest.fixture
async def admin(backoffice: Backoffice, brand: Operator) -> httpx.AsyncClient:
    """The administrator of the brand's company, signed in."""
    return (await backoffice.signed_in("company-admin", brand.company_id)).browser
