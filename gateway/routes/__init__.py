"""The HTTP routes, one file per noun: read the request, call the service, convert. No SQL and no rules."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from gateway.routes import audit, auth, companies, dashboard, keys, meta, operators, players, staff

ROUTERS: Final[tuple[APIRouter, ...]] = (
    auth.router,
    companies.router,
    operators.router,
    staff.router,
    keys.router,
    dashboard.router,
    players.router,
    audit.router,
    meta.router,
)
