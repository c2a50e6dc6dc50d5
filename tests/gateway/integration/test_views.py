"""Saved views: one's own, shared with a role, changed by two at once; preferences."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from daybook.types.v1 import action_pb2

from gateway.domain.views import MOST_PREFERENCES, MOST_VIEWS
from kit import masking
from tests.gateway.backoffice import Backoffice, problem


def view(name: str = "VIPs", **changes: Any) -> dict[str, Any]:
    """A view of players to save."""
    return {
        "surface": "players",
        "name": name,
        "filter": {"status": ["active"], "vip_min": "3"},
        "sort": "-ggr",
        "columns": ["name", "ggr"],
        "shared_with": None,
        **changes,
    }


def changed(kept: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What to send to change a view."""
    names = ("name", "filter", "sort", "columns", "shared_with", "revision")
    return {**{name: kept[name] for name in names}, **changes}


def shared(role: str, company_id: UUID) -> dict[str, str]:
    return {"role": role, "company_id": str(company_id)}


async def saved(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    """The view that was saved."""
    answer = await client.post("/views", json=body)
    assert answer.status_code == 201, answer.text
    kept: dict[str, Any] = answer.json()
    return kept


async def names(client: httpx.AsyncClient, surface: str = "players") -> list[str]:
    """The views that somebody sees."""
    answer = await client.get("/views", params={"surface": surface})
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["items"]]


def paths(action: action_pb2.PrivilegedAction) -> dict[str, Any]:
    return {change.path: (change.before, change.after) for change in action.changes}


async def test_a_view_is_saved_changed_and_deleted(backoffice: Backoffice, admin: httpx.AsyncClient) -> None:
    kept = await saved(admin, view())
    assert kept["own"]
    assert kept["may_change"]
    assert kept["created_by"] == "Ana Souza"
    assert (kept["revision"], kept["shared_with"]) == (1, None)
    assert kept["filter"] == {"status": ["active"], "vip_min": "3"}
    await saved(admin, view("another list", surface="tickets"))
    assert await names(admin) == ["VIPs"]

    answer = await admin.put(f"/views/{kept['id']}", json=changed(kept, name="Big VIPs", columns=None, sort="email"))
    assert answer.status_code == 200, answer.text
    (found,) = (await admin.get("/views", params={"surface": "players"})).json()["items"]
    assert found == answer.json()
    assert (found["name"], found["columns"], found["sort"], found["revision"]) == ("Big VIPs", None, "email", 2)
    assert found["filter"] == kept["filter"]

    assert (await admin.delete(f"/views/{kept['id']}")).status_code == 204
    problem(await admin.delete(f"/views/{kept['id']}"), 404, "VIEW_NOT_FOUND")
    assert await names(admin) == []
    assert await backoffice.actions(kept["id"]) == [], "what is personal is nobody's business"


async def test_a_name_is_free_once(backoffice: Backoffice, admin: httpx.AsyncClient) -> None:
    first, second = await saved(admin, view("Açaí")), await saved(admin, view("Other"))
    for body in (view("AÇAÍ"), view(" açaí ")):
        found = problem(await admin.post("/views", json=body), 409, "VIEW_EXISTS")
        assert found["errors"][0]["field"] == "name"
    problem(await admin.put(f"/views/{second['id']}", json=changed(second, name="açaí")), 409, "VIEW_EXISTS")
    assert (await admin.put(f"/views/{first['id']}", json=changed(first, name="açaí"))).status_code == 200


