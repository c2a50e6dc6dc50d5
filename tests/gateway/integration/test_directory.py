"""Companies, operators, staff and keys over HTTP: creating, replaying, tenancy, who may hand out what."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

from kit.auth.tokens import Verifier
from kit.ids import uuid7
from tests.conftest import Keys
from tests.gateway.backoffice import Backoffice, problem


async def test_an_owner_creates_a_company_and_an_operator_once(backoffice: Backoffice) -> None:
    owner = await backoffice.signed_in("root")
    body = {"name": f"  Acme   {uuid7()} ", "currency": "EUR", "request_id": str(uuid4())}
    first = await owner.browser.post("/companies", json=body)
    assert first.status_code == 201, first.text
    assert first.json()["name"] == " ".join(body["name"].split())
    assert (await owner.browser.post("/companies", json=body)).json() == first.json()
    changed = {**body, "currency": "USD"}
    assert problem(await owner.browser.post("/companies", json=changed), 422, "REQUEST_ID_REUSED")
    taken = problem(
        await owner.browser.post("/companies", json={"name": body["name"].upper(), "currency": "EUR"}),
        409,
        "COMPANY_EXISTS",
    )
    assert taken["errors"] == [{"field": "name", "message": "is taken by another company"}]

    company_id = first.json()["id"]
    brand = {"company_id": company_id, "name": "acme.bet", "timezone": "Asia/Kolkata", "currency": "INR"}
    created = await owner.browser.post("/operators", json=brand)
    assert created.status_code == 201, created.text
    shown = {**brand, "status": "live", "company_name": first.json()["name"], "revision": 1, "scheduled": None}
    assert shown.items() <= created.json().items()
    assert created.json() == (await owner.browser.get(f"/operators/{created.json()['id']}")).json()
    problem(await owner.browser.post("/operators", json=brand), 409, "OPERATOR_EXISTS")

    (company_event,) = await backoffice.actions(company_id)
    assert company_event.action == "company.create"
    (operator_event,) = await backoffice.actions(created.json()["id"])
    assert {change.path: change.after.string_value for change in operator_event.changes} == {
        "name": "acme.bet",
        "timezone": "Asia/Kolkata",
        "currency": "INR",
        "status": "live",
    }


async def test_repeating_a_request_at_the_same_time_creates_one(backoffice: Backoffice) -> None:
    owner = await backoffice.signed_in("root")
    body = {"name": f"Twice {uuid7()}", "currency": "EUR", "request_id": str(uuid4())}
    answers = await asyncio.gather(*(owner.browser.post("/companies", json=body) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await backoffice.actions(answers[0].json()["id"])) == 1


async def test_bad_input_names_its_fields(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    admin = await backoffice.api_key(company)
    brand = {"company_id": str(company.company_id), "name": "x", "timezone": "Mars/Olympus", "currency": "BRL"}
    found = problem(await admin.post("/operators", json=brand), 422, "INVALID_FIELD")
    assert [one["field"] for one in found["errors"]] == ["timezone"]
    found = problem(
        await admin.post("/operators", json={**brand, "timezone": "UTC", "currency": "XXX"}), 422, "UNKNOWN_CURRENCY"
    )
    assert [one["field"] for one in found["errors"]] == ["currency"]
    found = problem(await admin.post("/operators", json={"company_id": "x", "nmae": "y"}), 422, "INVALID_FIELD")
    assert {one["field"] for one in found["errors"]} == {"company_id", "name", "timezone", "currency", "nmae"}
    found = problem(await admin.post("/operators", content=b"{", headers=_JSON), 422, "INVALID_FIELD")
    assert [one["field"] for one in found["errors"]] == ["body"]
    found = problem(await admin.post("/operators", content=b"\xff\x00", headers=_JSON), 422, "INVALID_FIELD")
    assert [one["field"] for one in found["errors"]] == ["body"]
    found = problem(
        await admin.post("/operators", json={**brand, "timezone": "UTC", "name": "a\u0007b"}), 422, "INVALID_FIELD"
    )
    assert found["errors"] == [{"field": "name", "message": "must not contain control characters"}]
    found = problem(await admin.get("/operators?limit=0&cursor=nonsense"), 422, "INVALID_FIELD")
    assert [one["field"] for one in found["errors"]] == ["limit"]
    found = problem(await admin.get("/operators?cursor=nonsense"), 422, "BAD_CURSOR")
    assert [one["field"] for one in found["errors"]] == ["cursor"]


_JSON = {"content-type": "application/json"}


async def test_lists_page_by_cursor(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    created = [await backoffice.operator(company) for _ in range(5)]
    admin = await backoffice.api_key(company)
    names: list[str] = []
    cursor = ""
    while True:
        page = (await admin.get("/operators", params={"limit": 2, "cursor": cursor})).json()
        assert page["total"] == {"count": 5, "approximate": False}
        names += [one["name"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert names == sorted(one.name for one in created)


async def test_two_companies_do_not_see_each_other(backoffice: Backoffice) -> None:
    ours, theirs = await backoffice.company(), await backoffice.company()
    our_brand, their_brand = await backoffice.operator(ours), await backoffice.operator(theirs)
    admin, other = await backoffice.api_key(ours), await backoffice.api_key(theirs)
    await backoffice.person(company_id=theirs.company_id)
    their_key = (
        await other.post("/api-keys", json={"name": "k", "role": "analyst", "company_id": str(theirs.company_id)})
    ).json()
    their_platform = (
        await other.post("/platform-keys", json={"name": "p", "operator_id": str(their_brand.operator_id)})
    ).json()

    assert [one["id"] for one in (await admin.get("/companies")).json()["items"]] == [str(ours.company_id)]
    assert [one["id"] for one in (await admin.get("/operators")).json()["items"]] == [str(our_brand.operator_id)]
    assert (await admin.get("/staff")).json()["items"] == []
    shown = (await admin.get("/api-keys")).json()["items"]
    assert {one["company_id"] for one in shown} == {str(ours.company_id)}

    nobody = uuid4()
    for foreign in (their_brand.operator_id, nobody):
        refusals = [
            await admin.get("/platform-keys", params={"operator_id": str(foreign)}),
            await admin.post("/platform-keys", json={"name": "p", "operator_id": str(foreign)}),
            await admin.get("/players", params={"operator_id": str(foreign)}),
            await admin.get(f"/players/{nobody}", params={"operator_id": str(foreign)}),
            await admin.get(f"/players/{nobody}/bets", params={"operator_id": str(foreign)}),
            await admin.get(f"/players/{nobody}/balance-history", params={"operator_id": str(foreign)}),
            await admin.get(f"/players/{nobody}/sessions", params={"operator_id": str(foreign)}),
            await admin.post(
                f"/players/{nobody}/suspend", json={"operator_id": str(foreign), "reason": "r", "revision": 1}
            ),
            await admin.post(
                f"/players/{nobody}/reinstate", json={"operator_id": str(foreign), "reason": "r", "revision": 1}
            ),
            await admin.get(
                "/dashboard", params={"operator_id": str(foreign), "from": "2026-01-01", "to": "2026-01-01"}
            ),
            await admin.get("/dashboard/stream", params={"operator_id": str(foreign)}),
            await admin.get("/dashboard/stream", params={"operator_id": [str(our_brand.operator_id), str(foreign)]}),
            await admin.get("/audit/events", params={"operator_id": str(foreign)}),
        ]
        details = {problem(answer, 403, "PERMISSION_DENIED")["detail"] for answer in refusals}
        assert len(details) == 1
    for company_id in (theirs.company_id, nobody):
        foreign_company = {"company_id": str(company_id)}
        problem(await admin.get("/audit/events", params=foreign_company), 403, "PERMISSION_DENIED")
        brand = {**foreign_company, "name": "x", "timezone": "UTC", "currency": "EUR"}
        problem(await admin.post("/operators", json=brand), 403, "PERMISSION_DENIED")
        key = {**foreign_company, "name": "x", "role": "analyst"}
        problem(await admin.post("/api-keys", json=key), 403, "PERMISSION_DENIED")
        person = {**foreign_company, "email": "a@b.example", "name": "x", "role": "analyst"}
        problem(await admin.post("/staff", json=person), 403, "PERMISSION_DENIED")
    problem(await admin.delete(f"/api-keys/{their_key['id']}"), 404, "KEY_NOT_FOUND")
    problem(await admin.delete(f"/platform-keys/{their_platform['id']}"), 404, "KEY_NOT_FOUND")
    assert (await backoffice.client(their_key["key"]).get("/operators")).status_code == 200
    assert backoffice.answers.heard == []


async def test_a_role_for_one_operator_reaches_no_other(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    mine, sister = await backoffice.operator(company), await backoffice.operator(company)
    manager = (await backoffice.signed_in("operator-manager", company.company_id, mine.operator_id)).browser
    assert [one["id"] for one in (await manager.get("/operators")).json()["items"]] == [str(mine.operator_id)]
    assert [one["id"] for one in (await manager.get("/companies")).json()["items"]] == [str(company.company_id)]
    allowed = await manager.get("/players", params={"operator_id": str(mine.operator_id)})
    assert allowed.status_code != 403
    problem(await manager.get("/players", params={"operator_id": str(sister.operator_id)}), 403, "PERMISSION_DENIED")
    problem(
        await manager.get("/audit/events", params={"company_id": str(company.company_id)}), 403, "PERMISSION_DENIED"
    )


async def test_nobody_hands_out_more_than_they_hold(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    brand = await backoffice.operator(company)
    foreign_brand = await backoffice.operator(await backoffice.company())
    admin = await backoffice.api_key(company)
    newcomer = {"email": f"{uuid7()}@staff.example", "name": "New", "company_id": str(company.company_id)}
    problem(await admin.post("/staff", json={**newcomer, "role": "root", "company_id": None}), 403, "PERMISSION_DENIED")
    found = problem(await admin.post("/staff", json={**newcomer, "role": "emperor"}), 422, "INVALID_FIELD")
    assert found["errors"][0]["field"] == "role"
    found = problem(
        await admin.post("/staff", json={**newcomer, "role": "support", "operator_id": str(foreign_brand.operator_id)}),
        422,
        "INVALID_FIELD",
    )
    assert found["errors"][0]["field"] == "operator_id"
    found = problem(
        await admin.post("/api-keys", json={"name": "k", "role": "root", "company_id": str(company.company_id)}),
        422,
        "INVALID_FIELD",
    )
    assert found["errors"][0]["field"] == "role"
    body = {**newcomer, "role": "support", "operator_id": str(brand.operator_id), "request_id": str(uuid4())}
    created = await admin.post("/staff", json=body)
    assert created.status_code == 201, created.text
    assert (await admin.post("/staff", json=body)).json() == created.json()
    problem(await admin.post("/staff", json={**body, "request_id": None}), 409, "STAFF_EXISTS")
    kept = await backoffice.rows("SELECT response FROM requests")
    assert not any(created.json()["initial_password"].encode() in (row.response or b"") for row in kept)
    (listed,) = (await admin.get("/staff")).json()["items"]
    assert listed["email"] == newcomer["email"]
    assert listed["roles"] == [
        {"role": "support", "company_id": str(company.company_id), "operator_id": str(brand.operator_id)}
    ]
    grant = (await backoffice.actions(listed["id"], "role.grant"))[0]
    assert {change.path for change in grant.changes} == {"role", "company_id", "operator_id"}


async def test_an_api_key_works_until_it_is_revoked(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    admin = (await backoffice.signed_in("company-admin", company.company_id)).browser
    body = {"name": "reports", "role": "analyst", "company_id": str(company.company_id)}
    issued = (await admin.post("/api-keys", json=body)).json()
    assert issued["key"].startswith("dbk_")
    script = backoffice.client(issued["key"])
    me = (await script.get("/auth/me")).json()
    assert me["staff"] is None
    assert me["permissions"] == ["directory.read", "metrics.read"]
    problem(await script.get("/staff"), 403, "PERMISSION_DENIED")
    problem(await script.get("/auth/sessions"), 403, "PEOPLE_ONLY")
    problem(await script.post("/auth/totp/enrol", json={}), 403, "PEOPLE_ONLY")
    problem(await backoffice.client(issued["key"] + "x").get("/operators"), 401, "UNAUTHENTICATED")
    problem(await backoffice.client("dbk_").get("/operators"), 401, "UNAUTHENTICATED")
    (listed,) = (await admin.get("/api-keys")).json()["items"]
    assert listed["last_used_at"] is not None
    assert (await admin.delete(f"/api-keys/{issued['id']}")).status_code == 204
    problem(await script.get("/auth/me"), 401, "UNAUTHENTICATED")
    assert [one.action for one in await backoffice.actions(issued["id"])] == ["api_key.issue", "api_key.revoke"]
    stored = await backoffice.rows("SELECT secret_hash FROM api_keys")
    assert not any(issued["key"].encode() in row.secret_hash for row in stored)


async def test_a_platform_key_lets_its_operator_record_and_nothing_else(backoffice: Backoffice, keys: Keys) -> None:
    company = await backoffice.company()
    brand = await backoffice.operator(company)
    admin = await backoffice.api_key(company)
    issued = (await admin.post("/platform-keys", json={"name": "wallet", "operator_id": str(brand.operator_id)})).json()
    actor = Verifier("players", keys.public_keys).verify(issued["key"])
    assert actor.id == issued["id"]
    assert actor.may("players.record", str(brand.operator_id))
    assert actor.company_of(str(brand.operator_id)) == str(company.company_id)
    assert not actor.holds("players.read")
    problem(await backoffice.client(issued["key"]).get("/operators"), 401, "UNAUTHENTICATED")
    shown = (await admin.get("/platform-keys", params={"operator_id": str(brand.operator_id)})).json()["items"]
    assert [one["id"] for one in shown] == [issued["id"]]
    assert (await admin.delete(f"/platform-keys/{issued['id']}")).status_code == 204
    problem(await admin.delete(f"/platform-keys/{issued['id']}"), 404, "KEY_NOT_FOUND")
    announced = await backoffice.rows("SELECT subject FROM outbox WHERE subject LIKE '%platform_key%' ORDER BY n DESC")
    assert [row.subject for row in announced[:2]] == [
        f"daybook.events.gateway.platform_key_revoked.{brand.operator_id}",
        f"daybook.events.gateway.platform_key_issued.{brand.operator_id}",
    ]


async def test_an_owner_sees_every_company(backoffice: Backoffice) -> None:
    first, second = await backoffice.company(), await backoffice.company()
    owner = (await backoffice.signed_in("root")).browser
    wanted = {str(first.company_id), str(second.company_id)}
    me = (await owner.get("/auth/me")).json()
    assert wanted <= {one["id"] for one in me["companies"]}
    problem(
        await owner.post(
            "/operators", json={"company_id": str(UUID(int=1)), "name": "x", "timezone": "UTC", "currency": "EUR"}
        ),
        404,
        "COMPANY_NOT_FOUND",
    )


async def test_one_is_told_for_which_operators_a_permission_is_limited(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    mine, _sister = await backoffice.operator(company), await backoffice.operator(company)
    person = await backoffice.signed_in("analyst", company.company_id)
    me = (await person.browser.get("/auth/me")).json()
    assert len(me["operators"]) == 2
    assert me["limited"] == {}
    await backoffice.gateway.people.invite(
        backoffice.owner, f"{uuid7()}@staff.example", "x", "support", company.company_id, mine.operator_id
    )
    await backoffice.rows(
        "UPDATE grants SET holder_id = :me WHERE role = 'support' AND operator_id = :mine",
        me=UUID(me["staff"]["id"]),
        mine=mine.operator_id,
    )
    limited = (await person.browser.get("/auth/me")).json()["limited"]
    assert limited["players.read"] == [str(mine.operator_id)]
    assert "metrics.read" not in limited
    assert "directory.read" not in limited
