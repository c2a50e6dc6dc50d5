"""AdjustmentsService: manual credits and debits, and up to how much one person suffices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import adjustments_service_pb2 as wire
from daybook.players.v1 import adjustments_service_pb2_grpc as service_wire

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call
from kit.sealing import Sealer
from services.players.convert import adjustments as convert
from services.players.convert import paging, text
from services.players.domain.adjustment import Decision
from services.players.service import adjustments


class Adjustments(service_wire.AdjustmentsServiceServicer):
    """Asks for, decides and lists. Without a sealer no documents are taken."""

    def __init__(self, database: Database, sealer: Sealer | None, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    async def RequestAdjustment(
        self, request: wire.RequestAdjustmentRequest, context: Any
    ) -> wire.RequestAdjustmentResponse:
        """Does it, or leaves it waiting."""
        text.check(request)
        asked, actor = convert.read_request(request), call.current().actor

        async def answer(uow: UnitOfWork) -> wire.RequestAdjustmentResponse:
            one = await adjustments.request(uow, asked, actor, self._sealer, self._clock)
            return wire.RequestAdjustmentResponse(adjustment=convert.adjustment(one, actor))

        return await requests.answered(self._database, request, wire.RequestAdjustmentResponse, answer)

    async def ApproveAdjustment(
        self, request: wire.ApproveAdjustmentRequest, context: Any
    ) -> wire.ApproveAdjustmentResponse:
        """Does a waiting one."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.ApproveAdjustmentResponse:
            one = await adjustments.approve(uow, _decision(request, request.reason), actor, self._clock)
            return wire.ApproveAdjustmentResponse(adjustment=convert.adjustment(one, actor))

        return await requests.answered(self._database, request, wire.ApproveAdjustmentResponse, answer)

    async def RejectAdjustment(
        self, request: wire.RejectAdjustmentRequest, context: Any
    ) -> wire.RejectAdjustmentResponse:
        """Rejects a waiting one."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.RejectAdjustmentResponse:
            one = await adjustments.reject(uow, _decision(request, request.reason), actor, self._clock)
            return wire.RejectAdjustmentResponse(adjustment=convert.adjustment(one, actor))

        return await requests.answered(self._database, request, wire.RejectAdjustmentResponse, answer)

    async def CancelAdjustment(
        self, request: wire.CancelAdjustmentRequest, context: Any
    ) -> wire.CancelAdjustmentResponse:
        """Takes one's own back."""
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.CancelAdjustmentResponse:
            one = await adjustments.cancel(uow, _decision(request, ""), actor, self._clock)
            return wire.CancelAdjustmentResponse(adjustment=convert.adjustment(one, actor))

        return await requests.answered(self._database, request, wire.CancelAdjustmentResponse, answer)

    async def ListAdjustments(self, request: wire.ListAdjustmentsRequest, context: Any) -> wire.ListAdjustmentsResponse:
        """A page of them."""
        async with self._database.read() as connection:
            page, total = await adjustments.list_adjustments(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id) if request.player_id else None,
                convert.read_state(request.state),
                request.oldest_first,
                request.page.cursor,
                request.page.size,
            )
        actor = call.current().actor
        return wire.ListAdjustmentsResponse(
            adjustments=[convert.adjustment(one, actor) for one in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def GetAdjustmentDocument(
        self, request: wire.GetAdjustmentDocumentRequest, context: Any
    ) -> wire.GetAdjustmentDocumentResponse:
        """The document of one, in clear, which is announced."""
        present = call.current()
        async with self._database.unit_of_work() as uow:
            found = await adjustments.read_document(
                uow,
                UUID(request.operator_id),
                UUID(request.adjustment_id),
                present.actor,
                self._sealer,
                present.request_id,
                self._clock,
            )
        present.revealed = True
        document = wire.AdjustmentDocument(name=found.name, content_type=found.content_type, content=found.content)
        return wire.GetAdjustmentDocumentResponse(document=document)

    async def GetAdjustmentLimits(
        self, request: wire.GetAdjustmentLimitsRequest, context: Any
    ) -> wire.GetAdjustmentLimitsResponse:
        """The limits."""
        async with self._database.read() as connection:
            found = await adjustments.limits(connection, UUID(request.operator_id))
        return wire.GetAdjustmentLimitsResponse(limits=convert.limits(found), revision=found.revision)

    async def SetAdjustmentLimits(
        self, request: wire.SetAdjustmentLimitsRequest, context: Any
    ) -> wire.SetAdjustmentLimitsResponse:
        """Replaces the limits."""
        text.check(request)
        actor = call.current().actor
        told = [convert.read_money(limit) for limit in request.limits]

        async def answer(uow: UnitOfWork) -> wire.SetAdjustmentLimitsResponse:
            kept = await adjustments.set_limits(
                uow,
                UUID(request.operator_id),
                told,
                request.revision,
                request.reason,
                actor,
                request.request_id,
                self._clock,
            )
            return wire.SetAdjustmentLimitsResponse(limits=convert.limits(kept), revision=kept.revision)

        return await requests.answered(self._database, request, wire.SetAdjustmentLimitsResponse, answer)


def _decision(
    request: wire.ApproveAdjustmentRequest | wire.RejectAdjustmentRequest | wire.CancelAdjustmentRequest, reason: str
) -> Decision:
    return Decision(UUID(request.operator_id), UUID(request.adjustment_id), reason, request.request_id)
