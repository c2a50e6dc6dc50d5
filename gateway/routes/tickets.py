"""Support tickets: the queue, one ticket and what staff do to it, the operator's settings."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from daybook.players.v1 import tickets_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request

from gateway.clients import PLAYERS, actor_for
from gateway.container import TheGateway
from gateway.convert import tickets as convert
from gateway.convert.values import page_of_messages, page_request
from gateway.domain.access import Caller
from gateway.models import tickets as models
from gateway.models.base import Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, OperatorId, Requires, operator_within
from kit.ids import uuid7

router = APIRouter(prefix=PREFIX, tags=["tickets"], dependencies=SCHEMES)

_READ, _WRITE, _MANAGE = "tickets.read", "tickets.write", "tickets.manage"
Reader = Annotated[Caller, Depends(Requires(_READ))]
Agent = Annotated[Caller, Depends(Requires(_WRITE))]
Chief = Annotated[Caller, Depends(Requires(_MANAGE))]


@router.get("/tickets")
async def list_tickets(
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    state: Annotated[list[models.TicketState] | None, Query(max_length=4)] = None,
    priority: Annotated[list[models.TicketPriority] | None, Query(max_length=4)] = None,
    category: Annotated[str, Query(max_length=64)] = "",
    assignee: Annotated[str, Query(max_length=64, description='a staff id, "me" or "none"')] = "",
    player_id: Annotated[UUID | None, Query()] = None,
    q: Annotated[str, Query(max_length=200, description="a number, or beginnings of words of the subject")] = "",
    breached: Annotated[bool, Query(description="open ones of which a clock is over")] = False,
    sort: Annotated[models.TicketSort, Query()] = "due",
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Ticket]:
    """A page of the queue."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListTicketsRequest(
        operator_id=str(operator.operator_id),
        states=[convert.STATE[one] for one in state or ()],
        priorities=[convert.PRIORITY[one] for one in priority or ()],
        category=category,
        assignee_id=caller.id if assignee == "me" else assignee,
        player_id=str(player_id) if player_id else "",
        query=q,
        breached_only=breached,
        sort=convert.SORT[sort],
        page=page_request(cursor, limit),
    )
    actor = actor_for(caller, [_READ], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.ListTickets, asked, actor)
    return page_of_messages(map(convert.ticket, answer.tickets), answer.next_cursor, answer.total)


