"""RecordActivity through the door: outcomes, balances, totals, and the events that are announced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import players_service_pb2 as players_wire
from google.protobuf.timestamp_pb2 import Timestamp

from kit import clock
from kit.errors import DomainError
from kit.ids import uuid7
from tests.players.building import (
    NOON,
    activity,
    bonus,
    deposit,
    money,
    placed,
    registered,
    registration,
    settled,
    voided,
    withdrawal,
)
from tests.players.integration.conftest import Door
from tests.players.recording import DUPLICATE, RECORDED, REJECTED, outcomes, profile, record


async def test_a_batch_whose_items_depend_on_each_other(door: Door) -> None:
    operator = await door.operator()
    batch = [
        deposit("ana", "d0", 500),  # before she is registered
        registered("ana", country="BR"),
        deposit("ana", "d1", 10_000),
        placed("ana", "b1", 3_000),
        settled("ana", "b1", 4_500, NOON + timedelta(minutes=1)),
        voided("ana", "b1", NOON + timedelta(minutes=2)),
        placed("ana", "b2", 1_000, payout=0),
        deposit("ana", "d1", 10_000),  # again
        deposit("ana", "d1", 10_001),  # again, and not the same
        withdrawal("ana", "w1", 2_000),
        bonus("ana", "x1", 100),
    ]
    assert await outcomes(door, operator, *batch) == [
        "UNKNOWN_PLAYER",
        *["recorded"] * 6,
        "duplicate",
        "RECORDED_DIFFERENTLY",
        "recorded",
        "recorded",
    ]
    found = await profile(door, operator, "ana")
    assert [(b.amount.minor, b.amount.currency) for b in found.balances] == [(10_000 - 1_000 - 2_000 + 100, "BRL")]
    [totals] = found.totals
    assert (totals.deposits, totals.withdrawals) == (10_000, 2_000)
    assert (totals.turnover, totals.payouts, totals.ggr, totals.bets) == (1_000, 0, 1_000, 1)

    listed = await door.as_staff(
        door.players.ListMovements,
        players_wire.ListMovementsRequest(operator_id=operator, player_id=found.player.player_id),
    )
    assert [(m.amount.minor, m.balance_after.minor, m.reference) for m in reversed(listed.movements)] == [
        (10_000, 10_000, "d1"),
        (-3_000, 7_000, "b1"),
        (4_500, 11_500, "b1"),
        (3_000, 14_500, "b1"),
        (-4_500, 10_000, "b1"),
        (-1_000, 9_000, "b2"),
        (-2_000, 7_000, "w1"),
        (100, 7_100, "x1"),
    ]


async def test_every_part_of_a_bet_may_come_in_its_own_batch_and_again(door: Door) -> None:
    operator = await door.operator()
    minute = timedelta(minutes=1)
    story = [
        registered("bo"),
        placed("bo", "b1", 700),
        settled("bo", "b1", 900, NOON + minute),
        voided("bo", "b1", NOON + 2 * minute),
        placed("bo", "b2", 300, payout=100),
    ]
    for item in story:
        assert await outcomes(door, operator, item) == ["recorded"]
    for item in story:
        assert await outcomes(door, operator, item) == ["duplicate"]
    assert await outcomes(door, operator, *story) == ["duplicate"] * len(story)
    # A bet told before it was over, then again with its end, is settled by the second.
    assert await outcomes(door, operator, placed("bo", "b3", 50)) == ["recorded"]
    whole = placed("bo", "b3", 50, payout=80, settled_after=minute)
    assert await outcomes(door, operator, whole, whole) == ["recorded", "duplicate"]
    assert await outcomes(door, operator, placed("bo", "b3", 50)) == ["duplicate"]
    found = await profile(door, operator, "bo")
    [totals] = found.totals
    assert (totals.turnover, totals.payouts, totals.ggr, totals.bets) == (350, 180, 170, 2)
    assert [b.amount.minor for b in found.balances] == [-170]


NOT_BRL = "EUR"
REFUSED = {
    "a negative stake": (placed("cy", "x", -1), "INVALID_FIELD", "bet_placed.stake.minor"),
    "a negative payout": (settled("cy", "open", -1), "INVALID_FIELD", "bet_settled.payout.minor"),
    "a negative settlement": (
        placed("cy", "x", 1, payout=-5),
        "INVALID_FIELD",
        "bet_placed.settlement.payout.minor",
    ),
    "a deposit of nothing": (deposit("cy", "x", 0), "INVALID_FIELD", "deposit.amount.minor"),
    "a withdrawal of nothing": (withdrawal("cy", "x", 0), "INVALID_FIELD", "withdrawal.amount.minor"),
    "a bonus of nothing": (bonus("cy", "x", 0), "INVALID_FIELD", "bonus_credited.amount.minor"),
    "too much": (deposit("cy", "x", 10**15 + 1), "INVALID_FIELD", "deposit.amount.minor"),
    "no such currency": (placed("cy", "x", 1, currency="XQQ"), "UNKNOWN_CURRENCY", "bet_placed.stake.currency"),
    "not even a code": (deposit("cy", "x", 1, currency="euro!"), "INVALID_FIELD", "deposit.amount.currency"),
    "the year 2999": (
        deposit("cy", "x", 1, at=NOON.replace(year=2999)),
        "INVALID_FIELD",
        "occurred_at",
    ),
    "the year 1999": (deposit("cy", "x", 1, at=NOON.replace(year=1999)), "INVALID_FIELD", "occurred_at"),
    "tomorrow": (
        deposit("cy", "x", 1, at=clock.now() + timedelta(days=1)),
        "INVALID_FIELD",
        "occurred_at",
    ),
    "settled in the future": (
        placed("cy", "x", 1, payout=1, settled_after=timedelta(days=365 * 900)),
        "INVALID_FIELD",
        "bet_placed.settlement.settled_at",
    ),
    "no moment": (
        wire.Activity(player_external_id="cy", deposit=wire.Deposit(transaction_id="x", amount=money(1))),
        "INVALID_FIELD",
        "occurred_at",
    ),
    "beyond the calendar": (
        wire.Activity(
            player_external_id="cy",
            occurred_at=Timestamp(seconds=10**14),
            deposit=wire.Deposit(transaction_id="x", amount=money(1)),
        ),
        "INVALID_FIELD",
        "occurred_at",
    ),
    "nothing done": (activity("cy"), "INVALID_FIELD", "kind"),
    "nobody": (deposit("", "x", 1), "INVALID_FIELD", "player_external_id"),
    "no reference": (deposit("cy", "", 1), "INVALID_FIELD", "deposit.transaction_id"),
    "an endless reference": (deposit("cy", "x" * 129, 1), "INVALID_FIELD", "deposit.transaction_id"),
    "a NUL": (deposit("cy", "a\0b", 1), "INVALID_FIELD", "deposit.transaction_id"),
    "an unknown player": (deposit("nobody", "x", 1), "UNKNOWN_PLAYER", "player_external_id"),
    "a settlement of no bet": (settled("cy", "nix", 1), "UNKNOWN_BET", "bet_settled.bet_id"),
    "a void of no bet": (voided("cy", "nix"), "UNKNOWN_BET", "bet_voided.bet_id"),
    "a settlement of another's bet": (settled("di", "open", 1), "UNKNOWN_BET", "bet_settled.bet_id"),
    "settled otherwise": (settled("cy", "done", 6), "RECORDED_DIFFERENTLY", "bet_settled.payout.minor"),
    "settled at another time": (
        settled("cy", "done", 5, NOON + timedelta(seconds=1)),
        "RECORDED_DIFFERENTLY",
        "occurred_at",
    ),
    "settled after it was voided": (settled("cy", "void", 5), "BET_VOIDED", "bet_settled.bet_id"),
    "voided otherwise": (voided("cy", "void", reason="other"), "RECORDED_DIFFERENTLY", "bet_voided.reason"),
    "placed otherwise": (placed("cy", "open", 11), "RECORDED_DIFFERENTLY", "bet_placed.bet_id"),
    "placed by another": (placed("di", "open", 10), "RECORDED_DIFFERENTLY", "bet_placed.bet_id"),
    "deposited otherwise": (deposit("cy", "dep", 8), "RECORDED_DIFFERENTLY", "deposit.transaction_id"),
    "deposited by another method": (
        deposit("cy", "dep", 7, method="card"),
        "RECORDED_DIFFERENTLY",
        "deposit.transaction_id",
    ),
    "a payout in another currency": (
        settled("cy", "open", 1, currency=NOT_BRL),
        "CURRENCY_MISMATCH",
        "bet_settled.payout.currency",
    ),
    "registered otherwise": (
        registered("cy", email="new@mail.example"),
        "RECORDED_DIFFERENTLY",
        "registered.email",
    ),
    "registered as somebody else": (
        activity("cy", registered=registration("di")),
        "INVALID_FIELD",
        "registered.external_id",
    ),
    "registered with no currency": (
        activity("new", registered=registration("new", "QQQ")),
        "UNKNOWN_CURRENCY",
        "registered.currency",
    ),
    "registered with no address": (
        registered("new", email="not an address"),
        "INVALID_FIELD",
        "registered.email",
    ),
}


@pytest.fixture(scope="module")
async def settled_operator(door: Door) -> str:
    """An operator with two players and a bet of each sort."""
    operator = await door.operator()
    prepared = await outcomes(
        door,
        operator,
        registered("cy"),
        registered("di"),
        deposit("cy", "dep", 7),
        placed("cy", "open", 10),
        placed("cy", "done", 10, payout=5),
        placed("cy", "void", 10),
        voided("cy", "void"),
    )
    assert set(prepared) == {"recorded"}
    return operator


@pytest.mark.parametrize("name", REFUSED)
async def test_a_bad_item_is_refused_alone_and_says_why(door: Door, settled_operator: str, name: str) -> None:
    item, reason, field = REFUSED[name]
    before = await door.rows("SELECT sum(balance) AS b, sum(turnover) AS t FROM wallets")
    good = placed("cy", f"good {name}", 0)
    first, bad, last = await record(door, settled_operator, good, item, good)
    assert (first.outcome, last.outcome) == (RECORDED, DUPLICATE)
    assert (bad.outcome, bad.reason, bad.field) == (REJECTED, reason, field)
    assert len(bad.message) > 10
    assert await door.rows("SELECT sum(balance) AS b, sum(turnover) AS t FROM wallets") == before


async def test_a_whole_batch_of_bad_items_is_answered(door: Door, settled_operator: str) -> None:
    items = [item for item, _, _ in REFUSED.values()]
    assert await outcomes(door, settled_operator, *items) == [reason for _, reason, _ in REFUSED.values()]
    only_invalid = [item for item, reason, _ in REFUSED.values() if reason == "INVALID_FIELD"]
    assert set(await outcomes(door, settled_operator, *only_invalid)) == {"INVALID_FIELD"}


async def test_a_total_that_cannot_be_kept_is_refused(door: Door) -> None:
    operator = await door.operator()
    whale = [deposit("whale", f"d{i}", 10**15) for i in range(999)]
    assert set(await outcomes(door, operator, registered("whale"), *whale)) == {"recorded"}
    more = await outcomes(door, operator, *(deposit("whale", f"e{i}", 10**15) for i in range(200)))
    assert more.count("recorded") == 153
    assert more[153:] == ["TOTAL_TOO_LARGE"] * 47
    found = await profile(door, operator, "whale")
    assert found.balances[0].amount.minor == 1152 * 10**15


async def test_the_request_itself_is_checked(door: Door) -> None:
    operator = await door.operator()
    for size in (0, 1001):
        with pytest.raises(DomainError) as refused:
            await record(door, operator, *[deposit("x", "x", 1)] * size)
        assert refused.value.reason == "INVALID_FIELD"
        assert "activities" in refused.value.fields
    unknown = str(uuid7())
    with pytest.raises(DomainError) as refused:
        await record(door, unknown, deposit("x", "x", 1))
    assert refused.value.reason == "OPERATOR_UNKNOWN"


async def test_deposits_are_counted_from_the_first_and_balances_are_kept_per_currency(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, registered("eve", country="PT"), deposit("eve", "1", 100), deposit("eve", "2", 200))
    await record(door, operator, deposit("eve", "2", 200), deposit("eve", "3", 5, currency="EUR"), bonus("eve", "b", 9))
    numbers = [
        (item.deposit.deposit_no, item.deposit.amount.currency, item.country)
        for event in await door.announced(operator)
        for item in event.activities
        if item.WhichOneof("kind") == "deposit"
    ]
    assert numbers == [(1, "BRL", "PT"), (2, "BRL", "PT"), (3, "EUR", "PT")]
    found = await profile(door, operator, "eve")
    assert [(b.amount.currency, b.amount.minor) for b in found.balances] == [("BRL", 309), ("EUR", 5)]


async def test_the_event_holds_what_was_recorded_and_nothing_else(door: Door) -> None:
    operator = await door.operator()
    later = NOON + timedelta(minutes=3)
    await record(door, operator, registered("fay", country="BR"), placed("fay", "early", 40))
    await record(
        door,
        operator,
        placed("fay", "b1", 500, payout=750, settled_after=timedelta(minutes=1)),
        deposit("ghost", "d", 1),
        placed("fay", "early", 40),
        voided("fay", "b1", later),
        voided("fay", "early", later),
        withdrawal("fay", "w", 60),
    )
    await record(door, operator, placed("fay", "early", 40))  # nothing new: no event
    first, second = await door.announced(operator)
    assert [item.WhichOneof("kind") for item in first.activities] == ["registered", "bet_placed"]
    bet, end, void, void_open, out = second.activities
    assert second.operator_id == operator
    assert second.recorded_at.ToDatetime(NOON.tzinfo) <= clock.now()
    assert {item.country for item in second.activities} == {"BR"}
    assert bet.bet_placed.stake == money(500)
    assert (end.bet_settled.stake, end.bet_settled.payout) == (money(500), money(750))
    assert end.bet_settled.placed_at.ToDatetime(NOON.tzinfo) == NOON
    assert end.occurred_at.ToDatetime(NOON.tzinfo) == NOON + timedelta(minutes=1)
    assert (end.bet_settled.game, end.bet_settled.provider) == ("crash", "house")
    assert void.bet_voided.previous_status == 2
    assert void.bet_voided.payout == money(750)
    assert void.bet_voided.settled_at.ToDatetime(NOON.tzinfo) == NOON + timedelta(minutes=1)
    assert void_open.bet_voided.previous_status == 1
    assert not void_open.bet_voided.HasField("settled_at")
    assert not void_open.bet_voided.HasField("payout")
    assert out.withdrawal.amount == money(60)


async def test_a_large_batch_is_announced_in_events_that_fit(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, registered("gus"))
    long = "é" * 120
    bets = [placed("gus", f"{long}{i:04}", 10, payout=1, game="g" * 128) for i in range(1000)]
    assert {result.outcome for result in await record(door, operator, *bets)} == {RECORDED}
    _, *events = await door.announced(operator)
    assert len(events) > 1
    assert all(event.ByteSize() <= 750_000 for event in events)
    told = [item.bet_settled.bet_id for event in events for item in event.activities if item.HasField("bet_settled")]
    assert told == [bet.bet_placed.bet_id for bet in bets]


async def test_last_seen_is_the_latest_activity_whatever_the_order(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, registered("ivy"))
    assert not (await profile(door, operator, "ivy")).player.HasField("last_seen_at")
    # Imported history may lie before the registration, and comes in any order.
    for day in (-3, 2, -1):
        await record(door, operator, placed("ivy", f"b{day}", 1, at=NOON + timedelta(days=day)))
        seen = (await profile(door, operator, "ivy")).player.last_seen_at.ToDatetime(NOON.tzinfo)
        assert seen == NOON + timedelta(days=max(day, -3 if day == -3 else 2))
