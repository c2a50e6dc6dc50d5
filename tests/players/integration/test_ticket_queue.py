"""The queue: filters, orders and pages; merges; settings that move clocks; solved tickets that close by themselves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import events_pb2
from daybook.players.v1 import tickets_service_pb2 as wire
from daybook.types.v1 import page_pb2

from kit import clock
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from services.players.domain.operator import Operator
from services.players.housekeeping import Housekeeping
from services.players.service import operators
from tests.players.integration.conftest import Door
from tests.players.ticketing import Support, support

OPEN, WAITING = wire.TICKET_STATE_OPEN, wire.TICKET_STATE_WAITING
SOLVED, CLOSED = wire.TICKET_STATE_SOLVED, wire.TICKET_STATE_CLOSED
LOW, NORMAL = wire.TICKET_PRIORITY_LOW, wire.TICKET_PRIORITY_NORMAL
HIGH, URGENT = wire.TICKET_PRIORITY_HIGH, wire.TICKET_PRIORITY_URGENT


async def numbers(desk: Support, **wanted: Any) -> list[int]:
    return [ticket.number for ticket in (await desk.list(**wanted)).tickets]


async def test_filters_and_orders(door: Door) -> None:
    desk = await support(door)
    bo = await desk.player("bo")
    one = await desk.open(subject="Saque não chegou", priority=LOW, category="withdrawal")
    two = await desk.open(subject="Bonus missing", priority=URGENT, category="bonus")
    three = await desk.create(bo.player_id, subject="Saques em geral", priority=HIGH)
    four = await desk.open(subject="Order 2 of cards", priority=NORMAL)
    await desk.reply(two, "?", then=WAITING)
    await desk.reply(four, "done", then=SOLVED)
    await desk.change((await desk.get(one)).ticket, assignee_id="s-9", assignee_name="Rui")
    assert await numbers(desk) == [three.number, one.number, two.number, four.number]  # running, waiting, solved
    assert await numbers(desk, sort=wire.TICKET_SORT_PRIORITY_DESC) == [2, 3, 4, 1]
    assert await numbers(desk, sort=wire.TICKET_SORT_OPENED_ASC) == [1, 2, 3, 4]
    assert await numbers(desk, sort=wire.TICKET_SORT_OPENED_DESC) == [4, 3, 2, 1]
    assert await numbers(desk, sort=wire.TICKET_SORT_UPDATED_DESC) == [1, 4, 2, 3]
    assert await numbers(desk, states=[OPEN]) == [3, 1]
    assert sorted(await numbers(desk, states=[OPEN, SOLVED])) == [1, 3, 4]
    assert await numbers(desk, states=[CLOSED]) == []
    assert await numbers(desk, priorities=[LOW, URGENT]) == [1, 2]
    assert await numbers(desk, category="bonus") == [2]
    assert await numbers(desk, assignee_id="s-9") == [1]
    assert await numbers(desk, assignee_id="none", states=[OPEN]) == [3]
    assert await numbers(desk, player_id=bo.player_id) == [3]
    assert await numbers(desk, query="saque") == [3, 1]
    assert await numbers(desk, query="SAQUE nao") == [1]
    assert sorted(await numbers(desk, query="2")) == [2, 4]  # the number, or a word that begins so
    assert await numbers(desk, query="#4") == [4]
    assert await numbers(desk, query="nothing of the kind") == []
    await desk.change((await desk.get(one)).ticket, subject="Outra coisa")
    assert await numbers(desk, query="saque") == [3]
    assert await numbers(desk, query="outra") == [1]
    counts = await desk.staff("GetTicketCounts", wire.GetTicketCountsRequest)
    assert (counts.open, counts.unassigned, counts.mine, counts.breached, counts.waiting) == (2, 1, 0, 0, 1)


@pytest.mark.parametrize("sort", [value for value in wire.TicketSort.values() if value])
async def test_pages_meet_without_gap_or_repetition(door: Door, sort: wire.TicketSort.ValueType) -> None:
    desk = await support(door)
    for i in range(7):
        ticket = await desk.open(subject=f"s{i}", priority=(LOW, HIGH, URGENT)[i % 3])
        if i % 2:
            await desk.reply(ticket, "?", then=WAITING)
    whole = await numbers(desk, sort=sort)
    seen: list[int] = []
    page = page_pb2.Page(size=3)
    while True:
        answer = await desk.list(sort=sort, page=page)
        seen += [ticket.number for ticket in answer.tickets]
        assert (answer.total.count, answer.total.approximate) == (7, False)
        if not answer.next_cursor:
            break
        page.cursor = answer.next_cursor
    assert seen == whole
    assert sorted(seen) == list(range(1, 8))
    first = await desk.list(sort=sort, page=page_pb2.Page(size=1))
    other = wire.TICKET_SORT_OPENED_ASC if sort != wire.TICKET_SORT_OPENED_ASC else wire.TICKET_SORT_DUE_ASC
    with pytest.raises(DomainError) as error:
        await desk.list(sort=other, page=page_pb2.Page(cursor=first.next_cursor))
    assert error.value.reason == "BAD_CURSOR"


async def past_due(door: Door, ticket: wire.Ticket) -> None:
    """Lets a ticket's time run out, as an hour of waiting would."""
    async with door.database.unit_of_work() as uow:
        await uow.connection.exec_driver_sql(
            f"UPDATE tickets SET due_at = now() - interval '1 minute', reply_due_at = now() - interval '1 minute'"
            f" WHERE ticket_id = '{ticket.ticket_id}'"
        )