async def test_of_two_changes_at_once_one_is_refused(backoffice: Backoffice, admin: httpx.AsyncClient) -> None:
    kept = await saved(admin, view())
    bodies = [changed(kept, name=f"by {number}") for number in range(4)]
    answers = await asyncio.gather(*(admin.put(f"/views/{kept['id']}", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    problem(next(answer for answer in answers if answer.status_code == 409), 409, "STALE_REVISION")
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert await names(admin) == [won["name"]]
    assert won["revision"] == 2


async def test_a_repeated_request_is_answered_and_not_done_again(
    backoffice: Backoffice, admin: httpx.AsyncClient
) -> None:
    body = view(request_id=str(uuid4()))
    first, second = await saved(admin, body), await saved(admin, body)
    assert first == second
    assert await names(admin) == ["VIPs"]
    problem(await admin.post("/views", json={**body, "name": "else"}), 422, "REQUEST_ID_REUSED")
    change = changed(first, name="Renamed", request_id=str(uuid4()))
    for _ in range(2):
        assert (await admin.put(f"/views/{first['id']}", json=change)).json()["revision"] == 2


async def test_a_shared_view_is_seen_by_who_holds_the_role_there_and_by_nobody_else(backoffice: Backoffice) -> None:
    company, other = await backoffice.company(), await backoffice.company()
    brand = await backoffice.operator(company)
    owner = (await backoffice.signed_in("operator-manager", company.company_id)).browser
    kept = await saved(owner, view(shared_with=shared("support", company.company_id)))

    support = (await backoffice.signed_in("support", company.company_id)).browser
    of_one_brand = (await backoffice.signed_in("support", company.company_id, brand.operator_id)).browser
    for holder in (support, of_one_brand):
        (seen,) = (await holder.get("/views", params={"surface": "players"})).json()["items"]
        assert (seen["id"], seen["own"], seen["may_change"]) == (kept["id"], False, False)
        assert seen["shared_with"] == shared("support", company.company_id)
        problem(await holder.put(f"/views/{kept['id']}", json=changed(seen)), 403, "PERMISSION_DENIED")
        problem(await holder.delete(f"/views/{kept['id']}"), 403, "PERMISSION_DENIED")

    strangers = [
        (await backoffice.signed_in("support", other.company_id)).browser,
        (await backoffice.signed_in("compliance", company.company_id)).browser,
        (await backoffice.signed_in("company-admin", other.company_id)).browser,
    ]
    for stranger in strangers:
        assert await names(stranger) == []
        problem(await stranger.put(f"/views/{kept['id']}", json=changed(kept)), 404, "VIEW_NOT_FOUND")
        problem(await stranger.delete(f"/views/{kept['id']}"), 404, "VIEW_NOT_FOUND")

    await backoffice.rows("UPDATE grants SET role = 'analyst' WHERE role = 'support'")
    assert await names(support) == [], "with the role goes the view"
    assert await names(owner) == ["VIPs"]


async def test_a_shared_view_gives_no_data_beyond_ones_own_permissions(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    brand = await backoffice.operator(company)
    owner = (await backoffice.signed_in("company-admin", company.company_id)).browser
    kept = await saved(owner, view(filter={}, shared_with=shared("analyst", company.company_id)))
    analyst = (await backoffice.signed_in("analyst", company.company_id)).browser
    assert await names(analyst) == [kept["name"]]
    problem(await analyst.get("/players", params={"operator_id": str(brand.operator_id)}), 403, "PERMISSION_DENIED")
    assert backoffice.answers.heard == []


async def test_only_who_may_share_in_the_company_shares(backoffice: Backoffice) -> None:
    company, other = await backoffice.company(), await backoffice.company()
    brand = await backoffice.operator(company)
    with_support = shared("support", company.company_id)
    for role, operator_id in (("support", None), ("operator-manager", brand.operator_id)):
        person = (await backoffice.signed_in(role, company.company_id, operator_id)).browser
        problem(await person.post("/views", json=view(shared_with=with_support)), 403, "PERMISSION_DENIED")
        kept = await saved(person, view())
        change = changed(kept, shared_with=with_support)
        problem(await person.put(f"/views/{kept['id']}", json=change), 403, "PERMISSION_DENIED")
    admin = (await backoffice.signed_in("company-admin", company.company_id)).browser
    for company_id in (other.company_id, uuid4()):
        foreign = view(shared_with=shared("support", company_id))
        problem(await admin.post("/views", json=foreign), 403, "PERMISSION_DENIED")
    for role in ("root", "emperor"):
        wrong = view(shared_with=shared(role, company.company_id))
        found = problem(await admin.post("/views", json=wrong), 422, "INVALID_FIELD")
        assert found["errors"][0]["field"] == "shared_with.role"
    owner = (await backoffice.signed_in("root")).browser
    nowhere = view(shared_with=shared("support", uuid4()))
    found = problem(await owner.post("/views", json=nowhere), 422, "INVALID_FIELD")
    assert found["errors"][0]["field"] == "shared_with.company_id"
    assert await names(admin) == []


async def test_a_colleague_who_may_share_keeps_the_roles_views_in_order(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    owner = (await backoffice.signed_in("company-admin", company.company_id)).browser
    colleague = (await backoffice.signed_in("compliance", company.company_id)).browser
    kept = await saved(owner, view(shared_with=shared("compliance", company.company_id)))
    (seen,) = (await colleague.get("/views", params={"surface": "players"})).json()["items"]
    assert (seen["own"], seen["may_change"]) == (False, True)
    answer = await colleague.put(f"/views/{kept['id']}", json=changed(seen, sort="name"))
    assert answer.json()["created_by"] == "Ana Souza"
    problem(await owner.put(f"/views/{kept['id']}", json=changed(kept)), 409, "STALE_REVISION")
    assert (await colleague.delete(f"/views/{kept['id']}")).status_code == 204
    assert await names(owner) == []


async def test_each_company_is_told_what_became_of_the_view_it_shares(backoffice: Backoffice) -> None:
    first, second = await backoffice.company(), await backoffice.company()
    owner = (await backoffice.signed_in("root")).browser
    body = view(filter={"email": "zoe@mail.example", "deep": {"phone": "+55119"}, "status": ["active"]})
    kept = await saved(owner, {**body, "shared_with": shared("support", first.company_id)})
    for shared_with, name in (
        (shared("support", first.company_id), "renamed"),
        (shared("compliance", second.company_id), "renamed"),
        (None, "mine again"),
    ):
        change = changed(kept, name=name, shared_with=shared_with)
        kept = (await owner.put(f"/views/{kept['id']}", json=change)).json()
    assert (await owner.delete(f"/views/{kept['id']}")).status_code == 204

    told = await backoffice.actions(kept["id"])
    assert [(one.action, one.company_id) for one in told] == [
        ("view.save", str(first.company_id)),
        ("view.save", str(first.company_id)),
        ("view.delete", str(first.company_id)),
        ("view.save", str(second.company_id)),
        ("view.delete", str(second.company_id)),
    ]
    created, renamed, _gone, moved, _unshared = map(paths, told)
    assert created["role"][1].string_value == "support"
    assert created["filter.status"][1].list_value.values[0].string_value == "active"
    for hidden in ("filter.email", "filter.deep.phone"):
        assert created[hidden][1].string_value == masking.HIDDEN
    assert set(renamed) == {"name"}
    assert [side.string_value for side in renamed["name"]] == ["VIPs", "renamed"]
    assert moved["role"][1].string_value == "compliance"
    assert told[0].target.type == "view"
    assert not any(b"zoe@mail" in one.SerializeToString() for one in told)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"filter": {"q": "x" * 8200}}, "filter"),
        ({"filter": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}}, "filter"),
        ({"filter": {"q": "a\u0000b"}}, "filter"),
        ({"filter": ["status"]}, "filter"),
        ({"columns": ["x"] * 61}, "columns"),
        ({"columns": [""]}, "columns.0"),
        ({"sort": "name; drop"}, "sort"),
        ({"surface": "Players!"}, "surface"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_what_no_view_can_be_is_named(admin: httpx.AsyncClient, changes: dict[str, Any], field: str) -> None:
    found = problem(await admin.post("/views", json=view(**changes)), 422, "INVALID_FIELD")
    assert field in {one["field"] for one in found["errors"]}
    assert await names(admin) == []


async def test_numbers_that_json_does_not_know_are_refused(admin: httpx.AsyncClient) -> None:
    body = '{"surface": "players", "name": "n", "filter": {"x": NaN}}'
    answer = await admin.post("/views", content=body, headers={"content-type": "application/json"})
    assert problem(answer, 422, "INVALID_FIELD")["errors"][0]["field"].startswith("filter")


async def test_there_are_limits(backoffice: Backoffice, admin: httpx.AsyncClient) -> None:
    kept = await saved(admin, view())
    await backoffice.rows(
        "INSERT INTO saved_views SELECT staff_id, gen_random_uuid(), surface, name || n, name_key || n, filter, sort,"
        " columns, NULL, NULL, created_at, updated_at, 1 FROM saved_views, generate_series(1, :more) n"
        " WHERE view_id = :id",
        more=MOST_VIEWS - 2,
        id=UUID(kept["id"]),
    )
    answers = await asyncio.gather(*(admin.post("/views", json=view(f"last {number}")) for number in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    problem(next(answer for answer in answers if answer.status_code == 409), 409, "TOO_MANY_VIEWS")
    assert len(await names(admin)) == MOST_VIEWS


async def test_preferences_belong_to_a_person(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    ana = (await backoffice.signed_in("support", company.company_id)).browser
    bia = (await backoffice.signed_in("support", company.company_id)).browser
    assert (await ana.get("/preferences")).json() == {"items": {}}
    wanted = {"players.columns": ["name", "ggr"], "players.density": "small", "flags": {"a": True, "b": None, "c": 1.5}}
    for key, value in wanted.items():
        assert (await ana.put(f"/preferences/{key}", json={"value": value})).status_code == 204
    assert (await ana.get("/preferences")).json() == {"items": wanted}
    assert (await bia.get("/preferences")).json() == {"items": {}}
    await ana.put("/preferences/players.density", json={"value": "large"})
    await ana.put("/preferences/flags", json={"value": None})
    assert (await ana.get("/preferences")).json()["items"] == {
        "players.columns": ["name", "ggr"],
        "players.density": "large",
    }


async def test_preferences_have_limits(backoffice: Backoffice, admin: httpx.AsyncClient) -> None:
    for key in ("Players", "players..x", "x" * 65, "a%20b"):
        found = problem(await admin.put(f"/preferences/{key}", json={"value": 1}), 422, "INVALID_FIELD")
        assert found["errors"][0]["field"] == "key"
    big = await admin.put("/preferences/x", json={"value": "é" * 2100})
    assert problem(big, 422, "INVALID_FIELD")["errors"][0]["field"] == "value"
    assert (await admin.put("/preferences/x", json={"value": 1})).status_code == 204
    await backoffice.rows(
        "INSERT INTO preferences SELECT staff_id, 'k' || n, value, updated_at FROM preferences,"
        " generate_series(1, :more) n"
        " WHERE staff_id = (SELECT staff_id FROM preferences ORDER BY updated_at DESC LIMIT 1)",
        more=MOST_PREFERENCES - 1,
    )
    problem(await admin.put("/preferences/another", json={"value": 1}), 409, "TOO_MANY_PREFERENCES")
    assert (await admin.put("/preferences/k1", json={"value": 2})).status_code == 204


async def test_a_key_has_neither(backoffice: Backoffice) -> None:
    script = await backoffice.api_key(await backoffice.company())
    problem(await script.get("/views", params={"surface": "players"}), 403, "PEOPLE_ONLY")
    problem(await script.get("/preferences"), 403, "PEOPLE_ONLY")
