"""Every route: who gets in, what the errors look like, what the document says of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from jsonschema_rs import Draft202012Validator

from gateway.domain.roles import ROLES
from gateway.routes import api_routes
from gateway.security import AnyStage, Requires, SignedIn
from kit.auth.permissions import PERMISSIONS
from tests.gateway.backoffice import Backoffice, problem

# Open to everybody; and those that ask for a person or a key, but for no permission.
PUBLIC = {("POST", "/api/v1/auth/sign-in"), ("GET", "/api/v1/health")}
ANYBODY_KNOWN = {
    ("GET", "/api/v1/auth/me"),
    ("GET", "/api/v1/auth/sessions"),
    ("DELETE", "/api/v1/auth/sessions/{session_id}"),
    ("POST", "/api/v1/auth/totp/enrol"),
    ("POST", "/api/v1/auth/totp/confirm"),
    ("POST", "/api/v1/auth/totp/verify"),
    ("POST", "/api/v1/auth/sign-out"),
    ("POST", "/api/v1/auth/password"),
    ("GET", "/api/v1/status"),
    ("GET", "/api/v1/views"),
    ("POST", "/api/v1/views"),
    ("PUT", "/api/v1/views/{view_id}"),
    ("DELETE", "/api/v1/views/{view_id}"),
    ("GET", "/api/v1/preferences"),
    ("PUT", "/api/v1/preferences/{key}"),
}
ROUTES = [(method, route) for route in api_routes() for method in sorted(route.methods or ())]
GUARDED = [(method, route) for method, route in ROUTES if (method, route.path) not in PUBLIC]
PERMITTED = [(method, route) for method, route in GUARDED if (method, route.path) not in ANYBODY_KNOWN]


def name(value: object) -> str:
    return value.path if isinstance(value, APIRoute) else str(value)


def doors(dependant: Dependant) -> list[AnyStage]:
    """The dependencies that let callers in, at any depth."""
    own = [dependant.call] if isinstance(dependant.call, AnyStage) else []
    return own + [door for below in dependant.dependencies for door in doors(below)]


def address(route: APIRoute) -> str:
    return re.sub(r"\{[^}]+\}", str(uuid4()), route.path).removeprefix("/api/v1")


@pytest.fixture(scope="module")
async def powerless(running: Backoffice) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in person whose role is gone: known, without any permission."""
    company = await running.company()
    person = await running.signed_in("support", company.company_id)
    await running.rows("UPDATE grants SET role = 'retired' WHERE company_id = :id", id=company.company_id)
    running.clients.remove(person.browser)
    yield person.browser
    await person.browser.aclose()


def test_there_are_routes_and_the_lists_name_real_ones() -> None:
    known = {(method, route.path) for method, route in ROUTES}
    assert len(PERMITTED) >= 20
    assert known >= PUBLIC | ANYBODY_KNOWN


@pytest.mark.parametrize(("method", "route"), PERMITTED, ids=name)
def test_each_route_declares_a_permission_that_exists(method: str, route: APIRoute) -> None:
    found = [door for door in doors(route.dependant) if isinstance(door, Requires)]
    assert len(found) == 1
    assert found[0].permission in PERMISSIONS
    assert any(found[0].permission in role.permissions for role in ROLES.values())


def test_routes_without_a_permission_still_ask_who_calls() -> None:
    for method, route in GUARDED:
        if (method, route.path) in ANYBODY_KNOWN:
            assert doors(route.dependant), route.path
        if "/auth/" not in route.path:
            assert all(isinstance(door, SignedIn) for door in doors(route.dependant)), route.path


@pytest.mark.parametrize(("method", "route"), GUARDED, ids=name)
async def test_without_credentials_each_route_answers_401(backoffice: Backoffice, method: str, route: APIRoute) -> None:
    answer = await backoffice.client().request(method, address(route), json={} if method == "POST" else None)
    assert problem(answer, 401, "UNAUTHENTICATED")["errors"] == []


@pytest.mark.parametrize(("method", "route"), PERMITTED, ids=name)
async def test_without_the_permission_each_route_answers_403(
    backoffice: Backoffice, powerless: httpx.AsyncClient, method: str, route: APIRoute
) -> None:
    answer = await powerless.request(method, address(route), json={} if method == "POST" else None)
    problem(answer, 403, "PERMISSION_DENIED")
    assert backoffice.answers.heard == []


