"""Bulk actions: looked at first, done to each player as if to that one alone, with what became of each."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from daybook.players.v1 import care_service_pb2, events_pb2, filter_pb2
from daybook.players.v1 import jobs_service_pb2 as wire
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.ext.asyncio import AsyncConnection

from kit import clock
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from services.players.repository import listing
from tests.players.integration.conftest import Door
from tests.players.jobs import Person, crowd, ids, tagging, working


def banning(*scopes: int, days: int | None = None) -> wire.BulkAction:
    """A ban, without end unless told."""
    action = wire.BulkAction(ban=wire.BulkAction.Ban(scopes=scopes))  # type: ignore[arg-type]
    if days is not None:
        action.ban.expires_at.FromDatetime(clock.now() + timedelta(days=days))
    return action


async def previewed(person: Person, action: wire.BulkAction, **asked: object) -> wire.PreviewBulkResponse:
    """What an action would do."""
    request = wire.PreviewBulkRequest(
        operator_id=person.operator,
        action=action,
        filter=filter_pb2.PlayerFilter(**asked),  # type: ignore[arg-type]
    )
    answer: wire.PreviewBulkResponse = await person.call(person.door.jobs.PreviewBulk, request)
    return answer


async def test_tags_are_put_on_all_whom_the_filter_finds_though_the_change_removes_them_from_it(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 230, country="BR")
    person = Person(door, operator)
    async with working(door.database):
        first = await person.ended((await person.bulk(tagging("new"), 230)).job_id)
        # Those who carry "new" lose it: each one done leaves the filter.
        job = await person.ended((await person.bulk(tagging(remove=("new",)), 230, tags=["new"])).job_id)
    assert (first.state, first.done, first.total, first.failed) == (wire.JOB_STATE_DONE, 230, 230, 0)
    assert (job.state, job.done, job.total, job.unchanged, job.failed) == (wire.JOB_STATE_DONE, 230, 230, 0, 0)
    results = await person.results(job.job_id)
    assert len({result.player_id for result in results}) == len(results) == 230
    assert {result.outcome for result in results} == {"done"}
    assert {result.external_id for result in results} == {f"p{n:05}" for n in range(230)}
    assert await door.rows("SELECT 1 FROM player_tags WHERE operator_id = :o", o=UUID(operator)) == []
    assert await door.rows("SELECT 1 FROM job_targets WHERE operator_id = :o", o=UUID(operator)) == []


async def test_each_player_is_audited_as_if_done_alone(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 3)
    person = Person(door, operator)
    async with working(door.database):
        job = await person.ended((await person.bulk(banning(2, 4, days=7), 3, "investigation 12")).job_id)
    rows = await door.rows(
        "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
        subject=f"daybook.events.players.player_changed.{operator}",
    )
    actions = [events_pb2.PlayerChanged.FromString(row.payload).action for row in rows]
    assert {(one.action, one.reason, one.actor.name) for one in actions} == {
        ("player.ban", "investigation 12", "Test Staff")
    }
    assert {one.target.id for one in actions} == set((await ids(door, operator)).values())
    assert {one.origin.request_id for one in actions} == {job.job_id}
    assert {one.origin.ip for one in actions} == {"203.0.113.9"}
    assert all(one.company_id and one.changes for one in actions)
    told = await person.told()
    assert [one.action for one in told] == ["bulk.start", "bulk.finish"]
    start = {change.path: change.after for change in told[0].changes}
    assert start["players"].number_value == 3
    assert [one.string_value for one in start["action.ban.scopes"].list_value.values] == [
        "BAN_SCOPE_PLAY",
        "BAN_SCOPE_WITHDRAW",
    ]


async def test_a_ban_of_many_shortens_no_ban_of_one(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 2)
    held = (await ids(door, operator))["p00000"]
    person = Person(door, operator)
    ban = care_service_pb2.BanPlayerRequest(
        operator_id=operator, player_id=held, scopes=[2], reason="fraud", revision=1, request_id=str(uuid7())
    )
    await person.call(door.care.BanPlayer, ban)
    preview = await previewed(person, banning(2, days=7))
    assert (preview.total.count, preview.sample_unchanged, len(preview.sample)) == (2, 1, 2)
    async with working(door.database):
        job = await person.ended((await person.bulk(banning(2, days=7), 2)).job_id)
    assert (job.done, job.unchanged) == (2, 1)
    outcomes = {result.external_id: result.outcome for result in await person.results(job.job_id)}
    assert outcomes == {"p00000": "unchanged", "p00001": "done"}
    [kept] = await door.rows(
        "SELECT reason, expires_at FROM bans WHERE operator_id = :o AND player_id = :p AND lifted_at IS NULL",
        o=UUID(operator),
        p=UUID(held),
    )
    assert tuple(kept) == ("fraud", None)


async def test_one_that_fails_stops_no_other_and_says_why(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 60)
    full = (await ids(door, operator))["p00007"]
    person = Person(door, operator)
    for begin in range(0, 50, 10):
        many = care_service_pb2.TagPlayerRequest(
            operator_id=operator,
            player_id=full,
            add=[f"t{n}" for n in range(begin, begin + 10)],
            request_id=str(uuid7()),
        )
        await person.call(door.care.TagPlayer, many)
    async with working(door.database):
        job = await person.ended((await person.bulk(tagging("one more"), 60)).job_id)
    assert (job.state, job.done, job.failed, job.unchanged) == (wire.JOB_STATE_DONE, 60, 1, 0)
    [failed] = await person.results(job.job_id, failed_only=True)
    assert (failed.external_id, failed.outcome, failed.reason) == ("p00007", "failed", "INVALID_FIELD")
    assert "more than 50 tags" in failed.message
    assert Counter(result.outcome for result in await person.results(job.job_id)) == {"done": 59, "failed": 1}


async def test_notes_are_written_about_a_selection_made_by_hand(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 10)
    chosen = sorted((await ids(door, operator)).values())[:4]
    person = Person(door, operator)
    async with working(door.database):
        action = wire.BulkAction(note=wire.BulkAction.Note(text=" called about the outage "))
        job = await person.ended((await person.bulk(action, 4, player_ids=chosen)).job_id)
    assert job.done == 4
    rows = await door.rows("SELECT player_id, text FROM notes WHERE operator_id = :o", o=UUID(operator))
    assert {(str(row.player_id), row.text) for row in rows} == {(one, "called about the outage") for one in chosen}
    start = (await person.told())[0]
    assert "outage" not in str(start)


async def test_a_preview_changes_nothing_masks_and_counts(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 30, first_name="Zuleica", country="BR")
    person = Person(door, operator)
    preview = await previewed(person, tagging("vip"), countries=["BR"])
    assert (preview.total.count, preview.total.approximate) == (30, False)
    assert (len(preview.sample), preview.sample_unchanged) == (20, 0)
    assert {player.first_name for player in preview.sample} == {"Z••••••"}
    assert await door.rows("SELECT 1 FROM jobs WHERE operator_id = :o", o=UUID(operator)) == []
    assert await door.rows("SELECT 1 FROM player_tags WHERE operator_id = :o", o=UUID(operator)) == []


async def test_a_selection_that_grew_far_beyond_the_preview_is_refused(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 31)
    person = Person(door, operator)
    with pytest.raises(DomainError) as refused:
        await person.bulk(tagging("x"), 20)
    assert (refused.value.kind, refused.value.reason) == (Kind.CONFLICT, "SELECTION_CHANGED")
    assert refused.value.details["found"] == "31"
    assert await door.rows("SELECT 1 FROM job_targets WHERE operator_id = :o", o=UUID(operator)) == []
    assert (await person.bulk(tagging("x"), 21)).total == 31
    with pytest.raises(DomainError) as refused:
        await person.bulk(tagging("x"), 5, countries=["XK"])
    assert refused.value.reason == "NOBODY_SELECTED"


async def test_more_than_one_action_may_concern_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    operator = await door.operator()
    await crowd(door, operator, 12)
    monkeypatch.setattr("services.players.service.jobs.bulk.MOST_TARGETS", 11)
    with pytest.raises(DomainError) as refused:
        await Person(door, operator).bulk(tagging("x"), 12)
    assert (refused.value.reason, refused.value.details) == ("SELECTION_TOO_LARGE", {"most": "11"})


@pytest.mark.parametrize(
    ("action", "permission"),
    [
        (tagging("x"), "players.tag"),
        (banning(1), "players.suspend"),
        (wire.BulkAction(note=wire.BulkAction.Note(text="n")), "players.note"),
    ],
)
async def test_an_action_needs_its_own_permission_besides(door: Door, action: wire.BulkAction, permission: str) -> None:
    operator = await door.operator()
    await crowd(door, operator, 1)
    others = {"players.tag", "players.suspend", "players.note"} - {permission}
    person = Person(door, operator, ("players.read", "players.bulk", *others))
    for attempt in (person.bulk(action, 1), previewed(person, action)):
        with pytest.raises(DomainError) as refused:
            await attempt
        assert (refused.value.kind, refused.value.details["permission"]) == (Kind.DENIED, permission)
    alone = Person(door, operator, ("players.read", permission))
    with pytest.raises(DomainError) as refused:
        await alone.bulk(action, 1)
    assert refused.value.kind is Kind.DENIED


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (tagging(), "action.tag.add"),
        (tagging("a", remove=("A ",)), "action.tag.remove"),
        (tagging("<b>"), "action.tag.add"),
        (
            wire.BulkAction(ban=wire.BulkAction.Ban(scopes=[1], expires_at=Timestamp(seconds=1))),
            "action.ban.expires_at",
        ),
        (wire.BulkAction(note=wire.BulkAction.Note(text="  ")), "action.note.text"),
    ],
)
async def test_an_action_that_makes_no_sense_is_refused_before_it_begins(
    door: Door, action: wire.BulkAction, field: str
) -> None:
    operator = await door.operator()
    await crowd(door, operator, 1)
    person = Person(door, operator)
    for attempt in (person.bulk(action, 1), previewed(person, action)):
        with pytest.raises(DomainError) as refused:
            await attempt
        assert (refused.value.kind, list(refused.value.fields)) == (Kind.INVALID, [field])


async def test_what_a_player_could_not_be_done_is_not_announced_either(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 2)
    person = Person(door, operator)
    play = 2
    async with working(door.database):
        await person.ended((await person.bulk(banning(play, days=1), 2)).job_id)
    # When their turn comes the bans have run out, which is written down first; but so has the time of the new ones.
    job = await person.bulk(banning(4, days=2), 2)
    async with working(door.database, now=lambda: clock.now() + timedelta(days=3)):
        job = await person.ended(job.job_id)
    assert (job.state, job.done, job.failed) == (wire.JOB_STATE_DONE, 2, 2)
    assert {result.reason for result in await person.results(job.job_id)} == {"INVALID_FIELD"}
    lifted = await door.rows("SELECT 1 FROM bans WHERE operator_id = :o AND lifted_at IS NOT NULL", o=UUID(operator))
    rows = await door.rows(
        "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
        subject=f"daybook.events.players.player_changed.{operator}",
    )
    actions = [events_pb2.PlayerChanged.FromString(row.payload).action.action for row in rows]
    assert (lifted, actions) == ([], ["player.ban"] * 2)


async def test_some_who_fail_among_many_leave_the_others_their_own_true_diffs(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator = await door.operator()
    await crowd(door, operator, 300)
    known = await ids(door, operator)
    person = Person(door, operator)
    async with working(door.database):
        chosen = [player for name, player in known.items() if int(name[1:]) % 2]
        await person.ended((await person.bulk(tagging("odd"), 150, player_ids=chosen)).job_id)
    broken = {UUID(known[name]) for name in ("p00000", "p00131", "p00132", "p00299")}
    refresh = listing.refresh

    async def refresh_unless_broken(connection: AsyncConnection, operator_id: UUID, players: list[UUID]) -> None:
        if broken & {*players}:
            raise RuntimeError("a row that nobody foresaw")
        await refresh(connection, operator_id, players)

    monkeypatch.setattr("services.players.service.revisions.listing.refresh", refresh_unless_broken)
    async with working(door.database):
        job = await person.ended((await person.bulk(tagging("late", remove=("odd",)), 300)).job_id)
    assert (job.state, job.done, job.failed, job.unchanged) == (wire.JOB_STATE_DONE, 300, 4, 0)
    results = await person.results(job.job_id)
    assert {UUID(one.player_id): one.reason for one in results if one.outcome == "failed"} == dict.fromkeys(
        broken, "INTERNAL"
    )
    assert [UUID(one.player_id) for one in results] == sorted(UUID(player) for player in known.values())
    rows = await door.rows("SELECT player_id, tag FROM player_tags WHERE operator_id = :o", o=UUID(operator))
    odd = {UUID(player) for player in chosen}
    assert {(row.player_id, row.tag) for row in rows} == {
        *((UUID(player), "late") for player in known.values() if UUID(player) not in broken),
        *((player, "odd") for player in odd & broken),
    }
    announced = await door.rows(
        "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
        subject=f"daybook.events.players.player_changed.{operator}",
    )
    told = {}
    for action in [events_pb2.PlayerChanged.FromString(row.payload).action for row in announced][150:]:
        [change] = [change for change in action.changes if change.path == "tags"]
        assert UUID(action.target.id) not in told, "once each"
        told[UUID(action.target.id)] = [
            [tag.string_value for tag in side.list_value.values] for side in (change.before, change.after)
        ]
    assert told == {
        UUID(player): [["odd"] if UUID(player) in odd else [], ["late"]]
        for player in known.values()
        if UUID(player) not in broken
    }
    revisions = await door.rows(
        "SELECT player_id, max(revision) AS last, count(*) AS n FROM revisions WHERE operator_id = :o GROUP BY 1",
        o=UUID(operator),
    )
    for row in revisions:
        expected = 1 + (row.player_id in odd) + (row.player_id not in broken)
        assert (row.last, row.n) == (expected, expected)
