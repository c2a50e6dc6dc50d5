"""TicketsService: support tickets as platforms and staff open them, and as staff work on them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import tickets_service_pb2 as wire
from daybook.players.v1 import tickets_service_pb2_grpc as service_wire

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call
from services.players.convert import paging, text
from services.players.convert import tickets as convert
from services.players.rpc.ticket_desk import TicketDesk
from services.players.service.tickets import opening, queue, settings, working


class Tickets(TicketDesk, service_wire.TicketsServiceServicer):
    """The door of platforms, the queue and the settings; what staff do to one ticket is in a module of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def OpenTicket(self, request: wire.OpenTicketRequest, context: Any) -> wire.OpenTicketResponse:
        """Opens a ticket in a player's words."""
        text.check(request)
        told = convert.read_opening(request)

        async def answer(uow: UnitOfWork) -> wire.OpenTicketResponse:
            shown = await opening.by_platform(
                uow, UUID(request.operator_id), request.player_external_id, told, self._clock
            )
            return wire.OpenTicketResponse(ticket=convert.ticket(shown, for_player=True))

        return await requests.answered(self._database, request, wire.OpenTicketResponse, answer)

    async def AddPlayerMessage(
        self, request: wire.AddPlayerMessageRequest, context: Any
    ) -> wire.AddPlayerMessageResponse:
        """Adds what a player wrote."""
        text.check(request)
        words = convert.read_text(request.text)

        async def answer(uow: UnitOfWork) -> wire.AddPlayerMessageResponse:
            shown = await working.player_message(
                uow,
                UUID(request.operator_id),
                UUID(request.ticket_id),
                request.player_external_id,
                words,
                self._clock,
            )
            return wire.AddPlayerMessageResponse(ticket=convert.ticket(shown, for_player=True))

        return await requests.answered(self._database, request, wire.AddPlayerMessageResponse, answer)

    async def GetPlayerTicket(self, request: wire.GetPlayerTicketRequest, context: Any) -> wire.GetPlayerTicketResponse:
        """A ticket as its player may see it."""
        text.check(request)
        async with self._database.read() as connection:
            shown, messages = await queue.for_player(
                connection,
                UUID(request.operator_id),
                UUID(request.ticket_id),
                request.player_external_id,
                self._clock,
            )
        return wire.GetPlayerTicketResponse(
            ticket=convert.ticket(shown, for_player=True), messages=map(convert.message, messages)
        )

    async def ListTickets(self, request: wire.ListTicketsRequest, context: Any) -> wire.ListTicketsResponse:
        """A page of the queue."""
        text.check(request)
        async with self._database.read() as connection:
            page, total = await queue.page(
                connection,
                UUID(request.operator_id),
                convert.read_filter(request),
                convert.read_sort(request.sort),
                request.page.cursor,
                request.page.size,
                self._clock,
            )
        return wire.ListTicketsResponse(
            tickets=map(convert.ticket, page.rows), next_cursor=page.next_cursor, total=paging.total(total)
        )

    async def GetTicket(self, request: wire.GetTicketRequest, context: Any) -> wire.GetTicketResponse:
        """A ticket with all that belongs to it."""
        async with self._database.read() as connection:
            whole = await queue.whole(connection, UUID(request.operator_id), UUID(request.ticket_id), self._clock)
        return wire.GetTicketResponse(
            ticket=convert.ticket(whole.shown),
            messages=map(convert.message, whole.messages),
            history=map(convert.event, whole.history),
            links=convert.links(whole.links),
        )

    async def GetTicketCounts(self, request: wire.GetTicketCountsRequest, context: Any) -> wire.GetTicketCountsResponse:
        """How many tickets stand where."""
        actor = call.current().actor
        async with self._database.read() as connection:
            counts = await queue.counts(connection, UUID(request.operator_id), actor.id, self._clock)
        return wire.GetTicketCountsResponse(
            open=counts.open,
            unassigned=counts.unassigned,
            mine=counts.mine,
            breached=counts.breached,
            waiting=counts.waiting,
        )

    async def GetTicketSettings(
        self, request: wire.GetTicketSettingsRequest, context: Any
    ) -> wire.GetTicketSettingsResponse:
        """The settings in force."""
        async with self._database.read() as connection:
            found = await settings.read(connection, UUID(request.operator_id))
        return wire.GetTicketSettingsResponse(settings=convert.settings(found), revision=found.revision)

    async def SetTicketSettings(
        self, request: wire.SetTicketSettingsRequest, context: Any
    ) -> wire.SetTicketSettingsResponse:
        """Puts settings in force."""
        text.check(request)
        actor = call.current().actor
        wanted = convert.read_settings(request.settings, request.revision)

        async def answer(uow: UnitOfWork) -> wire.SetTicketSettingsResponse:
            after = await settings.write(
                uow, UUID(request.operator_id), wanted, request.reason, actor, request.request_id, self._clock
            )
            return wire.SetTicketSettingsResponse(settings=convert.settings(after), revision=after.revision)

        return await requests.answered(self._database, request, wire.SetTicketSettingsResponse, answer)