async def test_what_is_not_there_and_what_is_not_taken(backoffice: Backoffice) -> None:
    client = backoffice.client()
    problem(await client.get("/nothing"), 404, "NOT_FOUND")
    problem(await client.post("/nothing", json={}), 404, "NOT_FOUND")
    refused = await client.put("/operators", json={})
    problem(refused, 405, "METHOD_NOT_ALLOWED")
    assert refused.headers["allow"] == "GET, POST"


async def test_a_body_over_the_limit_is_refused_declared_or_not(backoffice: Backoffice) -> None:
    client = backoffice.client()
    big = b'{"email": "' + b"x" * 1_000_001 + b'"}'
    problem(
        await client.post("/auth/sign-in", content=big, headers={"content-type": "application/json"}),
        413,
        "BODY_TOO_LARGE",
    )

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(big), 100_000):
            yield big[start : start + 100_000]

    answer = await client.post("/auth/sign-in", content=pieces(), headers={"content-type": "application/json"})
    problem(answer, 413, "BODY_TOO_LARGE")


async def test_an_unexpected_failure_shows_a_trace_id_and_no_text(
    backoffice: Backoffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*arguments: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(backoffice.gateway.keys, "caller", broken)
    answer = await backoffice.client("dbk_any").get("/operators", headers={"x-request-id": "my-request-1"})
    body = problem(answer, 500, "INTERNAL")
    assert "secret" not in answer.text
    assert answer.headers["x-trace-id"] == body["trace_id"]
    assert answer.headers["x-request-id"] == "my-request-1"
    assert "the secret of the house" in caplog.text


async def test_a_lost_database_is_a_503(backoffice: Backoffice, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*arguments: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(backoffice.gateway.keys, "caller", away)
    answer = await backoffice.client("dbk_any").get("/operators")
    problem(answer, 503, "SERVICE_UNAVAILABLE")
    assert answer.headers["retry-after"]


async def test_answers_carry_the_headers_that_protect_browsers(backoffice: Backoffice) -> None:
    async with httpx.AsyncClient(base_url=backoffice.url) as client:
        for path in ("/", "/api/v1/health", "/api/v1/nothing"):
            headers = (await client.get(path)).headers
            policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
            assert policy["script-src"] == "'self'"
            assert policy["frame-ancestors"] == "'none'"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
        assert (await client.get("/api/v1/health")).headers["cache-control"] == "no-store"


async def test_the_openapi_document_is_valid_and_tells_errors(backoffice: Backoffice) -> None:
    async with httpx.AsyncClient(base_url=backoffice.url) as client:
        document = (await client.get("/api/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    operations = {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(operations) == {(method, route.path.replace(":path}", "}")) for method, route in ROUTES}
    for (method, path), operation in operations.items():
        for status, response in operation["responses"].items():
            if status >= "4":
                assert list(response["content"]) == ["application/problem+json"], (method, path, status)
        if (method, path) not in PUBLIC:
            assert operation["security"] == [{"session": []}, {"api_key": []}], (method, path)
            assert {"401", "403"} <= set(operation["responses"])
    assert set(document["components"]["securitySchemes"]) == {"session", "api_key"}
    for schema in document["components"]["schemas"].values():
        Draft202012Validator(
            {**schema, "components": document["components"]}
        )  # raises when a schema or a reference in it is broken
    example = document["paths"]["/api/v1/dashboard"]["get"]["responses"]["200"]["content"]["application/json"]
    assert example["schema"] == {"$ref": "#/components/schemas/Dashboard"}


async def test_the_web_application_is_served_and_nothing_beside_it(backoffice: Backoffice) -> None:
    async with httpx.AsyncClient(base_url=backoffice.url) as client:
        page = await client.get("/players/01a2?tab=bets")
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-cache"
        assert (await client.get("/", headers={"if-none-match": page.headers["etag"]})).status_code == 304
        script = await client.get("/assets/index-DpY2yvaK.js", headers={"accept-encoding": "gzip"})
        assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert script.headers["content-encoding"] == "gzip"
        assert script.text.startswith("console.log")
        assert (await client.get("/favicon.svg")).headers["cache-control"] == "no-cache"
        assert (await client.head("/")).status_code == 200
        problem(await client.get("/assets/gone-12345678.js"), 404, "NOT_FOUND")
        problem(await client.post("/"), 404, "NOT_FOUND")
        for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%2f..%2fsecret.txt"):
            answer = await client.send(httpx.Request("GET", backoffice.url, extensions={"target": path.encode()}))
            assert "not for browsers" not in answer.text


async def test_long_lists_are_compressed(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    for _ in range(6):
        await backoffice.operator(company)
    admin = await backoffice.api_key(company)
    answer = await admin.get("/operators", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["items"]) == 6
