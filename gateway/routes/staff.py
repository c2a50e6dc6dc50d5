"""Staff and roles."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from gateway.container import TheGateway
from gateway.convert import directory as convert
from gateway.convert.values import page_of_rows
from gateway.domain.access import Caller
from gateway.domain.roles import ROLES
from gateway.models import directory as models
from gateway.models.base import Page, Total
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, Requires

router = APIRouter(prefix=PREFIX, tags=["staff"], dependencies=SCHEMES)

Manager = Annotated[Caller, Depends(Requires("staff.manage"))]


@router.get("/staff")
async def list_staff(
    caller: Annotated[Caller, Depends(Requires("staff.read"))],
    gateway: TheGateway,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Staff]:
    """The staff within reach, by e-mail address, with the roles held there."""
    return page_of_rows(await gateway.people.page(caller, cursor, limit), convert.staff)


@router.post("/staff", status_code=201)
async def create_staff(
    body: models.NewStaff,
    caller: Manager,
    gateway: TheGateway,
) -> models.CreatedStaff:
    """Creates a member of staff with one role; answers the password to hand over, once."""
    invited = await gateway.people.invite(
        caller, body.email, body.name, body.role, body.company_id, body.operator_id, body.request_id
    )
    return models.CreatedStaff(staff=convert.staff(invited.person), initial_password=invited.password)


@router.post("/staff/{staff_id}/disable")
async def disable_staff(staff_id: UUID, body: models.AccountStep, caller: Manager, gateway: TheGateway) -> models.Staff:
    """Shuts an account: its sessions end at once, and nobody signs in to it."""
    return convert.staff(await gateway.accounts.disable(caller, staff_id, body.reason, body.request_id))


@router.post("/staff/{staff_id}/enable")
async def enable_staff(staff_id: UUID, body: models.AccountStep, caller: Manager, gateway: TheGateway) -> models.Staff:
    """Opens an account that was shut."""
    return convert.staff(await gateway.accounts.enable(caller, staff_id, body.reason, body.request_id))


@router.get("/roles")
async def list_roles(caller: Annotated[Caller, Depends(Requires("staff.read"))]) -> Page[models.Role]:
    """The roles there are, and what each may do."""
    shown = [convert.role(role) for role in ROLES.values()]
    return Page[models.Role](items=shown, next_cursor=None, total=Total(count=len(shown), approximate=False))
