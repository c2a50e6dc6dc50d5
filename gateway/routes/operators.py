"""Operators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gateway.container import TheGateway
from gateway.convert import directory as convert
from gateway.convert.values import page_of_rows
from gateway.domain.access import Caller
from gateway.models import directory as models
from gateway.models.base import Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, Requires

router = APIRouter(prefix=f"{PREFIX}/operators", tags=["directory"], dependencies=SCHEMES)


@router.get("")
async def list_operators(
    caller: Annotated[Caller, Depends(Requires("directory.read"))],
    gateway: TheGateway,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Operator]:
    """The operators within reach, by name."""
    return page_of_rows(await gateway.directory.operators(caller, cursor, limit), convert.operator)


@router.post("", status_code=201)
async def create_operator(
    body: models.NewOperator,
    caller: Annotated[Caller, Depends(Requires("operators.manage"))],
    gateway: TheGateway,
) -> models.Operator:
    """Creates a live operator of a company."""
    created = await gateway.directory.create_operator(
        caller, body.company_id, body.name, body.timezone, body.currency, body.request_id
    )
    return convert.operator(created)
