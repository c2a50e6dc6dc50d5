"""The web application: routes, middleware, errors and the OpenAPI document around one Gateway."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from gateway import openapi, problem
from gateway.container import Gateway
from gateway.middleware import Observe, SecurityHeaders
from gateway.routes import ROUTERS
from gateway.static import WebApp

MAX_BODY: Final = 1_000_000  # bytes
_COMPRESS_FROM: Final = 1_000  # bytes; below, compressing costs more than it saves


def create(gateway: Gateway) -> FastAPI:
    """The application that serves a gateway."""
    app = FastAPI(
        title="Daybook",
        version=gateway.settings.version,
        description="The backoffice's HTTP API. Money is a decimal string with its currency, times are UTC.",
        openapi_url=openapi.URL,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=MAX_BODY,
        # Ours: one span and one measurement per request, and nothing of what was sent.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        middleware=[
            Middleware(SecurityHeaders, secure=gateway.settings.secure),
            Middleware(Observe),
            Middleware(GZipMiddleware, minimum_size=_COMPRESS_FROM, compresslevel=5),
        ],
    )
    app.state.gateway = gateway
    problem.install(app)
    openapi.install(app)
    for router in ROUTERS:
        app.include_router(router)
    web = WebApp(gateway.settings.web_root)

    @app.get("/{path:path}", include_in_schema=False)
    def web_app(path: str, request: Request) -> Response:
        """The built web application."""
        return web.answer(request, path)

    return app
