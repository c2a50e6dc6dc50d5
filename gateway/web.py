"""The web application: routes, middleware, errors and the OpenAPI document around one Gateway."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from gateway import openapi, problem
from gateway.container import Gateway
from gateway.middleware import BodyLimit, Observe, SecurityHeaders
from gateway.routes import ROUTERS, methods_at
from gateway.routes.paging import PREFIX
from gateway.static import WebApp

MAX_BODY: Final = 1_000_000  # bytes
# A document of 2 MB in base64, with what is said about it.
LARGER_BODIES: Final = {f"{PREFIX}/adjustments": 2_750_000}
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
        # Ours: one span and one measurement per request, and nothing of what was sent.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        middleware=[
            Middleware(SecurityHeaders, secure=gateway.settings.secure),
            Middleware(Observe),
            Middleware(BodyLimit, most=MAX_BODY, more=LARGER_BODIES),
            Middleware(GZipMiddleware, minimum_size=_COMPRESS_FROM, compresslevel=5),
        ],
    )
    app.state.gateway = gateway
    problem.install(app, methods_at)
    openapi.install(app)
    for router in ROUTERS:
        app.include_router(router)
    # What no route takes: a route for it would answer 405 where there is nothing at all.
    app.router.default = WebApp(gateway.settings.web_root)
    return app
