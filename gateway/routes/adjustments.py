"""Manual credits and debits: asked for, decided by somebody else, and the limits up to which one person suffices."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from daybook.players.v1 import adjustments_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request, Response

from gateway.clients import PLAYERS, actor_for
from gateway.container import TheGateway
from gateway.convert import adjustments as convert
from gateway.convert.values import page_of_messages, page_request
from gateway.domain.access import Caller
from gateway.models import adjustments as models
from gateway.models.base import Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, OperatorId, Requires, operator_within

router = APIRouter(prefix=PREFIX, tags=["adjustments"], dependencies=SCHEMES)

_READ, _ADJUST, _APPROVE, _SET = "players.read", "players.adjust", "players.approve", "players.settings"
Reader = Annotated[Caller, Depends(Requires(_READ))]
Asker = Annotated[Caller, Depends(Requires(_ADJUST))]
Approver = Annotated[Caller, Depends(Requires(_APPROVE))]
Setter = Annotated[Caller, Depends(Requires(_SET))]


@router.post("/adjustments")
async def request_adjustment(
    body: models.NewAdjustment, caller: Asker, request: Request, gateway: TheGateway
) -> models.Adjustment:
    """Credits or debits a player; above the operator's limit it waits for somebody else."""
    operator = await operator_within(request, caller, _ADJUST, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_ADJUST], [operator])
    asked = convert.request(body)
    answer = await services.ask(PLAYERS, services.adjustments.RequestAdjustment, asked, actor)
    return convert.adjustment(answer.adjustment)


@router.get("/adjustments")
async def list_adjustments(
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    player_id: Annotated[UUID | None, Query(description="only this player's")] = None,
    state: Annotated[models.AdjustmentState | None, Query()] = None,
    sort: Annotated[models.AdjustmentSort, Query()] = "-requested_at",
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Adjustment]:
    """A page of an operator's credits and debits."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListAdjustmentsRequest(
        operator_id=str(operator.operator_id),
        player_id=str(player_id) if player_id else "",
        state=convert.STATE[state] if state else pb.ADJUSTMENT_STATE_UNSPECIFIED,
        oldest_first=sort == "requested_at",
        page=page_request(cursor, limit),
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(PLAYERS, services.adjustments.ListAdjustments, asked, actor)
    return page_of_messages(map(convert.adjustment, answer.adjustments), answer.next_cursor, answer.total)


@router.post("/adjustments/{adjustment_id}/approve")
async def approve_adjustment(
    adjustment_id: UUID, body: models.Approval, caller: Approver, request: Request, gateway: TheGateway
) -> models.Adjustment:
    """Does a waiting one; 403 OWN_REQUEST for whoever asked for it, 409 ADJUSTMENT_DECIDED when somebody was faster."""
    operator = await operator_within(request, caller, _APPROVE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_APPROVE], [operator])
    asked = pb.ApproveAdjustmentRequest(reason=body.reason, **convert.decision(adjustment_id, body))
    answer = await services.ask(PLAYERS, services.adjustments.ApproveAdjustment, asked, actor)
    return convert.adjustment(answer.adjustment)


@router.post("/adjustments/{adjustment_id}/reject")
async def reject_adjustment(
    adjustment_id: UUID, body: models.Rejection, caller: Approver, request: Request, gateway: TheGateway
) -> models.Adjustment:
    """Refuses a waiting one; as with approving, somebody else must."""
    operator = await operator_within(request, caller, _APPROVE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_APPROVE], [operator])
    asked = pb.RejectAdjustmentRequest(reason=body.reason, **convert.decision(adjustment_id, body))
    answer = await services.ask(PLAYERS, services.adjustments.RejectAdjustment, asked, actor)
    return convert.adjustment(answer.adjustment)


@router.post("/adjustments/{adjustment_id}/cancel")
async def cancel_adjustment(
    adjustment_id: UUID, body: models.Withdrawal, caller: Asker, request: Request, gateway: TheGateway
) -> models.Adjustment:
    """Takes one's own waiting request back."""
    operator = await operator_within(request, caller, _ADJUST, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_ADJUST], [operator])
    asked = pb.CancelAdjustmentRequest(**convert.decision(adjustment_id, body))
    answer = await services.ask(PLAYERS, services.adjustments.CancelAdjustment, asked, actor)
    return convert.adjustment(answer.adjustment)


@router.get("/adjustments/{adjustment_id}/document", response_class=Response)
async def get_document(
    adjustment_id: UUID, caller: Approver, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> Response:
    """The file that came with a request, to be saved; that it was read is audited."""
    operator = await operator_within(request, caller, _APPROVE, operator_id)
    services, actor = gateway.services, actor_for(caller, [_APPROVE], [operator])
    asked = pb.GetAdjustmentDocumentRequest(operator_id=str(operator.operator_id), adjustment_id=str(adjustment_id))
    found = (await services.ask(PLAYERS, services.adjustments.GetAdjustmentDocument, asked, actor)).document
    # Never shown in the page's own origin, whatever it holds.
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
    }
    return Response(found.content, media_type=found.content_type, headers=headers)


@router.get("/adjustment-limits")
async def get_limits(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.AdjustmentLimits:
    """Up to how much one person suffices."""
    operator = await operator_within(request, caller, _READ, operator_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    asked = pb.GetAdjustmentLimitsRequest(operator_id=str(operator.operator_id))
    return convert.limits(await services.ask(PLAYERS, services.adjustments.GetAdjustmentLimits, asked, actor))


@router.put("/adjustment-limits")
async def set_limits(
    body: models.NewAdjustmentLimits, caller: Setter, request: Request, gateway: TheGateway
) -> models.AdjustmentLimits:
    """Replaces all limits; 409 STALE_REVISION when they changed meanwhile."""
    operator = await operator_within(request, caller, _SET, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_SET], [operator])
    asked = convert.limits_to_set(body)
    return convert.limits(await services.ask(PLAYERS, services.adjustments.SetAdjustmentLimits, asked, actor))
