"""Tickets as tests open and work on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from daybook.players.v1 import player_pb2, players_service_pb2
from daybook.players.v1 import tickets_service_pb2 as wire

from kit.ids import uuid7
from kit.rpc import client
from tests.players.building import registration
from tests.players.integration.conftest import Door

READ, WRITE, MANAGE = "tickets.read", "tickets.write", "tickets.manage"


@dataclass
class Support:
    """An operator whose players write and whose staff answer; `token` is one member of staff's."""

    door: Door
    operator: str
    token: str

    async def player(self, external_id: str) -> player_pb2.Player:
        """A registered player."""
        request = players_service_pb2.RegisterPlayerRequest(
            operator_id=self.operator, registration=registration(external_id)
        )
        return (await self.door.as_platform(self.door.players.RegisterPlayer, request)).player

    async def staff(self, name: str, request_type: Any, **fields: Any) -> Any:
        """A call as the member of staff."""
        if "request_id" in request_type.DESCRIPTOR.fields_by_name:
            fields.setdefault("request_id", str(uuid7()))
        request = request_type(operator_id=self.operator, **fields)
        return await client.call(getattr(self.door.tickets, name), request, self.token, seconds=30)

    async def open(self, player: str = "ana", subject: str = "Where is my money", **fields: Any) -> wire.Ticket:
        """A ticket opened by the platform."""
        fields = {"text": "I cannot withdraw", "request_id": str(uuid7()), **fields}
        request = wire.OpenTicketRequest(
            operator_id=self.operator, player_external_id=player, subject=subject, **fields
        )
        return (await self.door.as_platform(self.door.tickets.OpenTicket, request)).ticket

    async def create(self, player_id: str, **fields: Any) -> wire.Ticket:
        """A ticket opened by staff."""
        fields = {"subject": "Called about a bet", "text": "Wants it looked at", **fields}
        ticket: wire.Ticket = (
            await self.staff("CreateTicket", wire.CreateTicketRequest, player_id=player_id, **fields)
        ).ticket
        return ticket

    async def says(self, ticket: wire.Ticket, text: str, player: str = "ana", **fields: Any) -> wire.Ticket:
        """The player writes, through the platform."""
        fields = {"request_id": str(uuid7()), **fields}
        request = wire.AddPlayerMessageRequest(
            operator_id=self.operator, ticket_id=ticket.ticket_id, player_external_id=player, text=text, **fields
        )
        return (await self.door.as_platform(self.door.tickets.AddPlayerMessage, request)).ticket

    async def seen_by_player(self, ticket: wire.Ticket, player: str = "ana") -> wire.GetPlayerTicketResponse:
        """What the player may see."""
        request = wire.GetPlayerTicketRequest(
            operator_id=self.operator, ticket_id=ticket.ticket_id, player_external_id=player
        )
        return await self.door.as_platform(self.door.tickets.GetPlayerTicket, request)

    async def get(self, ticket: wire.Ticket) -> wire.GetTicketResponse:
        """The whole ticket, for staff."""
        answer: wire.GetTicketResponse = await self.staff(
            "GetTicket", wire.GetTicketRequest, ticket_id=ticket.ticket_id
        )
        return answer

    async def reply(self, ticket: wire.Ticket, text: str = "We look into it", **fields: Any) -> wire.Ticket:
        """Staff write."""
        answer = await self.staff(
            "ReplyTicket", wire.ReplyTicketRequest, ticket_id=ticket.ticket_id, text=text, **fields
        )
        after: wire.Ticket = answer.ticket
        return after

    async def change(self, ticket: wire.Ticket, **fields: Any) -> wire.Ticket:
        """Staff change properties of the ticket as it was seen."""
        fields = {"revision": ticket.revision, **fields}
        answer = await self.staff("ChangeTicket", wire.ChangeTicketRequest, ticket_id=ticket.ticket_id, **fields)
        after: wire.Ticket = answer.ticket
        return after

    async def move(self, ticket: wire.Ticket, state: wire.TicketState.ValueType, **fields: Any) -> wire.Ticket:
        """Staff move the ticket as it was seen."""
        fields = {"revision": ticket.revision, **fields}
        answer = await self.staff(
            "MoveTicket", wire.MoveTicketRequest, ticket_id=ticket.ticket_id, state=state, **fields
        )
        after: wire.Ticket = answer.ticket
        return after

    async def merge(self, ticket: wire.Ticket, into: wire.Ticket, **fields: Any) -> wire.Ticket:
        """Staff put a ticket into another."""
        answer = await self.staff(
            "MergeTickets",
            wire.MergeTicketsRequest,
            ticket_id=ticket.ticket_id,
            into_ticket_id=into.ticket_id,
            **fields,
        )
        after: wire.Ticket = answer.ticket
        return after

    async def list(self, **wanted: Any) -> wire.ListTicketsResponse:
        """A page of the queue."""
        answer: wire.ListTicketsResponse = await self.staff("ListTickets", wire.ListTicketsRequest, **wanted)
        return answer

    async def events(self, name: str) -> list[bytes]:
        """What was announced of the operator, in order."""
        found = await self.door.rows(
            "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
            subject=f"daybook.events.players.{name}.{self.operator}",
        )
        return [row.payload for row in found]


async def support(door: Door) -> Support:
    """A new operator with one member of staff who may do everything, and the player ana."""
    operator = await door.operator()
    one = Support(door, operator, door.keys.staff("players", operator, READ, WRITE, MANAGE))
    await one.player("ana")
    return one
