"""Notes and tags: written, withdrawn, counted; by whom, and what the log says of it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import care_service_pb2 as care
from daybook.types.v1 import page_pb2

from kit.auth.actor import Actor, ActorKind, Grant
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.players.caring import CARE, Ward, changes, refusal
from tests.players.integration.conftest import Door


def token(ward: Ward, name: str, *permissions: str) -> str:
    """A call token of a person who can come again."""
    grant = Grant(frozenset(permissions or ("players.note", "players.read")), {ward.operator: str(uuid7())})
    return ward.door.keys.signer.call_token(Actor(ActorKind.STAFF, name, name, (grant,)), "players")


async def write(ward: Ward, text: str, by: str, *, pinned: bool = False) -> care.Note:
    request = care.AddNoteRequest(**ward.named, text=text, pinned=pinned, request_id=str(uuid7()))
    return (await client.call(ward.door.care.AddNote, request, token(ward, by), seconds=10)).note


async def withdraw(ward: Ward, note: care.Note, by: str, *permissions: str) -> care.Note:
    request = care.WithdrawNoteRequest(**ward.named, note_id=note.note_id, request_id=str(uuid7()))
    return (await client.call(ward.door.care.WithdrawNote, request, token(ward, by, *permissions), seconds=10)).note


async def notes(ward: Ward, by: str = "Ana", **wanted: Any) -> care.ListNotesResponse:
    request = care.ListNotesRequest(**ward.named, **wanted)
    return await client.call(ward.door.care.ListNotes, request, token(ward, by), seconds=10)


async def test_pinned_notes_come_first_and_pages_keep_the_order(door: Door) -> None:
    ward = await Ward.registered(door)
    for number in range(4):
        await write(ward, f" note {number}\n", "Ana", pinned=number == 1)
    found = (await notes(ward)).notes
    assert [one.text for one in found] == ["note 1", "note 3", "note 2", "note 0"]
    assert [(one.by, one.own, one.pinned) for one in found][:2] == [("Ana", True, True), ("Ana", True, False)]
    seen, page = [], page_pb2.Page(size=3)
    while True:
        answer = await notes(ward, page=page)
        seen += [one.text for one in answer.notes]
        if not answer.next_cursor:
            break
        page.cursor = answer.next_cursor
    assert (seen, answer.total.count) == ([one.text for one in found], 4)


async def test_a_note_is_written_once_and_the_log_does_not_tell_its_text(door: Door) -> None:
    ward = await Ward.registered(door)
    request = care.AddNoteRequest(**ward.named, text="knows the owner", request_id=str(uuid7()))
    first = (await door.as_staff(door.care.AddNote, request, *CARE)).note
    [action] = await ward.actions("player.add_note")
    assert changes(action)[f"notes.{first.note_id}.text"] == (None, "•••")
    assert b"owner" not in action.SerializeToString()
    assert await ward.revision() == 1
    mine = token(ward, "Ana")
    request.request_id = str(uuid7())
    answers = [await client.call(door.care.AddNote, request, mine, seconds=10) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len((await notes(ward)).notes) == 2
    request.text, request.request_id = "  \n", str(uuid7())
    assert list((await refusal(client.call(door.care.AddNote, request, mine, seconds=10))).fields) == ["text"]


async def test_who_may_withdraw_a_note(door: Door) -> None:
    ward = await Ward.registered(door)
    mine, theirs = await write(ward, "mine", "Ana"), await write(ward, "theirs", "Bo")
    assert [one.own for one in (await notes(ward, "Ana")).notes] == [False, True]
    error = await refusal(withdraw(ward, theirs, "Ana"))
    assert (error.kind, error.reason) == (Kind.DENIED, "NOTE_OF_ANOTHER")
    gone = await withdraw(ward, mine, "Ana")
    assert (gone.withdrawn_by, gone.text, gone.HasField("withdrawn_at")) == ("Ana", "mine", True)
    assert await withdraw(ward, mine, "Ana") == gone
    await withdraw(ward, theirs, "Chief", "players.note", "players.suspend")
    assert list((await notes(ward)).notes) == []
    assert [one.withdrawn_by for one in (await notes(ward, withdrawn_too=True)).notes] == ["Chief", "Ana"]
    assert len(await ward.actions("player.withdraw_note")) == 2
    other = await Ward.registered(door, "bo", ward.operator)
    assert (await refusal(withdraw(other, mine, "Ana"))).reason == "NOTE_NOT_FOUND"


async def test_tags_are_normalised_put_on_once_and_grow_the_revision(door: Door) -> None:
    ward = await Ward.registered(door)
    after = await ward.tag(" High  Roller ", "vip-2", "são paulo")
    assert (list(after.tags), after.revision) == (["high roller", "são paulo", "vip-2"], 2)
    same = await ward.tag("HIGH roller", remove=("never had",))
    assert same.revision == 2
    assert len(await ward.actions("player.tag")) == 1
    after = await ward.tag("watch", remove=("VIP-2",))
    assert list(after.tags) == ["high roller", "são paulo", "watch"]
    *_, action = await ward.actions("player.tag")
    assert changes(action)["tags"] == (["high roller", "são paulo", "vip-2"], ["high roller", "são paulo", "watch"])
    assert (await ward.revisions())[0].fields == ["tags"]


@pytest.mark.parametrize(
    ("add", "remove", "field"),
    [
        ((), (), "add"),
        (("a/b",), (), "add"),
        (("<b>",), (), "add"),
        (("   ",), (), "add"),
        ((), ("a;b",), "remove"),
        (("a",), ("A ",), "remove"),
        (("x" * 65,), (), "add[0]"),
    ],
)
async def test_what_is_no_tag(door: Door, add: tuple[str, ...], remove: tuple[str, ...], field: str) -> None:
    ward = await Ward.registered(door)
    error = await refusal(ward.tag(*add, remove=remove))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, [field])


async def test_tags_put_on_at_once_are_all_there_and_fifty_is_the_most(door: Door) -> None:
    ward = await Ward.registered(door)
    answers = await asyncio.gather(*(ward.tag(*(f"t{ten}{n}" for n in range(10))) for ten in range(5)))
    assert sorted(one.revision for one in answers) == [2, 3, 4, 5, 6]
    assert len((await ward.now()).player.tags) == 50
    assert list((await refusal(ward.tag("one more"))).fields) == ["add"]
    assert len((await ward.tag("one more", remove=("t00",))).tags) == 50


async def test_tags_in_use_are_counted_most_used_first_and_not_beyond_a_bound(door: Door) -> None:
    ward = await Ward.registered(door)
    for number in range(3):
        other = await Ward.registered(door, f"p{number}", ward.operator)
        await other.tag("common", f"own {number}")
    await ward.tag("common")
    stranger = await Ward.registered(door)
    await stranger.tag("elsewhere")

    async def counted() -> list[tuple[str, int, bool]]:
        answer = await door.as_staff(door.care.ListTags, care.ListTagsRequest(operator_id=ward.operator))
        return [(one.tag, one.players, one.approximate) for one in answer.tags]

    assert await counted() == [
        ("common", 4, False),
        *((f"own {number}", 1, False) for number in range(3)),
    ]
    await ward.sql(
        "INSERT INTO player_tags SELECT :operator, gen_random_uuid(), 'own 1' FROM generate_series(1, 1500)",
        operator=UUID(ward.operator),
    )
    assert (await counted())[0] == ("own 1", 1000, True)


async def test_tagging_needs_no_revision_and_refuses_an_unknown_player(door: Door) -> None:
    ward = await Ward.registered(door)
    nobody = Ward(door, ward.operator, "nobody", str(uuid7()))
    with pytest.raises(DomainError) as refused:
        await nobody.tag("x")
    assert refused.value.reason == "PLAYER_NOT_FOUND"
