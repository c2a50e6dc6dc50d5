"""Companies."""

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

router = APIRouter(prefix=f"{PREFIX}/companies", tags=["directory"], dependencies=SCHEMES)


@router.get("")
async def list_companies(
    caller: Annotated[Caller, Depends(Requires("directory.read"))],
    gateway: TheGateway,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Company]:
    """The companies within reach, by name."""
    return page_of_rows(await gateway.directory.companies(caller, cursor, limit), convert.company)


@router.post("", status_code=201)
async def create_company(
    body: models.NewCompany,
    caller: Annotated[Caller, Depends(Requires("companies.manage"))],
    gateway: TheGateway,
) -> models.Company:
    """Creates a company."""
    return convert.company(await gateway.directory.create_company(caller, body.name, body.currency, body.request_id))
