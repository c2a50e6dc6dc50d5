"""Two companies on one suite: a walk over every RPC and every route finds no way from one to the other."""

from __future__ import annotations

import importlib
import re
from collections.abc import AsyncIterator
from typing import Any

import grpc
import httpx
import pytest
from daybook.options.v1 import options_pb2
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor import MethodDescriptor

from deploy.local.suite import Brand, Suite
from kit.codegen import PROTOS
from kit.ids import uuid7
from kit.rpc import client


def methods() -> list[MethodDescriptor]:
    """Every method of every contract."""
    found = []
    for path in sorted((PROTOS / "daybook").rglob("*_service.proto")):
        name = str(path.relative_to(PROTOS))
        importlib.import_module(name.removesuffix(".proto").replace("/", ".") + "_pb2")
        file = descriptor_pool.Default().FindFileByName(name)
        found += [method for service in file.services_by_name.values() for method in service.methods]
    return found


def request_for(method: MethodDescriptor, brand: Brand) -> Any:
    """A request that names a brand's tenant and is otherwise as valid as types alone can make it."""
    request: Any = message_factory.GetMessageClass(method.input_type)()
    scope = request.scope if "scope" in method.input_type.fields_by_name else request
    fields = scope.DESCRIPTOR.fields_by_name
    if "operator_id" in fields:
        scope.operator_id = brand.operator_id
    elif "operator_ids" in fields:
        scope.operator_ids.append(brand.operator_id)
    else:
        scope.company_id = brand.company_id
    return request


async def answer(channel: grpc.aio.Channel, method: MethodDescriptor, request: Any, token: str) -> grpc.StatusCode:
    """The code with which a method ends, however it streams."""
    path = f"/{method.containing_service.full_name}/{method.name}"
    serialize = type(request).SerializeToString
    metadata = client.metadata(token)
    try:
        if method.client_streaming:
            call = channel.stream_stream(path, serialize)(iter([request]), metadata=metadata, timeout=10)
            async for _ in call:
                break
        elif method.server_streaming:
            call = channel.unary_stream(path, serialize)(request, metadata=metadata, timeout=10)
            async for _ in call:
                break
            call.cancel()
        else:
            await channel.unary_unary(path, serialize)(request, metadata=metadata, timeout=10)
    except grpc.aio.AioRpcError as error:
        return error.code()
    return grpc.StatusCode.OK


@pytest.fixture(scope="module")
async def channels(suite: Suite) -> AsyncIterator[dict[str, grpc.aio.Channel]]:
    services = {method.containing_service.full_name.split(".")[1] for method in methods()}
    channels = {name: client.channel(suite.address(name)) for name in services}
    yield channels
    for channel in channels.values():
        await channel.close()


@pytest.mark.parametrize("method", methods(), ids=lambda method: method.full_name)
async def test_no_rpc_serves_another_tenants_key(
    suite: Suite, acme: Brand, zenith: Brand, channels: dict[str, grpc.aio.Channel], method: MethodDescriptor
) -> None:
    service = method.containing_service.full_name.split(".")[1]
    foreign = request_for(method, acme)
    assert await answer(channels[service], method, foreign, zenith.platform_key) is grpc.StatusCode.PERMISSION_DENIED
    assert await answer(channels[service], method, foreign, "") is grpc.StatusCode.UNAUTHENTICATED
    # The same key does reach its own tenant, so that the refusal is about the tenant and not about the key.
    if method.GetOptions().Extensions[options_pb2.permission] == "players.record":
        own = request_for(method, zenith)
        refused = (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED)
        assert await answer(channels[service], method, own, zenith.platform_key) not in refused


PUBLIC = {"/api/v1/health", "/api/v1/auth/sign-in"}
# Concern the caller's own session and no tenant.
OWN = re.compile(r"^/api/v1/(auth/|status$|roles$)")

# Answer with what is the caller's own, whatever the query names; the checkpoint is of the whole log and of no tenant.
FILTERED = {f"/api/v1/{name}" for name in ("companies", "operators", "staff", "api-keys", "audit/checkpoint")}


