"""The status of operators: every step from every status, what becomes of schedules, closing by two people."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from gateway.domain.directory import Operator, OperatorStatus
from gateway.repository import operators
from gateway.service.schedules import Schedules
from tests.gateway.backoffice import Backoffice, problem
from tests.gateway.integration.test_operators import announced, changes

# As the contract says; from closing to closed only two people come.
LEGAL = {
    "pending": {"live", "closed"},
    "live": {"maintenance", "suspended", "closing"},
    "maintenance": {"live", "suspended", "closing"},
    "suspended": {"live", "maintenance", "closing"},
    "closing": {"live"},
    "closed": set[str](),
}
STATUSES = [status.value for status in OperatorStatus]


async def put_in(backoffice: Backoffice, brand: Operator, status: str) -> None:
    """An operator that is in a status, however it came there."""
    await backoffice.rows("UPDATE operators SET status = :s WHERE operator_id = :id", s=status, id=brand.operator_id)


def later(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).isoformat()


async def stepped(client: httpx.AsyncClient, brand: Operator, to: str, **more: Any) -> dict[str, Any]:
    """A step that succeeds, at the revision that the operator has."""
    revision = (await client.get(f"/operators/{brand.operator_id}")).json()["revision"]
    body = {"to": to, "reason": f"to {to}", "revision": revision, **more}
    answer = await client.post(f"/operators/{brand.operator_id}/status", json=body)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def due(backoffice: Backoffice, brand: Operator) -> None:
    """The moment of what is scheduled has come."""
    await backoffice.rows(
        "UPDATE operator_schedules SET at = now() - interval '1 second' WHERE operator_id = :id", id=brand.operator_id
    )


@pytest.mark.parametrize("to", STATUSES)
@pytest.mark.parametrize("present", STATUSES)
async def test_every_step_from_every_status(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient, present: str, to: str
) -> None:
    await put_in(backoffice, brand, present)
    path = f"/operators/{brand.operator_id}"
    shown = (await admin.get(path)).json()
    assert set(shown["next_statuses"]) == LEGAL[present]
    answer = await admin.post(f"{path}/status", json={"to": to, "reason": "why", "revision": 1})
    if to in LEGAL[present]:
        moved = answer.json()
        assert (moved["status"], moved["revision"]) == (to, 2)
        assert moved["status_since"] > shown["status_since"]
        [action] = await backoffice.actions(str(brand.operator_id), "operator.set_status")
        assert (action.reason, changes(action)) == ("why", {"status": (present, to)})
        [latest, *_] = (await admin.get(f"{path}/history")).json()["items"]
        assert (latest["kind"], latest["from"], latest["to"], latest["reason"]) == ("status", present, to, "why")
        assert (await announced(backoffice, brand.operator_id))[-1].revision == 2
        return
    if present == "closed":
        problem(answer, 409, "OPERATOR_CLOSED")
    elif (present, to) == ("closing", "closed"):
        problem(answer, 409, "SECOND_PERSON_NEEDED")
    else:
        assert problem(answer, 409, "ILLEGAL_TRANSITION")["errors"][0]["field"] == "to"
    assert (await admin.get(path)).json()["revision"] == 1
    assert await backoffice.actions(str(brand.operator_id), "operator.set_status") == []


async def test_maintenance_has_a_message_allowed_addresses_and_an_end(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    end = later(hours=2)
    shown = await stepped(
        admin, brand, "maintenance", until=end, message="  Back  at six. ", allowed_ips=["203.0.113.7"]
    )
    assert shown["maintenance"] == {"message": "Back at six.", "allowed_ips": ["203.0.113.7"]}
    assert (shown["scheduled"]["to"], shown["scheduled"]["ends"]) == ("live", True)
    told = (await announced(backoffice, brand.operator_id))[-1]
    assert (told.maintenance_message, list(told.allowed_ips)) == ("Back at six.", ["203.0.113.7"])

    schedules = Schedules(backoffice.database, backoffice.clock)
    assert await schedules.take_due() == 0
    await due(backoffice, brand)
    assert await schedules.take_due() == 1
    over = (await admin.get(f"/operators/{brand.operator_id}")).json()
    assert (over["status"], over["maintenance"], over["scheduled"]) == ("live", None, None)
    [action] = await backoffice.actions(str(brand.operator_id), "operator.apply_schedule")
    assert (action.actor.id, action.actor.name) == ("system", "Daybook, scheduled by Ana Souza")
    assert changes(action)["status"] == ("maintenance", "live")
    assert changes(action)["scheduled.by"] == ("Ana Souza", None)


async def test_a_step_by_hand_voids_the_end_of_what_it_leaves_but_not_a_later_beginning(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    await stepped(admin, brand, "maintenance", until=later(hours=2))
    # Suspended meanwhile, the end of the maintenance must not set it live.
    assert (await stepped(admin, brand, "suspended"))["scheduled"] is None
    await stepped(admin, brand, "live")

    night = later(hours=8)
    assert (await stepped(admin, brand, "maintenance", at=night))["status"] == "live"
    assert (await stepped(admin, brand, "suspended"))["scheduled"]["to"] == "maintenance"
    # From closing no maintenance can begin.
    assert (await stepped(admin, brand, "closing"))["scheduled"] is None


async def test_what_is_scheduled_is_taken_once_by_two_replicas(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    brands = [brand]
    [company] = [
        one
        for one in await backoffice.gateway.directory.companies_for(backoffice.owner, "directory.read")
        if one.company_id == brand.company_id
    ]
    brands += [await backoffice.operator(company) for _ in range(9)]
    for one in brands:
        await stepped(admin, one, "maintenance", at=later(hours=1), until=later(hours=2), message="Soon back.")
        [planned] = await backoffice.actions(str(one.operator_id), "operator.schedule")
        assert changes(planned)["scheduled.message"] == (None, "Soon back.")
        await due(backoffice, one)
    replicas = [Schedules(backoffice.database, backoffice.clock) for _ in range(3)]
    taken = await asyncio.gather(*(replica.take_due() for replica in replicas))
    assert sum(taken) == len(brands)
    for one in brands:
        [action] = await backoffice.actions(str(one.operator_id), "operator.apply_schedule")
        assert changes(action)["status"] == ("live", "maintenance")
        shown = (await admin.get(f"/operators/{one.operator_id}")).json()
        assert (shown["status"], shown["revision"], shown["scheduled"]["to"]) == ("maintenance", 3, "live")
        assert shown["maintenance"]["message"] == "Soon back."


async def test_a_step_that_is_killed_midway_is_taken_again(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stepped(admin, brand, "suspended", at=later(hours=1))
    await due(backoffice, brand)
    schedules = Schedules(backoffice.database, backoffice.clock)

    class Killed(BaseException):
        pass

    async def kill(*arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(operators, "note", kill)  # after the operator was written, before the commit
        with pytest.raises(Killed):
            await schedules.take_due()
    assert (await admin.get(f"/operators/{brand.operator_id}")).json()["status"] == "live"
    assert await schedules.take_due() == 1
    assert await schedules.take_due() == 0
    assert (await admin.get(f"/operators/{brand.operator_id}")).json()["status"] == "suspended"
    assert len(await backoffice.actions(str(brand.operator_id), "operator.apply_schedule")) == 1


async def test_a_schedule_is_cancelled_and_there_is_one_at_a_time(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    path = f"/operators/{brand.operator_id}"
    problem(await admin.request("DELETE", f"{path}/schedule", json={"reason": "r"}), 409, "NOT_SCHEDULED")
    scheduled = await stepped(admin, brand, "suspended", at=later(hours=1), until=later(hours=3))
    assert scheduled["scheduled"]["by"] == "Ana Souza"
    for again in ({"to": "maintenance", "at": later(hours=2)}, {"to": "maintenance", "until": later(hours=2)}):
        answer = await admin.post(f"{path}/status", json={"reason": "r", "revision": 2, **again})
        problem(answer, 409, "ALREADY_SCHEDULED")
    body = {"reason": "no need", "revision": 2, "request_id": str(uuid4())}
    stale = await admin.request("DELETE", f"{path}/schedule", json={"reason": "r", "revision": 1})
    assert problem(stale, 409, "STALE_REVISION")["errors"][0]["field"] == "scheduled"
    cancelled = await admin.request("DELETE", f"{path}/schedule", json=body)
    assert cancelled.json()["scheduled"] is None
    assert (await admin.request("DELETE", f"{path}/schedule", json=body)).json() == cancelled.json()
    kinds = [one["kind"] for one in (await admin.get(f"{path}/history")).json()["items"]]
    assert kinds == ["schedule_cancelled", "scheduled", "created"]


async def test_times_and_what_is_for_maintenance_alone_are_checked(brand: Operator, admin: httpx.AsyncClient) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"to": "suspended", "at": later(hours=-1)}, "at"),
        ({"to": "suspended", "at": later(days=400)}, "at"),
        ({"to": "suspended", "until": later(hours=-1)}, "until"),
        ({"to": "suspended", "at": later(hours=2), "until": later(hours=1)}, "until"),
        ({"to": "closing", "until": later(hours=1)}, "until"),
        ({"to": "suspended", "message": "x"}, "message"),
        ({"to": "suspended", "allowed_ips": ["203.0.113.7"]}, "allowed_ips"),
        ({"to": "maintenance", "allowed_ips": ["::/0"]}, "allowed_ips"),
        ({"to": "maintenance", "allowed_ips": ["::ffff:0:0/96"]}, "allowed_ips"),
        ({"to": "maintenance", "allowed_ips": ["203.0.113.7, 0.0.0.0/0"]}, "allowed_ips"),
        ({"to": "open"}, "to"),
    ]
    for body, field in wrong:
        answer = await admin.post(f"/operators/{brand.operator_id}/status", json={"reason": "r", "revision": 1, **body})
        assert [one["field"] for one in problem(answer, 422, "INVALID_FIELD")["errors"]] == [field], body


async def test_mapped_addresses_are_kept_as_what_they_are_compared_with(
    brand: Operator, admin: httpx.AsyncClient
) -> None:
    told = ["::ffff:203.0.113.7", "::ffff:198.51.100.0/120", "2001:db8::/32"]
    shown = await stepped(admin, brand, "maintenance", allowed_ips=told)
    assert shown["maintenance"]["allowed_ips"] == ["203.0.113.7", "198.51.100.0/24", "2001:db8::/32"]


async def test_nobody_approves_by_an_account_made_for_it(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    path, why = f"/operators/{brand.operator_id}", {"reason": "licence returned"}
    await stepped(admin, brand, "closing")
    await admin.post(f"{path}/close", json=why)
    backoffice.clock.forward(seconds=60)
    late = (await backoffice.signed_in("compliance", brand.company_id)).browser
    problem(await late.post(f"{path}/close/approve", json=why), 403, "ACCOUNT_TOO_NEW")
    # Asked anew, it is somebody like any other.
    await admin.post(f"{path}/close/withdraw", json=why)
    backoffice.clock.forward(seconds=60)
    await admin.post(f"{path}/close", json=why)
    assert (await late.post(f"{path}/close/approve", json=why)).status_code == 200


async def test_closing_takes_two_people(backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient) -> None:
    path = f"/operators/{brand.operator_id}"
    second = (await backoffice.signed_in("compliance", brand.company_id)).browser
    third = (await backoffice.signed_in("company-admin", brand.company_id)).browser
    why = {"reason": "licence returned"}
    problem(await admin.post(f"{path}/close", json=why), 409, "NOT_CLOSING")
    await stepped(admin, brand, "closing")
    problem(await second.post(f"{path}/close/approve", json=why), 409, "CLOSING_NOT_ASKED")

    asked = await admin.post(f"{path}/close", json=why)
    assert (asked.json()["closing"]["asked_by"], asked.json()["closing"]["own"]) == ("Ana Souza", True)
    assert (await third.get(path)).json()["closing"]["own"] is False
    problem(await third.post(f"{path}/close", json=why), 409, "CLOSING_ASKED")
    problem(await admin.post(f"{path}/close/approve", json=why), 403, "SELF_APPROVAL")

    withdrawn = await third.post(f"{path}/close/withdraw", json=why)
    assert withdrawn.json()["closing"] is None
    # Who goes back to live must ask anew.
    await admin.post(f"{path}/close", json=why)
    assert (await stepped(admin, brand, "live"))["closing"] is None
    await stepped(admin, brand, "closing")
    problem(await second.post(f"{path}/close/approve", json=why), 409, "CLOSING_NOT_ASKED")

    await admin.post(f"{path}/close", json=why)
    approval = {**why, "request_id": str(uuid4())}
    closed = await second.post(f"{path}/close/approve", json=approval)
    assert (closed.json()["status"], closed.json()["closing"]) == ("closed", None)
    assert (await second.post(f"{path}/close/approve", json=approval)).json() == closed.json()
    problem(await admin.patch(path, json={"licence": "x", "revision": 99, "reason": "r"}), 409, "STALE_REVISION")
    revision = closed.json()["revision"]
    problem(await admin.patch(path, json={"licence": "x", "revision": revision, "reason": "r"}), 409, "OPERATOR_CLOSED")
    [approved] = await backoffice.actions(str(brand.operator_id), "operator.approve_close")
    assert changes(approved) == {"status": ("closing", "closed"), "closing.asked_by": ("Ana Souza", None)}


async def test_a_key_is_nobody_s_second_person(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    path, why = f"/operators/{brand.operator_id}", {"reason": "r"}
    await stepped(admin, brand, "closing")
    issued = await admin.post(
        "/api-keys", json={"name": "mine", "role": "company-admin", "company_id": str(brand.company_id)}
    )
    script = backoffice.client(issued.json()["key"])
    problem(await script.post(f"{path}/close", json=why), 403, "PEOPLE_ONLY")
    await admin.post(f"{path}/close", json=why)
    problem(await script.post(f"{path}/close/approve", json=why), 403, "PEOPLE_ONLY")
    manager = (await backoffice.signed_in("operator-manager", brand.company_id)).browser
    problem(await manager.post(f"{path}/close/approve", json=why), 403, "PERMISSION_DENIED")


async def test_a_repeated_step_is_taken_once(backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient) -> None:
    path = f"/operators/{brand.operator_id}/status"
    body = {"to": "suspended", "reason": "r", "revision": 1, "request_id": str(uuid4())}
    answers = await asyncio.gather(*(admin.post(path, json=body) for _ in range(4)))
    assert {(answer.status_code, answer.json()["revision"]) for answer in answers} == {(200, 2)}
    problem(await admin.post(path, json={**body, "to": "closing"}), 422, "REQUEST_ID_REUSED")
    assert len(await backoffice.actions(str(brand.operator_id), "operator.set_status")) == 1
