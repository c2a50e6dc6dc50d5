"""Deposits, withdrawals and credits with all that may become of them, in every order, through the door."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import player_pb2
from daybook.players.v1 import players_service_pb2 as players_wire
from sqlalchemy import text

from kit import clock
from kit.ids import uuid7
from services.players.domain.ledger import Movement, MovementKind
from services.players.errors import AdjustmentRefused, PlayerNotFound
from services.players.service import activity as service
from tests.players.building import (
    NOON,
    adjusted,
    bonus,
    cancelled,
    deposit,
    free_spin,
    money,
    paid,
    promo,
    registered,
    requested,
    reversed_,
    withdrawal,
)
from tests.players.integration.conftest import Door
from tests.players.integration.test_ledger import check_ledger
from tests.players.recording import outcomes, profile, record

HOUR = timedelta(hours=1)


@pytest.fixture
async def operator(door: Door) -> AsyncIterator[str]:
    """An operator with a player who has money."""
    operator = await door.operator()
    assert await outcomes(door, operator, registered("ana"), deposit("ana", "d", 10_000)) == ["recorded"] * 2
    yield operator
    await check_ledger(door, operator)


async def money_of(door: Door, operator: str) -> tuple[int, int, int, int]:
    """Balance, deposits, withdrawals, pending withdrawals of the player."""
    found = await profile(door, operator, "ana")
    [totals] = found.totals
    return found.balances[0].amount.minor, totals.deposits, totals.withdrawals, totals.pending_withdrawals


async def ledger(door: Door, operator: str) -> list[Any]:
    """The player's lines, newest first."""
    player_id = (await profile(door, operator, "ana")).player.player_id
    request = players_wire.ListMovementsRequest(operator_id=operator, player_id=player_id)
    return list((await door.as_staff(door.players.ListMovements, request)).movements)


async def test_a_withdrawal_asked_for_is_set_aside_and_then_paid(door: Door, operator: str) -> None:
    asked, end = requested("ana", "w", 4_000), paid("ana", "w", NOON + HOUR)
    assert await outcomes(door, operator, asked) == ["recorded"]
    assert await money_of(door, operator) == (6_000, 10_000, 0, 4_000)
    assert await outcomes(door, operator, end) == ["recorded"]
    assert await money_of(door, operator) == (6_000, 10_000, 4_000, 0)
    assert await outcomes(door, operator, asked, end, end, asked) == ["duplicate"] * 4
    end_line, freeze, _ = await ledger(door, operator)
    assert (end_line.kind, end_line.amount.minor, end_line.balance_after.minor, end_line.reference) == (
        player_pb2.MOVEMENT_KIND_WITHDRAWAL_SETTLE,
        0,
        6_000,
        "w",
    )
    assert (freeze.kind, freeze.amount.minor, freeze.method) == (
        player_pb2.MOVEMENT_KIND_WITHDRAWAL_FREEZE,
        -4_000,
        "pix",
    )
    *_, asking, paying = [item for event in await door.announced(operator) for item in event.activities]
    assert asking.withdrawal_requested.amount == money(4_000)
    assert paying.withdrawal.amount == money(4_000)
    assert paying.withdrawal.requested_at.ToDatetime(NOON.tzinfo) == NOON
    assert paying.occurred_at.ToDatetime(NOON.tzinfo) == NOON + HOUR


async def test_a_withdrawal_cancelled_is_given_back(door: Door, operator: str) -> None:
    story = [requested("ana", "w", 4_000), cancelled("ana", "w", NOON + HOUR)]
    assert await outcomes(door, operator, *story, *story) == ["recorded"] * 2 + ["duplicate"] * 2
    assert await money_of(door, operator) == (10_000, 10_000, 0, 0)
    line = (await ledger(door, operator))[0]
    assert (line.kind, line.amount.minor, line.note) == (
        player_pb2.MOVEMENT_KIND_WITHDRAWAL_ROLLBACK,
        4_000,
        "by the player",
    )
    end = (await door.announced(operator))[-1].activities[-1]
    assert end.withdrawal_cancelled.amount == money(4_000)
    assert end.withdrawal_cancelled.requested_at.ToDatetime(NOON.tzinfo) == NOON


