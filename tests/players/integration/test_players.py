"""PlayersService through the door: registering, sessions, lists, profiles, suspending."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import activity_service_pb2, events_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire
from daybook.types.v1 import page_pb2
from google.type import date_pb2

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from tests.players.building import NOON, bonus, deposit, placed, registered, registration, settled, voided
from tests.players.integration.conftest import Door

ANA: dict[str, Any] = {
    "username": "AnaS",
    "first_name": "Ana Luíza",
    "last_name": "de Souza",
    "email": "Ana@Mail.example",
    "phone": "+5511999998888",
    "date_of_birth": date_pb2.Date(year=1990, month=2, day=28),
    "country": "BR",
    "region": "SP",
    "language": "pt-BR",
    "registration_ip": "2001:DB8::0001",
}


async def register(door: Door, operator: str, external_id: str, **facts: Any) -> wire.RegisterPlayerResponse:
    request = wire.RegisterPlayerRequest(operator_id=operator, registration=registration(external_id, **facts))
    return await door.as_platform(door.players.RegisterPlayer, request)


async def start(door: Door, operator: str, session_id: str, player: str, **facts: Any) -> player_pb2.Session:
    request = wire.StartSessionRequest(operator_id=operator, session_id=session_id, player_external_id=player, **facts)
    return (await door.as_platform(door.players.StartSession, request)).session


async def get(door: Door, operator: str, player_id: str) -> wire.GetPlayerResponse:
    return await door.as_staff(door.players.GetPlayer, wire.GetPlayerRequest(operator_id=operator, player_id=player_id))


async def record(door: Door, operator: str, *activities: activity_service_pb2.Activity) -> None:
    request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=activities)
    response = await door.as_platform(door.activity.RecordActivity, request)
    assert {result.outcome for result in response.results} == {activity_service_pb2.ActivityResult.OUTCOME_RECORDED}


async def test_registering_is_idempotent_and_announced_once(door: Door) -> None:
    operator = await door.operator()
    first = await register(door, operator, "ana", **ANA)
    assert first.created
    player = first.player
    assert (player.email, player.registration_ip, player.revision) == ("ana@mail.example", "2001:db8::1", 1)
    assert player.status == player_pb2.PLAYER_STATUS_ACTIVE
    assert not player.HasField("last_seen_at")
    again = await register(door, operator, "ana", **ANA)
    assert (again.created, again.player) == (False, player)
    [event] = await door.announced(operator)
    assert [(a.WhichOneof("kind"), a.player_id, a.country) for a in event.activities] == [
        ("registered", player.player_id, "BR")
    ]
    assert event.activities[0].occurred_at == player.registered_at


async def test_other_facts_are_refused_and_named(door: Door) -> None:
    operator = await door.operator()
    await register(door, operator, "ana", **ANA)
    with pytest.raises(DomainError) as refused:
        await register(door, operator, "ana", **{**ANA, "email": "b@mail.example", "last_name": "Silva"})
    assert refused.value.reason == "PLAYER_REGISTERED_DIFFERENTLY"
    assert set(refused.value.fields) == {"registration.email", "registration.last_name"}


async def test_registering_at_once_makes_one_player(door: Door) -> None:
    operator = await door.operator()
    answers = await asyncio.gather(*(register(door, operator, "twin", **ANA) for _ in range(8)))
    assert sum(answer.created for answer in answers) == 1
    assert len({answer.player.player_id for answer in answers}) == 1


@pytest.mark.parametrize(
    ("facts", "reason", "field"),
    [
        ({"currency": "QQQ"}, "UNKNOWN_CURRENCY", "registration.currency"),
        ({"email": "nobody"}, "INVALID_FIELD", "registration.email"),
        ({"phone": "12"}, "INVALID_FIELD", "registration.phone"),
        ({"country": "Brazil"}, "INVALID_FIELD", "registration.country"),
        ({"registration_ip": "1.2.3"}, "INVALID_FIELD", "registration.registration_ip"),
        (
            {"date_of_birth": date_pb2.Date(year=2001, month=2, day=29)},
            "INVALID_FIELD",
            "registration.date_of_birth",
        ),
        (
            {"date_of_birth": date_pb2.Date(year=2999, month=1, day=1)},
            "INVALID_FIELD",
            "registration.date_of_birth",
        ),
        ({"first_name": "a\0b"}, "INVALID_FIELD", "registration.first_name"),
        ({"external_id": ""}, "INVALID_FIELD", "registration.external_id"),
    ],
)
async def test_bad_registrations_name_the_field(door: Door, facts: dict[str, Any], reason: str, field: str) -> None:
    operator = await door.operator()
    with pytest.raises(DomainError) as refused:
        await register(door, operator, **{"external_id": "x", "currency": "BRL", **facts})
    assert (refused.value.reason, list(refused.value.fields)) == (reason, [field])


async def test_a_registration_in_the_future_is_refused(door: Door) -> None:
    operator = await door.operator()
    told = registration("x")
    told.registered_at.FromDatetime(NOON.replace(year=2999))
    with pytest.raises(DomainError) as refused:
        await door.as_platform(
            door.players.RegisterPlayer, wire.RegisterPlayerRequest(operator_id=operator, registration=told)
        )
    assert list(refused.value.fields) == ["registration.registered_at"]


async def test_an_unknown_operator_is_refused(door: Door) -> None:
    with pytest.raises(DomainError) as refused:
        await register(door, str(uuid7()), "x")
    assert (refused.value.reason, refused.value.kind) == ("OPERATOR_UNKNOWN", Kind.REFUSED)


async def test_sessions_start_once_and_end_once(door: Door) -> None:
    operator = await door.operator()
    player = (await register(door, operator, "ana")).player
    facts = {"ip": "203.0.113.7", "device": "phone", "country": "BR", "user_agent": "Mozilla/5.0"}
    first = await start(door, operator, "s1", "ana", **facts)
    assert await start(door, operator, "s1", "ana", **facts) == first
    with pytest.raises(DomainError) as refused:
        await start(door, operator, "s1", "ana", **{**facts, "ip": "203.0.113.8"})
    assert (refused.value.reason, list(refused.value.fields)) == ("SESSION_STARTED_DIFFERENTLY", ["ip"])
    profile = await get(door, operator, player.player_id)
    assert profile.open_sessions == 1
    assert profile.player.last_seen_at == first.started_at

    async def end(session_id: str = "s1", **facts: Any) -> player_pb2.Session:
        request = wire.EndSessionRequest(operator_id=operator, session_id=session_id, **facts)
        return (await door.as_platform(door.players.EndSession, request)).session

    early = wire.EndSessionRequest()
    early.ended_at.FromDatetime(NOON)
    with pytest.raises(DomainError) as refused:
        await end(ended_at=early.ended_at)
    assert list(refused.value.fields) == ["ended_at"]
    ended = await end()
    assert ended.ended_at.ToDatetime() >= ended.started_at.ToDatetime()
    assert await end() == ended
    assert (await get(door, operator, player.player_id)).open_sessions == 0
    with pytest.raises(DomainError) as refused:
        await end("none")
    assert (refused.value.reason, refused.value.kind) == ("SESSION_NOT_FOUND", Kind.NOT_FOUND)
    with pytest.raises(DomainError) as refused:
        await start(door, operator, "s2", "nobody")
    assert refused.value.reason == "PLAYER_NOT_FOUND"


async def test_a_session_told_at_once_by_two_starts_once(door: Door) -> None:
    operator = await door.operator()
    await register(door, operator, "ana")
    answers = await asyncio.gather(*(start(door, operator, "same", "ana", device="tv") for _ in range(6)))
    assert all(answer == answers[0] for answer in answers)


async def change(
    door: Door,
    operator: str,
    player_id: str,
    revision: int,
    *,
    suspend: bool,
    request_id: str = "",
    reason: str = "why",
) -> player_pb2.Player:
    kind = wire.SuspendPlayerRequest if suspend else wire.ReinstatePlayerRequest
    request = kind(
        operator_id=operator,
        player_id=player_id,
        reason=reason,
        revision=revision,
        request_id=request_id or str(uuid7()),
    )
    method = door.players.SuspendPlayer if suspend else door.players.ReinstatePlayer
    response: Any = await door.as_staff(method, request, "players.suspend")
    answer: player_pb2.Player = response.player
    return answer


async def events_of(door: Door, operator: str, name: str) -> list[bytes]:
    found = await door.rows(
        "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
        subject=f"daybook.events.players.{name}.{operator}",
    )
    return [row.payload for row in found]


async def test_suspending_ends_sessions_says_why_and_is_audited(door: Door) -> None:
    operator = await door.operator()
    player = (await register(door, operator, "ana", **ANA)).player
    await start(door, operator, "s1", "ana")
    await start(door, operator, "s2", "ana")
    request_id = str(uuid7())
    after = await change(door, operator, player.player_id, 1, suspend=True, request_id=request_id, reason="chargeback")
    assert (after.status, after.revision) == (player_pb2.PLAYER_STATUS_SUSPENDED, 2)
    assert (after.suspension.reason, after.suspension.by) == ("chargeback", "Test Staff")
    assert after.email == "a••@mail.example"
    # The same request again answers the same and does nothing.
    repeated = await change(
        door, operator, player.player_id, 1, suspend=True, request_id=request_id, reason="chargeback"
    )
    assert repeated == after
    [payload] = await events_of(door, operator, "player_suspended")
    action = events_pb2.PlayerSuspended.FromString(payload).action
    changes = {c.path: (c.before, c.after) for c in action.changes}
    assert (action.action, action.reason, action.target.id) == ("player.suspend", "chargeback", player.player_id)
    assert action.target.label == "ana"
    assert (action.actor.name, action.origin.ip, action.company_id != "") == ("Test Staff", "203.0.113.9", True)
    assert changes["status"][0].string_value == "active"
    assert changes["status"][1].string_value == "suspended"
    assert changes["suspension.reason"][1].string_value == "chargeback"
    assert (changes["open_sessions"][0].number_value, changes["open_sessions"][1].number_value) == (2, 0)
    assert (await get(door, operator, player.player_id)).open_sessions == 0
    listed = await door.as_staff(
        door.players.ListSessions, wire.ListSessionsRequest(operator_id=operator, player_id=player.player_id)
    )
    assert all(session.HasField("ended_at") for session in listed.sessions)
    with pytest.raises(DomainError) as refused:
        await start(door, operator, "s3", "ana")
    assert refused.value.reason == "PLAYER_SUSPENDED"
    # A session that was started before may be told again.
    assert (await start(door, operator, "s1", "ana")).HasField("ended_at")


async def test_what_cannot_be_suspended_or_reinstated(door: Door) -> None:
    operator = await door.operator()
    player_id = (await register(door, operator, "ana")).player.player_id

    async def reason_of(revision: int, *, suspend: bool, which: str = player_id) -> tuple[str, Kind]:
        with pytest.raises(DomainError) as refused:
            await change(door, operator, which, revision, suspend=suspend)
        return refused.value.reason, refused.value.kind

    assert await reason_of(1, suspend=False) == ("PLAYER_NOT_SUSPENDED", Kind.REFUSED)
    assert await reason_of(7, suspend=True) == ("STALE_REVISION", Kind.CONFLICT)
    assert await reason_of(1, suspend=True, which=str(uuid7())) == ("PLAYER_NOT_FOUND", Kind.NOT_FOUND)
    await change(door, operator, player_id, 1, suspend=True)
    assert await reason_of(2, suspend=True) == ("PLAYER_ALREADY_SUSPENDED", Kind.REFUSED)
    assert await reason_of(1, suspend=False) == ("STALE_REVISION", Kind.CONFLICT)
    back = await change(door, operator, player_id, 2, suspend=False, reason="cleared")
    assert (back.status, back.revision, back.HasField("suspension")) == (player_pb2.PLAYER_STATUS_ACTIVE, 3, False)
    [payload] = await events_of(door, operator, "player_reinstated")
    action = events_pb2.PlayerReinstated.FromString(payload).action
    assert (action.reason, {c.path for c in action.changes}) == (
        "cleared",
        {"status", "revision", "suspension.at", "suspension.by", "suspension.reason"},
    )
    assert (await start(door, operator, "s1", "ana")).session_id == "s1"


async def test_only_one_of_two_who_saw_the_same_revision_suspends(door: Door) -> None:
    operator = await door.operator()
    player_id = (await register(door, operator, "ana")).player.player_id
    answers = await asyncio.gather(
        *(change(door, operator, player_id, 1, suspend=True) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(answer, player_pb2.Player) for answer in answers) == 1
    assert len(await events_of(door, operator, "player_suspended")) == 1


async def test_a_profile_is_masked_unless_revealed_which_is_audited(door: Door) -> None:
    operator = await door.operator()
    player = (await register(door, operator, "ana", **ANA)).player
    masked = (await get(door, operator, player.player_id)).player
    assert (masked.first_name, masked.email, masked.phone) == ("A•• L••••", "a••@mail.example", "••••••••••••88")
    assert not masked.HasField("date_of_birth")
    assert masked.registration_ip == "2001:db8:x"
    request = wire.GetPlayerRequest(operator_id=operator, player_id=player.player_id, reveal=True)
    with pytest.raises(DomainError) as refused:
        await door.as_staff(door.players.GetPlayer, request, "players.read")
    assert refused.value.kind is Kind.DENIED
    assert await events_of(door, operator, "player_revealed") == []
    clear = await door.as_staff(door.players.GetPlayer, request, "players.read", "players.reveal")
    assert clear.player == player
    [payload] = await events_of(door, operator, "player_revealed")
    action = events_pb2.PlayerRevealed.FromString(payload).action
    assert (action.action, action.target.id, list(action.changes)) == ("player.reveal", player.player_id, [])


async def test_bets_movements_and_sessions_page_newest_first_and_stay_put(door: Door) -> None:
    operator = await door.operator()
    player_id = (await register(door, operator, "ana")).player.player_id
    # Over several months, so that pages cross partitions.
    bets = [placed("ana", f"b{i:02}", i + 1, payout=None, at=NOON + timedelta(days=9 * i)) for i in range(12)]
    await record(door, operator, *bets)
    await record(door, operator, settled("ana", "b03", 9), voided("ana", "b04"), deposit("ana", "d", 5, currency="EUR"))
    seen: list[str] = []
    page = page_pb2.Page(size=5)
    for number in range(3):
        answer = await door.as_staff(
            door.players.ListBets, wire.ListBetsRequest(operator_id=operator, player_id=player_id, page=page)
        )
        seen += [bet.bet_id for bet in answer.bets]
        page.cursor = answer.next_cursor
        # A newer one that arrives meanwhile moves no page.
        await record(door, operator, placed("ana", f"new{number}", 1, at=NOON + timedelta(days=300 + number)))
    assert seen == [f"b{i:02}" for i in reversed(range(12))]
    assert page.cursor == ""
    assert (answer.total.count, answer.total.approximate) == (14, False)

    async def bets_with(status: player_pb2.BetStatus.ValueType) -> list[player_pb2.Bet]:
        request = wire.ListBetsRequest(operator_id=operator, player_id=player_id, status=status)
        return list((await door.as_staff(door.players.ListBets, request)).bets)

    [ended] = await bets_with(player_pb2.BET_STATUS_SETTLED)
    assert (ended.bet_id, ended.payout.minor, ended.stake.minor) == ("b03", 9, 4)
    [void] = await bets_with(player_pb2.BET_STATUS_VOIDED)
    assert (void.bet_id, void.HasField("voided_at"), void.HasField("payout")) == ("b04", True, False)

    async def movements(**wanted: Any) -> list[player_pb2.Movement]:
        request = wire.ListMovementsRequest(operator_id=operator, player_id=player_id, **wanted)
        return list((await door.as_staff(door.players.ListMovements, request)).movements)

    numbers = [int(movement.movement_id) for movement in await movements()]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 18
    [euro] = await movements(currency="EUR")
    assert (euro.kind, euro.reference, euro.balance_after.minor) == (player_pb2.MOVEMENT_KIND_DEPOSIT, "d", 5)
    [back] = await movements(kinds=[player_pb2.MOVEMENT_KIND_BET_ROLLBACK])
    assert (back.amount.minor, back.reference) == (5, "b04")

    for number in range(3):
        await start(door, operator, f"s{number}", "ana", ip=f"203.0.113.{number}")
    first = await door.as_staff(
        door.players.ListSessions,
        wire.ListSessionsRequest(operator_id=operator, player_id=player_id, page=page_pb2.Page(size=2)),
    )
    assert [(s.session_id, s.ip) for s in first.sessions] == [("s2", "203.0.x.x"), ("s1", "203.0.x.x")]
    second = await door.as_staff(
        door.players.ListSessions,
        wire.ListSessionsRequest(
            operator_id=operator, player_id=player_id, page=page_pb2.Page(size=2, cursor=first.next_cursor)
        ),
    )
    assert [s.session_id for s in second.sessions] == ["s0"]
    with pytest.raises(DomainError) as refused:
        await door.as_staff(
            door.players.ListBets,
            wire.ListBetsRequest(
                operator_id=operator, player_id=player_id, page=page_pb2.Page(cursor=first.next_cursor)
            ),
        )
    assert refused.value.reason == "BAD_CURSOR"


async def test_totals_and_balances_of_a_profile(door: Door) -> None:
    operator = await door.operator()
    player_id = (await register(door, operator, "ana", currency="BIT")).player.player_id
    fresh = await get(door, operator, player_id)
    assert [(b.amount.currency, b.amount.minor) for b in fresh.balances] == [("BIT", 0)]
    await record(door, operator, bonus("ana", "x", 3), placed("ana", "b", 10, payout=4), registered("bo"))
    profile = await get(door, operator, player_id)
    assert [(t.currency, t.turnover, t.ggr) for t in profile.totals] == [("BIT", 0, 0), ("BRL", 10, 6)]
    [row] = await door.rows("SELECT deposit_count FROM accounts WHERE player_id = :p", p=UUID(player_id))
    assert row.deposit_count == 0
