"""Files of exports over HTTP, the real players service behind the gateway: who fetches them, and as what they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from daybook.players.v1 import activity_service_pb2
from sqlalchemy import text

from gateway import app, web
from gateway.domain.directory import Operator
from gateway.server import HttpServer
from gateway.settings import GatewaySettings
from kit.db import Database
from services.players.domain.operator import Operator as KnownOperator
from services.players.service import operators
from tests.gateway.backoffice import Backoffice, TestClock, problem
from tests.gateway.upstream import Upstream
from tests.players.building import NOON, registered
from tests.players.integration.conftest import Door, door
from tests.players.jobs import working
from tests.polling import until

__all__ = ["door"]


@pytest.fixture(scope="module")
async def running(settings: GatewaySettings, upstream: Upstream, door: Door) -> AsyncIterator[Backoffice]:
    """The gateway in front of the real players service, with workers."""
    addresses = {f"{name}_address": upstream.address(name) for name in ("metrics", "audit")}
    wired = settings.model_copy(update={**addresses, "players_address": door.address})
    database, clock = Database(settings.database_url.get_secret_value(), app.NAME), TestClock()
    gateway = app.assemble(wired, database, clock)
    server = HttpServer(web.create(gateway), wired.listen, gateway.stopping)
    stop = asyncio.Event()
    serving = asyncio.create_task(server.run(stop))
    await asyncio.wait_for(server.ready(), 10)
    async with working(door.database):
        yield Backoffice(f"http://127.0.0.1:{server.port}", gateway, database, clock, upstream)
    stop.set()
    await serving
    await gateway.services.close()
    await database.close()


async def test_a_file_in_clear_is_fetched_by_who_may_still_see_it(
    backoffice: Backoffice, brand: Operator, door: Door
) -> None:
    operator = str(brand.operator_id)
    async with door.database.unit_of_work() as uow:
        await operators.keep(
            uow, KnownOperator(brand.operator_id, brand.company_id, brand.name, brand.timezone, "BRL", 2, 1)
        )
    told = activity_service_pb2.RecordActivityRequest(
        operator_id=operator, activities=[registered("ana", NOON, email="ana@mail.example")]
    )
    await door.as_platform(door.activity.RecordActivity, told)
    person = await backoffice.signed_in("compliance", brand.company_id)
    browser, addressed = person.browser, {"operator_id": operator}

    async def exported(**asked: object) -> str:
        body = {**addressed, "format": "csv", "columns": ["email"], **asked}
        answer = await browser.post("/players/exports", json=body)
        assert answer.status_code == 200, answer.text
        job: str = answer.json()["id"]

        async def done() -> bool:
            return bool((await browser.get(f"/jobs/{job}", params=addressed)).json()["state"] == "done")

        await until(done)
        return job

    clear, masked = await exported(reveal=True, reason="a request of the court"), await exported()
    file = await browser.get(f"/jobs/{clear}/file", params=addressed)
    assert (file.status_code, file.content) == (200, b"\xef\xbb\xbfE-mail\nana@mail.example\n")
    assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "sandbox" in file.headers["content-security-policy"]

    async with backoffice.database.unit_of_work() as uow:
        await uow.connection.execute(
            text(
                "UPDATE grants SET role = 'operator-manager' WHERE holder_id = "
                "(SELECT staff_id FROM staff WHERE email = :email)"
            ),
            {"email": person.email},
        )
    problem(await browser.get(f"/jobs/{clear}/file", params=addressed), 403, "PERMISSION_DENIED")
    assert (await browser.get(f"/jobs/{masked}/file", params=addressed)).text.endswith("a••@mail.example\n")