async def test_a_deposit_reversed_is_taken_back_whole(door: Door, operator: str) -> None:
    end = reversed_("ana", "d", NOON + HOUR)
    assert await outcomes(door, operator, end) == ["recorded"]
    assert await outcomes(door, operator, end, deposit("ana", "d", 10_000)) == ["duplicate"] * 2
    assert await money_of(door, operator) == (0, 0, 0, 0)
    event = (await door.announced(operator))[-1].activities[-1]
    assert event.deposit_reversed.amount == money(10_000)
    assert event.deposit_reversed.deposited_at.ToDatetime(NOON.tzinfo) == NOON
    # The next one is still the player's second.
    await record(door, operator, deposit("ana", "e", 5))
    assert (await door.announced(operator))[-1].activities[-1].deposit.deposit_no == 2


ENDS = {
    "paid before it was asked for": ([], paid("ana", "w"), "UNKNOWN_WITHDRAWAL", "withdrawal_settled.transaction_id"),
    "cancelled before": ([], cancelled("ana", "w"), "UNKNOWN_WITHDRAWAL", "withdrawal_cancelled.transaction_id"),
    "no such deposit": ([], reversed_("ana", "x"), "UNKNOWN_DEPOSIT", "deposit_reversed.transaction_id"),
    "another's deposit": (
        [registered("bo")],
        reversed_("bo", "d"),
        "UNKNOWN_DEPOSIT",
        "deposit_reversed.transaction_id",
    ),
    "another's withdrawal": (
        [registered("bo"), requested("ana", "w", 5)],
        paid("bo", "w"),
        "UNKNOWN_WITHDRAWAL",
        "withdrawal_settled.transaction_id",
    ),
    "paid after it was cancelled": (
        [requested("ana", "w", 5), cancelled("ana", "w")],
        paid("ana", "w"),
        "WITHDRAWAL_CANCELLED",
        "withdrawal_settled.transaction_id",
    ),
    "cancelled after it was paid": (
        [requested("ana", "w", 5), paid("ana", "w")],
        cancelled("ana", "w"),
        "WITHDRAWAL_SETTLED",
        "withdrawal_cancelled.transaction_id",
    ),
    "paid at once, and paid": (
        [withdrawal("ana", "w", 5)],
        paid("ana", "w"),
        "WITHDRAWAL_SETTLED",
        "withdrawal_settled.transaction_id",
    ),
    "paid at once, and cancelled": (
        [withdrawal("ana", "w", 5)],
        cancelled("ana", "w"),
        "WITHDRAWAL_SETTLED",
        "withdrawal_cancelled.transaction_id",
    ),
    "paid at another time": (
        [requested("ana", "w", 5), paid("ana", "w")],
        paid("ana", "w", NOON + HOUR),
        "RECORDED_DIFFERENTLY",
        "occurred_at",
    ),
    "cancelled for another reason": (
        [requested("ana", "w", 5), cancelled("ana", "w")],
        cancelled("ana", "w", reason="by us"),
        "RECORDED_DIFFERENTLY",
        "withdrawal_cancelled.reason",
    ),
    "reversed at another time": (
        [reversed_("ana", "d")],
        reversed_("ana", "d", NOON + HOUR),
        "RECORDED_DIFFERENTLY",
        "occurred_at",
    ),
    "asked for what was paid at once": (
        [withdrawal("ana", "w", 5)],
        requested("ana", "w", 5),
        "RECORDED_DIFFERENTLY",
        "withdrawal_requested.transaction_id",
    ),
    "paid at once what was asked for": (
        [requested("ana", "w", 5)],
        withdrawal("ana", "w", 5),
        "RECORDED_DIFFERENTLY",
        "withdrawal.transaction_id",
    ),
    "another instrument": (
        [requested("ana", "w", 5, instrument="card-1")],
        requested("ana", "w", 5, instrument="card-2"),
        "RECORDED_DIFFERENTLY",
        "withdrawal_requested.transaction_id",
    ),
    "nothing asked for": ([], requested("ana", "w", 0), "INVALID_FIELD", "withdrawal_requested.amount.minor"),
    "an adjustment of nothing": ([], adjusted("ana", "a", 0), "INVALID_FIELD", "balance_adjusted.amount.minor"),
    "an adjustment the other way": (
        [adjusted("ana", "a", 5)],
        adjusted("ana", "a", -5),
        "RECORDED_DIFFERENTLY",
        "balance_adjusted.adjustment_id",
    ),
    "another promotion": (
        [promo("ana", "p", 5)],
        promo("ana", "p", 6),
        "RECORDED_DIFFERENTLY",
        "promo_credited.promo_id",
    ),
    "another win": (
        [free_spin("ana", "f", 5)],
        free_spin("ana", "f", 5, currency="EUR"),
        "RECORDED_DIFFERENTLY",
        "free_spin_won.win_id",
    ),
    "no instrument that long": (
        [],
        deposit("ana", "y", 5, instrument="x" * 129),
        "INVALID_FIELD",
        "deposit.instrument",
    ),
}