@router.get("/tickets/counts")
async def count_tickets(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.TicketCounts:
    """How many tickets stand where."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.GetTicketCountsRequest(operator_id=str(operator.operator_id))
    actor = actor_for(caller, [_READ], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.GetTicketCounts, asked, actor)
    return models.TicketCounts(
        open=answer.open,
        unassigned=answer.unassigned,
        mine=answer.mine,
        breached=answer.breached,
        waiting=answer.waiting,
    )


@router.get("/tickets/assignees")
async def list_assignees(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.Assignees:
    """The staff who may work on the operator's tickets, by name."""
    operator = await operator_within(request, caller, _READ, operator_id)
    found = await gateway.people.holding(_WRITE, operator)
    return models.Assignees(items=[models.Assignee(id=str(one.staff_id), name=one.name) for one in found])


@router.get("/tickets/{ticket_id}")
async def get_ticket(
    ticket_id: UUID, caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.WholeTicket:
    """A ticket with its messages, history and links."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.GetTicketRequest(operator_id=str(operator.operator_id), ticket_id=str(ticket_id))
    actor = actor_for(caller, [_READ], [operator])
    return convert.whole(await gateway.services.ask(PLAYERS, gateway.services.tickets.GetTicket, asked, actor))


@router.post("/tickets", status_code=201)
async def create_ticket(
    body: models.NewTicket, caller: Agent, request: Request, gateway: TheGateway
) -> models.ChangedTicket:
    """Opens a ticket for a player."""
    operator = await operator_within(request, caller, _WRITE, body.operator_id)
    asked = pb.CreateTicketRequest(
        operator_id=str(body.operator_id),
        player_id=str(body.player_id),
        subject=body.subject,
        text=body.text,
        category=body.category,
        priority=convert.PRIORITY[body.priority],
        links=map(convert.wanted_link, body.links),
        from_player=body.from_player,
        request_id=str(body.request_id or uuid7()),
    )
    actor = actor_for(caller, [_WRITE], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.CreateTicket, asked, actor)
    return models.ChangedTicket(ticket=convert.ticket(answer.ticket))


@router.post("/tickets/{ticket_id}/reply")
async def reply_ticket(
    ticket_id: UUID, body: models.Reply, caller: Agent, request: Request, gateway: TheGateway
) -> models.Answered:
    """Answers the player, or writes an internal note."""
    operator = await operator_within(request, caller, _WRITE, body.operator_id)
    asked = pb.ReplyTicketRequest(
        operator_id=str(body.operator_id),
        ticket_id=str(ticket_id),
        text=body.text,
        internal=body.internal,
        then=convert.STATE[body.then] if body.then else pb.TICKET_STATE_UNSPECIFIED,
        request_id=str(body.request_id or uuid7()),
    )
    actor = actor_for(caller, [_WRITE], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.ReplyTicket, asked, actor)
    return models.Answered(ticket=convert.ticket(answer.ticket), message=convert.message(answer.message))


@router.patch("/tickets/{ticket_id}")
async def change_ticket(
    ticket_id: UUID, body: models.TicketChange, caller: Agent, request: Request, gateway: TheGateway
) -> models.ChangedTicket:
    """Changes assignee, category, priority or subject; 409 STALE_REVISION says what changed meanwhile."""
    operator = await operator_within(request, caller, _WRITE, body.operator_id)
    name = await gateway.people.assignee(_WRITE, operator, body.assignee_id) if body.assignee_id else ""
    asked = pb.ChangeTicketRequest(
        operator_id=str(body.operator_id),
        ticket_id=str(ticket_id),
        subject=body.subject,
        category=body.category,
        priority=convert.PRIORITY[body.priority] if body.priority else None,
        assignee_id=body.assignee_id,
        assignee_name=name,
        revision=body.revision,
        request_id=str(body.request_id or uuid7()),
    )
    actor = actor_for(caller, [_WRITE], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.ChangeTicket, asked, actor)
    return models.ChangedTicket(ticket=convert.ticket(answer.ticket))


@router.post("/tickets/{ticket_id}/move")
async def move_ticket(
    ticket_id: UUID, body: models.TicketMove, caller: Agent, request: Request, gateway: TheGateway
) -> models.ChangedTicket:
    """Takes a ticket to another state; 409 STALE_REVISION says what changed meanwhile."""
    operator = await operator_within(request, caller, _WRITE, body.operator_id)
    asked = pb.MoveTicketRequest(
        operator_id=str(body.operator_id),
        ticket_id=str(ticket_id),
        state=convert.STATE[body.state],
        reason=body.reason,
        revision=body.revision,
        request_id=str(body.request_id or uuid7()),
    )
    actor = actor_for(caller, [_WRITE], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.MoveTicket, asked, actor)
    return models.ChangedTicket(ticket=convert.ticket(answer.ticket))


@router.post("/tickets/{ticket_id}/merge")
async def merge_ticket(
    ticket_id: UUID, body: models.TicketMerge, caller: Agent, request: Request, gateway: TheGateway
) -> models.ChangedTicket:
    """Puts a ticket into another of the same player; answers with the one that goes on."""
    operator = await operator_within(request, caller, _WRITE, body.operator_id)
    asked = pb.MergeTicketsRequest(
        operator_id=str(body.operator_id),
        ticket_id=str(ticket_id),
        into_ticket_id=str(body.into_id),
        request_id=str(body.request_id or uuid7()),
    )
    actor = actor_for(caller, [_WRITE], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.MergeTickets, asked, actor)
    return models.ChangedTicket(ticket=convert.ticket(answer.ticket))


@router.post("/tickets/{ticket_id}/links")
async def link_ticket(
    ticket_id: UUID, body: models.LinkChange, caller: Agent, request: Request, gateway: TheGateway
) -> models.TicketLinks:
    """Ties a bet, movement or document to a ticket, or unties it; answers with all links."""
    operator = await operator_within(request, caller, _WRITE, body.operator_id)
    asked = pb.LinkTicketRequest(
        operator_id=str(body.operator_id),
        ticket_id=str(ticket_id),
        link=convert.wanted_link(body),
        remove=body.remove,
        request_id=str(body.request_id or uuid7()),
    )
    actor = actor_for(caller, [_WRITE], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.LinkTicket, asked, actor)
    return models.TicketLinks(links=[convert.link(one) for one in answer.links])


@router.get("/ticket-settings")
async def get_settings(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.KeptSettings:
    """Business hours, targets and categories in force."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.GetTicketSettingsRequest(operator_id=str(operator.operator_id))
    actor = actor_for(caller, [_READ], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.GetTicketSettings, asked, actor)
    return convert.settings(answer.settings, answer.revision)


@router.put("/ticket-settings")
async def set_settings(
    body: models.SettingsChange, caller: Chief, request: Request, gateway: TheGateway
) -> models.KeptSettings:
    """Puts settings in force; the clocks of open tickets follow at once."""
    operator = await operator_within(request, caller, _MANAGE, body.operator_id)
    asked = pb.SetTicketSettingsRequest(
        operator_id=str(body.operator_id),
        settings=convert.wanted_settings(body.settings),
        reason=body.reason,
        revision=body.revision,
        request_id=str(body.request_id or uuid7()),
    )
    actor = actor_for(caller, [_MANAGE], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.tickets.SetTicketSettings, asked, actor)
    return convert.settings(answer.settings, answer.revision)