async def test_no_route_serves_another_tenants_key(suite: Suite, acme: Brand, zenith: Brand) -> None:
    async with suite.client() as anonymous:
        document = (await anonymous.get(f"{suite.url}/api/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    walked = 0
    async with suite.client(zenith.api_key) as stranger, suite.client() as anonymous:
        for path, operations in document["paths"].items():
            for verb in sorted(set(operations) & {"get", "post", "put", "patch", "delete"}):
                if path in PUBLIC:
                    continue
                url = suite.url + re.sub(r"\{[^}]+\}", str(uuid7()), path)
                assert (await anonymous.request(verb, url)).status_code == 401, f"{verb} {path}"
                if OWN.match(path):
                    continue
                await _walk(stranger, verb, url, path, document, acme)
                walked += 1
    assert walked >= 15


def _schema(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation's body must be like; empty when it takes none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    found: dict[str, Any] = content.get("schema", {})
    return _resolved(document, found)


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema itself, for a reference to it or a choice that begins with it."""
    while reference := schema.get("$ref") or next(iter(schema.get("anyOf", schema.get("oneOf", []))), None):
        name = reference if isinstance(reference, str) else ""
        schema = document["components"]["schemas"][name.rsplit("/", 1)[-1]] if name else reference
    return schema


def _filled(document: dict[str, Any], schema: dict[str, Any], known: dict[str, Any]) -> Any:
    """A value that a schema allows: of an object what it requires, and what is known by name."""
    schema = _resolved(document, schema)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        wanted = [name for name in properties if name in known or name in schema.get("required", [])]
        return {name: known[name] if name in known else _filled(document, properties[name], known) for name in wanted}
    if kind == "array":
        return [_filled(document, schema["items"], known) for _ in range(schema.get("minItems", 0))]
    if kind == "integer":
        return schema.get("minimum", 1)
    if kind == "string":
        formats = {"uuid": str(uuid7()), "date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z"}
        return formats.get(schema.get("format", ""), "1" * max(schema.get("minLength", 1), 1))
    return {"boolean": False, "null": None}.get(str(kind))


async def _walk(
    stranger: httpx.AsyncClient, verb: str, url: str, path: str, document: dict[str, Any], acme: Brand
) -> None:
    tenant = {"operator_id": acme.operator_id, "company_id": acme.company_id}
    known: dict[str, Any] = tenant | {"timezone": "UTC", "currency": "EUR", "email": "x@example.com"}
    known |= {"role": "company-admin", "shared_with": {"role": "company-admin", "company_id": acme.company_id}}
    operation = document["paths"][path][verb]
    schema = _schema(document, operation)
    query = {
        parameter["name"]: tenant.get(parameter["name"]) or _filled(document, parameter["schema"], {})
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and (parameter["name"] in tenant or parameter.get("required"))
    }
    body = _filled(document, schema, known) if schema else None
    response = await stranger.request(verb, url, params=query, json=body)
    seen = f"{verb} {path}: {response.status_code} {response.text[:300]}"
    assert response.status_code in (200, 403, 404), seen
    assert acme.operator not in response.text, seen
    assert acme.company_id not in response.text.replace(str(response.request.url), ""), seen
    if response.status_code == 200:
        assert verb == "get", seen
        assert path in FILTERED, seen


async def test_each_company_lists_itself_alone(suite: Suite, acme: Brand, zenith: Brand) -> None:
    for mine, other in ((acme, zenith), (zenith, acme)):
        async with suite.client(mine.api_key) as client_:
            for route in ("/operators", "/companies"):
                text = (await client_.get(route)).text
                assert mine.company in text
                assert other.company not in text


async def test_a_missing_and_a_foreign_operator_look_the_same(suite: Suite, acme: Brand, zenith: Brand) -> None:
    async with suite.client(zenith.api_key) as stranger:
        answers = []
        for operator in (acme.operator_id, str(uuid7())):
            response = await stranger.get("/players", params={"operator_id": operator})
            answers.append((response.status_code, response.json()["reason"], response.json()["detail"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403
