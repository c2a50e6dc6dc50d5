"""Tickets through real calls: opened, answered, moved, changed, seen by players; each once and on the record."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import events_pb2
from daybook.players.v1 import tickets_service_pb2 as wire
from sqlalchemy import text

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from services.players.repository.tickets import store
from services.players.service.tickets import working
from tests.players.building import placed
from tests.players.integration.conftest import Door
from tests.players.ticketing import Support, support
from tests.polling import until

OPEN, WAITING = wire.TICKET_STATE_OPEN, wire.TICKET_STATE_WAITING
SOLVED, CLOSED = wire.TICKET_STATE_SOLVED, wire.TICKET_STATE_CLOSED


def refused(error: pytest.ExceptionInfo[DomainError]) -> tuple[str, Kind]:
    return error.value.reason, error.value.kind


async def test_the_life_of_a_ticket(door: Door) -> None:
    desk = await support(door)
    ticket = await desk.open(category="withdrawal", priority=wire.TICKET_PRIORITY_HIGH)
    assert (ticket.number, ticket.state, ticket.opened_by, ticket.revision) == (1, OPEN, "platform", 1)
    assert not ticket.HasField("first_reply")  # the clocks are no business of the player's
    seen = (await desk.get(ticket)).ticket
    assert (seen.player_external_id, seen.player_spoke_last, seen.messages) == ("ana", True, 1)
    assert seen.first_reply.seconds_left in range(3590, 3601)
    assert seen.resolution.due_at.seconds - seen.opened_at.seconds == 480 * 60

    noted = await desk.reply(ticket, "Looks like fraud", internal=True)
    assert (noted.messages, noted.player_spoke_last, noted.first_reply.HasField("met_at")) == (2, True, False)
    answered = await desk.reply(ticket, "Please send your statement", then=WAITING)
    assert (answered.state, answered.player_spoke_last) == (WAITING, False)
    assert answered.first_reply.HasField("met_at")
    assert not answered.first_reply.breached
    assert (answered.resolution.paused, answered.resolution.HasField("due_at")) == (True, False)

    again = await desk.says(ticket, "Here it is")
    assert (again.state, again.player_spoke_last) == (OPEN, True)
    running = (await desk.get(ticket)).ticket
    assert (running.resolution.paused, running.resolution.HasField("due_at")) == (False, True)
    solved = await desk.reply(ticket, "Paid", then=SOLVED)
    assert (solved.state, solved.resolution.HasField("met_at")) == (SOLVED, True)
    reopened = await desk.says(ticket, "It did not arrive")
    assert reopened.state == OPEN
    assert not (await desk.get(ticket)).ticket.resolution.HasField("met_at")

    closed = await desk.move((await desk.get(ticket)).ticket, CLOSED, reason="duplicate of a chat")
    with pytest.raises(DomainError) as error:
        await desk.says(ticket, "Hello?")
    assert refused(error) == ("TICKET_CLOSED", Kind.REFUSED)
    with pytest.raises(DomainError) as error:
        await desk.reply(ticket, "Anybody?")
    assert refused(error) == ("TICKET_CLOSED", Kind.REFUSED)
    with pytest.raises(DomainError) as error:
        await desk.move(closed, CLOSED)
    assert refused(error) == ("TICKET_UNCHANGED", Kind.REFUSED)
    assert (await desk.reply(ticket, "for the record", internal=True)).state == CLOSED
    assert (await desk.reply(ticket, "We look again", then=OPEN)).state == OPEN

    whole = await desk.get(ticket)
    assert [(m.author, m.text, m.internal) for m in whole.messages[:3]] == [
        (wire.TicketMessage.AUTHOR_PLAYER, "I cannot withdraw", False),
        (wire.TicketMessage.AUTHOR_STAFF, "Looks like fraud", True),
        (wire.TicketMessage.AUTHOR_STAFF, "Please send your statement", False),
    ]
    states = [(line.by, line.before, line.after) for line in whole.history if line.kind == "state"]
    assert states == [
        ("Test Staff", "open", "waiting"),
        ("player", "waiting", "open"),
        ("Test Staff", "open", "solved"),
        ("player", "solved", "open"),
        ("Test Staff", "open", "closed"),
        ("Test Staff", "closed", "open"),
    ]


async def test_the_player_sees_no_notes_and_first_names_only(door: Door) -> None:
    desk = await support(door)
    ticket = await desk.open()
    await desk.change((await desk.get(ticket)).ticket, assignee_id="s-1", assignee_name="Ana Beatriz Souza")
    await desk.reply(ticket, "a suspicion", internal=True)
    await desk.reply(ticket, "Good morning")
    seen = await desk.seen_by_player(ticket)
    assert [(m.author_name, m.text) for m in seen.messages] == [
        ("player", "I cannot withdraw"),
        ("Test", "Good morning"),
    ]
    assert (seen.ticket.assignee_id, seen.ticket.assignee_name, seen.ticket.messages) == ("", "Ana", 2)
    assert not seen.ticket.HasField("resolution")
    await desk.player("bo")
    for player in ("bo", "nobody"):
        with pytest.raises(DomainError) as error:
            await desk.seen_by_player(ticket, player)
        assert refused(error) == ("TICKET_NOT_FOUND", Kind.NOT_FOUND)
        with pytest.raises(DomainError) as error:
            await desk.says(ticket, "let me in", player)
        assert refused(error) == ("TICKET_NOT_FOUND", Kind.NOT_FOUND)


async def test_a_ticket_that_somebody_filled_can_still_be_read(door: Door) -> None:
    desk = await support(door)
    ticket = await desk.open()
    letter = "💸"  # the longest in bytes
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text(
                """
                INSERT INTO ticket_messages
                SELECT (jsonb_populate_record(m, jsonb_build_object(
                    'message_id', gen_random_uuid(), 'at', m.at + n * interval '1 second', 'text', n || :words))).*
                FROM ticket_messages AS m, generate_series(1, 500) AS n
                WHERE m.operator_id = :operator AND m.ticket_id = :ticket
                """
            ),
            {"operator": UUID(desk.operator), "ticket": UUID(ticket.ticket_id), "words": letter * 9_996},
        )
    for whole in (await desk.get(ticket), await desk.seen_by_player(ticket)):
        numbers = [int(message.text.rstrip(letter)) for message in whole.messages]
        assert numbers == list(range(501 - len(numbers), 501))
        assert 900_000 < sum(len(message.text.encode()) for message in whole.messages) <= 1_000_000


async def test_staff_open_tickets_in_the_players_words_or_with_a_note(door: Door) -> None:
    desk = await support(door)
    player = await desk.player("bo")
    spoken = await desk.create(player.player_id, from_player=True, category="bonus")
    noted = await desk.create(player.player_id)
    assert (spoken.player_spoke_last, noted.player_spoke_last) == (True, False)
    assert (spoken.category, noted.category, noted.opened_by) == ("bonus", "other", "Test Staff")
    assert [m.internal for m in (await desk.get(noted)).messages] == [True]
    assert (await desk.seen_by_player(noted, "bo")).ticket.opened_by == "Test"
    for fields, field in (
        ({"category": "nonsense"}, "category"),
        ({"subject": " \n"}, "subject"),
        ({"text": " "}, "text"),
    ):
        with pytest.raises(DomainError) as error:
            await desk.create(player.player_id, **fields)
        assert list(error.value.fields) == [field]
    with pytest.raises(DomainError) as error:
        await desk.create(str(uuid7()))
    assert refused(error) == ("PLAYER_NOT_FOUND", Kind.NOT_FOUND)
    # A platform need not know the categories.
    assert (await desk.open(category="nonsense")).category == "other"


async def test_numbers_count_from_one_without_gaps_whoever_opens_at_once(door: Door) -> None:
    desk, other = await support(door), await support(door)
    good = [desk.open(subject=f"s{i}") for i in range(12)]
    bad = [desk.open(links=[wire.TicketLink(kind="bet", ref=f"none{i}")]) for i in range(4)]
    answers = await asyncio.gather(*good, *bad, other.open(), return_exceptions=True)
    assert sum(isinstance(answer, DomainError) for answer in answers) == 4
    listed = (await desk.list(sort=wire.TICKET_SORT_OPENED_ASC)).tickets
    assert sorted(ticket.number for ticket in listed) == list(range(1, 13))
    assert isinstance(answers[-1], wire.Ticket)
    assert answers[-1].number == 1


WRITES = ("open", "create", "says", "reply", "change", "move", "merge", "link", "settings")


@pytest.mark.parametrize("write", WRITES)
async def test_a_repeated_write_is_done_once_and_answers_the_same(door: Door, write: str) -> None:
    desk = await support(door)
    ticket = (await desk.get(await desk.open())).ticket
    into = await desk.open(subject="The other")
    again = {"request_id": str(uuid7())}
    settings = (await desk.staff("GetTicketSettings", wire.GetTicketSettingsRequest)).settings
    settings.close_solved_days = 3

    async def do() -> Any:
        if write == "open":
            return await desk.open(**again)
        if write == "create":
            return await desk.create(ticket.player_id, **again)
        if write == "says":
            return await desk.says(ticket, "more", **again)
        if write == "reply":
            return await desk.reply(ticket, **again)
        if write == "change":
            return await desk.change(ticket, priority=wire.TICKET_PRIORITY_LOW, **again)
        if write == "move":
            return await desk.move(ticket, SOLVED, **again)
        if write == "merge":
            return await desk.merge(ticket, into, **again)
        if write == "link":
            link = wire.TicketLink(kind="document", ref="statement.pdf")
            return await desk.staff(
                "LinkTicket", wire.LinkTicketRequest, ticket_id=ticket.ticket_id, link=link, **again
            )
        return await desk.staff(
            "SetTicketSettings", wire.SetTicketSettingsRequest, settings=settings, reason="r", revision=0, **again
        )

    first = await do()
    counted = await door.rows(
        "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM ticket_messages),"
        " (SELECT count(*) FROM ticket_events), (SELECT count(*) FROM tickets)"
    )
    assert await do() == first
    assert counted == await door.rows(
        "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM ticket_messages),"
        " (SELECT count(*) FROM ticket_events), (SELECT count(*) FROM tickets)"
    )


async def test_a_stale_page_is_told_what_changed_by_whom(door: Door) -> None:
    desk = await support(door)
    ticket = (await desk.get(await desk.open())).ticket
    changed = await desk.change(
        ticket, priority=wire.TICKET_PRIORITY_URGENT, assignee_id="s-2", assignee_name="Rui Prado", subject="Money gone"
    )
    assert (changed.assignee_name, changed.revision, changed.subject) == ("Rui Prado", 2, "Money gone")
    assert changed.first_reply.due_at.seconds - changed.opened_at.seconds == 15 * 60
    await desk.says(ticket, "and another thing")
    for stale in (desk.move(ticket, SOLVED), desk.change(ticket, category="bonus")):
        with pytest.raises(DomainError) as error:
            await stale
        assert refused(error) == ("STALE_REVISION", Kind.CONFLICT)
        assert set(error.value.fields) == {"priority", "assignee_id", "subject", "messages"}
        assert error.value.fields["priority"].startswith("changed by Test Staff at 20")
        assert error.value.fields["messages"].startswith("changed by player at 20")
    fresh = (await desk.get(ticket)).ticket
    nobody = await desk.change(fresh, assignee_id="")
    assert (nobody.assignee_id, nobody.assignee_name) == ("", "")
    assert (await desk.change(nobody, subject="Money gone")).revision == nobody.revision  # nothing to change
    with pytest.raises(DomainError) as error:
        await desk.change(nobody, assignee_id="s-3")
    assert list(error.value.fields) == ["assignee_name"]
    with pytest.raises(DomainError) as error:
        await desk.change(nobody, category="nonsense")
    assert list(error.value.fields) == ["category"]


async def test_only_one_of_several_who_saw_the_same_moves(door: Door) -> None:
    desk = await support(door)
    ticket = (await desk.get(await desk.open())).ticket
    answers = await asyncio.gather(
        *(desk.move(ticket, state) for state in (WAITING, SOLVED, CLOSED)), return_exceptions=True
    )
    assert sum(isinstance(answer, wire.Ticket) for answer in answers) == 1
    assert (await desk.get(ticket)).ticket.revision == 2


async def test_bets_and_movements_must_be_the_players_own(door: Door) -> None:
    from daybook.players.v1 import activity_service_pb2

    desk = await support(door)
    await desk.player("bo")
    request = activity_service_pb2.RecordActivityRequest(
        operator_id=desk.operator, activities=[placed("ana", "b1", 10, payout=20), placed("bo", "b2", 10)]
    )
    await door.as_platform(door.activity.RecordActivity, request)
    ticket = await desk.open(links=[wire.TicketLink(kind="bet", ref="b1")])

    async def link(kind: str, ref: str, *, remove: bool = False) -> list[tuple[str, str]]:
        told = wire.TicketLink(kind=kind, ref=ref)
        answer = await desk.staff(
            "LinkTicket", wire.LinkTicketRequest, ticket_id=ticket.ticket_id, link=told, remove=remove
        )
        return [(one.kind, one.ref) for one in answer.links]

    assert await link("movement", "2") == [("bet", "b1"), ("movement", "2")]
    assert await link("document", "statement.pdf") == [("bet", "b1"), ("movement", "2"), ("document", "statement.pdf")]
    for kind, ref in (("bet", "b2"), ("bet", "none"), ("movement", "3"), ("movement", "0"), ("movement", "x")):
        with pytest.raises(DomainError) as error:
            await link(kind, ref)
        assert list(error.value.fields) == ["link.ref"], (kind, ref)
    with pytest.raises(DomainError) as error:
        await desk.open(links=[wire.TicketLink(kind="bet", ref="b2")])
    assert list(error.value.fields) == ["links[0].ref"]
    with pytest.raises(DomainError) as error:
        await desk.open(links=[wire.TicketLink(kind="bet", ref="b1"), wire.TicketLink(kind="document", ref="a\0b")])
    assert list(error.value.fields) == ["links[1].ref"]
    assert await link("bet", "b1", remove=True) == [("movement", "2"), ("document", "statement.pdf")]
    revision = (await desk.get(ticket)).ticket.revision
    assert await link("bet", "b1", remove=True) == [("movement", "2"), ("document", "statement.pdf")]
    whole = await desk.get(ticket)
    assert whole.ticket.revision == revision  # what is so already leaves no trace
    assert [(e.kind, e.before, e.after) for e in whole.history[1:]] == [
        ("linked", "", "movement 2"),
        ("linked", "", "document statement.pdf"),
        ("unlinked", "bet b1", ""),
    ]


async def test_what_staff_do_is_on_the_record_without_the_words(door: Door) -> None:
    desk = await support(door)
    player = await desk.player("bo")
    ticket = await desk.create(player.player_id, subject="About Maria Silva", text="secret words")
    ticket = await desk.change(ticket, subject="About M. S.", priority=wire.TICKET_PRIORITY_HIGH)
    ticket = await desk.reply(ticket, "more secret words", then=WAITING)
    ticket = await desk.move(ticket, SOLVED, reason="phoned")
    link = wire.TicketLink(kind="document", ref="passport-maria.pdf")
    await desk.staff("LinkTicket", wire.LinkTicketRequest, ticket_id=ticket.ticket_id, link=link)
    await desk.says(ticket, "player words", "bo")
    payloads = await desk.events("ticket_changed")
    actions = [events_pb2.TicketChanged.FromString(payload).action for payload in payloads]
    assert [one.action for one in actions] == [
        "ticket.create", "ticket.change", "ticket.reply", "ticket.move", "ticket.link",
    ]  # fmt: skip
    assert {(one.target.type, one.target.id, one.target.label) for one in actions} == {
        ("ticket", ticket.ticket_id, "#1")
    }
    changes = [{c.path: (c.before.string_value, c.after.string_value) for c in one.changes} for one in actions]
    assert changes[1]["priority"] == ("normal", "high")
    assert changes[2]["state"] == ("open", "waiting")
    assert (changes[3]["state"], actions[3].reason) == (("waiting", "solved"), "phoned")
    everything = b"".join(payloads) + b"".join(await desk.events("ticket_replied"))
    for secret in (b"Maria", b"secret words", b"passport", b"player words", b"maria"):
        assert secret not in everything
    [told] = [events_pb2.TicketReplied.FromString(payload) for payload in await desk.events("ticket_replied")]
    assert (told.ticket_id, told.player_external_id, told.number) == (ticket.ticket_id, "bo", 1)
    assert told.message_id in {message.message_id for message in (await desk.seen_by_player(ticket, "bo")).messages}


async def test_reading_does_not_allow_writing(door: Door) -> None:
    desk = await support(door)
    ticket = await desk.open()
    reader = Support(door, desk.operator, door.keys.staff("players", desk.operator, "tickets.read"))
    assert (await reader.get(ticket)).ticket.number == 1
    with pytest.raises(DomainError) as error:
        await reader.reply(ticket)
    assert error.value.kind is Kind.DENIED
    writer = door.keys.staff("players", desk.operator, "tickets.read", "tickets.write")
    request = wire.SetTicketSettingsRequest(
        operator_id=desk.operator,
        settings=wire.TicketSettings(categories=["other"], close_solved_days=1),
        reason="r",
        request_id=str(uuid7()),
    )
    with pytest.raises(DomainError) as error:
        await client.call(door.tickets.SetTicketSettings, request, writer, seconds=10)
    assert error.value.kind is Kind.DENIED


async def test_who_writes_in_a_ticket_while_it_is_merged_waits_for_nobody_in_a_ring(door: Door) -> None:
    desk = await support(door)
    into, ticket = await desk.open(), await desk.open()
    operator, both = UUID(desk.operator), [UUID(into.ticket_id), UUID(ticket.ticket_id)]

    async def write() -> UUID:
        async with door.database.unit_of_work() as uow:
            return (await working.surviving(uow, operator, both[1])).ticket_id

    async def merge_again() -> int:
        async with door.database.unit_of_work() as uow:
            return len(await store.lock(uow.connection, operator, both))

    async def waiting(number: int) -> bool:
        [row] = await door.rows(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(row.n == number)

    async with door.database.unit_of_work() as uow:
        await store.lock(uow.connection, operator, both)
        merged = text(
            "UPDATE tickets SET merged_into = :into, state = 4, running_since = NULL, resolved_at = now(),"
            " due_at = '9000-01-04 00:00:00+00' WHERE operator_id = :operator AND ticket_id = :ticket"
        )
        await uow.connection.execute(merged, {"operator": operator, "into": both[0], "ticket": both[1]})
        writing = asyncio.create_task(write())
        await until(lambda: waiting(1))
        merging = asyncio.create_task(merge_again())
        await until(lambda: waiting(2))
    assert await asyncio.gather(writing, merging) == [both[0], 2]
