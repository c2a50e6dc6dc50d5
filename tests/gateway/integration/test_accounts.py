"""Accounts of staff: shut and opened by others, given another password by their owner."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx

from gateway.domain.directory import Operator
from tests.gateway.backoffice import Backoffice, Person, problem


async def id_of(person: Person) -> str:
    found: str = (await person.browser.get("/auth/me")).json()["staff"]["id"]
    return found


async def test_a_disabled_account_ends_at_once_and_comes_back_as_it_was(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    leaving = await backoffice.signed_in("support", brand.company_id)
    staff_id = await id_of(leaving)
    body = {"reason": "left the company", "request_id": str(uuid4())}
    shut = await admin.post(f"/staff/{staff_id}/disable", json=body)
    assert shut.status_code == 200, shut.text
    assert shut.json()["disabled_at"]
    assert (await admin.post(f"/staff/{staff_id}/disable", json=body)).json() == shut.json()
    problem(await leaving.browser.get("/auth/me"), 401, "UNAUTHENTICATED")
    problem(await backoffice.password(leaving), 403, "STAFF_DISABLED")
    wrong = {"email": leaving.email, "password": "not the password"}
    problem(await leaving.browser.post("/auth/sign-in", json=wrong), 401, "BAD_CREDENTIALS")
    for key in ("tickets.read", "tickets.write"):
        holding = await backoffice.gateway.people.holding(key, brand)
        assert UUID(staff_id) not in {one.staff_id for one in holding}
    [action] = await backoffice.actions(staff_id, "staff.disable")
    assert action.reason == "left the company"
    assert {one.path for one in action.changes} == {"disabled", "sessions_ended"}
    [refused] = [one for one in await backoffice.actions(staff_id, "staff.sign_in") if one.outcome == 2][:1]
    assert refused.changes[0].after.string_value == "disabled"

    opened = await admin.post(f"/staff/{staff_id}/enable", json={"reason": "came back"})
    assert opened.json()["disabled_at"] is None
    assert (await admin.post(f"/staff/{staff_id}/enable", json={"reason": "again"})).status_code == 200
    assert len(await backoffice.actions(staff_id, "staff.enable")) == 1
    again = await backoffice.password(leaving)
    assert again.json()["stage"] == "totp_required"


async def test_a_session_that_waits_for_its_code_ends_too(
    backoffice: Backoffice, brand: Operator, admin: httpx.AsyncClient
) -> None:
    leaving = await backoffice.signed_in("support", brand.company_id)
    staff_id = await id_of(leaving)
    assert (await backoffice.password(leaving)).status_code == 200
    await admin.post(f"/staff/{staff_id}/disable", json={"reason": "r"})
    backoffice.clock.forward(seconds=30)
    code = {"code": backoffice.code(leaving)}
    problem(await leaving.browser.post("/auth/totp/verify", json=code), 401, "UNAUTHENTICATED")


async def test_who_may_shut_whose_account(backoffice: Backoffice, brand: Operator) -> None:
    admin = await backoffice.signed_in("company-admin", brand.company_id)
    own = await id_of(admin)
    problem(await admin.browser.post(f"/staff/{own}/disable", json={"reason": "r"}), 403, "OWN_ACCOUNT")
    other = await backoffice.company()
    stranger = await id_of(await backoffice.signed_in("support", other.company_id))
    for unknown in (stranger, str(uuid4())):
        for what in ("disable", "enable"):
            refused = await admin.browser.post(f"/staff/{unknown}/{what}", json={"reason": "r"})
            problem(refused, 404, "STAFF_NOT_FOUND")
    # Somebody who works for another company too is not one company's to shut out.
    both = await id_of(await backoffice.signed_in("support", brand.company_id))
    await backoffice.rows(
        "INSERT INTO grants SELECT holder_id, gen_random_uuid(), role, :other, NULL, created_at FROM grants"
        " WHERE holder_id = :id",
        other=other.company_id,
        id=UUID(both),
    )
    problem(await admin.browser.post(f"/staff/{both}/disable", json={"reason": "r"}), 403, "PERMISSION_DENIED")
    owner = await backoffice.signed_in("root")
    assert (await owner.browser.post(f"/staff/{both}/disable", json={"reason": "r"})).status_code == 200


async def test_a_repeated_request_shows_nobody_who_went_out_of_reach(backoffice: Backoffice, brand: Operator) -> None:
    admin = await backoffice.signed_in("company-admin", brand.company_id)
    staff_id = await id_of(await backoffice.signed_in("support", brand.company_id))
    body = {"reason": "r", "request_id": str(uuid4())}
    assert (await admin.browser.post(f"/staff/{staff_id}/disable", json=body)).status_code == 200
    other = await backoffice.company()
    await backoffice.rows(
        "UPDATE grants SET company_id = :other WHERE holder_id = :id", other=other.company_id, id=UUID(staff_id)
    )
    problem(await admin.browser.post(f"/staff/{staff_id}/disable", json=body), 404, "STAFF_NOT_FOUND")


async def test_one_s_own_password_is_changed_and_other_sessions_end(backoffice: Backoffice, brand: Operator) -> None:
    person = await backoffice.signed_in("support", brand.company_id)
    staff_id = await id_of(person)
    elsewhere = Person(backoffice.client(), person.email, person.password, person.secret)
    assert (await backoffice.password(elsewhere)).status_code == 200
    backoffice.clock.forward(seconds=30)
    entered = await elsewhere.browser.post("/auth/totp/verify", json={"code": backoffice.code(elsewhere)})
    assert entered.status_code == 200

    old, new = person.password, "a long and quiet evening"

    async def change(current: str, wanted: str) -> httpx.Response:
        body = {"current_password": current, "new_password": wanted}
        return await person.browser.post("/auth/password", json=body)

    for weak in ("short", "aaaaaaaaaaaaaaaaaaaa", f"{person.email.partition('@')[0]} my name", old):
        found = problem(await change(old, weak), 422, "INVALID_FIELD")
        assert found["errors"][0]["field"] == "new_password"
    wrong = problem(await change("something else", new), 422, "WRONG_PASSWORD")
    assert wrong["errors"][0]["field"] == "current_password"
    assert (await elsewhere.browser.get("/auth/me")).status_code == 200

    assert (await change(old, new)).status_code == 204
    assert (await person.browser.get("/auth/me")).status_code == 200
    problem(await elsewhere.browser.get("/auth/me"), 401, "UNAUTHENTICATED")
    problem(await backoffice.password(elsewhere), 401, "BAD_CREDENTIALS")
    elsewhere.password = new
    assert (await backoffice.password(elsewhere)).json()["stage"] == "totp_required"
    refused, done = await backoffice.actions(staff_id, "staff.change_password")
    assert (refused.outcome, done.outcome) == (2, 1)
    assert new not in str(done)

    for _ in range(11):
        last = await change("guess after guess", "another long evening")
    assert problem(last, 429, "TOO_MANY_ATTEMPTS")
