"""ReportsService: an operator's figures of a month as regulators get them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.metrics.v1 import reports_service_pb2 as pb
from daybook.metrics.v1 import reports_service_pb2_grpc as contract

from kit.db import Database
from kit.rpc import call, text
from services.metrics.convert import reports as convert
from services.metrics.service.reports import Reports


class ReportsRpc(contract.ReportsServiceServicer):
    """The methods of ReportsService."""

    def __init__(self, database: Database, reports: Reports) -> None:
        self._database = database
        self._reports = reports

    async def IssueReport(self, request: pb.IssueReportRequest, context: Any) -> pb.IssueReportResponse:
        """The report of a month, or a revision that was issued."""
        present, operator_id = call.current(), UUID(request.operator_id)
        if request.revision:
            found = await self._reports.find(
                operator_id, request.month, request.revision, present.actor, present.request_id
            )
        else:
            found = await self._reports.issue(operator_id, request.month, present.actor, present.request_id)
        return convert.issued(found)

    async def ListReports(self, request: pb.ListReportsRequest, context: Any) -> pb.ListReportsResponse:
        """What was issued."""
        async with self._database.read() as connection:
            found = await self._reports.issued(connection, UUID(request.operator_id))
        return pb.ListReportsResponse(reports=map(convert.report, found))

    async def GetReportKey(self, request: pb.GetReportKeyRequest, context: Any) -> pb.GetReportKeyResponse:
        """The key with which reports are verified."""
        text.check(request)
        async with self._database.read() as connection:
            key_id, public = await self._reports.key(connection, UUID(request.operator_id), request.key_id)
        return pb.GetReportKeyResponse(key_id=key_id, public_key=public)
