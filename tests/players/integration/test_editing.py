"""What platforms tell of players and staff correct: masks, normalisation, revisions, repetition, two at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import care_service_pb2 as care
from daybook.players.v1 import filter_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire
from google.type import date_pb2

from kit.errors import Kind
from kit.ids import uuid7
from tests.players.building import NOON, placed, voided
from tests.players.caring import CARE, Ward, changes, refusal
from tests.players.integration.conftest import Door
from tests.players.integration.test_players import record


async def found_by(ward: Ward, query: str) -> list[str]:
    request = wire.ListPlayersRequest(operator_id=ward.operator, filter=filter_pb2.PlayerFilter(query=query))
    answer = await ward.door.as_staff(ward.door.players.ListPlayers, request)
    return [row.player.external_id for row in answer.rows]


async def test_a_platform_finds_its_player_in_clear_with_balances(door: Door) -> None:
    ward = await Ward.registered(door, email="Ana@Mail.example", currency="BIT")
    request = wire.FindPlayerRequest(operator_id=ward.operator, external_id="ana")
    answer = await door.as_platform(door.players.FindPlayer, request)
    assert (answer.player.player_id, answer.player.email) == (ward.player_id, "ana@mail.example")
    assert [(one.amount.currency, one.amount.minor) for one in answer.balances] == [("BIT", 0)]
    request.external_id = "nobody"
    assert (await refusal(door.as_platform(door.players.FindPlayer, request))).reason == "PLAYER_NOT_FOUND"


async def test_what_a_platform_tells_is_normalised_kept_and_audited(door: Door) -> None:
    ward = await Ward.registered(door, first_name="Ana", email="ana@mail.example", country="BR")
    after = await ward.tell(
        first_name=" Beatriz ",
        email="Bea@Mail.example",
        document=player_pb2.Document(type="cpf", number="123 456 789-09"),
        date_of_birth=date_pb2.Date(year=1990, month=2, day=28),
        kyc_level=2,
        kyc_status=player_pb2.KYC_STATUS_VERIFIED,
        vip_level=5,
        affiliate_id="aff-7",
        risk_flags=["chargeback", "bonus_abuse"],
        two_factor=True,
    )
    assert (after.first_name, after.email, after.document.number) == ("Beatriz", "bea@mail.example", "123456789-09")
    assert (after.kyc_level, after.kyc_status, after.vip_level) == (2, player_pb2.KYC_STATUS_VERIFIED, 5)
    assert (after.acquisition, list(after.risk_flags), after.two_factor) == (
        player_pb2.ACQUISITION_AFFILIATE,
        ["bonus_abuse", "chargeback"],
        True,
    )
    assert (after.country, after.revision) == ("BR", 2)
    assert (await ward.clear()).player == after
    [event] = await ward.changed()
    assert (event.action.action, event.action.actor.name, event.revision) == ("player.update", "Test Platform", 2)
    seen = changes(event.action)
    assert seen["kyc_status"] == ("none", "verified")
    assert seen["email"] == seen["first_name"] == seen["document.number"] == ("•••", "•••")
    assert b"bea@" not in event.SerializeToString()
    assert set(seen) == {
        *("affiliate_id", "date_of_birth", "document.number", "document.type", "email", "first_name", "kyc_level"),
        *("kyc_status", "revision", "risk_flags", "two_factor", "vip_level"),
    }
    [row] = await door.rows(
        "SELECT kind, value FROM traces WHERE player_id = :player AND kind = 3", player=UUID(ward.player_id)
    )
    assert row.value == "123456789-09"


async def test_only_what_the_mask_names_changes_and_nothing_new_is_no_revision(door: Door) -> None:
    ward = await Ward.registered(door, first_name="Ana", last_name="Souza", phone="+5511999998888")
    after = await ward.tell("phone", last_name="Silva")
    assert (after.first_name, after.last_name, after.phone, after.revision) == ("Ana", "Silva", "", 2)
    same = await ward.tell(last_name=" Silva", kyc_level=0)
    assert same.revision == 2
    assert len(await ward.changed()) == 1
    # An empty username is the external id again, as in a registration.
    assert (await ward.tell("username")).username == "ana"


async def test_a_repetition_answers_the_same_and_the_last_told_wins(door: Door) -> None:
    ward = await Ward.registered(door)
    request_id = str(uuid7())
    first = await ward.tell(vip_level=1, request_id=request_id)
    second = await ward.tell(vip_level=2)
    assert await ward.tell(vip_level=1, request_id=request_id) == first
    assert (await ward.now()).player.vip_level == second.vip_level == 2
    assert (await refusal(ward.tell(vip_level=3, request_id=request_id))).reason == "REQUEST_ID_REUSED"
    answers = await asyncio.gather(*(ward.tell(vip_level=level) for level in range(10, 18)))
    assert sorted(one.revision for one in answers) == list(range(4, 12))
    assert [one.revision for one in await ward.revisions()] == list(range(11, 0, -1))


@pytest.mark.parametrize(
    ("paths", "update", "field"),
    [
        ([], {}, "update_mask"),
        (["shoe_size"], {}, "update_mask"),
        (["registration.email"], {}, "update_mask"),
        ([], {"email": "nobody"}, "update.email"),
        ([], {"phone": "12"}, "update.phone"),
        ([], {"country": "Brazil"}, "update.country"),
        ([], {"kyc_level": 10}, "update.kyc_level"),
        ([], {"risk_flags": ["Not a flag"]}, "update.risk_flags[0]"),
        ([], {"first_name": "a\0b"}, "update.first_name"),
        ([], {"date_of_birth": date_pb2.Date(year=2999, month=1, day=1)}, "update.date_of_birth"),
        ([], {"document": player_pb2.Document(type="CPF!")}, "update.document.type"),
    ],
)
async def test_what_cannot_be_told_names_the_field(
    door: Door, paths: list[str], update: dict[str, Any], field: str
) -> None:
    ward = await Ward.registered(door)
    error = await refusal(ward.tell(*paths, **update))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, [field])


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize(
    "path",
    [
        "kyc_level",
        "kyc_status",
        "vip_level",
        "affiliate_id",
        "referrer_external_id",
        "exclusion",
        "risk_flags",
        "closed",
    ],
)
async def test_staff_correct_a_profile_and_nothing_that_the_platform_tells(door: Door, path: str, ours: bool) -> None:
    ward = await Ward.registered(door)
    error = await refusal(ward.edit(1, path, *(["email"] if ours else [])))
    assert (error.reason, list(error.fields)) == ("INVALID_FIELD", ["update_mask"])
    assert path in error.message
    assert await ward.revision() == 1


async def test_an_edit_is_masked_audited_and_found_by_the_new_words(door: Door) -> None:
    ward = await Ward.registered(door, first_name="Ana", last_name="Souza", email="ana@mail.example")
    after = await ward.edit(1, last_name="Brandão", email="nova@mail.example", phone="+5511911112222")
    assert (after.last_name, after.email, after.phone) == ("B••••••", "n•••@mail.example", "••••••••••••22")
    assert await found_by(ward, "brandao") == ["ana"]
    assert await found_by(ward, "souza") == []
    assert await found_by(ward, "nova@mail.example") == ["ana"]
    assert await found_by(ward, "+5511911112222") == ["ana"]
    [action] = await ward.actions("player.edit")
    assert (action.reason, action.actor.name, action.origin.ip) == ("why", "Test Staff", "203.0.113.9")
    assert set(changes(action)) == {"last_name", "email", "phone", "revision"}


async def test_of_two_who_saw_the_same_revision_the_second_learns_what_the_first_did(door: Door) -> None:
    ward = await Ward.registered(door)
    answers = await asyncio.gather(
        *(ward.edit(1, email=f"n{number}@mail.example", region="SP") for number in range(4)), return_exceptions=True
    )
    done = [one for one in answers if isinstance(one, player_pb2.Player)]
    assert [one.revision for one in done] == [2]
    error = await refusal(ward.edit(1, first_name="Late"))
    assert (error.kind, error.reason, error.details["revision"]) == (Kind.CONFLICT, "STALE_REVISION", "2")
    assert set(error.fields) == {"email", "region"}
    assert error.fields["email"].startswith("changed by Test Staff at 20")
    assert "Test Staff" in error.message
    await ward.tell(kyc_level=3)
    error = await refusal(ward.suspended(2))
    assert list(error.fields) == ["kyc_level"]
    assert "Test Platform" in error.fields["kyc_level"]
    assert (await refusal(ward.edit(99, first_name="Odd"))).reason == "STALE_REVISION"


async def test_a_tag_meanwhile_makes_nobodys_page_stale(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.tag("vip watch")
    assert (await ward.edit(1, region="SP")).revision == 3
    assert (await refusal(ward.edit(2, region="RJ"))).reason == "STALE_REVISION"


async def test_closing_ends_sessions_and_opening_again_lifts_no_suspension(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.start("s1")
    await ward.start("s2")
    closed = await ward.tell(closed=True)
    assert (closed.status, closed.online) == (player_pb2.PLAYER_STATUS_CLOSED, False)
    [action] = await ward.actions("player.update")
    assert changes(action)["open_sessions"] == (2, 0)
    assert (await ward.now()).open_sessions == 0
    assert (await refusal(ward.start("s3"))).reason == "PLAYER_CLOSED"
    assert (await ward.tell("closed")).status == player_pb2.PLAYER_STATUS_ACTIVE
    await ward.suspended()
    assert (await ward.tell(closed=True)).suspension.reason == "why"
    assert await ward.refused() == {
        **{key: ["CLOSED", "SUSPENDED"] for key in ("log_in", "play", "deposit")},
        "withdraw": ["SUSPENDED"],
    }
    reopened = await ward.tell("closed")
    assert (reopened.status, reopened.suspension.reason) == (player_pb2.PLAYER_STATUS_SUSPENDED, "why")


async def test_a_closed_account_is_reinstated_and_stays_closed(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.suspended()
    await ward.tell(closed=True)
    request = wire.ReinstatePlayerRequest(**ward.asked(revision=await ward.revision()))
    player = (await door.as_staff(door.players.ReinstatePlayer, request, *CARE)).player
    assert (player.status, player.HasField("suspension")) == (player_pb2.PLAYER_STATUS_CLOSED, False)


async def test_a_second_factor_is_reset_until_the_platform_answers(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.tell(two_factor=True)
    request = care.ResetTwoFactorRequest(**ward.asked(revision=2))
    asked = (await door.as_staff(door.care.ResetTwoFactor, request, *CARE)).player
    assert asked.two_factor
    assert asked.HasField("two_factor_reset_at")
    assert (await door.as_staff(door.care.ResetTwoFactor, request, *CARE)).player == asked
    find = wire.FindPlayerRequest(operator_id=ward.operator, external_id="ana")
    assert (await door.as_platform(door.players.FindPlayer, find)).player.HasField("two_factor_reset_at")
    [action] = await ward.actions("player.reset_two_factor")
    assert (action.reason, set(changes(action))) == ("why", {"two_factor_reset_at", "revision"})
    answered = await ward.tell("two_factor")
    assert not answered.two_factor
    assert not answered.HasField("two_factor_reset_at")


async def test_an_exclusion_begins_at_once_ends_sessions_and_ends_by_time(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.start("s1")
    until = datetime.now(UTC) + timedelta(days=180)
    told = player_pb2.Exclusion()
    told.until.FromDatetime(until)
    excluded = await ward.tell(exclusion=told)
    assert excluded.exclusion.until.ToDatetime(tzinfo=UTC) == until
    assert (await ward.now()).open_sessions == 0
    error = await refusal(ward.start("s2"))
    assert (error.reason, error.details["until"]) == ("PLAYER_SELF_EXCLUDED", until.isoformat())
    assert await ward.refused() == {key: ["SELF_EXCLUDED"] for key in ("log_in", "play", "deposit")}
    # Told once more, it is the same; told to be longer, it began when it did.
    assert (await ward.tell(exclusion=told)).revision == excluded.revision
    told.until.FromDatetime(until + timedelta(days=1))
    assert (await ward.tell(exclusion=told)).exclusion.since == excluded.exclusion.since
    # Its time is over: by the clock alone, nobody tells.
    await ward.sql("UPDATE players SET excluded_until = now() - interval '1 second' WHERE player_id = :player")
    assert await ward.refused() == {}
    assert not (await ward.now()).player.HasField("exclusion")
    assert (await ward.start("s2")).session_id == "s2"
    told = player_pb2.Exclusion()
    told.since.FromDatetime(NOON)
    assert not (await ward.tell(exclusion=told)).exclusion.HasField("until")
    assert not (await ward.tell("exclusion")).HasField("exclusion")


@pytest.mark.parametrize(("since", "until", "field"), [(5, 9, "since"), (-9, -10, "until"), (-5, -5, "until")])
async def test_an_exclusion_out_of_order_is_refused(door: Door, since: int, until: int, field: str) -> None:
    ward, now = await Ward.registered(door), datetime.now(UTC)
    told = player_pb2.Exclusion()
    told.since.FromDatetime(now + timedelta(days=since))
    told.until.FromDatetime(now + timedelta(days=until))
    assert list((await refusal(ward.tell(exclusion=told))).fields) == [f"update.exclusion.{field}"]


async def test_a_void_takes_back_the_country_under_which_the_bet_was_counted(door: Door) -> None:
    ward = await Ward.registered(door, country="BR")
    await record(door, ward.operator, placed("ana", "b1", 100, payout=0))
    assert (await ward.tell(country="PT")).country == "PT"
    await record(door, ward.operator, voided("ana", "b1", at=NOON + timedelta(hours=1)))
    [*_, last] = await door.announced(ward.operator)
    assert [(one.WhichOneof("kind"), one.country) for one in last.activities] == [("bet_voided", "BR")]


async def test_a_country_told_before_any_activity_is_the_one_that_counts(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.tell(country="PT")
    # A free bet moves no money, and yet it is activity.
    await record(door, ward.operator, placed("ana", "b1", 0))
    await ward.tell(country="BR")
    await record(door, ward.operator, voided("ana", "b1", at=NOON + timedelta(hours=1)))
    events = await door.announced(ward.operator)
    assert [(one.WhichOneof("kind"), one.country) for event in events for one in event.activities] == [
        ("registered", ""),
        ("bet_placed", "PT"),
        ("bet_voided", "PT"),
    ]


async def test_registering_again_with_what_was_registered_answers_the_player_as_it_is_now(door: Door) -> None:
    ward = await Ward.registered(door, email="ana@mail.example")
    await ward.tell(email="new@mail.example")
    again = await Ward.registered(door, operator=ward.operator, email="ana@mail.example")
    assert again.player_id == ward.player_id
    assert (await ward.clear()).player.email == "new@mail.example"
