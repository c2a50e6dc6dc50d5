"""Errors as RFC 9457 problem documents: expected ones with their sentence, unexpected ones with a trace id alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from gateway.errors import BodyTooLarge, TooManyAttempts
from gateway.models.base import FieldProblem, Problem
from kit import telemetry
from kit.db import is_outage
from kit.errors import DomainError, Kind, ServiceUnavailable

MEDIA_TYPE: Final = "application/problem+json"

_STATUS: Final = {
    Kind.INVALID: 422,
    Kind.DENIED: 403,
    Kind.UNAUTHENTICATED: 401,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.REFUSED: 409,
    Kind.EXHAUSTED: 429,
    Kind.UNAVAILABLE: 503,
}
# Fields of the services' contracts under the names they have here.
_NAMES: Final = {
    "page.cursor": "cursor",
    "page.size": "limit",
    "query": "q",
    "until": "to",
    "step.until": "until",
    "update_mask": "changes",
    "placed.from": "from",
    "placed.until": "until",
    "recorded.from": "from",
    "recorded.until": "until",
    "stake.least": "stake_min",
    "stake.most": "stake_max",
    "amount.minor": "amount.amount",
    "document.content": "document.content_base64",
    "reporting_currency": "currency",
    "rates.bonus_cost_bps": "bonus_cost_bps",
    "rates.gaming_tax_bps": "gaming_tax_bps",
    "rates.provider_fee_bps": "provider_fee_bps",
    "rates.payment_fee_bps": "payment_fee_bps",
    "rates.jackpot_bps": "jackpot_bps",
}
_UPDATE: Final = "update."  # what a profile is edited by
_FILTER: Final = "filter."  # what lists of players are asked by
_FILTERS: Final = {
    "statuses": "status",
    "kyc_statuses": "kyc_status",
    "countries": "country",
    "tags": "tag",
    "providers": "provider",
    "games": "game",
    "categories": "category",
    "devices": "device",
    "channels": "channel",
    "risk_flags": "risk_flag",
    "affiliate_id": "affiliate",
    "query": "q",
}
_ENDS: Final = {".least": "_min", ".most": "_max", ".from": "_from", ".until": "_until"}
_LIMIT: Final = re.compile(r"limits\[([0-9]+)\]\.(minor|currency)")
_INDEX: Final = re.compile(r"\[[0-9]+\]$")
_PLACE: Final = re.compile(r"^(rates|games|terms)\[([0-9]+)\]\.")
_REPEATED: Final = {"operator_ids": "operator_id", "company_ids": "company_id"}
_WHERE: Final = ("body", "query", "path", "header", "cookie")


def response(
    status: int,
    reason: str,
    detail: str,
    errors: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem document with the trace id of this request."""
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        reason=reason,
        trace_id=telemetry.trace_id(),
        errors=[FieldProblem(field=field, message=message) for field, message in (errors or {}).items()],
    )
    return JSONResponse(body.model_dump(), status, headers, media_type=MEDIA_TYPE)


def of_domain_error(error: DomainError) -> JSONResponse:
    """An expected failure."""
    headers: dict[str, str] = {}
    if isinstance(error, TooManyAttempts):
        headers["retry-after"] = str(error.retry_after)
    elif error.kind is Kind.UNAVAILABLE:
        headers["retry-after"] = "2"
    elif error.kind is Kind.UNAUTHENTICATED:
        headers["www-authenticate"] = "Bearer"
    status = 413 if isinstance(error, BodyTooLarge) else _STATUS[error.kind]
    fields = {_field(field): problem for field, problem in error.fields.items()}
    return response(status, error.reason, error.message, fields, headers)


def of_unexpected() -> JSONResponse:
    """A failure that nobody foresaw; its text stays in the log."""
    return response(500, "INTERNAL", "Something failed that should not have; the trace id helps us find out what.")


def nothing_here() -> JSONResponse:
    """There is no such address."""
    return response(404, "NOT_FOUND", "There is nothing at this address.")


def install(app: FastAPI, methods_at: Callable[[str], set[str]]) -> None:
    """Makes every error of the application a problem document. `methods_at` tells what a path takes."""

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        answer = _of_http(error)
        if error.status_code == 405:
            answer.headers["allow"] = ", ".join(sorted(methods_at(request.url.path)))
        return answer

    app.add_exception_handler(DomainError, _on_domain_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, on_http)


async def _on_domain_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)
    return of_domain_error(error)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = _problems(error.errors())
    detail = "; ".join(f"{field}: {problem}" for field, problem in problems.items())
    return response(422, "INVALID_FIELD", detail, problems)


def _of_http(error: HTTPException) -> JSONResponse:
    if error.status_code == 413:
        return of_domain_error(BodyTooLarge())
    if error.status_code == 404:
        return nothing_here()
    if error.status_code == 400:  # FastAPI's answer to a body that is not text
        return response(422, "INVALID_FIELD", "body: cannot be read", {"body": "cannot be read"})
    known = {405: ("METHOD_NOT_ALLOWED", "This address does not take that method.")}
    reason, detail = known.get(error.status_code, (HTTPStatus(error.status_code).name, str(error.detail)))
    return response(error.status_code, reason, detail, headers=error.headers)


def outage_or_none(error: Exception) -> JSONResponse | None:
    """The answer when the gateway's own database does not answer."""
    return of_domain_error(ServiceUnavailable()) if is_outage(error) else None


def _problems(errors: Sequence[Any]) -> dict[str, str]:
    """Each field with its first problem. What the caller sent is not repeated: it may be a password."""
    found: dict[str, str] = {}
    for error in errors:
        path = [str(part) for part in error["loc"]]
        if error["type"] == "json_invalid":
            found.setdefault("body", "is not valid JSON")
            continue
        if path and path[0] == "query":
            path = path[1:2]  # a repeated parameter is one field
        elif path and path[0] in _WHERE:
            path = path[1:] or path
        message = str(error["msg"]).removeprefix("Value error, ")
        found.setdefault(".".join(path), message[:1].lower() + message[1:])
    return found


def _field(name: str) -> str:
    if limit := _LIMIT.fullmatch(name):
        return f"limits.{limit[1]}.{'amount' if limit[2] == 'minor' else limit[2]}"
    bare = _PLACE.sub(r"\1.\2.", _INDEX.sub("", name.removeprefix("scope.")))
    if bare.startswith(_UPDATE):
        return f"changes.{bare.removeprefix(_UPDATE)}"
    if bare.startswith(_FILTER):
        return _filter(bare.removeprefix(_FILTER))
    return _NAMES.get(bare) or _REPEATED.get(bare) or bare


def _filter(field: str) -> str:
    for end, name in _ENDS.items():
        if field.endswith(end):
            field = field.removesuffix(end).replace("vip_level", "vip") + name
    return _FILTERS.get(field, field)
