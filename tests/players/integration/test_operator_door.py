"""What an operator's status means to its players: who gets in, who registers, and that what happened is recorded."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from daybook.players.v1 import activity_service_pb2 as activity_wire
from daybook.players.v1 import players_service_pb2 as wire
from google.protobuf.timestamp_pb2 import Timestamp

from services.players.domain.operator import OperatorStatus
from services.players.repository import operators as stored
from services.players.service import operators
from tests.players.building import registration
from tests.players.caring import Ward, refusal
from tests.players.integration.conftest import Door

ENTERING = ("log_in", "play", "deposit")
DENIED = [
    (OperatorStatus.UNTOLD, ()),
    (OperatorStatus.PENDING, ENTERING),
    (OperatorStatus.LIVE, ()),
    (OperatorStatus.MAINTENANCE, (*ENTERING, "withdraw")),
    (OperatorStatus.SUSPENDED, ENTERING),
    (OperatorStatus.CLOSING, ("play", "deposit")),
    (OperatorStatus.CLOSED, ENTERING),
]


async def announced(ward: Ward, status: OperatorStatus, *allowed: str, notice: str = "") -> None:
    """The operator of a player is in another status."""
    async with ward.door.database.unit_of_work() as uow:
        known = await stored.find(uow.connection, UUID(ward.operator))
        assert known is not None
        changed = replace(known, status=status.value, revision=known.revision + 1, allowed_ips=allowed, notice=notice)
        await operators.keep(uow, changed)


def test_every_status_is_thought_of() -> None:
    assert [status for status, _ in DENIED] == list(OperatorStatus)


@pytest.mark.parametrize(("status", "denied"), DENIED, ids=lambda value: getattr(value, "name", None))
async def test_a_status_denies_by_name(door: Door, status: OperatorStatus, denied: tuple[str, ...]) -> None:
    ward = await Ward.registered(door)
    await announced(ward, status)
    reason = f"OPERATOR_{status.name}"
    assert await ward.refused() == {scope: [reason] for scope in denied}
    if "log_in" in denied:
        assert (await refusal(ward.start("s1"))).reason == reason
    else:
        assert (await ward.start("s1")).session_id == "s1"

    newcomer = wire.RegisterPlayerRequest(operator_id=ward.operator, registration=registration("bea"))
    if denied:
        assert (await refusal(door.as_platform(door.players.RegisterPlayer, newcomer))).reason == reason
    else:
        assert (await door.as_platform(door.players.RegisterPlayer, newcomer)).created
    # Who is known already is answered as ever: a platform may repeat what it told.
    known = wire.RegisterPlayerRequest(operator_id=ward.operator, registration=registration("ana"))
    assert not (await door.as_platform(door.players.RegisterPlayer, known)).created

    # What happened is recorded, whatever the status.
    happened = activity_wire.Activity(player_external_id="ana", occurred_at=Timestamp(seconds=1_790_000_000))
    happened.deposit.transaction_id = "d1"
    happened.deposit.amount.minor, happened.deposit.amount.currency = 500, "BRL"
    told = activity_wire.Activity(player_external_id="eva", occurred_at=Timestamp(seconds=1_790_000_000))
    told.registered.CopyFrom(registration("eva"))
    batch = activity_wire.RecordActivityRequest(operator_id=ward.operator, activities=[happened, told])
    answer = await door.as_platform(door.activity.RecordActivity, batch)
    assert [one.outcome for one in answer.results] == [activity_wire.ActivityResult.OUTCOME_RECORDED] * 2


async def test_maintenance_lets_allowed_addresses_in_and_tells_the_others_why(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.start("before", ip="192.0.2.1")
    await announced(
        ward, OperatorStatus.MAINTENANCE, "203.0.113.7", "198.51.100.0/24", "2001:db8::/32", notice="Back at six."
    )

    async def access(ip: str) -> wire.CheckAccessResponse:
        request = wire.CheckAccessRequest(operator_id=ward.operator, external_id="ana", ip=ip)
        return await door.as_platform(door.players.CheckAccess, request)

    for ip in ("203.0.113.7", "198.51.100.99", "2001:db8::1", "::ffff:203.0.113.7"):
        allowed = await access(ip)
        assert (allowed.play.allowed, allowed.withdraw.allowed, allowed.notice) == (True, True, "")
        assert (await ward.start(f"from {ip}", ip=ip)).session_id == f"from {ip}"
    for ip in ("", "203.0.113.8", "not an address", "2001:db9::1"):
        denied = await access(ip)
        assert (denied.play.allowed, denied.notice) == (False, "Back at six.")
    error = await refusal(ward.start("s2", ip="203.0.113.8"))
    assert (error.reason, error.details["notice"]) == ("OPERATOR_MAINTENANCE", "Back at six.")
    # A session that was opened before is answered, not opened again.
    assert (await ward.start("before", ip="192.0.2.1")).session_id == "before"

    tester = wire.RegisterPlayerRequest(
        operator_id=ward.operator, registration=registration("eva", registration_ip="203.0.113.7")
    )
    assert (await door.as_platform(door.players.RegisterPlayer, tester)).created

    await announced(ward, OperatorStatus.LIVE, "203.0.113.7")
    assert await ward.refused() == {}


async def test_the_reasons_of_operator_and_player_are_told_together(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.suspended()
    await announced(ward, OperatorStatus.SUSPENDED)
    assert (await ward.refused())["log_in"] == ["OPERATOR_SUSPENDED", "SUSPENDED"]


async def test_only_a_newer_revision_changes_what_is_known(door: Door) -> None:
    ward = await Ward.registered(door)
    await announced(ward, OperatorStatus.SUSPENDED)
    async with door.database.unit_of_work() as uow:
        known = await stored.find(uow.connection, UUID(ward.operator))
        assert known is not None
        await operators.keep(uow, replace(known, status=OperatorStatus.LIVE.value))
    assert "play" in await ward.refused()
