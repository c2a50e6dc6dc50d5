"""The HTTP routes, one file per noun: read the request, call the service, convert. No SQL and no rules."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from gateway.routes import (
    adjustments,
    audit,
    auth,
    companies,
    dashboard,
    explain,
    jobs,
    keys,
    meta,
    operator_status,
    operators,
    overview,
    player_care,
    player_history,
    player_list,
    players,
    rebuilds,
    reports,
    rules,
    staff,
    tickets,
    views,
)

ROUTERS: Final[tuple[APIRouter, ...]] = (
    auth.router,
    companies.router,
    overview.router,  # before operators, whose /{operator_id} would take it
    operators.router,
    operator_status.router,
    staff.router,
    keys.router,
    dashboard.router,
    explain.router,
    rules.router,
    rebuilds.router,
    reports.router,
    player_list.router,
    player_care.router,  # before players, whose /{player_id} would take /tags
    jobs.router,
    players.router,
    player_history.router,
    adjustments.router,
    audit.router,
    tickets.router,
    views.router,
    meta.router,
)


def api_routes() -> list[APIRoute]:
    """Every route of the API."""
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def methods_at(path: str) -> set[str]:
    """The methods that a path takes."""
    return set[str]().union(*(route.methods or set() for route in api_routes() if route.path_regex.match(path)))