async def test_what_is_over_its_time_is_counted_and_listed(door: Door) -> None:
    desk = await support(door)
    late, _ = await desk.open(), await desk.open()
    await past_due(door, late)
    assert await numbers(desk, breached_only=True) == [1]
    assert await numbers(desk, breached_only=True, states=[WAITING]) == []
    counts = await desk.staff("GetTicketCounts", wire.GetTicketCountsRequest)
    assert (counts.open, counts.breached) == (2, 1)
    assert (await desk.list()).tickets[0].first_reply.breached
    mine = await desk.change((await desk.get(late)).ticket, assignee_id="me", assignee_name="Me")
    assert mine.assignee_name == "Me"
    answered = await desk.reply(late, "sorry", then=WAITING)
    assert await numbers(desk, breached_only=True) == []
    assert answered.resolution.paused


async def test_merging_takes_everything_over(door: Door) -> None:
    desk = await support(door)
    into, ticket = await desk.open(subject="First"), await desk.open(subject="Second", text="again me")
    link = wire.TicketLink(kind="document", ref="proof.pdf")
    await desk.staff("LinkTicket", wire.LinkTicketRequest, ticket_id=ticket.ticket_id, link=link)
    await desk.reply(into, "answered", then=SOLVED)
    whole = await desk.merge(ticket, into)
    # Somebody had still to act on the second, so the first is open again.
    assert (whole.number, whole.state, whole.messages, whole.player_spoke_last) == (1, OPEN, 3, False)
    merged = await desk.get(into)
    assert [(m.text, m.from_ticket) for m in merged.messages] == [
        ("I cannot withdraw", 0),
        ("again me", 2),
        ("answered", 0),
    ]
    assert [link.ref for link in merged.links] == ["proof.pdf"]
    gone = await desk.get(ticket)
    assert (gone.ticket.state, gone.ticket.merged_into, gone.ticket.merged_into_id) == (CLOSED, 1, into.ticket_id)
    assert (gone.ticket.messages, list(gone.messages), list(gone.links)) == (0, [], [])
    assert gone.history[-1].kind == "merged"
    assert merged.history[-1].after == "#2"
    for refused in (
        desk.reply(ticket, "x"),
        desk.move(gone.ticket, OPEN),
        desk.change(gone.ticket, subject="x"),
        desk.merge(into, ticket),
        desk.merge(ticket, into),
    ):
        with pytest.raises(DomainError) as error:
            await refused
        assert (error.value.reason, error.value.details["merged_into"]) == ("TICKET_MERGED", "1")
    # What the player writes to the old one reaches the one that goes on.
    spoken = await desk.says(ticket, "still here")
    assert (spoken.number, spoken.messages) == (1, 4)
    assert (await desk.seen_by_player(ticket)).ticket.number == 1


