"""TicketsService: what staff do to one ticket."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import tickets_service_pb2 as wire
from daybook.players.v1 import tickets_service_pb2_grpc as service_wire

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call
from services.players.convert import text
from services.players.convert import tickets as convert
from services.players.domain.tickets.ticket import TicketState
from services.players.service.tickets import links, merging, opening, working


class TicketDesk(service_wire.TicketsServiceServicer):
    """Opening, answering, changing, moving, merging, tying: each done once however often it is asked."""

    _database: Database
    _clock: Clock

    async def CreateTicket(self, request: wire.CreateTicketRequest, context: Any) -> wire.CreateTicketResponse:
        """Opens a ticket for a player."""
        text.check(request)
        actor = call.current().actor
        told = convert.read_opening(request)

        async def answer(uow: UnitOfWork) -> wire.CreateTicketResponse:
            shown = await opening.by_staff(
                uow,
                UUID(request.operator_id),
                UUID(request.player_id),
                told,
                actor,
                request.request_id,
                self._clock,
                from_player=request.from_player,
            )
            return wire.CreateTicketResponse(ticket=convert.ticket(shown))

        return await requests.answered(self._database, request, wire.CreateTicketResponse, answer)

    async def ReplyTicket(self, request: wire.ReplyTicketRequest, context: Any) -> wire.ReplyTicketResponse:
        """Answers the player, or writes an internal note."""
        text.check(request)
        actor = call.current().actor
        words = convert.read_text(request.text)

        async def answer(uow: UnitOfWork) -> wire.ReplyTicketResponse:
            shown, message = await working.reply(
                uow,
                UUID(request.operator_id),
                UUID(request.ticket_id),
                words,
                actor,
                request.request_id,
                self._clock,
                internal=request.internal,
                then=convert.read_state(request.then),
            )
            return wire.ReplyTicketResponse(ticket=convert.ticket(shown), message=convert.message(message))

        return await requests.answered(self._database, request, wire.ReplyTicketResponse, answer)

    async def ChangeTicket(self, request: wire.ChangeTicketRequest, context: Any) -> wire.ChangeTicketResponse:
        """Changes properties."""
        text.check(request)
        actor = call.current().actor
        wanted = convert.read_change(request)

        async def answer(uow: UnitOfWork) -> wire.ChangeTicketResponse:
            shown = await working.change(
                uow,
                UUID(request.operator_id),
                UUID(request.ticket_id),
                wanted,
                request.revision,
                actor,
                request.request_id,
                self._clock,
            )
            return wire.ChangeTicketResponse(ticket=convert.ticket(shown))

        return await requests.answered(self._database, request, wire.ChangeTicketResponse, answer)

    async def MoveTicket(self, request: wire.MoveTicketRequest, context: Any) -> wire.MoveTicketResponse:
        """Takes the ticket to another state."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.MoveTicketResponse:
            shown = await working.move(
                uow,
                UUID(request.operator_id),
                UUID(request.ticket_id),
                TicketState(request.state),
                request.reason,
                request.revision,
                actor,
                request.request_id,
                self._clock,
            )
            return wire.MoveTicketResponse(ticket=convert.ticket(shown))

        return await requests.answered(self._database, request, wire.MoveTicketResponse, answer)

    async def MergeTickets(self, request: wire.MergeTicketsRequest, context: Any) -> wire.MergeTicketsResponse:
        """Puts a ticket into another."""
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.MergeTicketsResponse:
            shown = await merging.merge(
                uow,
                UUID(request.operator_id),
                UUID(request.ticket_id),
                UUID(request.into_ticket_id),
                actor,
                request.request_id,
                self._clock,
            )
            return wire.MergeTicketsResponse(ticket=convert.ticket(shown))

        return await requests.answered(self._database, request, wire.MergeTicketsResponse, answer)

    async def LinkTicket(self, request: wire.LinkTicketRequest, context: Any) -> wire.LinkTicketResponse:
        """Ties something to a ticket, or unties it."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.LinkTicketResponse:
            tied = await links.link(
                uow,
                UUID(request.operator_id),
                UUID(request.ticket_id),
                convert.read_link(request.link),
                actor,
                request.request_id,
                self._clock,
                remove=request.remove,
            )
            return wire.LinkTicketResponse(links=convert.links(tied))

        return await requests.answered(self._database, request, wire.LinkTicketResponse, answer)
