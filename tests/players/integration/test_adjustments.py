"""Manual credits and debits: done at once or by a second person, once, and never by the one who asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import adjustments_service_pb2 as wire
from daybook.players.v1 import player_pb2, players_service_pb2
from sqlalchemy import text

from kit.auth.actor import ActorKind
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from tests.players.building import money, registration
from tests.players.crediting import PDF, Desk, changed, desk_of, refused
from tests.players.integration.conftest import Door


@pytest.fixture
async def desk(door: Door) -> Desk:
    return await desk_of(door)


async def test_up_to_the_limit_it_is_done_at_once_and_above_it_waits(desk: Desk) -> None:
    await desk.limit(BRL=5000)
    done = await desk.ask(5000)
    assert (done.state, done.decided_by, done.own) == (wire.ADJUSTMENT_STATE_DONE, "", True)
    assert await desk.balance() == 5000
    waiting = await desk.ask(5001)
    assert (waiting.state, waiting.movement_id) == (wire.ADJUSTMENT_STATE_WAITING, "")
    assert await desk.balance() == 5000
    approved = await desk.approve(waiting, reason="seen the receipt")
    assert (approved.state, approved.decided_by, approved.decision_reason, approved.own) == (
        wire.ADJUSTMENT_STATE_DONE,
        "bea",
        "seen the receipt",
        False,
    )
    first, second = await desk.lines()
    assert (first.kind, first.amount, first.reference, first.note) == (13, 5000, done.adjustment_id, "late payout")
    assert [done.movement_id, approved.movement_id] == [str(first.number), str(second.number)]
    assert await desk.balance() == 10_001


async def test_what_is_above_the_limit_is_not_done_in_pieces(desk: Desk) -> None:
    await desk.limit(BRL=1000, EUR=1000)
    await desk.paid_in(10, "EUR")
    done, waiting = wire.ADJUSTMENT_STATE_DONE, wire.ADJUSTMENT_STATE_WAITING
    # Many at once, of every kind: what one person did alone counts together.
    kinds = ["CASH_CREDIT", "BONUS_CREDIT"] * 5
    states = Counter([one.state for one in await asyncio.gather(*(desk.ask(300, kind) for kind in kinds))])
    assert states == Counter({done: 3, waiting: 7})
    assert (await desk.ask(101, "CASH_DEBIT")).state == waiting
    assert (await desk.ask(100, "CASH_DEBIT")).state == done
    # Not what another did, nor what another agreed to, nor another currency.
    assert (await desk.ask(1000, who="bea")).state == done
    assert (await desk.ask(1000, currency="EUR")).state == done
    one = await desk.ask(400, who="cid")
    assert (await desk.approve(await desk.ask(5000, who="cid"))).state == done
    assert (one.state, (await desk.ask(600, who="cid")).state) == (done, done)
    # A day later it begins anew.
    async with desk.door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text("UPDATE adjustments SET requested_at = requested_at - interval '24 hours' WHERE operator_id = :o"),
            {"o": UUID(desk.operator)},
        )
    assert (await desk.ask(1000)).state == done
    assert (await desk.ask(1)).state == waiting


async def test_a_key_does_no_more_in_pieces_either(door: Door) -> None:
    desk = await desk_of(door, script=ActorKind.API_KEY)
    await desk.limit(BRL=100)
    await desk.ask(60, who="script")
    assert (await refused(desk.ask(41, who="script"))).reason == "PERSON_NEEDED"
    assert (await desk.ask(40, who="script")).state == wire.ADJUSTMENT_STATE_DONE


async def test_without_a_limit_for_the_currency_everything_waits(desk: Desk) -> None:
    assert (await desk.ask(1)).state == wire.ADJUSTMENT_STATE_WAITING
    await desk.limit(EUR=10**9)
    assert (await desk.ask(1)).state == wire.ADJUSTMENT_STATE_WAITING
    assert await desk.lines() == []


async def test_each_kind_moves_its_money(desk: Desk) -> None:
    await desk.limit(BRL=10**6)
    for kind, minor in (("CASH_CREDIT", 900), ("BONUS_CREDIT", 70), ("CASH_DEBIT", 300), ("BONUS_DEBIT", 20)):
        await desk.ask(minor, kind)
    assert [(line.kind, line.amount) for line in await desk.lines()] == [(13, 900), (15, 70), (14, -300), (16, -20)]
    wallet = await desk.door.wallet(desk.operator, desk.player, "BRL")
    assert (wallet.balance, wallet.adjustments, wallet.bonuses) == (650, 600, 50)
    [*events] = await desk.door.announced(desk.operator)
    told = [item.WhichOneof("kind") for event in events for item in event.activities]
    assert Counter(told) == Counter({"registered": 1, "adjusted": 4})
    [row] = (
        await desk.door.as_staff(
            desk.door.players.ListPlayers, players_service_pb2.ListPlayersRequest(operator_id=desk.operator)
        )
    ).rows
    assert [balance.amount.minor for balance in row.balances] == [650]


async def test_nobody_decides_what_they_asked_for(desk: Desk) -> None:
    one = await desk.ask(100)
    for decide in (desk.approve, desk.reject):
        error = await refused(decide(one, who="ana"))
        assert (error.reason, error.kind) == ("OWN_REQUEST", Kind.DENIED)
    assert (await refused(desk.cancel(one, who="bea"))).reason == "REQUEST_OF_ANOTHER"
    assert (await desk.cancel(one)).state == wire.ADJUSTMENT_STATE_CANCELLED
    error = await refused(desk.approve(one))
    assert (error.reason, error.details["state"]) == ("ADJUSTMENT_DECIDED", "cancelled")
    assert await desk.lines() == []


async def test_what_needs_two_people_is_not_done_by_keys(door: Door) -> None:
    desk = await desk_of(door, script=ActorKind.API_KEY)
    assert (await refused(desk.ask(100, who="script"))).reason == "PERSON_NEEDED"
    one = await desk.ask(100)
    for decide in (desk.approve, desk.reject):
        assert (await refused(decide(one, who="script"))).reason == "PERSON_NEEDED"
    await desk.limit(BRL=100)
    assert (await desk.ask(100, who="script")).state == wire.ADJUSTMENT_STATE_DONE


async def test_of_many_who_approve_at_once_one_does_it(desk: Desk) -> None:
    for _ in range(5):
        one, before = await desk.ask(100), len(await desk.lines())
        same = str(uuid7())
        calls = [desk.approve(one, who=f"p{number}") for number in range(4)]
        calls += [desk.approve(one, who="bea", request_id=same) for _ in range(3)] + [desk.reject(one, who="cid")]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        reasons = {answer.reason for answer in answers if isinstance(answer, DomainError)}
        done = [answer for answer in answers if isinstance(answer, wire.Adjustment)]
        assert reasons <= {"ADJUSTMENT_DECIDED"}
        assert len({answer.SerializeToString() for answer in done}) == 1
        moved = len(await desk.lines()) - before
        assert moved == (1 if done[0].state == wire.ADJUSTMENT_STATE_DONE else 0)


async def test_a_request_told_again_is_answered_as_before(desk: Desk) -> None:
    await desk.limit(BRL=1000)
    asked = desk.asking(700)
    answers = await asyncio.gather(
        *(desk.call("ana", desk.door.adjustments.RequestAdjustment, asked) for _ in range(6))
    )
    assert len({answer.SerializeToString() for answer in answers}) == 1
    assert await desk.balance() == 700
    other = desk.asking(701, request_id=asked.request_id)
    assert (
        await refused(desk.call("ana", desk.door.adjustments.RequestAdjustment, other))
    ).reason == "REQUEST_ID_REUSED"


async def test_nobody_is_put_into_debt_by_hand(desk: Desk) -> None:
    await desk.limit(BRL=1000)
    assert (await refused(desk.ask(1, "CASH_DEBIT"))).reason == "INSUFFICIENT_BALANCE"
    await desk.paid_in(500)
    for kind in ("CASH_DEBIT", "BONUS_DEBIT"):
        assert (await refused(desk.ask(501, kind))).reason == "INSUFFICIENT_BALANCE"
    await desk.ask(500, "CASH_DEBIT")
    assert await desk.balance() == 0


async def test_money_that_is_gone_by_the_time_of_approval_is_not_taken(desk: Desk) -> None:
    await desk.paid_in(2000)
    first, second = await desk.ask(1500, "CASH_DEBIT"), await desk.ask(1500, "CASH_DEBIT")
    await desk.approve(first)
    assert (await refused(desk.approve(second))).reason == "INSUFFICIENT_BALANCE"
    assert (await desk.reject(second)).state == wire.ADJUSTMENT_STATE_REJECTED
    assert await desk.balance() == 500


async def test_a_typing_mistake_opens_no_wallet(desk: Desk) -> None:
    await desk.limit(BRL=1000, EUR=1000)
    error = await refused(desk.ask(5, currency="EUR"))
    assert "amount.currency" in error.fields
    await desk.paid_in(10, "EUR")
    assert (await desk.ask(5, currency="EUR")).state == wire.ADJUSTMENT_STATE_DONE
    for currency, reason in (("QQQ", "UNKNOWN_CURRENCY"),):
        assert (await refused(desk.ask(5, currency=currency))).reason == reason
    for minor in (0, -5, 10**15 + 1):
        assert list((await refused(desk.ask(minor))).fields) == ["amount.minor"]


async def test_a_suspended_player_may_be_paid_and_a_closed_one_only_by_two(desk: Desk) -> None:
    await desk.limit(BRL=1000)
    await desk.paid_in(500)
    suspend = players_service_pb2.SuspendPlayerRequest(
        operator_id=desk.operator, player_id=desk.player, reason="r", revision=1, request_id=str(uuid7())
    )
    await desk.call("root", desk.door.players.SuspendPlayer, suspend, frozenset({"players.suspend"}))
    assert (await desk.ask(10)).state == wire.ADJUSTMENT_STATE_DONE
    waiting = await desk.ask(2000, "BONUS_CREDIT")
    await desk.tell(closed=True)
    assert (await refused(desk.ask(10, "BONUS_CREDIT"))).reason == "PLAYER_CLOSED"
    assert (await refused(desk.approve(waiting))).reason == "PLAYER_CLOSED"
    one = await desk.ask(510, "CASH_DEBIT")
    assert one.state == wire.ADJUSTMENT_STATE_WAITING
    await desk.approve(one)
    assert await desk.balance() == 0


async def test_a_document_is_kept_sealed_and_read_by_approvers_only_which_is_told(desk: Desk) -> None:
    document = wire.AdjustmentDocument(name="receipt.pdf", content_type="application/pdf", content=PDF)
    one = await desk.ask(100, document=document)
    assert one.document_name == "receipt.pdf"
    [row] = await desk.door.rows(
        "SELECT sealed FROM adjustment_documents WHERE operator_id = :o", o=UUID(desk.operator)
    )
    assert len(row.sealed) > len(PDF)
    assert PDF[:16] not in row.sealed
    wanted = wire.GetAdjustmentDocumentRequest(operator_id=desk.operator, adjustment_id=one.adjustment_id)
    found = (await desk.call("bea", desk.door.adjustments.GetAdjustmentDocument, wanted)).document
    assert (found.name, found.content_type, found.content) == ("receipt.pdf", "application/pdf", PDF)
    asked, last = await desk.actions()
    assert (last.action, last.actor.name, last.target.id) == ("adjustment.read_document", "bea", desk.player)
    assert b"receipt.pdf" not in asked.SerializeToString()  # what may be somebody's name
    assert [change.path for change in asked.changes if change.sensitive] == ["adjustment.document"]
    denied = await refused(
        desk.call("cid", desk.door.adjustments.GetAdjustmentDocument, wanted, frozenset({"players.read"}))
    )
    assert denied.kind is Kind.DENIED
    bare = await desk.ask(100)
    wanted.adjustment_id = bare.adjustment_id
    assert (
        await refused(desk.call("bea", desk.door.adjustments.GetAdjustmentDocument, wanted))
    ).reason == "DOCUMENT_NOT_FOUND"


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/pdf", b"MZ\x90\x00 %PDF-1.7"),
        ("image/png", PDF),
        ("image/jpeg", b"\x89PNG\r\n\x1a\n...."),
        ("application/pdf", b"<html>%PDF-</html>"),
    ],
)
async def test_a_document_must_be_what_it_says(desk: Desk, content_type: str, content: bytes) -> None:
    document = wire.AdjustmentDocument(name="x", content_type=content_type, content=content)
    assert list((await refused(desk.ask(100, document=document))).fields) == ["document.content"]


async def test_a_document_has_a_size_and_one_of_three_types(desk: Desk) -> None:
    for content_type, content in (("text/html", b"<p>"), ("application/pdf", b"%PDF-" + bytes(2_000_000))):
        document = wire.AdjustmentDocument(name="x", content_type=content_type, content=content)
        assert (await refused(desk.ask(100, document=document))).kind is Kind.INVALID
    largest = wire.AdjustmentDocument(name="x", content_type="application/pdf", content=b"%PDF-" + bytes(1_999_995))
    assert (await desk.ask(100, document=largest)).document_name == "x"


async def test_limits_are_replaced_whole_by_whoever_saw_the_last(desk: Desk) -> None:
    async def kept() -> tuple[list[tuple[str, int]], int]:
        wanted = wire.GetAdjustmentLimitsRequest(operator_id=desk.operator)
        found = await desk.call("ana", desk.door.adjustments.GetAdjustmentLimits, wanted)
        return [(limit.currency, limit.minor) for limit in found.limits], found.revision

    assert await kept() == ([], 0)
    answers = await asyncio.gather(*(desk.limit(0, BRL=100, EUR=number) for number in range(4)), return_exceptions=True)
    assert sum(not isinstance(answer, BaseException) for answer in answers) == 1
    assert {answer.reason for answer in answers if isinstance(answer, DomainError)} == {"STALE_REVISION"}
    await desk.limit(1, JPY=7)
    assert await kept() == ([("JPY", 7)], 2)
    assert (await refused(desk.limit(1, BRL=5))).details["revision"] == "2"
    assert (await refused(desk.limit(2, QQQ=5))).reason == "UNKNOWN_CURRENCY"
    assert list((await refused(desk.limit(2, BRL=-1))).fields) == ["limits[0].minor"]
    twice = wire.SetAdjustmentLimitsRequest(
        operator_id=desk.operator, limits=[money(1), money(2)], reason="r", revision=2, request_id=str(uuid7())
    )
    assert list((await refused(desk.call("root", desk.door.adjustments.SetAdjustmentLimits, twice))).fields) == [
        "limits[1].currency"
    ]
    last = (await desk.actions())[-1]
    assert (last.action, last.reason, last.target.id) == ("adjustment_limits.set", "policy of March", desk.operator)
    assert {change.path for change in last.changes} == {"limits.BRL", "limits.EUR", "limits.JPY"}


async def test_every_step_is_told_from_the_stored_state(desk: Desk) -> None:
    await desk.limit(BRL=100)
    at_once = await desk.ask(100)
    approved, rejected, cancelled = [await desk.ask(200, reason=f"case {number}") for number in range(3)]
    await desk.approve(approved)
    await desk.reject(rejected)
    await desk.cancel(cancelled)
    actions = (await desk.actions())[1:]
    assert [(action.action, action.actor.name) for action in actions] == [
        *[("adjustment.request", "ana")] * 4,
        ("adjustment.approve", "bea"),
        ("adjustment.reject", "bea"),
        ("adjustment.cancel", "ana"),
    ]
    assert {(action.target.type, action.target.id, action.operator_id) for action in actions} == {
        ("player", desk.player, desk.operator)
    }
    first = changed(actions[0])
    assert first["adjustment.id"] == at_once.adjustment_id
    assert (first["adjustment.amount"], first["adjustment.state"], first["balance.BRL"]) == ("1.00", "done", "1.00")
    asked = changed(actions[1])
    assert (asked["adjustment.state"], asked["adjustment.reason"]) == ("waiting", "case 0")
    assert "balance.BRL" not in asked
    [movement, state, balance] = actions[4].changes
    assert (movement.path, movement.after.number_value) == ("adjustment.movement", 2)
    assert (state.path, state.before.string_value, state.after.string_value) == ("adjustment.state", "waiting", "done")
    assert (balance.path, balance.before.string_value, balance.after.string_value) == ("balance.BRL", "1.00", "3.00")
    assert [change.path for change in actions[5].changes] == ["adjustment.state"]
    assert actions[5].reason == "no"


async def test_the_queue_and_a_players_own(desk: Desk) -> None:
    other = players_service_pb2.RegisterPlayerRequest(operator_id=desk.operator, registration=registration("bob"))
    bob = (await desk.door.as_platform(desk.door.players.RegisterPlayer, other)).player.player_id
    asked = [await desk.ask(number + 1, player_id=bob if number % 3 == 0 else desk.player) for number in range(9)]
    await desk.approve(asked[1])
    await desk.reject(asked[2])

    async def listed(**wanted: Any) -> list[str]:
        found, cursor = [], ""
        while True:
            request = wire.ListAdjustmentsRequest(operator_id=desk.operator, **wanted)
            request.page.size, request.page.cursor = 2, cursor
            answer = await desk.call("bea", desk.door.adjustments.ListAdjustments, request)
            found += [one.adjustment_id for one in answer.adjustments]
            assert all(not one.own for one in answer.adjustments)
            if not (cursor := answer.next_cursor):
                assert answer.total.count == len(found)
                return found

    ids = [one.adjustment_id for one in asked]
    assert await listed() == ids[::-1]
    assert await listed(oldest_first=True) == ids
    waiting = [ids[0], *ids[3:]]
    assert await listed(state=wire.ADJUSTMENT_STATE_WAITING, oldest_first=True) == waiting
    assert await listed(player_id=bob) == [ids[6], ids[3], ids[0]]
    assert await listed(player_id=desk.player, state=wire.ADJUSTMENT_STATE_REJECTED) == [ids[2]]
    unknown = wire.ListAdjustmentsRequest(operator_id=desk.operator, player_id=str(uuid7()))
    assert (
        await refused(desk.call("bea", desk.door.adjustments.ListAdjustments, unknown))
    ).reason == "PLAYER_NOT_FOUND"


async def test_the_line_is_found_in_the_history_by_its_reference(desk: Desk) -> None:
    await desk.limit(BRL=1000)
    one = await desk.ask(300)
    await desk.ask(400)
    wanted = players_service_pb2.ListMovementsRequest(
        operator_id=desk.operator, player_id=desk.player, reference=one.adjustment_id
    )
    [line] = (await desk.call("ana", desk.door.players.ListMovements, wanted)).movements
    assert (line.kind, line.amount.minor) == (player_pb2.MOVEMENT_KIND_MANUAL_CASH_CREDIT, 300)
    assert line.movement_id == one.movement_id