async def test_what_cannot_be_merged(door: Door) -> None:
    desk = await support(door)
    await desk.player("bo")
    ticket, of_bo = await desk.open(), await desk.open("bo")
    closed = await desk.open()
    await desk.move((await desk.get(closed)).ticket, CLOSED)
    strange = wire.Ticket(ticket_id=str(uuid7()))
    for into, reason in (
        (ticket, "INVALID_FIELD"),
        (of_bo, "TICKETS_OF_TWO_PLAYERS"),
        (closed, "TICKET_CLOSED"),
        (strange, "TICKET_NOT_FOUND"),
    ):
        with pytest.raises(DomainError) as error:
            await desk.merge(ticket, into)
        assert error.value.reason == reason


async def test_two_tickets_merged_into_each_other_at_once_leave_one(door: Door) -> None:
    desk = await support(door)
    for _ in range(4):
        one, two = await desk.open(), await desk.open()
        answers = await asyncio.gather(
            desk.merge(one, two), desk.merge(two, one), desk.says(one, "x"), desk.says(two, "y"), return_exceptions=True
        )
        won = [answer for answer in answers[:2] if isinstance(answer, wire.Ticket)]
        assert len(won) == 1
        assert not [answer for answer in answers[2:] if isinstance(answer, BaseException)]
        assert len((await desk.get(won[0])).messages) == 4


async def settings_of(desk: Support) -> tuple[wire.TicketSettings, int]:
    answer = await desk.staff("GetTicketSettings", wire.GetTicketSettingsRequest)
    return answer.settings, answer.revision


async def test_settings_are_revisioned_audited_and_move_the_clocks_of_open_tickets(door: Door) -> None:
    desk = await support(door)
    ticket, waiting = await desk.open(priority=HIGH), await desk.open(priority=HIGH)
    await desk.reply(waiting, "?", then=WAITING)
    before = (await desk.get(ticket)).ticket
    told, revision = await settings_of(desk)
    assert (revision, told.timezone, len(told.hours), told.close_solved_days) == (0, "America/Sao_Paulo", 0, 7)
    assert [target.priority for target in told.targets] == [URGENT, HIGH, NORMAL, LOW]
    told.targets[1].first_reply_minutes, told.targets[1].resolution_minutes = 30, 90
    told.timezone = "Asia/Tokyo"  # the operator's zone is not set here
    change = {"settings": told, "reason": "faster", "revision": 0}
    after = await desk.staff("SetTicketSettings", wire.SetTicketSettingsRequest, **change)
    assert (after.revision, after.settings.timezone) == (1, "America/Sao_Paulo")
    moved = (await desk.get(ticket)).ticket
    assert before.first_reply.due_at.seconds - moved.first_reply.due_at.seconds in range(1795, 1806)
    assert moved.resolution.seconds_left in range(5390, 5401)
    assert not (await desk.get(waiting)).ticket.resolution.HasField("due_at")
    assert await numbers(desk) == [1, 2]
    with pytest.raises(DomainError) as error:
        await desk.staff("SetTicketSettings", wire.SetTicketSettingsRequest, **change)
    assert (error.value.reason, error.value.kind) == ("STALE_REVISION", Kind.CONFLICT)
    [payload] = await desk.events("settings_changed")
    action = events_pb2.SettingsChanged.FromString(payload).action
    changes = {one.path: (one.before.number_value, one.after.number_value) for one in action.changes}
    assert (action.action, action.reason, action.target.id) == ("ticket_settings.set", "faster", desk.operator)
    assert changes["targets.high.first_reply"] == (60, 30)
    assert set(changes) == {"targets.high.first_reply", "targets.high.resolution", "revision"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hours": [wire.BusinessHours(weekday=1, from_minute=600, until_minute=540)]}, "settings.hours"),
        ({"holidays": ["2026-02-30"]}, "settings.holidays"),
        ({"categories": ["deposit"]}, "settings.categories"),
        ({"targets": [wire.SlaTarget(priority=LOW), wire.SlaTarget(priority=LOW)]}, "settings.targets"),
    ],
)
async def test_settings_that_make_no_sense_are_refused(door: Door, wrong: dict[str, Any], field: str) -> None:
    desk = await support(door)
    settings = wire.TicketSettings(**{"categories": ["other"], "close_solved_days": 7, **wrong})
    with pytest.raises(DomainError) as error:
        await desk.staff("SetTicketSettings", wire.SetTicketSettingsRequest, settings=settings, reason="r", revision=0)
    assert list(error.value.fields) == [field]


