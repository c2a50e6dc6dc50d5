"""An operator's figures counted again from the history that players keeps."""

from __future__ import annotations

from typing import Annotated

from daybook.metrics.v1 import rebuild_service_pb2 as pb
from fastapi import APIRouter, Depends, Request

from gateway.clients import METRICS, actor_for
from gateway.container import TheGateway
from gateway.convert import rebuilds as convert
from gateway.domain.access import Caller
from gateway.models import rebuilds as models
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, OperatorId, Requires, operator_within
from kit.ids import uuid7

router = APIRouter(prefix=PREFIX, tags=["rules of figures"], dependencies=SCHEMES)

_READ, _MANAGE = "metrics.read", "metrics.manage"
Reader = Annotated[Caller, Depends(Requires(_READ))]
Manager = Annotated[Caller, Depends(Requires(_MANAGE))]


@router.get("/figures/rebuild")
async def get_rebuild(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.RebuildAnswer:
    """How far it is, and what came of it."""
    operator = await operator_within(request, caller, _READ, operator_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    asked = pb.GetRebuildRequest(operator_id=str(operator.operator_id))
    return convert.rebuild((await services.ask(METRICS, services.rebuilds.GetRebuild, asked, actor)).rebuild)


@router.post("/figures/rebuild", status_code=202)
async def start_rebuild(
    body: models.RebuildRequest, caller: Manager, request: Request, gateway: TheGateway
) -> models.RebuildAnswer:
    """Begins to count again, while the present figures are shown. 409 REBUILD_UNDER_WAY when it has begun already."""
    operator = await operator_within(request, caller, _MANAGE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_MANAGE], [operator])
    asked = pb.StartRebuildRequest(
        operator_id=str(operator.operator_id), reason=body.reason, request_id=str(body.request_id or uuid7())
    )
    return convert.rebuild((await services.ask(METRICS, services.rebuilds.StartRebuild, asked, actor)).rebuild)


@router.post("/figures/rebuild/cancel")
async def cancel_rebuild(
    body: models.RebuildRequest, caller: Manager, request: Request, gateway: TheGateway
) -> models.RebuildAnswer:
    """Gives up what is under way; the figures that are shown stay."""
    operator = await operator_within(request, caller, _MANAGE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_MANAGE], [operator])
    asked = pb.CancelRebuildRequest(
        operator_id=str(operator.operator_id), reason=body.reason, request_id=str(body.request_id or uuid7())
    )
    return convert.rebuild((await services.ask(METRICS, services.rebuilds.CancelRebuild, asked, actor)).rebuild)
