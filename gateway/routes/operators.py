"""Operators: the list of them, creating one, its settings and history."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from gateway.container import TheGateway
from gateway.convert import operators as convert
from gateway.convert.values import page_of_rows
from gateway.domain.access import Caller
from gateway.models import operators as models
from gateway.models.base import Page
from gateway.models.directory import NewOperator
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, Requires

router = APIRouter(prefix=f"{PREFIX}/operators", tags=["directory"], dependencies=SCHEMES)

Reader = Annotated[Caller, Depends(Requires("directory.read"))]
Manager = Annotated[Caller, Depends(Requires("operators.manage"))]


@router.get("")
async def list_operators(
    caller: Reader, gateway: TheGateway, cursor: Cursor = "", limit: Limit = ROWS
) -> Page[models.OperatorDetails]:
    """The operators within reach, by name."""
    return page_of_rows(
        await gateway.operators.page(caller, cursor, limit), lambda found: convert.details(found, caller)
    )


@router.post("", status_code=201)
async def create_operator(body: NewOperator, caller: Manager, gateway: TheGateway) -> models.OperatorDetails:
    """Creates an operator of a company, live or pending."""
    created = await gateway.directory.create_operator(
        caller, body.company_id, body.name, body.timezone, body.currency, body.request_id, body.status
    )
    found = await gateway.operators.details_of([created.operator_id])
    return convert.details(found[created.operator_id], caller)


@router.get("/{operator_id}")
async def get_operator(operator_id: UUID, caller: Reader, gateway: TheGateway) -> models.OperatorDetails:
    """All of an operator."""
    return convert.details(await gateway.operators.details(caller, operator_id), caller)


@router.patch("/{operator_id}")
async def change_operator(
    operator_id: UUID, body: models.ChangedOperator, caller: Manager, gateway: TheGateway
) -> models.OperatorDetails:
    """Sets what is named of an operator; 409 STALE_REVISION says what somebody else changed meanwhile."""
    changed = await gateway.operators.change(
        caller, operator_id, convert.wanted(body), body.revision, body.reason, body.request_id
    )
    return convert.details(changed, caller)


@router.get("/{operator_id}/history")
async def list_history(
    operator_id: UUID, caller: Reader, gateway: TheGateway, cursor: Cursor = "", limit: Limit = ROWS
) -> Page[models.HistoryEntry]:
    """What happened to an operator: its statuses, schedules and settings, newest first."""
    return page_of_rows(await gateway.operators.history(caller, operator_id, cursor, limit), convert.entry)
