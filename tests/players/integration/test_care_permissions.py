"""Who may care for a player: each method with its one permission, of the player's own operator, and no other way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from daybook.options.v1 import options_pb2
from daybook.players.v1 import care_service_pb2 as care
from daybook.players.v1 import players_service_pb2 as wire
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from kit.auth.permissions import PERMISSIONS
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from services.audit.domain.registry import is_known
from tests.players.caring import CARE, Ward
from tests.players.integration.conftest import Door

SERVICE = care.DESCRIPTOR.services_by_name["CareService"]
NEEDED = {method.name: method.GetOptions().Extensions[options_pb2.permission] for method in SERVICE.methods}
AUDITED = {
    "EditPlayer": "player.edit",
    "BanPlayer": "player.ban",
    "LiftBan": "player.lift_ban",
    "EndPlayerSessions": "player.end_sessions",
    "ResetTwoFactor": "player.reset_two_factor",
    "TagPlayer": "player.tag",
    "AddNote": "player.add_note",
    "WithdrawNote": "player.withdraw_note",
}
OF_OPERATOR = {"ListTags"}  # concern no single player
PLATFORM = ("FindPlayer", "UpdatePlayer", "CheckAccess")


def request_of(name: str, operator_id: str, player_id: str) -> Message:
    """A request that is valid, and done when the player is there."""
    message: Any = getattr(care, f"{name}Request")(operator_id=operator_id)
    fields = message.DESCRIPTOR.fields_by_name
    values: dict[str, Any] = {
        "player_id": player_id,
        "reason": "why",
        "revision": 1,
        "request_id": str(uuid7()),
        "note_id": str(uuid7()),
        "text": "said so",
    }
    for field, value in values.items():
        if field in fields:
            setattr(message, field, value)
    if "scopes" in fields:
        message.scopes.append(2)
    if name == "EditPlayer":
        message.update.region = "SP"
        message.update_mask.paths.append("region")
    if name == "TagPlayer":
        message.add.append("vip")
    return message


def platform_request(name: str, operator_id: str) -> Message:
    """A valid request of a platform about its player."""
    message: Any = getattr(wire, f"{name}Request")(operator_id=operator_id, external_id="ana")
    if name == "UpdatePlayer":
        message.update.vip_level = 1
        message.update_mask.CopyFrom(FieldMask(paths=["vip_level"]))
        message.request_id = str(uuid7())
    return message


def method_of(door: Door, name: str) -> Callable[..., Any]:
    """The stub's method."""
    found: Callable[..., Any] = getattr(door.care if name in NEEDED else door.players, name)
    return found


async def failure(door: Door, name: str, request: Message, token: str) -> tuple[Kind, str] | None:
    """How a call fails; None when it is answered."""
    try:
        await client.call(method_of(door, name), request, token, seconds=10)
    except DomainError as error:
        return error.kind, error.reason
    return None


@pytest.mark.parametrize("name", sorted(NEEDED))
async def test_every_other_permission_together_is_not_enough(door: Door, name: str) -> None:
    ward = await Ward.registered(door)
    request = request_of(name, ward.operator, ward.player_id)
    others = set(PERMISSIONS) - {NEEDED[name]}
    denied = (Kind.DENIED, "PERMISSION_DENIED")
    assert await failure(door, name, request, door.keys.staff("players", ward.operator, *others)) == denied
    assert await failure(door, name, request, door.keys.platform(ward.operator)) == denied
    assert await ward.actions() == []
    answer = await failure(door, name, request, door.keys.staff("players", ward.operator, NEEDED[name]))
    assert answer in (None, (Kind.NOT_FOUND, "NOTE_NOT_FOUND"), (Kind.REFUSED, "PLAYER_NOT_BANNED"))


@pytest.mark.parametrize("name", sorted(NEEDED))
async def test_every_write_is_audited_under_a_name_that_the_log_knows_and_no_read_is(door: Door, name: str) -> None:
    ward = await Ward.registered(door)
    await ward.start("s1")
    staff = door.keys.staff("players", ward.operator, *CARE)
    request: Any = request_of(name, ward.operator, ward.player_id)
    if name == "LiftBan":
        request.revision = (await ward.ban("play")).revision
    if name == "WithdrawNote":
        note = care.AddNoteRequest(**ward.named, text="x", request_id=str(uuid7()))
        request.note_id = (await door.as_staff(door.care.AddNote, note, *CARE)).note.note_id
    before = len(await ward.actions())
    assert await failure(door, name, request, staff) is None
    done = [action.action for action in (await ward.actions())[before:]]
    assert done == ([AUDITED[name]] if name in AUDITED else [])
    assert all(is_known(action, 1) for action in done)
    assert (name in AUDITED) == (not name.startswith("List"))


@pytest.mark.parametrize("name", sorted(NEEDED))
async def test_another_operators_player_is_out_of_reach(door: Door, name: str) -> None:
    ward = await Ward.registered(door)
    own = await door.operator()
    mine = door.keys.staff("players", own, *CARE)
    denied = (Kind.DENIED, "PERMISSION_DENIED")
    assert await failure(door, name, request_of(name, ward.operator, ward.player_id), mine) == denied
    assert await failure(door, name, request_of(name, ward.operator, ward.player_id), "") == (
        Kind.UNAUTHENTICATED,
        "UNAUTHENTICATED",
    )
    if name not in OF_OPERATOR:
        answers = [
            await failure(door, name, request_of(name, own, who), mine) for who in (ward.player_id, str(uuid7()))
        ]
        assert answers == [(Kind.NOT_FOUND, "PLAYER_NOT_FOUND")] * 2
    assert await ward.actions() == []
    assert await ward.revision() == 1


@pytest.mark.parametrize("name", PLATFORM)
async def test_a_platform_reaches_its_own_players_alone(door: Door, name: str) -> None:
    ward = await Ward.registered(door)
    own = await door.operator()
    theirs, mine = platform_request(name, ward.operator), platform_request(name, own)
    assert await failure(door, name, theirs, door.keys.platform(own)) == (Kind.DENIED, "PERMISSION_DENIED")
    assert await failure(door, name, mine, door.keys.platform(own)) == (Kind.NOT_FOUND, "PLAYER_NOT_FOUND")
    staff = door.keys.staff("players", ward.operator, *CARE)
    assert await failure(door, name, theirs, staff) == (Kind.DENIED, "PERMISSION_DENIED")
    assert await failure(door, name, theirs, door.keys.platform(ward.operator)) is None
    assert await failure(door, name, theirs, "nonsense") == (Kind.UNAUTHENTICATED, "UNAUTHENTICATED")
