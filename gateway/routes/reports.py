"""Reports to regulators: an operator's figures of a month as a signed file."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from daybook.metrics.v1 import reports_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request, Response

from gateway.clients import METRICS, actor_for
from gateway.container import TheGateway
from gateway.convert import rules as convert
from gateway.domain.access import Caller
from gateway.models import rules as models
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, OperatorId, Requires, operator_within

router = APIRouter(prefix=PREFIX, tags=["regulator reports"], dependencies=SCHEMES)

_READ = "metrics.read"
Reader = Annotated[Caller, Depends(Requires(_READ))]
_SECONDS = 25.0


@router.get(
    "/regulator-report",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "the signed file"}},
)
async def issue_report(
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    month: Annotated[
        str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="a month that is over", examples=["2026-01"])
    ],
    operator_id: OperatorId = None,
    revision: Annotated[int, Query(ge=0, le=2**31 - 1, description="one that was issued; 0: present figures")] = 0,
) -> Response:
    """A month's report; its last line is the signature of all before it. That it was fetched is audited."""
    operator = await operator_within(request, caller, _READ, operator_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    asked = pb.IssueReportRequest(operator_id=str(operator.operator_id), month=month, revision=revision)
    answer = await services.ask(METRICS, services.reports.IssueReport, asked, actor, seconds=_SECONDS)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(answer.file_name, safe='')}",
        "x-content-type-options": "nosniff",
    }
    return Response(answer.content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/regulator-report/key")
async def get_report_key(
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    key_id: Annotated[
        str, Query(max_length=64, description="that of an earlier report; the present one if empty")
    ] = "",
) -> models.ReportKey:
    """The public key with which reports are verified."""
    operator = await operator_within(request, caller, _READ, operator_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    asked = pb.GetReportKeyRequest(operator_id=str(operator.operator_id), key_id=key_id)
    answer = await services.ask(METRICS, services.reports.GetReportKey, asked, actor)
    return models.ReportKey(key_id=answer.key_id, public_key=answer.public_key)


@router.get("/regulator-reports")
async def list_reports(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.Reports:
    """The revisions that were issued, latest month first."""
    operator = await operator_within(request, caller, _READ, operator_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    asked = pb.ListReportsRequest(operator_id=str(operator.operator_id))
    answer = await services.ask(METRICS, services.reports.ListReports, asked, actor)
    return models.Reports(items=[convert.report(one) for one in answer.reports])