@pytest.mark.parametrize("apart", [False, True], ids=["in one batch", "in batches of their own"])
@pytest.mark.parametrize("name", ENDS)
async def test_what_cannot_be_is_refused(door: Door, operator: str, name: str, apart: bool) -> None:
    before, item, reason, field = ENDS[name]
    for batch in [[one] for one in before] if apart else [before]:
        assert set(await outcomes(door, operator, *batch) if batch else []) <= {"recorded"}
    balance = await money_of(door, operator)
    [refused] = await record(door, operator, item)
    assert (refused.reason, refused.field) == (reason, field)
    assert len(refused.message) > 10
    assert await money_of(door, operator) == balance


async def test_a_whole_life_in_one_batch(door: Door, operator: str) -> None:
    story = [
        deposit("ana", "e", 500),
        reversed_("ana", "e"),
        requested("ana", "v", 100),
        cancelled("ana", "v"),
        requested("ana", "w", 300),
        paid("ana", "w"),
    ]
    assert await outcomes(door, operator, *story) == ["recorded"] * 6
    assert await outcomes(door, operator, *reversed(story)) == ["duplicate"] * 6
    assert await money_of(door, operator) == (9_700, 10_000, 300, 0)
    rows = await door.rows(
        "SELECT kind, ref, status FROM transfers WHERE operator_id = :o ORDER BY kind, ref", o=UUID(operator)
    )
    assert [tuple(row) for row in rows] == [(1, "d", 2), (1, "e", 3), (2, "v", 3), (2, "w", 2)]


async def test_what_is_given_counts_as_bonus_and_what_is_corrected_as_adjustment(door: Door, operator: str) -> None:
    story = [
        bonus("ana", "same", 100),
        free_spin("ana", "same", 20),
        promo("ana", "same", 3),
        adjusted("ana", "same", -50),
        adjusted("ana", "other", 7),
    ]
    assert await outcomes(door, operator, *story, *story) == ["recorded"] * 5 + ["duplicate"] * 5
    found = await profile(door, operator, "ana")
    [totals] = found.totals
    assert (totals.bonuses, totals.adjustments, totals.ngr) == (123, -43, -123)
    assert found.balances[0].amount.minor == 10_000 + 123 - 43
    lines = await ledger(door, operator)
    assert [line.note for line in lines[:4]] == ["recount", "recount", "", "crash (house)"]
    announced = (await door.announced(operator))[-1].activities
    assert [item.bonus_credited.kind for item in announced[:3]] == [
        player_pb2.MOVEMENT_KIND_UNSPECIFIED,
        player_pb2.MOVEMENT_KIND_FREE_SPIN_WIN,
        player_pb2.MOVEMENT_KIND_PROMO,
    ]
    assert [(item.adjusted.amount.minor, item.adjusted.kind) for item in announced[3:]] == [
        (-50, player_pb2.MOVEMENT_KIND_ADJUSTMENT),
        (7, player_pb2.MOVEMENT_KIND_ADJUSTMENT),
    ]


async def test_instruments_leave_traces_and_are_announced_to_nobody(door: Door, operator: str) -> None:
    told = [
        deposit("ana", "e", 5, instrument="pix:secret"),
        withdrawal("ana", "w", 5, NOON + HOUR, instrument="pix:secret"),
        requested("ana", "v", 5, instrument="card:secret"),
    ]
    assert await outcomes(door, operator, *told) == ["recorded"] * 3
    rows = await door.rows(
        "SELECT value, first_seen_at, last_seen_at FROM traces WHERE operator_id = :o AND kind = 4 ORDER BY value",
        o=UUID(operator),
    )
    assert [tuple(row) for row in rows] == [("card:secret", NOON, NOON), ("pix:secret", NOON, NOON + HOUR)]
    events = await door.announced(operator)
    assert not [event for event in events if b"secret" in event.SerializeToString()]


