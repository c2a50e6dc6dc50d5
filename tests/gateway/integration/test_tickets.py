"""Tickets over HTTP, the real players service behind the gateway: who may, what comes back, who can be given work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from gateway import app, web
from gateway.domain.directory import Company
from gateway.server import HttpServer
from gateway.settings import GatewaySettings
from kit.db import Database
from services.players.domain.operator import Operator as KnownOperator
from services.players.service import operators
from tests.gateway.backoffice import Backoffice, Person, TestClock, problem
from tests.gateway.upstream import Upstream
from tests.players.integration.conftest import Door, door
from tests.players.ticketing import Support

__all__ = ["door"]


@pytest.fixture(scope="module")
async def running(settings: GatewaySettings, upstream: Upstream, door: Door) -> AsyncIterator[Backoffice]:
    """The gateway in front of the real players service."""
    addresses = {f"{name}_address": upstream.address(name) for name in ("metrics", "audit")}
    wired = settings.model_copy(update={**addresses, "players_address": door.address})
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


@dataclass
class Desk:
    """A support agent of a brand, and the brand's player."""

    backoffice: Backoffice
    company: Company
    operator: str
    player_id: str
    agent: Person
    support: Support

    async def ask(self, method: str, path: str, *, client: httpx.AsyncClient | None = None, **body: Any) -> Any:
        """A request about the operator; the answer as it is."""
        browser = client or self.agent.browser
        if method == "GET":
            return await browser.get(path, params={"operator_id": self.operator, **body})
        return await browser.request(method, path, json={"operator_id": self.operator, **body})

    async def done(self, method: str, path: str, **body: Any) -> Any:
        """The same when it must succeed."""
        answer = await self.ask(method, path, **body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def open(self, **facts: Any) -> Any:
        """A ticket opened by the agent."""
        facts = {"subject": "Called", "text": "About\na bonus", "player_id": self.player_id, **facts}
        return (await self.done("POST", "/tickets", **facts))["ticket"]


@pytest.fixture
async def desk(backoffice: Backoffice, door: Door) -> Desk:
    """A support agent of a new brand."""
    company = await backoffice.company()
    brand = await backoffice.operator(company)
    known = KnownOperator(brand.operator_id, company.company_id, "Test", "America/Sao_Paulo", "BRL", 2, 1)
    async with door.database.unit_of_work() as uow:
        await operators.keep(uow, known)
    support = Support(door, str(brand.operator_id), "")
    player = await support.player("ana")
    agent = await backoffice.signed_in("support", company.company_id)
    return Desk(backoffice, company, str(brand.operator_id), player.player_id, agent, support)


async def test_a_ticket_from_opening_to_solving(desk: Desk) -> None:
    once = {"request_id": str(uuid4())}
    ticket = await desk.open(from_player=True, category="bonus", priority="high", **once)
    assert await desk.open(from_player=True, category="bonus", priority="high", **once) == ticket
    assert (ticket["number"], ticket["state"], ticket["assignee"], ticket["merged_into"]) == (1, "open", None, None)
    assert ticket["player"] == {"id": desk.player_id, "external_id": "ana", "username": "ana"}
    assert ticket["first_reply"]["seconds_left"] in range(3580, 3601)
    address = f"/tickets/{ticket['id']}"
    answered = await desk.done("POST", f"{address}/reply", text="Which one?", then="waiting")
    assert (answered["ticket"]["state"], answered["ticket"]["resolution"]["paused"]) == ("waiting", True)
    assert (answered["message"]["author"], answered["message"]["internal"]) == ("staff", False)
    link = {"kind": "document", "ref": "offer.pdf"}
    assert [one["ref"] for one in (await desk.done("POST", f"{address}/links", **link))["links"]] == ["offer.pdf"]
    whole = await desk.done("GET", address)
    moved = await desk.done("POST", f"{address}/move", state="solved", revision=whole["ticket"]["revision"])
    assert moved["ticket"]["resolution"]["met_at"]
    assert [one["text"] for one in whole["messages"]] == ["About\na bonus", "Which one?"]
    assert [one["kind"] for one in whole["history"]] == ["opened", "state", "linked"]
    stale = await desk.ask("POST", f"{address}/move", state="closed", revision=1)
    told = {one["field"]: one["message"] for one in problem(stale, 409, "STALE_REVISION")["errors"]}
    assert set(told) == {"state", "linked", "messages"}
    assert told["state"].startswith("changed by Ana Souza at ")


async def test_the_queue_and_its_counts(desk: Desk) -> None:
    one, two = await desk.open(subject="Money gone"), await desk.open(subject="Bonus", priority="urgent")
    me = (await desk.agent.browser.get("/auth/me")).json()["staff"]["id"]
    taken = await desk.done("PATCH", f"/tickets/{one['id']}", revision=1, assignee_id=me)
    assert taken["ticket"]["assignee"] == {"id": me, "name": "Ana Souza"}

    async def listed(**wanted: Any) -> list[int]:
        return [ticket["number"] for ticket in (await desk.done("GET", "/tickets", **wanted))["items"]]

    assert await listed() == [2, 1]
    assert await listed(assignee="me") == [1]
    assert await listed(assignee="none") == [2]
    assert await listed(assignee=me, state=["open", "waiting"]) == [1]
    assert await listed(q="mon") == [1]
    assert await listed(priority="urgent", sort="-priority") == [2]
    assert await listed(player_id=str(uuid4())) == []
    assert await listed(breached="true") == []
    counts = await desk.done("GET", "/tickets/counts")
    assert counts == {"open": 2, "unassigned": 1, "mine": 1, "breached": 0, "waiting": 0}
    merged = await desk.done("POST", f"/tickets/{two['id']}/merge", into_id=one["id"])
    assert merged["ticket"]["messages"] == 2
    gone = (await desk.done("GET", f"/tickets/{two['id']}"))["ticket"]
    assert gone["merged_into"] == {"id": one["id"], "number": 1}


async def test_work_is_given_only_to_who_may_do_it(desk: Desk) -> None:
    ticket = await desk.open()
    await desk.backoffice.signed_in("analyst", desk.company.company_id)
    elsewhere = await desk.backoffice.signed_in("support", (await desk.backoffice.company()).company_id)
    here = await desk.backoffice.signed_in("support", desk.company.company_id, UUID(desk.operator))
    who = [(await one.browser.get("/auth/me")).json()["staff"]["id"] for one in (desk.agent, here, elsewhere)]
    offered = [one["id"] for one in (await desk.done("GET", "/tickets/assignees"))["items"]]
    assert set(who[:2]) <= set(offered)
    assert who[2] not in offered
    assert len(offered) == len(set(offered))
    for nobody in (who[2], str(uuid4()), "x"):
        refused = await desk.ask("PATCH", f"/tickets/{ticket['id']}", revision=1, assignee_id=nobody)
        assert [one["field"] for one in problem(refused, 422, "INVALID_FIELD")["errors"]] == ["assignee_id"]
    given = (await desk.done("PATCH", f"/tickets/{ticket['id']}", revision=1, assignee_id=who[1]))["ticket"]
    assert given["assignee"]["id"] == who[1]
    back = (await desk.done("PATCH", f"/tickets/{ticket['id']}", revision=2, assignee_id=""))["ticket"]
    assert back["assignee"] is None
    # The name is the gateway's to say.
    forged = await desk.ask("PATCH", f"/tickets/{ticket['id']}", revision=3, assignee_id=who[1], assignee_name="Root")
    assert forged.status_code == 422


async def test_settings_are_read_by_agents_and_set_by_managers(desk: Desk) -> None:
    kept = await desk.done("GET", "/ticket-settings")
    assert (kept["revision"], kept["settings"]["hours"], kept["settings"]["timezone"]) == (0, [], "America/Sao_Paulo")
    wanted = {**kept["settings"], "hours": [{"weekday": 1, "from_minute": 540, "until_minute": 600}]}
    change = {"settings": wanted, "reason": "office hours", "revision": 0}
    problem(await desk.ask("PUT", "/ticket-settings", **change), 403, "PERMISSION_DENIED")
    chief = (await desk.backoffice.signed_in("company-admin", desk.company.company_id)).browser
    refused = await desk.ask("PUT", "/ticket-settings", client=chief, **change)
    told = problem(refused, 422, "INVALID_FIELD")["errors"]
    assert [one["field"] for one in told] == ["settings.targets"]  # 72 hours of work are more than a year of Mondays
    wanted["targets"] = [{"priority": "urgent", "first_reply_minutes": 15, "resolution_minutes": 60}]
    answer = await desk.ask("PUT", "/ticket-settings", client=chief, **change)
    assert answer.status_code == 200, answer.text
    assert answer.json()["revision"] == 1
    assert (await desk.done("GET", "/ticket-settings"))["settings"]["hours"] == wanted["hours"]


async def test_another_companys_agent_sees_nothing(desk: Desk) -> None:
    ticket = await desk.open()
    stranger = (await desk.backoffice.signed_in("support", (await desk.backoffice.company()).company_id)).browser
    for method, path, body in (
        ("GET", "/tickets", {}),
        ("GET", "/tickets/counts", {}),
        ("GET", "/tickets/assignees", {}),
        ("GET", f"/tickets/{ticket['id']}", {}),
        ("GET", "/ticket-settings", {}),
        ("POST", "/tickets", {"subject": "s", "text": "t", "player_id": desk.player_id}),
        ("POST", f"/tickets/{ticket['id']}/reply", {"text": "t"}),
        ("POST", f"/tickets/{ticket['id']}/move", {"state": "closed", "revision": 1}),
        ("POST", f"/tickets/{ticket['id']}/merge", {"into_id": str(uuid4())}),
        ("POST", f"/tickets/{ticket['id']}/links", {"kind": "bet", "ref": "b"}),
        ("PATCH", f"/tickets/{ticket['id']}", {"revision": 1, "subject": "s"}),
    ):
        problem(await desk.ask(method, path, client=stranger, **body), 403, "PERMISSION_DENIED")
    analyst = (await desk.backoffice.signed_in("analyst", desk.company.company_id)).browser
    problem(await desk.ask("GET", "/tickets", client=analyst), 403, "PERMISSION_DENIED")