async def test_a_new_zone_of_the_operator_moves_the_clocks(door: Door) -> None:
    desk = await support(door)
    told, _ = await settings_of(desk)
    told.hours.extend(wire.BusinessHours(weekday=day, from_minute=0, until_minute=60) for day in range(1, 8))
    await desk.staff("SetTicketSettings", wire.SetTicketSettingsRequest, settings=told, reason="r", revision=0)
    ticket = await desk.open()
    before = (await desk.get(ticket)).ticket.resolution.due_at
    moved = Operator(UUID(desk.operator), uuid7(), "Test", "Asia/Kolkata", "BRL", 2, 2)
    async with door.database.unit_of_work() as uow:
        await operators.keep(uow, moved)
    after = (await desk.get(ticket)).ticket.resolution.due_at
    assert after != before
    async with door.database.unit_of_work() as uow:
        await operators.keep(uow, replace(moved, revision=1, timezone="UTC"))  # older: nothing happens
    assert (await desk.get(ticket)).ticket.resolution.due_at == after


async def test_solved_tickets_close_by_themselves_once_however_many_look(door: Door) -> None:
    desk = await support(door)
    old, young, waiting = await desk.open(), await desk.open(), await desk.open()
    for ticket in (old, young):
        await desk.reply(ticket, "done", then=SOLVED)
    await desk.reply(waiting, "?", then=WAITING)
    told, _ = await settings_of(desk)
    told.close_solved_days = 3
    await desk.staff("SetTicketSettings", wire.SetTicketSettingsRequest, settings=told, reason="r", revision=0)
    await door.rows(
        "WITH done AS (UPDATE tickets SET resolved_at = resolved_at - interval '73 hours'"
        " WHERE ticket_id = :id RETURNING 1) SELECT * FROM done",
        id=UUID(old.ticket_id),
    )
    replicas = [Housekeeping(door.database, door.partitions, clock.now) for _ in range(3)]
    await asyncio.gather(*(replica.close_tickets() for replica in replicas))
    states = {ticket.number: ticket.state for ticket in (await desk.list()).tickets}
    assert states == {1: CLOSED, 2: SOLVED, 3: WAITING}
    history = (await desk.get(old)).history
    assert [(line.by, line.after) for line in history if line.kind == "state"][1:] == [("Daybook", "closed")]
    actions = [events_pb2.TicketChanged.FromString(one).action for one in await desk.events("ticket_changed")]
    by_itself = [one for one in actions if one.action == "ticket.move"]
    assert [(one.actor.id, one.reason, one.target.id) for one in by_itself] == [
        ("system", "solved for 3 days", old.ticket_id)
    ]
    assert by_itself[0].company_id
    later = Housekeeping(door.database, door.partitions, lambda: clock.now() + timedelta(days=4))
    await later.close_tickets()
    assert {t.number: t.state for t in (await desk.list()).tickets} == {1: CLOSED, 2: CLOSED, 3: WAITING}