async def test_withdrawals_that_wait_leave_no_room_for_more_than_can_be_kept(door: Door, operator: str) -> None:
    most = [requested("ana", f"w{n}", 10**15) for n in range(999)]
    assert set(await outcomes(door, operator, *most)) == {"recorded"}
    rest = await outcomes(door, operator, *(withdrawal("ana", f"v{n}", 10**15) for n in range(154)))
    assert (rest.count("recorded"), rest[-1]) == (153, "TOTAL_TOO_LARGE")
    many = [adjusted("ana", f"a{n}", -(10**15)) for n in range(1000)]
    assert set(await outcomes(door, operator, *many)) == {"recorded"}
    rest = await outcomes(door, operator, *(adjusted("ana", f"b{n}", -(10**15)) for n in range(154)))
    assert (rest.count("recorded"), rest[-1]) == (152, "TOTAL_TOO_LARGE")


async def adjust(door: Door, operator: str, kind: MovementKind, minor: int, adjustment_id: UUID) -> Movement:
    player_id = UUID((await profile(door, operator, "ana")).player.player_id)
    async with door.database.unit_of_work() as uow:
        return await service.adjust(
            uow, UUID(operator), player_id, kind, minor, "BRL", adjustment_id, "goodwill", clock.now
        )


async def test_staff_credit_and_debit_by_hand(door: Door, operator: str) -> None:
    seen = (await profile(door, operator, "ana")).player.last_seen_at
    first = uuid7()
    for kind, minor, adjustment_id in (
        (MovementKind.MANUAL_CASH_CREDIT, 500, first),
        (MovementKind.MANUAL_CASH_DEBIT, 30, uuid7()),
        (MovementKind.MANUAL_BONUS_CREDIT, 80, uuid7()),
        (MovementKind.MANUAL_BONUS_DEBIT, 20, uuid7()),
    ):
        line = await adjust(door, operator, kind, minor, adjustment_id)
        assert (line.kind, abs(line.amount), line.reference, line.note) == (kind, minor, str(adjustment_id), "goodwill")
    found = await profile(door, operator, "ana")
    [totals] = found.totals
    assert (totals.adjustments, totals.bonuses) == (470, 60)
    assert found.balances[0].amount.minor == 10_530 == line.balance_after
    assert found.player.last_seen_at == seen
    announced = [event.activities[0].adjusted for event in (await door.announced(operator))[-4:]]
    assert [(item.amount.minor, item.kind) for item in announced] == [(500, 13), (-30, 14), (80, 15), (-20, 16)]
    for kind in (MovementKind.MANUAL_CASH_CREDIT, MovementKind.MANUAL_CASH_DEBIT):
        with pytest.raises(AdjustmentRefused):
            await adjust(door, operator, kind, 500, first)
    with pytest.raises(PlayerNotFound):
        async with door.database.unit_of_work() as uow:
            await service.adjust(
                uow, UUID(operator), uuid7(), MovementKind.MANUAL_CASH_CREDIT, 5, "BRL", uuid7(), "", clock.now
            )


async def test_a_platform_cannot_send_what_only_staff_may(door: Door) -> None:
    told = set(wire.Activity.DESCRIPTOR.fields_by_name)
    assert not [name for name in told if "manual" in name]


async def test_what_the_release_before_recorded_can_be_taken_back(door: Door, operator: str) -> None:
    async with door.database.unit_of_work() as uow:  # it knew no transfers
        await uow.connection.execute(text("DELETE FROM transfers WHERE operator_id = :o"), {"o": UUID(operator)})
    back = reversed_("ana", "d")
    assert await outcomes(door, operator, back, back, deposit("ana", "d", 10_000)) == [
        "recorded",
        "duplicate",
        "duplicate",
    ]
    assert await outcomes(door, operator, back) == ["duplicate"]
    assert await money_of(door, operator) == (0, 0, 0, 0)
