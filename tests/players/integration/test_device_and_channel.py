"""What is announced says on what it was done and how the player came; what ends something says with what it began."""

from __future__ import annotations

import pytest
from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import events_pb2
from daybook.players.v1 import players_service_pb2 as players_wire
from google.protobuf.field_mask_pb2 import FieldMask

from kit.ids import uuid7
from tests.players.building import (
    bonus,
    cancelled,
    deposit,
    paid,
    placed,
    registered,
    requested,
    reversed_,
    settled,
    voided,
    withdrawal,
)
from tests.players.integration.conftest import Door
from tests.players.recording import outcomes, record


def on(device: str, activity: wire.Activity) -> wire.Activity:
    activity.device = device
    return activity


async def told(door: Door, operator: str) -> list[tuple[str | None, str, str]]:
    """Kind, device and channel of all that was announced."""
    events: list[events_pb2.RecordedActivity] = [
        one for event in await door.announced(operator) for one in event.activities
    ]
    return [(one.WhichOneof("kind"), one.device, one.channel) for one in events]


async def test_every_kind_tells_device_and_channel(door: Door) -> None:
    operator = await door.operator()
    await record(
        door,
        operator,
        on("app", registered("ana", affiliate_id="nordlicht")),
        registered("bia", referrer_external_id="ana"),
        on("mobile", deposit("ana", "d1", 500)),
        on("console", placed("ana", "b1", 100)),
        on("app", placed("bia", "b2", 100, 30)),
        on("desktop", requested("ana", "w1", 100)),
        on("tablet", withdrawal("bia", "w2", 5)),
        bonus("bia", "c1", 7),
    )
    await record(
        door,
        operator,
        on("app", settled("ana", "b1", 50)),
        on("app", voided("bia", "b2")),
        on("app", paid("ana", "w1")),
        on("app", reversed_("ana", "d1")),
        on("app", bonus("ana", "c2", 7)),
    )
    assert await told(door, operator) == [
        ("registered", "app", "affiliate"),
        ("registered", "", "referral"),
        ("deposit", "mobile", "affiliate"),
        ("bet_placed", "console", "affiliate"),
        ("bet_placed", "app", "referral"),
        ("bet_settled", "app", "referral"),
        ("withdrawal_requested", "desktop", "affiliate"),
        ("withdrawal", "tablet", "referral"),
        ("bonus_credited", "", "referral"),
        ("bet_settled", "console", "affiliate"),
        ("bet_voided", "app", "referral"),
        ("withdrawal", "desktop", "affiliate"),
        ("deposit_reversed", "mobile", "affiliate"),
        ("bonus_credited", "", "affiliate"),
    ]


async def test_a_bet_keeps_the_channel_with_which_it_was_placed(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, registered("ana"), on("app", placed("ana", "b1", 100)), requested("ana", "w1", 10))
    update = players_wire.UpdatePlayerRequest(
        operator_id=operator,
        external_id="ana",
        update=players_wire.PlayerUpdate(affiliate_id="nordlicht"),
        update_mask=FieldMask(paths=["affiliate_id"]),
        request_id=str(uuid7()),
    )
    await door.as_platform(door.players.UpdatePlayer, update)
    await record(door, operator, placed("ana", "b2", 100), settled("ana", "b1", 5), voided("ana", "b1"))
    await record(door, operator, cancelled("ana", "w1"), deposit("ana", "d1", 5))
    assert [(kind, channel) for kind, _, channel in (await told(door, operator))[1:]] == [
        ("bet_placed", "direct"),
        ("withdrawal_requested", "direct"),
        ("bet_placed", "affiliate"),
        ("bet_settled", "direct"),
        ("bet_voided", "direct"),
        ("withdrawal_cancelled", "direct"),
        ("deposit", "affiliate"),
    ]


async def test_the_first_device_told_of_a_bet_stays(door: Door) -> None:
    operator = await door.operator()
    assert await outcomes(
        door,
        operator,
        registered("ana"),
        on("app", placed("ana", "b1", 100)),
        on("desktop", placed("ana", "b1", 100)),
        placed("ana", "b1", 100, 40),
    ) == ["recorded", "recorded", "duplicate", "recorded"]
    assert [device for _, device, _ in (await told(door, operator))[1:]] == ["app", "app"]


@pytest.mark.parametrize("device", ["Mobile", "two words", "x" * 33, "1st", "\0"])
async def test_what_is_no_word_is_refused_by_name(door: Door, device: str) -> None:
    operator = await door.operator()
    await record(door, operator, registered("ana"))
    for activity in (placed("ana", "b", 1), settled("ana", "b", 1), deposit("ana", "d", 1)):
        [result] = await record(door, operator, on(device, activity))
        assert (result.reason, result.field) == ("INVALID_FIELD", "device")
