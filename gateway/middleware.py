"""What happens around every HTTP request: one span, one measurement, one request id, headers that protect browsers."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any, Final

from opentelemetry.trace import SpanKind, StatusCode
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway import problem, request_ids
from gateway.errors import BodyTooLarge
from kit import telemetry

log = logging.getLogger(__name__)

_duration: Final = telemetry.meter.create_histogram(
    "http.server.request.duration", "ms", "How long requests took, by route, method and status"
)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# Styles may be inline because the component library writes them; scripts may not.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Adds what browsers need to know; over https also that they must stay there. Answers of the API are not stored."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = _HEADERS | (
            {"strict-transport-security": "max-age=31536000; includeSubDomains"} if secure else {}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_protected)


class BodyLimit:
    """Refuses a body over so many bytes: at once when its length is declared, else as soon as it has grown too long."""

    def __init__(self, app: ASGIApp, *, most: int, more: Mapping[str, int]) -> None:
        self._app = app
        self._most = most
        self._more = more  # by path, where files come in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._more.get(scope["path"], self._most)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > most:
            await problem.of_domain_error(BodyTooLarge(most))(scope, receive, send)
            return
        read = 0

        async def receive_limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)  # the only kind of error that passes through the reading of a body unchanged
            return message

        await self._app(scope, receive_limited, send)


class Observe:
    """Traces and measures each request, and turns what nobody foresaw into a problem document without its text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = request_ids.begin(headers.get("x-request-id", ""))
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        started, status = time.perf_counter(), 0
        traced = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
        with telemetry.span(method, SpanKind.SERVER, context=telemetry.parent(traced)) as span:

            async def send_marked(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    marked = MutableHeaders(scope=message)
                    marked["x-request-id"] = request_id
                    marked["x-trace-id"] = telemetry.trace_id()
                await send(message)

            try:
                await self._app(scope, receive, send_marked)
            except ClientDisconnect:
                status = status or 499
            except Exception as error:
                outage = problem.outage_or_none(error)
                if outage is None:
                    log.error("%s %s failed unexpectedly", method, _template(scope), exc_info=error)
                else:
                    log.warning("the database does not answer: %s", type(error).__name__)
                if status:
                    raise  # the answer is under way: only breaking it off tells the client
                await (outage or problem.of_unexpected())(scope, receive, send_marked)
            finally:
                template = _template(scope)
                span.update_name(f"{method} {template}")
                span.set_attributes(
                    {"http.request.method": method, "http.route": template, "http.response.status_code": status}
                )
                if status >= 500:
                    span.set_status(StatusCode.ERROR, str(status))
                elapsed = (time.perf_counter() - started) * 1000
                _duration.record(elapsed, {"method": method, "route": template, "status": status})


def _template(scope: Scope) -> str:
    """The route's template, never the path itself, which holds ids."""
    route: Any = scope.get("route")
    if route is None:
        return "unmatched" if scope["path"].startswith("/api/") else "web"
    return str(route.path)
