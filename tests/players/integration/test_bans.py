"""Bans: by scope, replaced, lifted, run out; what they keep a player from, and who writes their end down."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from daybook.players.v1 import care_service_pb2 as care
from daybook.players.v1 import player_pb2
from daybook.players.v1 import players_service_pb2 as wire

from kit import clock
from kit.auth.actor import SYSTEM
from kit.errors import Kind
from kit.ids import uuid7
from services.players.domain.ban import BanScope
from services.players.expiry import Expiry
from services.players.repository import players
from services.players.service import bans
from services.players.service.revisions import Change
from tests.players.caring import CARE, Ward, changes, refusal
from tests.players.integration.conftest import Door
from tests.polling import until

RUN_OUT = (
    "UPDATE bans SET expires_at = now() - interval '1 second' WHERE player_id = :player AND expires_at IS NOT NULL"
)


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def scopes(player: player_pb2.Player) -> list[str]:
    return [player_pb2.BanScope.Name(ban.scope).removeprefix("BAN_SCOPE_").lower() for ban in player.bans]


async def test_a_ban_says_why_by_whom_and_until_when_and_ends_sessions(door: Door) -> None:
    ward, end = await Ward.registered(door), soon()
    await ward.start("s1")
    banned = await ward.ban("log_in", "play", until=end)
    assert (scopes(banned), banned.online, banned.revision) == (["log_in", "play"], False, 2)
    assert {(ban.reason, ban.by, ban.expires_at.ToDatetime(tzinfo=UTC)) for ban in banned.bans} == {
        ("why", "Test Staff", end)
    }
    assert (await ward.now()).open_sessions == 0
    [action] = await ward.actions("player.ban")
    seen = changes(action)
    assert (seen["open_sessions"], seen["bans.play.reason"]) == ((1, 0), (None, "why"))
    assert action.reason == "why"
    assert await ward.refused() == {"log_in": ["BANNED"], "play": ["BANNED"]}
    error = await refusal(ward.start("s2"))
    assert (error.reason, error.details["until"]) == ("PLAYER_BANNED", end.isoformat())


async def test_a_ban_from_playing_leaves_sessions_open(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.start("s1")
    assert (await ward.ban("play")).online
    assert (await ward.start("s2")).session_id == "s2"


async def test_a_second_ban_of_a_scope_replaces_the_first_which_stays_in_the_history(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.ban("deposit", "play", until=soon())
    again = await ward.ban("deposit")
    assert scopes(again) == ["play", "deposit"]
    assert [ban.HasField("expires_at") for ban in again.bans] == [True, False]
    history = await ward.bans()
    assert [(ban.scope, ban.lift_reason, ban.lifted_by) for ban in history if ban.HasField("lifted_at")] == [
        (player_pb2.BAN_SCOPE_DEPOSIT, "replaced", "Test Staff")
    ]
    assert len(history) == 3
    assert history[0].ban_id == again.bans[1].ban_id


async def test_bans_are_lifted_by_scope_with_a_reason(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.ban("play", "withdraw")
    after = await ward.lift("play", "log_in")
    assert (scopes(after), after.revision) == (["withdraw"], 3)
    [action] = await ward.actions("player.lift_ban")
    assert changes(action)["bans.play.reason"] == ("why", None)
    assert not any(path.startswith("bans.withdraw") for path in changes(action))
    error = await refusal(ward.lift("play"))
    assert (error.kind, error.reason) == (Kind.REFUSED, "PLAYER_NOT_BANNED")
    assert await ward.refused() == {"withdraw": ["BANNED"]}


async def test_what_cannot_be_banned(door: Door) -> None:
    ward = await Ward.registered(door)
    error = await refusal(ward.ban("play", until=datetime.now(UTC) - timedelta(minutes=1)))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, ["expires_at"])
    assert (await refusal(ward.ban("play", revision=7))).reason == "STALE_REVISION"
    assert list((await refusal(ward.ban(revision=1))).fields) == ["scopes"]
    assert list((await refusal(ward.ban("play", "play", revision=1))).fields) == ["scopes"]
    assert await ward.bans() == []
    assert await ward.revision() == 1


async def test_only_one_of_several_who_saw_the_same_revision_bans(door: Door) -> None:
    ward = await Ward.registered(door)
    answers = await asyncio.gather(*(ward.ban("play", revision=1) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, player_pb2.Player) for one in answers) == 1
    assert len(await ward.bans()) == len(await ward.actions("player.ban")) == 1


async def test_a_ban_that_has_run_out_holds_no_more_even_before_anybody_lifts_it(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.ban("log_in", "play", until=soon())
    await ward.ban("withdraw")
    await ward.sql(RUN_OUT)
    assert await ward.refused() == {"withdraw": ["BANNED"]}
    assert scopes((await ward.now()).player) == ["withdraw"]
    assert (await ward.start("s1")).session_id == "s1"
    # A new ban of the scope is no replacement of what is over: its end is written down first, and announced.
    await ward.ban("play")
    ended = {ban.scope: ban.lift_reason for ban in await ward.bans() if ban.HasField("lifted_at")}
    assert ended == {player_pb2.BAN_SCOPE_LOG_IN: "expired", player_pb2.BAN_SCOPE_PLAY: "expired"}
    assert [action.action for action in await ward.actions()] == [
        *("player.ban", "player.ban", "player.ban_expired", "player.ban_expired", "player.ban")
    ]


async def test_what_has_run_out_is_lifted_and_announced_once_by_however_many(door: Door) -> None:
    wards = [await Ward.registered(door) for _ in range(3)]
    for ward in wards:
        await ward.ban("play", "deposit", until=soon())
        await ward.ban("withdraw")
        await ward.sql(RUN_OUT)
    rounds = [Expiry(door.database, clock.now) for _ in range(4)]
    lifted = await asyncio.gather(*(one.lift_expired() for one in rounds))
    lifted.append(await rounds[0].lift_expired())
    assert sum(lifted) >= 6
    for ward in wards:
        told = await ward.actions("player.ban_expired")
        assert [one.actor.name for one in told] == ["Daybook", "Daybook"]
        assert all(one.company_id and one.operator_id == ward.operator for one in told)
        assert [set(changes(one)) & {"bans.play.reason", "bans.deposit.reason"} for one in told] == [
            {"bans.play.reason"},
            {"bans.deposit.reason"},
        ]
        assert [one.revision for one in await ward.revisions()] == [5, 4, 3, 2, 1]
        assert scopes((await ward.now()).player) == ["withdraw"]
        over = [ban for ban in await ward.bans() if ban.HasField("lifted_at")]
        assert all(ban.lifted_at == ban.expires_at and ban.lift_reason == "expired" for ban in over)
        assert len(over) == 2
    assert await rounds[1].lift_expired() == 0


async def test_a_player_that_somebody_changes_is_left_for_the_next_round(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.ban("play", until=soon())
    await ward.sql(RUN_OUT)
    expiry = Expiry(door.database, clock.now)
    async with door.database.unit_of_work() as uow:
        await players.lock(uow.connection, UUID(ward.operator), UUID(ward.player_id))
        assert await asyncio.wait_for(expiry.lift_expired(), 10) == 0
    assert await expiry.lift_expired() == 1


async def test_expiry_runs_by_itself_and_stops(door: Door) -> None:
    ward, stop = await Ward.registered(door), asyncio.Event()
    running = asyncio.create_task(Expiry(door.database, clock.now, every=0.05).run(stop))

    async def announced() -> bool:
        return bool(await ward.actions("player.ban_expired"))

    try:
        # As long as a slow machine may need to place it.
        await ward.ban("play", until=datetime.now(UTC) + timedelta(seconds=3))
        await until(announced, seconds=30)
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)


async def test_access_is_answered_by_revision_and_an_unknown_player_may_nothing(door: Door) -> None:
    ward = await Ward.registered(door)
    assert (await ward.access()).revision == 1
    await ward.suspended()
    answer = await ward.access()
    assert answer.revision == 2
    assert await ward.refused() == {key: ["SUSPENDED"] for key in ("log_in", "play", "deposit", "withdraw")}
    assert answer.play.denials[0].message == "Suspended by Test Staff: why"
    request = wire.CheckAccessRequest(operator_id=ward.operator, external_id="nobody")
    error = await refusal(door.as_platform(door.players.CheckAccess, request))
    assert (error.kind, error.reason) == (Kind.NOT_FOUND, "PLAYER_NOT_FOUND")


async def test_every_reason_is_given_at_once_with_its_own_end(door: Door) -> None:
    ward, end = await Ward.registered(door), soon()
    await ward.ban("play", until=end)
    told = player_pb2.Exclusion()
    told.until.FromDatetime(end + timedelta(days=1))
    await ward.tell(exclusion=told, closed=True)
    play = (await ward.access()).play
    assert [one.reason for one in play.denials] == ["CLOSED", "SELF_EXCLUDED", "BANNED"]
    assert [one.until.ToDatetime(tzinfo=UTC) if one.HasField("until") else None for one in play.denials] == [
        None,
        end + timedelta(days=1),
        end,
    ]


@pytest.mark.parametrize("one", [True, False])
async def test_staff_end_one_session_or_all(door: Door, one: bool) -> None:
    ward = await Ward.registered(door)
    for name in ("a", "b", "c"):
        await ward.start(name)
    request = care.EndPlayerSessionsRequest(**ward.asked(), session_id="b" if one else "")
    answer = await door.as_staff(door.care.EndPlayerSessions, request, *CARE)
    assert answer.ended == (1 if one else 3)
    assert (await door.as_staff(door.care.EndPlayerSessions, request, *CARE)).ended == answer.ended
    profile = await ward.now()
    assert (profile.open_sessions, profile.player.online, profile.player.revision) == (3 - answer.ended, one, 1)
    [action] = await ward.actions("player.end_sessions")
    assert (action.reason, changes(action)) == ("why", {"open_sessions": (3, 3 - answer.ended)})
    if one:  # ended already: nothing happens, and nothing is announced
        request.request_id = ward.asked()["request_id"]
        assert (await door.as_staff(door.care.EndPlayerSessions, request, *CARE)).ended == 0
        assert len(await ward.actions("player.end_sessions")) == 1


async def test_a_session_of_another_player_is_not_found(door: Door) -> None:
    ward = await Ward.registered(door)
    other = await Ward.registered(door, "bo", ward.operator)
    await other.start("theirs")
    request = care.EndPlayerSessionsRequest(**ward.asked(), session_id="theirs")
    assert (await refusal(door.as_staff(door.care.EndPlayerSessions, request, *CARE))).reason == "SESSION_NOT_FOUND"
    assert (await other.now()).open_sessions == 1


async def test_a_session_leaves_traces_of_its_device_and_address(door: Door) -> None:
    ward = await Ward.registered(door, registration_ip="198.51.100.1")
    await ward.start("s1", ip="203.0.113.7", device="phone")
    await ward.start("s2", ip="203.0.113.7")
    found = await door.rows("SELECT kind, value FROM traces WHERE player_id = :p ORDER BY kind", p=UUID(ward.player_id))
    assert [tuple(row) for row in found] == [(1, "phone"), (2, "203.0.113.7"), (5, "198.51.100.1")]


async def test_a_ban_that_is_over_by_the_databases_clock_alone_makes_room_for_another(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.ban("play", until=soon())
    await ward.sql(RUN_OUT)
    change = Change(UUID(ward.operator), UUID(ward.player_id), "again", None, str(uuid7()))
    async with door.database.unit_of_work() as uow:
        banned = await bans.place(
            uow, change, [BanScope.PLAY], None, SYSTEM, lambda: clock.now() - timedelta(minutes=1)
        )
    assert [ban.reason for ban in banned.bans] == ["again"]
    assert len(await ward.actions("player.ban_expired")) == 1


async def test_one_whose_end_cannot_be_written_down_holds_up_nobody_else(door: Door) -> None:
    stuck = await Ward.registered(door)
    other = await Ward.registered(door, "bo", operator=stuck.operator)
    for ward in (stuck, other):
        await ward.ban("play", until=soon())
        await ward.sql(RUN_OUT)
    await stuck.sql("UPDATE revisions SET revision = 3 WHERE player_id = :player AND revision = 2")  # that of its end
    assert await Expiry(door.database, clock.now).lift_expired() == 1
    assert [len(await ward.actions("player.ban_expired")) for ward in (stuck, other)] == [0, 1]
    await stuck.sql("UPDATE revisions SET revision = 2 WHERE player_id = :player AND revision = 3")
    assert await Expiry(door.database, clock.now).lift_expired() == 1
