"""API keys of scripts and platform keys of operators' own services."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from gateway.container import TheGateway
from gateway.convert import directory as convert
from gateway.convert.values import page_of_rows
from gateway.domain.access import Caller
from gateway.models import keys as models
from gateway.models.base import Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, OperatorId, Requires, operator_within

router = APIRouter(prefix=PREFIX, tags=["keys"], dependencies=SCHEMES)

_MANAGE = "keys.manage"
Keeper = Annotated[Caller, Depends(Requires(_MANAGE))]


@router.get("/api-keys")
async def list_api_keys(
    caller: Keeper, gateway: TheGateway, cursor: Cursor = "", limit: Limit = ROWS
) -> Page[models.ApiKey]:
    """The API keys of one's companies that are not revoked, newest first."""
    return page_of_rows(await gateway.keys.api_keys(caller, cursor, limit), convert.api_key)


@router.post("/api-keys", status_code=201)
async def issue_api_key(body: models.NewApiKey, caller: Keeper, gateway: TheGateway) -> models.IssuedKey:
    """Issues an API key with a role in a company; answers the key, once."""
    issued = await gateway.keys.issue_api_key(caller, body.name, body.role, body.company_id, body.request_id)
    return models.IssuedKey(id=issued.key_id, key=issued.key)


@router.delete("/api-keys/{key_id}", status_code=204)
async def revoke_api_key(key_id: UUID, caller: Keeper, gateway: TheGateway) -> None:
    """Refuses an API key from now on."""
    await gateway.keys.revoke_api_key(caller, key_id)


@router.get("/platform-keys")
async def list_platform_keys(
    caller: Keeper,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.PlatformKey]:
    """The platform keys of an operator that are not revoked, newest first."""
    operator = await operator_within(request, caller, _MANAGE, operator_id)
    return page_of_rows(await gateway.keys.platform_keys(operator, cursor, limit), convert.platform_key)


@router.post("/platform-keys", status_code=201)
async def issue_platform_key(
    body: models.NewPlatformKey, caller: Keeper, request: Request, gateway: TheGateway
) -> models.IssuedKey:
    """Issues a key with which an operator's own services call Daybook; answers the key, once."""
    operator = await operator_within(request, caller, _MANAGE, body.operator_id)
    issued = await gateway.keys.issue_platform_key(caller, operator, body.name, body.request_id)
    return models.IssuedKey(id=issued.key_id, key=issued.key)


@router.delete("/platform-keys/{key_id}", status_code=204)
async def revoke_platform_key(key_id: UUID, caller: Keeper, gateway: TheGateway) -> None:
    """Refuses a platform key from now on, in all services."""
    await gateway.keys.revoke_platform_key(caller, key_id)
