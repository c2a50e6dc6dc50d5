"""Settings of operators over HTTP: what they must look like, who may change them, what is recorded and announced."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from daybook.gateway.v1 import events_pb2

from gateway.domain.directory import Operator
from gateway.service.announcing import Announcer
from tests.gateway.backoffice import Backoffice, problem


def changes(action: Any) -> dict[str, tuple[Any, Any]]:
    """The diff of an action: before and after, None for what was not there."""

    def plain(value: Any) -> Any:
        kind = value.WhichOneof("kind")
        if kind == "list_value":
            return [plain(one) for one in value.list_value.values]
        return getattr(value, kind) if kind else None

    return {one.path: (plain(one.before), plain(one.after)) for one in action.changes}


async def announced(backoffice: Backoffice, operator_id: UUID) -> list[events_pb2.OperatorChanged]:
    """What was announced of an operator, in order."""
    rows = await backoffice.rows(
        "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
        subject=f"daybook.events.gateway.operator_changed.{operator_id}",
    )
    return [events_pb2.OperatorChanged.FromString(row.payload) for row in rows]


async def test_settings_change_with_a_true_diff_and_are_announced(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    path = f"/operators/{brand.operator_id}"
    body = {
        "jurisdiction": " mt ",
        "licence": "MGA/B2C/123",
        "languages": ["pt-BR", "en", "pt-BR"],
        "balance_thresholds": [{"amount": "100000", "currency": "BRL"}, {"amount": "0.5", "currency": "BTC"}],
        "allowed_ips": ["203.0.113.7", "198.51.100.0/24", "203.0.113.7/32"],
        "timezone": "Europe/Malta",
        "revision": 1,
        "reason": "licence granted",
        "request_id": str(uuid4()),
    }
    first = await admin.patch(path, json=body)
    assert first.status_code == 200, first.text
    shown = first.json()
    assert shown["jurisdiction"] == "MT"
    assert shown["languages"] == ["pt-BR", "en"]
    assert shown["balance_thresholds"] == [
        {"amount": "100000.00", "currency": "BRL"},
        {"amount": "0.50000000", "currency": "BTC"},
    ]
    assert shown["allowed_ips"] == ["203.0.113.7", "198.51.100.0/24"]
    assert (shown["timezone"], shown["revision"], shown["maintenance"]) == ("Europe/Malta", 2, None)
    assert (await admin.patch(path, json=body)).json() == shown  # the same request again changes nothing

    [action] = await backoffice.actions(str(brand.operator_id), "operator.change")
    assert action.reason == "licence granted"
    assert changes(action) == {
        "allowed_ips": (None, ["203.0.113.7", "198.51.100.0/24"]),
        "balance_thresholds.BRL": (None, "100000.00"),
        "balance_thresholds.BTC": (None, "0.50000000"),
        "jurisdiction": (None, "MT"),
        "languages": (None, ["pt-BR", "en"]),
        "licence": (None, "MGA/B2C/123"),
        "timezone": (brand.timezone, "Europe/Malta"),
    }
    _, told = await announced(backoffice, brand.operator_id)
    assert (told.revision, told.timezone, told.jurisdiction, told.licence) == (2, "Europe/Malta", "MT", "MGA/B2C/123")
    assert list(told.allowed_ips) == ["203.0.113.7", "198.51.100.0/24"]

    cleared = await admin.patch(
        path, json={"licence": "", "allowed_ips": [], "balance_thresholds": [], "revision": 2, "reason": "expired"}
    )
    assert (cleared.json()["licence"], cleared.json()["allowed_ips"], cleared.json()["revision"]) == (None, [], 3)
    same = await admin.patch(path, json={"name": brand.name, "revision": 3, "reason": "nothing new"})
    assert same.json()["revision"] == 3
    assert len(await announced(backoffice, brand.operator_id)) == 3

    history = (await admin.get(f"{path}/history")).json()
    assert [(one["kind"], one["revision"], one["reason"]) for one in history["items"]] == [
        ("settings", 3, "expired"),
        ("settings", 2, "licence granted"),
        ("created", 1, ""),
    ]
    assert history["items"][0]["fields"] == ["allowed_ips", "balance_thresholds", "licence"]
    assert history["items"][0]["by"] == "Ana Souza"


async def test_two_who_change_at_once_do_not_overwrite_each_other(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    path = f"/operators/{brand.operator_id}"
    asked = [{"licence": f"L{number}", "revision": 1, "reason": "at once"} for number in range(4)]
    answers = await asyncio.gather(*(admin.patch(path, json=body) for body in asked))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    for refused in (answer for answer in answers if answer.status_code == 409):
        found = problem(refused, 409, "STALE_REVISION")
        [error] = found["errors"]
        assert error["field"] == "licence"
        assert error["message"].startswith("changed by Ana Souza at ")
    assert len(await backoffice.actions(str(brand.operator_id), "operator.change")) == 1


async def test_what_is_wrong_is_named(brand: Operator, admin: httpx.AsyncClient) -> None:
    path = f"/operators/{brand.operator_id}"
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({}, "name", "INVALID_FIELD"),
        ({"name": "a\u0007"}, "name", "INVALID_FIELD"),
        ({"timezone": "Mars/Olympus"}, "timezone", "INVALID_FIELD"),
        ({"jurisdiction": "Malta"}, "jurisdiction", "INVALID_FIELD"),
        ({"languages": ["portuguese"]}, "languages", "INVALID_FIELD"),
        ({"allowed_ips": ["198.51.100.1/24"]}, "allowed_ips", "INVALID_FIELD"),
        ({"allowed_ips": ["0.0.0.0/0"]}, "allowed_ips", "INVALID_FIELD"),
        ({"allowed_ips": ["somewhere"]}, "allowed_ips", "INVALID_FIELD"),
        ({"balance_thresholds": [{"amount": "0", "currency": "BRL"}]}, "balance_thresholds", "INVALID_FIELD"),
        ({"balance_thresholds": [{"amount": "1.234", "currency": "BRL"}]}, "balance_thresholds", "BAD_AMOUNT"),
        (
            {"balance_thresholds": [{"amount": "1", "currency": "BRL"}, {"amount": "2", "currency": "BRL"}]},
            "balance_thresholds",
            "INVALID_FIELD",
        ),
        ({"currency": "XXX"}, "currency", "UNKNOWN_CURRENCY"),
        ({"licence": "x", "reason": ""}, "reason", "INVALID_FIELD"),
        ({"licence": "x", "revision": 0}, "revision", "INVALID_FIELD"),
    ]
    for body, field, reason in wrong:
        answer = await admin.patch(path, json={"revision": 1, "reason": "try", **body})
        assert [one["field"] for one in problem(answer, 422, reason)["errors"]] == [field], body
    assert (await admin.get(path)).json()["revision"] == 1


async def test_the_currency_is_fixed_once_the_operator_is_live(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    fixed = await admin.patch(f"/operators/{brand.operator_id}", json={"currency": "EUR", "revision": 1, "reason": "x"})
    assert problem(fixed, 409, "CURRENCY_FIXED")["errors"][0]["field"] == "currency"
    new = {"company_id": str(brand.company_id), "name": f"new {uuid4()}", "timezone": "UTC", "currency": "BRL"}
    pending = (await admin.post("/operators", json={**new, "status": "pending"})).json()
    assert (pending["status"], pending["next_statuses"]) == ("pending", ["closed", "live"])
    path = f"/operators/{pending['id']}"
    changed = await admin.patch(path, json={"currency": "EUR", "revision": 1, "reason": "x"})
    assert changed.json()["currency"] == "EUR"
    taken = await admin.patch(path, json={"name": brand.name.upper(), "revision": 2, "reason": "x"})
    problem(taken, 409, "OPERATOR_EXISTS")
    refused = await admin.post("/operators", json={**new, "name": "x", "status": "suspended"})
    assert problem(refused, 422, "INVALID_FIELD")["errors"][0]["field"] == "status"


async def test_only_who_manages_an_operator_changes_it_and_sees_who_is_let_in(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    path = f"/operators/{brand.operator_id}"
    await admin.patch(path, json={"allowed_ips": ["203.0.113.7"], "revision": 1, "reason": "testers"})
    reader = await backoffice.api_key(await _company(backoffice, brand), "analyst")
    seen = (await reader.get(path)).json()
    assert (seen["allowed_ips"], seen["revision"]) == (None, 2)
    assert (await reader.get("/operators")).json()["items"] == [seen]
    assert len((await reader.get(f"{path}/history")).json()["items"]) == 2

    stranger = (await backoffice.signed_in("company-admin", (await backoffice.company()).company_id)).browser
    change = {"licence": "x", "revision": 2, "reason": "r"}
    step = {"to": "suspended", "revision": 2, "reason": "r"}
    closing = {"reason": "r"}
    for client in (reader, stranger):
        for target in (brand.operator_id, uuid4()):
            there = f"/operators/{target}"
            refusals = [
                await client.patch(there, json=change),
                await client.post(f"{there}/status", json=step),
                await client.request("DELETE", f"{there}/schedule", json=closing),
                *[await client.post(f"{there}/{what}", json=closing) for what in _CLOSING],
            ]
            if client is stranger or target != brand.operator_id:
                refusals += [await client.get(there), await client.get(f"{there}/history")]
            for refused in refusals:
                problem(refused, 403, "PERMISSION_DENIED")
    assert (await admin.get(path)).json()["revision"] == 2


_CLOSING = ("close", "close/approve", "close/withdraw")


async def _company(backoffice: Backoffice, brand: Operator) -> Any:
    [company] = [
        one
        for one in await backoffice.gateway.directory.companies_for(backoffice.owner, "directory.read")
        if one.company_id == brand.company_id
    ]
    return company


async def test_the_directory_is_announced_again_without_an_action(backoffice: Backoffice, brand: Operator) -> None:
    issued = await backoffice.gateway.keys.issue_platform_key(backoffice.owner, brand, "wallet")
    await backoffice.gateway.keys.revoke_platform_key(backoffice.owner, issued.key_id)
    before = await announced(backoffice, brand.operator_id)
    announcers = [Announcer(backoffice.database), Announcer(backoffice.database)]
    assert await announcers[0].announce(timedelta(days=7)) == 0
    await backoffice.rows(
        "UPDATE operators SET announced_at = now() - interval '8 days' WHERE operator_id = :id", id=brand.operator_id
    )
    await backoffice.rows(
        "UPDATE platform_keys SET announced_at = now() - interval '8 days' WHERE key_id = :id", id=issued.key_id
    )
    told = await asyncio.gather(*(one.announce(timedelta(days=7)) for one in announcers))
    assert sum(told) == 2  # whichever replica was faster
    *known, again = await announced(backoffice, brand.operator_id)
    assert known == before
    assert not again.HasField("action")
    assert (again.revision, again.name, again.status) == (before[-1].revision, before[-1].name, before[-1].status)
    keys = await backoffice.rows(
        "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
        subject=f"daybook.events.gateway.platform_key_revoked.{brand.operator_id}",
    )
    last = events_pb2.PlatformKeyRevoked.FromString(keys[-1].payload)
    assert (len(keys), last.key_id, last.HasField("action")) == (2, str(issued.key_id), False)
