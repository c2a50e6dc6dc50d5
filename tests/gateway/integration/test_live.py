"""The stream of the dashboard: it tells when figures move, survives restarts, and ends with the session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gateway.domain.directory import Operator
from gateway.live import LiveEvents
from tests.gateway.backoffice import Backoffice, problem
from tests.polling import until


@asynccontextmanager
async def listening(client: httpx.AsyncClient, brand: Operator) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
    """The events of a stream as they come."""

    async def events(answer: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
        event = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield event, json.loads(line.removeprefix("data: "))

    params = {"operator_id": str(brand.operator_id)}
    async with client.stream("GET", "/dashboard/stream", params=params) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield events(answer)


async def test_the_stream_tells_when_figures_move_and_lets_go_of_the_service(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    async with listening(admin, brand) as events:
        moved = {"operator_id": str(brand.operator_id), "last_recorded_at": None}
        assert await asyncio.wait_for(anext(events), 10) == ("figures", moved)
        await backoffice.answers.move()
        assert await asyncio.wait_for(anext(events), 10) == ("figures", moved)
        assert backoffice.answers.watching == 1
    await until(lambda: backoffice.answers.watching == 0)


async def test_the_stream_survives_a_restart_of_the_service(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    async with listening(admin, brand) as events:
        await asyncio.wait_for(anext(events), 10)
        await backoffice.upstream.restart("metrics")
        event, _ = await asyncio.wait_for(anext(events), 20)
        assert event == "figures"
    await until(lambda: backoffice.answers.watching == 0)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pings come quickly."""
    original = LiveEvents.__init__

    def quick(self: LiveEvents, *arguments: Any) -> None:
        original(self, *arguments, ping_seconds=0.2)

    monkeypatch.setattr(LiveEvents, "__init__", quick)


@pytest.mark.usefixtures("impatient")
async def test_a_stream_does_not_keep_an_idle_session_open(backoffice: Backoffice, brand: Operator) -> None:
    person = await backoffice.signed_in("company-admin", brand.company_id)
    async with listening(person.browser, brand) as events:
        for hours in (11, 2):
            while (await asyncio.wait_for(anext(events), 10))[0] != "ping":
                pass
            backoffice.clock.forward(hours=hours)
        async with asyncio.timeout(10):
            async for _ in events:
                pass
    problem(await person.browser.get("/auth/me"), 401, "UNAUTHENTICATED")


@pytest.mark.usefixtures("impatient")
async def test_the_stream_pings_and_ends_with_the_session(backoffice: Backoffice, brand: Operator) -> None:
    person = await backoffice.signed_in("company-admin", brand.company_id)
    async with listening(person.browser, brand) as events:
        seen = [(await asyncio.wait_for(anext(events), 10))[0] for _ in range(3)]
        assert seen.count("ping") >= 1
        assert (await person.browser.post("/auth/sign-out")).status_code == 204
        async with asyncio.timeout(10):
            async for _ in events:
                pass
