"""Tickets of two operators of two companies: neither sees the other's, through any method."""

from __future__ import annotations

from typing import Any

import pytest
from daybook.players.v1 import tickets_service_pb2 as wire
from google.protobuf.message import Message

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.players.integration.conftest import Door
from tests.players.ticketing import Support, support

ALL = ("players.record", "tickets.read", "tickets.write", "tickets.manage")


def requests(operator_id: str, player_id: str, ticket_id: str) -> dict[str, Message]:
    """A valid request for every method, by name."""
    once: dict[str, Any] = {"operator_id": operator_id, "request_id": str(uuid7())}
    on_ticket: dict[str, Any] = {**once, "ticket_id": ticket_id}
    words: dict[str, Any] = {**once, "subject": "s", "text": "t"}
    settings = wire.TicketSettings(categories=["other"], close_solved_days=1)
    link = wire.TicketLink(kind="document", ref="theft.pdf")
    return {
        "OpenTicket": wire.OpenTicketRequest(player_external_id="ana", **words),
        "AddPlayerMessage": wire.AddPlayerMessageRequest(player_external_id="ana", text="t", **on_ticket),
        "GetPlayerTicket": wire.GetPlayerTicketRequest(
            operator_id=operator_id, ticket_id=ticket_id, player_external_id="ana"
        ),
        "CreateTicket": wire.CreateTicketRequest(player_id=player_id, **words),
        "ListTickets": wire.ListTicketsRequest(operator_id=operator_id),
        "GetTicket": wire.GetTicketRequest(operator_id=operator_id, ticket_id=ticket_id),
        "ReplyTicket": wire.ReplyTicketRequest(text="t", **on_ticket),
        "ChangeTicket": wire.ChangeTicketRequest(subject="stolen", revision=1, **on_ticket),
        "MoveTicket": wire.MoveTicketRequest(state=wire.TICKET_STATE_CLOSED, revision=1, **on_ticket),
        "MergeTickets": wire.MergeTicketsRequest(into_ticket_id=str(uuid7()), **on_ticket),
        "LinkTicket": wire.LinkTicketRequest(link=link, **on_ticket),
        "GetTicketSettings": wire.GetTicketSettingsRequest(operator_id=operator_id),
        "SetTicketSettings": wire.SetTicketSettingsRequest(settings=settings, reason="r", **once),
        "GetTicketCounts": wire.GetTicketCountsRequest(operator_id=operator_id),
    }


NAMES = sorted(requests(*[str(uuid7())] * 3))
ON_ONE_TICKET = [name for name in NAMES if "ticket_id" in requests(*[str(uuid7())] * 3)[name].DESCRIPTOR.fields_by_name]


@pytest.fixture(scope="module")
async def victim(door: Door) -> tuple[Support, wire.Ticket]:
    """An operator's desk with a ticket."""
    desk = await support(door)
    return desk, (await desk.get(await desk.open())).ticket


def test_every_method_is_tried() -> None:
    declared = {method.name for method in wire.DESCRIPTOR.services_by_name["TicketsService"].methods}
    assert declared == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_another_operators_token_is_refused(door: Door, victim: tuple[Support, wire.Ticket], name: str) -> None:
    desk, ticket = victim
    own = await door.operator()
    request = requests(desk.operator, ticket.player_id, ticket.ticket_id)[name]
    for token in (door.keys.staff("players", own, *ALL), door.keys.platform(own)):
        with pytest.raises(DomainError) as refused:
            await client.call(getattr(door.tickets, name), request, token, seconds=10)
        assert refused.value.kind is Kind.DENIED
    weak = door.keys.staff("players", desk.operator, "players.read")
    with pytest.raises(DomainError) as refused:
        await client.call(getattr(door.tickets, name), request, weak, seconds=10)
    assert refused.value.kind is Kind.DENIED
    with pytest.raises(DomainError) as refused:
        await client.call(getattr(door.tickets, name), request, "", seconds=10)
    assert refused.value.kind is Kind.UNAUTHENTICATED


@pytest.mark.parametrize("name", ON_ONE_TICKET)
async def test_another_operators_ticket_is_as_unknown_as_one_that_is_not(
    door: Door, victim: tuple[Support, wire.Ticket], name: str
) -> None:
    _, ticket = victim
    own = await support(door)
    token = door.keys.staff("players", own.operator, *ALL)
    answers = []
    for wanted in (ticket.ticket_id, str(uuid7())):
        with pytest.raises(DomainError) as refused:
            request = requests(own.operator, ticket.player_id, wanted)[name]
            await client.call(getattr(door.tickets, name), request, token, seconds=10)
        answers.append((refused.value.kind, refused.value.reason, refused.value.message))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (Kind.NOT_FOUND, "TICKET_NOT_FOUND")


async def test_lists_and_counts_hold_ones_own_only(door: Door, victim: tuple[Support, wire.Ticket]) -> None:
    desk, ticket = victim
    own = await support(door)
    assert list((await own.list()).tickets) == []
    assert list((await own.list(player_id=ticket.player_id)).tickets) == []
    assert list((await own.list(query="#1")).tickets) == []
    assert (await own.staff("GetTicketCounts", wire.GetTicketCountsRequest)).open == 0
    assert (await desk.staff("GetTicketCounts", wire.GetTicketCountsRequest)).open == 1
    merged = await own.open()
    with pytest.raises(DomainError) as refused:
        await own.merge(merged, ticket)
    assert refused.value.reason == "TICKET_NOT_FOUND"
