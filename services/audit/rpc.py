"""The AuditService contract: one method per RPC, which converts in, asks the service and converts out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.audit.v1 import audit_service_pb2 as contract
from daybook.audit.v1 import audit_service_pb2_grpc as contract_grpc

from kit.db import Database
from kit.rpc import call
from services.audit import convert
from services.audit.service import finding
from services.audit.service.finding import Scope


class AuditRpc(contract_grpc.AuditServiceServicer):
    """Answers from the log; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ListEntries(self, request: contract.ListEntriesRequest, context: Any) -> contract.ListEntriesResponse:
        """A page of entries, newest first; addresses are masked."""
        filters = convert.filters(request)
        async with self._database.read() as connection:
            page, total = await finding.list_entries(
                connection, _scope(request.scope), filters, request.page.cursor, request.page.size
            )
        response = contract.ListEntriesResponse(
            entries=[convert.listed(row) for row in page.rows],
            change_counts=[row.change_count for row in page.rows],
            next_cursor=page.next_cursor,
        )
        response.total.count, response.total.approximate = total.count, total.approximate
        return response

    async def GetEntry(self, request: contract.GetEntryRequest, context: Any) -> contract.GetEntryResponse:
        """One entry whole. Its address is shown in clear: `raw` has it anyway, and who may read the log may know."""
        async with self._database.read() as connection:
            row = await finding.get_entry(connection, _scope(request.scope), UUID(request.event_id))
        call.current().revealed = True
        return contract.GetEntryResponse(entry=convert.whole(row), raw=row.raw, leaf_hash=row.leaf_hash)

    async def GetCheckpoint(
        self, request: contract.GetCheckpointRequest, context: Any
    ) -> contract.GetCheckpointResponse:
        """The latest checkpoint and the open gaps."""
        async with self._database.read() as connection:
            latest, gaps = await finding.get_checkpoint(connection)
        response = contract.GetCheckpointResponse(
            size=latest.size, root_hash=latest.root, signed_note=latest.note, open_gaps=convert.gaps(gaps)
        )
        response.signed_at.FromDatetime(latest.signed_at)
        return response


def _scope(scope: contract.Scope) -> Scope:
    return Scope([UUID(each) for each in scope.operator_ids], [UUID(each) for each in scope.company_ids])
