"""The OpenAPI document: what FastAPI derives, with the errors every operation may answer."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gateway import problem
from gateway.models.base import FieldProblem, Problem

URL: Final = "/api/openapi.json"
_TEXTS: Final = {
    401: "no valid session or key",
    403: "the permission is missing, for this operator or at all",
    404: "there is no such thing within reach",
    409: "the state moved on, or a rule forbids it now",
    413: "the body is too large",
    422: "a field is wrong; `errors` names it",
    429: "too many attempts; Retry-After says when to come back",
    500: "something failed that should not have",
    503: "a service that this needs does not answer",
}
_REF: Final = {"$ref": "#/components/schemas/Problem"}


def install(app: FastAPI) -> None:
    """Makes the application describe itself."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]  # FastAPI's documented way to replace it


def _describe(app: FastAPI) -> dict[str, Any]:
    document: dict[str, Any] = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=app.description,
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    schemas = document["components"]["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for model in (FieldProblem, Problem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status in _problems_of(path, method, operation):
                operation["responses"][str(status)] = {
                    "description": _TEXTS[status],
                    "content": {problem.MEDIA_TYPE: {"schema": _REF}},
                }
            operation["responses"] = dict(sorted(operation["responses"].items()))
            if operation.get("security"):
                # Either of them, not both.
                operation["security"] = [{"session": []}, {"api_key": []}]
    return document


def _problems_of(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    statuses = {500, 503}
    if operation.get("security"):
        statuses |= {401, 403}
    if operation.get("parameters") or operation.get("requestBody"):
        statuses.add(422)
    else:
        operation["responses"].pop("422", None)
    if "{" in path or method == "post":
        statuses.add(404)
    if method in ("post", "put", "patch", "delete"):
        statuses.add(409)
    if operation.get("requestBody"):
        statuses.add(413)
    if path.endswith("/sign-in"):
        statuses |= {401, 403}
    if "/auth/" in path and method == "post":
        statuses.add(429)
    return statuses
