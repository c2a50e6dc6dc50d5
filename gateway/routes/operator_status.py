"""The status of an operator: steps at once or scheduled, and closing, which takes two people."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from gateway.container import TheGateway
from gateway.convert import operators as convert
from gateway.domain.access import Caller
from gateway.models import operators as models
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, Requires

router = APIRouter(prefix=f"{PREFIX}/operators/{{operator_id}}", tags=["directory"], dependencies=SCHEMES)

Manager = Annotated[Caller, Depends(Requires("operators.manage"))]
Closer = Annotated[Caller, Depends(Requires("operators.close"))]


@router.post("/status")
async def set_status(
    operator_id: UUID, body: models.StatusStep, caller: Manager, gateway: TheGateway
) -> models.OperatorDetails:
    """Moves an operator to another status, at once or at a moment; 409 ILLEGAL_TRANSITION names the legal ones.

    A step taken at once voids the end that was scheduled for the status left behind.
    """
    moved = await gateway.statuses.step(caller, operator_id, convert.step(body), body.revision, body.request_id)
    return convert.details(moved, caller)


@router.delete("/schedule")
async def cancel_schedule(
    operator_id: UUID, body: models.CancelledSchedule, caller: Manager, gateway: TheGateway
) -> models.OperatorDetails:
    """Takes back the step that is scheduled."""
    left = await gateway.statuses.cancel(caller, operator_id, body.reason, body.revision, body.request_id)
    return convert.details(left, caller)


@router.post("/close")
async def ask_to_close(
    operator_id: UUID, body: models.ClosingStep, caller: Manager, gateway: TheGateway
) -> models.OperatorDetails:
    """Asks to close for good an operator that is closing; somebody else must approve it."""
    asked = await gateway.statuses.ask_to_close(caller, operator_id, body.reason, body.request_id)
    return convert.details(asked, caller)


@router.post("/close/approve")
async def approve_closing(
    operator_id: UUID, body: models.ClosingStep, caller: Closer, gateway: TheGateway
) -> models.OperatorDetails:
    """Closes an operator for good, as somebody else asked; 403 SELF_APPROVAL for who asked."""
    closed = await gateway.statuses.approve_closing(caller, operator_id, body.reason, body.request_id)
    return convert.details(closed, caller)


@router.post("/close/withdraw")
async def withdraw_closing(
    operator_id: UUID, body: models.ClosingStep, caller: Manager, gateway: TheGateway
) -> models.OperatorDetails:
    """Takes back that somebody asked to close an operator."""
    left = await gateway.statuses.withdraw_closing(caller, operator_id, body.reason, body.request_id)
    return convert.details(left, caller)
