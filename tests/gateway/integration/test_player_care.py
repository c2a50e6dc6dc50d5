"""Caring for players over HTTP, the real players service behind the gateway: who may, what comes back, what fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from gateway import app, web
from gateway.server import HttpServer
from gateway.settings import GatewaySettings
from kit.db import Database
from services.players.domain.operator import Operator as KnownOperator
from services.players.service import operators
from tests.gateway.backoffice import Backoffice, TestClock, problem
from tests.gateway.upstream import Upstream
from tests.players.caring import Ward
from tests.players.integration.conftest import Door, door

__all__ = ["door"]

FACTS = {"first_name": "Ana", "last_name": "Souza", "email": "ana@mail.example", "phone": "+5511999998888"}


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
    """Somebody at a desk with a player in front."""

    backoffice: Backoffice
    ward: Ward
    company: Any
    client: httpx.AsyncClient

    async def do(self, verb: str, *, method: str = "POST", client: httpx.AsyncClient | None = None, **body: Any) -> Any:
        """Asks for something to be done to the player; the answer as it is."""
        path = f"/players/{self.ward.player_id}" + (f"/{verb}" if verb else "")
        sent = {"operator_id": self.ward.operator, "request_id": str(uuid4()), **body}
        return await (client or self.client).request(method, path, json=sent)

    async def done(self, verb: str, **body: Any) -> Any:
        """The same when it must be done."""
        answer = await self.do(verb, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def read(self, what: str = "", **query: Any) -> Any:
        """Something about the player."""
        path = f"/players/{self.ward.player_id}" + (f"/{what}" if what else "")
        answer = await self.client.get(path, params={"operator_id": self.ward.operator, **query})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def desk(backoffice: Backoffice, door: Door) -> Desk:
    """An administrator and a player of a brand of their own."""
    company = await backoffice.company()
    brand = await backoffice.operator(company)
    known = KnownOperator(brand.operator_id, company.company_id, "Test", "America/Sao_Paulo", "BRL", 2, 1)
    async with door.database.unit_of_work() as uow:
        await operators.keep(uow, known)
    ward = await Ward.registered(door, operator=str(brand.operator_id), **FACTS)
    client = (await backoffice.signed_in("company-admin", company.company_id)).browser
    return Desk(backoffice, ward, company, client)


async def test_a_profile_is_corrected_by_what_the_body_names(desk: Desk) -> None:
    before = (await desk.read())["player"]
    assert (before["kyc_status"], before["acquisition"], before["document"]) == ("none", "direct", None)
    changes = {"last_name": "Brandão", "document": {"type": "cpf", "number": "123.456.789-09"}, "phone": ""}
    after = (await desk.done("", method="PATCH", reason="typo", revision=1, changes=changes))["player"]
    assert (after["last_name"], after["first_name"], after["phone"]) == ("B••••••", "A••", "")
    assert after["document"] == {"type": "cpf", "number": "••••••••••••09"}
    assert (after["revision"], after["masked"]) == (2, True)
    cleared = {"document": None, "date_of_birth": "1990-02-03"}
    after = (await desk.done("", method="PATCH", reason="no", revision=2, changes=cleared))["player"]
    assert after["document"] is None
    clear = (await desk.read(reveal="true"))["player"]
    assert (clear["last_name"], clear["date_of_birth"], clear["masked"]) == ("Brandão", "1990-02-03", False)


async def test_a_stale_page_is_told_what_changed_by_whom(desk: Desk) -> None:
    await desk.done("", method="PATCH", reason="r", revision=1, changes={"email": "x@mail.example", "region": "SP"})
    await desk.ward.ban("play")
    late = await desk.do("suspend", reason="r", revision=1)
    found = problem(late, 409, "STALE_REVISION")
    told = {one["field"]: one["message"] for one in found["errors"]}
    assert set(told) == {"email", "region", "bans.play"}
    assert told["email"].startswith("changed by Ana Souza at 20")
    assert told["bans.play"].startswith("changed by Test Staff at 20")
    assert "Ana Souza" in found["detail"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "changes.email"),
        ({"date_of_birth": "2999-01-01"}, "changes.date_of_birth"),
        ({"phone": "12"}, "changes.phone"),
        ({"country": "Brazil"}, "changes.country"),
        ({"document": {"type": "CPF", "number": "1"}}, "changes.document.type"),
        ({"kyc_level": 3}, "changes.kyc_level"),
        ({}, "changes"),
    ],
)
async def test_what_is_wrong_with_a_correction_is_named_as_the_body_names_it(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    answer = await desk.do("", method="PATCH", reason="r", revision=1, changes=changes)
    assert [one["field"] for one in problem(answer, 422, "INVALID_FIELD")["errors"]] == [field]
    assert (await desk.read())["player"]["revision"] == 1


async def test_bans_are_placed_replaced_and_lifted(desk: Desk) -> None:
    await desk.ward.start("s1")
    end = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    order = {"scopes": ["play", "log_in", "play"], "reason": "chargeback", "expires_at": end}
    banned = (await desk.done("ban", revision=1, **order))["player"]
    assert [(one["scope"], one["reason"], one["by"], one["lifted_at"]) for one in banned["bans"]] == [
        ("log_in", "chargeback", "Ana Souza", None),
        ("play", "chargeback", "Ana Souza", None),
    ]
    assert (await desk.read())["open_sessions"] == 0
    await desk.done("lift-ban", scopes=["log_in"], reason="cleared", revision=2)
    listed = await desk.read("bans", limit=1)
    assert (len(listed["items"]), listed["total"]["count"], listed["next_cursor"] is not None) == (1, 2, True)
    rest = await desk.read("bans", cursor=listed["next_cursor"])
    both = {one["scope"]: one for one in [*listed["items"], *rest["items"]]}
    assert (both["log_in"]["lift_reason"], both["log_in"]["lifted_by"]) == ("cleared", "Ana Souza")
    assert both["play"]["lifted_by"] is None
    problem(await desk.do("lift-ban", scopes=["log_in"], reason="again", revision=3), 409, "PLAYER_NOT_BANNED")
    past = await desk.do("ban", scopes=["play"], reason="r", revision=3, expires_at="2020-01-01T00:00:00Z")
    assert [one["field"] for one in problem(past, 422, "INVALID_FIELD")["errors"]] == ["expires_at"]
    none = await desk.do("ban", scopes=[], reason="r", revision=3)
    assert [one["field"] for one in problem(none, 422, "INVALID_FIELD")["errors"]] == ["scopes"]


async def test_a_repetition_of_a_request_answers_the_same(desk: Desk) -> None:
    body = {"scopes": ["play"], "reason": "r", "revision": 1, "request_id": str(uuid4())}
    first = await desk.done("ban", **body)
    assert await desk.done("ban", **body) == first
    assert (await desk.read("bans"))["total"]["count"] == 1


async def test_sessions_tags_notes_and_the_second_factor(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        await desk.ward.start(name)
    assert await desk.done("end-sessions", session_id="b", reason="shared device") == {"ended": 1}
    assert await desk.done("end-sessions", session_id=None, reason="all") == {"ended": 2}
    problem(await desk.do("end-sessions", session_id="zzz", reason="r"), 404, "SESSION_NOT_FOUND")
    reset = (await desk.done("reset-two-factor", reason="lost phone", revision=1))["player"]
    assert reset["two_factor_reset_at"] is not None
    tagged = (await desk.done("tags", add=["VIP", "high roller"], remove=[]))["player"]
    assert tagged["tags"] == ["high roller", "vip"]
    answer = await desk.client.get("/players/tags", params={"operator_id": desk.ward.operator})
    assert answer.json() == {
        "items": [{"tag": tag, "players": 1, "approximate": False} for tag in ("high roller", "vip")]
    }
    note = await desk.done("notes", text="called twice", pinned=True)
    assert (note["by"], note["own"], note["pinned"], note["withdrawn_at"]) == ("Ana Souza", True, True, None)
    assert [one["text"] for one in (await desk.read("notes"))["items"]] == ["called twice"]
    gone = await desk.done(f"notes/{note['id']}/withdraw")
    assert gone["withdrawn_by"] == "Ana Souza"
    assert (await desk.read("notes"))["items"] == []
    assert len((await desk.read("notes", withdrawn="true"))["items"]) == 1
    changes = [(one["action"], one["fields"]) for one in (await desk.read("revisions"))["items"]]
    assert changes == [
        ("player.tag", ["tags"]),
        ("player.reset_two_factor", ["two_factor_reset_at"]),
        ("player.register", []),
    ]


async def test_support_withdraws_its_own_notes_and_a_manager_any(desk: Desk) -> None:
    support = await desk.backoffice.api_key(desk.company, "support")
    other = await desk.backoffice.api_key(desk.company, "support")
    note = (await desk.do("notes", client=support, text="mine", pinned=False)).json()
    assert (await desk.read("notes"))["items"][0]["own"] is False
    problem(await desk.do(f"notes/{note['id']}/withdraw", client=other), 403, "NOTE_OF_ANOTHER")
    assert (await desk.do(f"notes/{note['id']}/withdraw", client=support)).status_code == 200
    note = (await desk.do("notes", client=support, text="again", pinned=False)).json()
    manager = await desk.backoffice.api_key(desk.company, "operator-manager")
    assert (await desk.do(f"notes/{note['id']}/withdraw", client=manager)).status_code == 200


async def test_the_account_is_seen_as_it_was(desk: Desk) -> None:
    registered = datetime.now(UTC)
    await desk.done("", method="PATCH", reason="r", revision=1, changes={"email": "second@mail.example"})
    edited = datetime.now(UTC)
    await desk.done("suspend", reason="inquiry", revision=2)
    then = await desk.read(as_of=registered.isoformat(), reveal="true")
    assert (then["player"]["email"], then["player"]["status"]) == ("ana@mail.example", "active")
    then = await desk.read(as_of=edited.isoformat())
    assert (then["player"]["email"], then["player"]["revision"]) == ("s•••••@mail.example", 2)
    assert (await desk.read())["player"]["suspension"]["reason"] == "inquiry"
    params = {"operator_id": desk.ward.operator, "as_of": "2020-01-01T00:00:00Z"}
    problem(await desk.client.get(f"/players/{desk.ward.player_id}", params=params), 404, "PLAYER_UNKNOWN_THEN")
    params["as_of"] = "2999-01-01T00:00:00Z"
    found = problem(await desk.client.get(f"/players/{desk.ward.player_id}", params=params), 422, "INVALID_FIELD")
    assert [one["field"] for one in found["errors"]] == ["as_of"]


# Every act with the permission that it needs, and the roles that hold it.
_BODY = {"reason": "r", "revision": 1}
ACTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "players.update": ("PATCH", "", {**_BODY, "changes": {"region": "SP"}}),
    "players.suspend ban": ("POST", "ban", {**_BODY, "scopes": ["play"]}),
    "players.suspend lift": ("POST", "lift-ban", {**_BODY, "scopes": ["play"]}),
    "players.suspend suspend": ("POST", "suspend", _BODY),
    "players.suspend reinstate": ("POST", "reinstate", _BODY),
    "players.sessions": ("POST", "end-sessions", {"reason": "r"}),
    "players.security": ("POST", "reset-two-factor", _BODY),
    "players.tag": ("POST", "tags", {"add": ["x"]}),
    "players.note": ("POST", "notes", {"text": "x", "pinned": False}),
    "players.note withdraw": ("POST", f"notes/{uuid4()}/withdraw", {}),
}
_HELD = {
    "company-admin": set(ACTS),
    "operator-manager": set(ACTS),
    "compliance": set(ACTS),
    "support": {act for act in ACTS if not act.startswith("players.suspend")},
    "analyst": set[str](),
}
READS = ("", "bans", "notes", "revisions", "tags")


@pytest.mark.parametrize("role", sorted(_HELD))
async def test_each_role_may_what_its_table_says_and_nothing_else(desk: Desk, role: str) -> None:
    client = await desk.backoffice.api_key(desk.company, role)
    stranger = await desk.backoffice.api_key(await desk.backoffice.company(), "company-admin")
    for act, (method, verb, body) in ACTS.items():
        answer = await desk.do(verb, method=method, client=stranger, **body)
        assert problem(answer, 403, "PERMISSION_DENIED"), act
        answer = await desk.do(verb, method=method, client=client, **body)
        if act in _HELD[role]:
            # Done, or refused for the state that an act before left.
            assert answer.status_code in (200, 404, 409), f"{act}: {answer.text}"
        else:
            problem(answer, 403, "PERMISSION_DENIED")
    params = {"operator_id": desk.ward.operator}
    for what in READS:
        path = "/players/tags" if what == "tags" else f"/players/{desk.ward.player_id}/{what}".rstrip("/")
        expected = 403 if role == "analyst" else 200
        assert (await client.get(path, params=params)).status_code == expected, path
        assert (await stranger.get(path, params=params)).status_code == 403, path


async def test_who_may_see_in_clear(desk: Desk) -> None:
    params = {"operator_id": desk.ward.operator, "reveal": "true"}
    expected = {"company-admin": 200, "compliance": 200, "support": 200, "operator-manager": 403, "analyst": 403}
    for role, status in expected.items():
        client = await desk.backoffice.api_key(desk.company, role)
        answer = await client.get(f"/players/{desk.ward.player_id}", params=params)
        assert answer.status_code == status, role
        if status == 200:
            assert answer.json()["player"]["email"] == "ana@mail.example"
