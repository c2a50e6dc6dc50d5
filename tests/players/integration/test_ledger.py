"""The ledger under any interleaving: duplicates, retries and concurrent batches never lose or double a movement."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from datetime import timedelta
from uuid import UUID

import pytest
from daybook.players.v1 import activity_service_pb2 as wire
from daybook.players.v1 import events_pb2, player_pb2

from kit import clock
from kit.db import Database
from kit.errors import DomainError, Kind
from kit.rpc import client
from services.players.convert import activity as convert
from services.players.domain.activity import Item, Outcome
from services.players.service import activity as service
from tests.players.building import NOON, bonus, deposit, placed, registered, settled, voided, withdrawal
from tests.players.integration.conftest import Door

CURRENCIES = ("BRL", "EUR")


def story(rnd: random.Random, players: int, steps: int) -> list[wire.Activity]:
    """Everything that happens, in an order in which all of it can be recorded."""
    names = [f"p{i}" for i in range(players)]
    told = [registered(name, country=rnd.choice(["BR", "PT"])) for name in names]
    for number in range(steps):
        name, at, currency = rnd.choice(names), NOON + timedelta(seconds=number), rnd.choice(CURRENCIES)
        minor = rnd.randrange(1, 500)
        kind = rnd.randrange(7)
        if kind == 0:
            told.append(deposit(name, f"d{number}", minor, at, currency))
        elif kind == 1:
            told.append(withdrawal(name, f"w{number}", minor, at, currency))
        elif kind == 2:
            told.append(bonus(name, f"x{number}", minor, at, currency))
        elif kind < 5:
            payout = rnd.choice([0, rnd.randrange(1000)])
            told.append(placed(name, f"b{number}", minor, payout, at, currency))
            if rnd.random() < 0.3:
                told.append(voided(name, f"b{number}", at + timedelta(minutes=2)))
        else:
            told.append(placed(name, f"b{number}", rnd.randrange(500), None, at, currency))
            if rnd.random() < 0.6:
                told.append(settled(name, f"b{number}", rnd.choice([0, 700]), at + timedelta(minutes=1), currency))
            if rnd.random() < 0.3:
                told.append(voided(name, f"b{number}", at + timedelta(minutes=2)))
    return told


def batches(rnd: random.Random, told: list[wire.Activity]) -> list[list[wire.Activity]]:
    """The story cut into batches that overlap, repeat each other and come in no order."""
    cut = []
    start = 0
    while start < len(told):
        size = rnd.randrange(1, 40)
        cut.append(told[max(0, start - rnd.randrange(10)) : start + size])
        start += size
    cut += rnd.choices(cut, k=len(cut) // 2)
    for batch in cut:
        batch += rnd.choices(told, k=rnd.randrange(5))
    rnd.shuffle(cut)
    return cut


async def send(door: Door, operator: str, batch: list[wire.Activity]) -> Counter[str]:
    """One batch through the door; how many items came out how."""
    request = wire.RecordActivityRequest(operator_id=operator, activities=batch)
    response = await door.as_platform(door.activity.RecordActivity, request)
    return Counter(result.reason or str(result.outcome) for result in response.results)


@pytest.mark.parametrize("seed", range(6))
async def test_any_interleaving_comes_to_the_same(door: Door, seed: int) -> None:
    rnd = random.Random(seed)
    operator = await door.operator()
    told = story(rnd, players=rnd.choice([1, 3, 12]), steps=250)
    await asyncio.gather(*(send(door, operator, batch) for batch in batches(rnd, told)))
    # Whatever came before what it depends on was refused; platforms send it again until it is taken.
    for _ in range(4):
        last = await send(door, operator, told)
    # A bet that was voided before its end arrived stays voided, and counts for nothing either way.
    assert last["2"] + last["BET_VOIDED"] == len(told)
    await check_ledger(door, operator)
    await check_against_story(door, operator, told, never_settled=last["BET_VOIDED"])


async def check_ledger(door: Door, operator: str) -> None:
    """Balances are the sums of their movements, and each movement knows the balance after it."""
    lines = await door.rows(
        "SELECT * FROM movements WHERE operator_id = :o ORDER BY player_id, recorded_at, number", o=UUID(operator)
    )
    balance: dict[tuple[UUID, str], int] = defaultdict(int)
    number: dict[UUID, int] = defaultdict(int)
    for line in lines:
        number[line.player_id] += 1
        assert line.number == number[line.player_id]
        balance[line.player_id, line.currency] += line.amount
        assert line.balance_after == balance[line.player_id, line.currency]
    wallets = await door.rows("SELECT * FROM wallets WHERE operator_id = :o", o=UUID(operator))
    assert {(w.player_id, w.currency): w.balance for w in wallets if w.balance} == {
        k: v for k, v in balance.items() if v
    }
    for wallet in wallets:
        [row] = await door.rows(
            "SELECT count(*) FILTER (WHERE status <> 3) AS bets,"
            " coalesce(sum(stake) FILTER (WHERE status <> 3), 0) AS turnover,"
            " coalesce(sum(stake) FILTER (WHERE status = 2), 0) AS settled_stakes,"
            " coalesce(sum(payout) FILTER (WHERE status = 2), 0) AS payouts"
            " FROM bets WHERE operator_id = :o AND player_id = :p AND currency = :c",
            o=UUID(operator),
            p=wallet.player_id,
            c=wallet.currency,
        )
        assert (wallet.bets, wallet.turnover, wallet.settled_stakes, wallet.payouts) == (
            row.bets,
            row.turnover,
            row.settled_stakes,
            row.payouts,
        )


async def check_against_story(door: Door, operator: str, told: list[wire.Activity], never_settled: int) -> None:
    """Totals equal what a naive reading of the story gives, and the events tell each part of it once."""
    ids = {
        row.external_id: row.player_id
        for row in await door.rows(
            "SELECT external_id, player_id FROM players WHERE operator_id = :o", o=UUID(operator)
        )
    }
    expected: dict[tuple[UUID, str], Counter[str]] = defaultdict(Counter)
    void = {item.bet_voided.bet_id for item in told if item.HasField("bet_voided")}
    stakes: dict[str, tuple[UUID, str, int]] = {}
    kinds: Counter[str] = Counter()
    for item in told:
        player, kind = ids[item.player_external_id], str(item.WhichOneof("kind"))
        kinds[kind] += 1
        if kind in ("deposit", "withdrawal", "bonus_credited"):
            amount = getattr(item, kind).amount
            expected[player, amount.currency][kind] += amount.minor
        elif kind == "bet_placed":
            bet = item.bet_placed
            stakes[bet.bet_id] = (player, bet.stake.currency, bet.stake.minor)
            kinds["bet_settled"] += bet.HasField("settlement")
            if bet.bet_id not in void:
                expected[player, bet.stake.currency]["turnover"] += bet.stake.minor
                if bet.HasField("settlement"):
                    expected[player, bet.stake.currency]["payouts"] += bet.settlement.payout.minor
                    expected[player, bet.stake.currency]["settled"] += bet.stake.minor
        elif kind == "bet_settled" and item.bet_settled.bet_id not in void:
            _, currency, stake = stakes[item.bet_settled.bet_id]
            expected[player, currency]["payouts"] += item.bet_settled.payout.minor
            expected[player, currency]["settled"] += stake
    for wallet in await door.rows("SELECT * FROM wallets WHERE operator_id = :o", o=UUID(operator)):
        naive = expected[wallet.player_id, wallet.currency]
        assert (wallet.deposits, wallet.withdrawals, wallet.bonuses) == (
            naive["deposit"],
            naive["withdrawal"],
            naive["bonus_credited"],
        )
        assert (wallet.turnover, wallet.payouts, wallet.settled_stakes) == (
            naive["turnover"],
            naive["payouts"],
            naive["settled"],
        )
        assert wallet.balance == (
            naive["deposit"] + naive["bonus_credited"] + naive["payouts"] - naive["withdrawal"] - naive["turnover"]
        )
    announced = [item for event in await door.announced(operator) for item in event.activities]
    kinds["bet_settled"] -= never_settled
    assert Counter(str(item.WhichOneof("kind")) for item in announced) == kinds
    for player in ids.values():
        numbers = [
            item.deposit.deposit_no for item in announced if item.player_id == str(player) and item.HasField("deposit")
        ]
        assert numbers == list(range(1, len(numbers) + 1))
    assert_events_in_order(announced)


def assert_events_in_order(announced: list[events_pb2.RecordedActivity]) -> None:
    """A bet is announced as placed before it is settled or voided, and as voided with the state it really had."""
    state: dict[str, int] = {}
    for item in announced:
        kind = item.WhichOneof("kind")
        if kind == "bet_placed":
            assert item.bet_placed.bet_id not in state
            state[item.bet_placed.bet_id] = player_pb2.BET_STATUS_PLACED
        elif kind == "bet_settled":
            assert state[item.bet_settled.bet_id] == player_pb2.BET_STATUS_PLACED
            state[item.bet_settled.bet_id] = player_pb2.BET_STATUS_SETTLED
        elif kind == "bet_voided":
            assert state[item.bet_voided.bet_id] == item.bet_voided.previous_status
            state[item.bet_voided.bet_id] = player_pb2.BET_STATUS_VOIDED


async def test_the_same_registrations_at_once_register_once(door: Door) -> None:
    operator = await door.operator()
    batch = [registered(f"n{i}") for i in range(50)]
    backwards = list(reversed(batch))
    outcomes = await asyncio.gather(*(send(door, operator, b) for b in [batch, backwards] * 4))
    assert sum(outcomes, Counter()) == Counter({"1": 50, "2": 350})


async def test_one_reference_told_of_two_players_at_once_is_recorded_once(door: Door) -> None:
    operator = await door.operator()
    await send(door, operator, [registered(f"q{i}") for i in range(20)])
    # Different players, so that no player's lock keeps the batches apart, and references in opposite order.
    refs = [f"ref{i}" for i in range(30)]
    batch_of = [
        [deposit(f"q{player}", ref, 10) for ref in (refs if player % 2 else reversed(refs))] for player in range(20)
    ]
    outcomes = await asyncio.gather(*(send(door, operator, batch) for batch in batch_of))
    assert sum(outcomes, Counter()) == Counter({"1": 30, "RECORDED_DIFFERENTLY": 19 * 30})
    await check_ledger(door, operator)


async def test_a_month_that_is_new_to_several_batches_at_once(door: Door) -> None:
    operator = await door.operator()
    await send(door, operator, [registered("old")])
    months = [NOON.replace(year=year, month=month) for year in range(2003, 2006) for month in range(1, 13)]
    batch_of = [[placed("old", f"{name}{at:%Y%m}", 5, at=at) for at in months] for name in "abcd"]
    outcomes = await asyncio.gather(*(send(door, operator, batch) for batch in batch_of))
    assert sum(outcomes, Counter()) == Counter({"1": 4 * len(months)})
    [row] = await door.rows("SELECT count(*) AS n FROM bets_2004_02 WHERE operator_id = :o", o=UUID(operator))
    assert row.n == 4


async def test_a_call_cut_off_by_its_deadline_is_recorded_whole_or_not_at_all(door: Door) -> None:
    operator = await door.operator()
    told = [registered(f"c{i}") for i in range(300)] + [deposit(f"c{i}", f"d{i}", 10) for i in range(300)]
    request = wire.RecordActivityRequest(operator_id=operator, activities=told)
    token = door.keys.platform(operator)
    cut = 0
    for milliseconds in (5, 20, 40, 60, 80, 120):
        try:
            await client.call(door.activity.RecordActivity, request, token, seconds=milliseconds / 1000)
        except DomainError as error:
            assert error.kind is Kind.UNAVAILABLE  # noqa: PT017 - it may also come through in time
            cut += 1
        found = await door.rows(
            "SELECT (SELECT count(*) FROM players WHERE operator_id = :o) AS players,"
            " (SELECT count(*) FROM movements WHERE operator_id = :o) AS movements",
            o=UUID(operator),
        )
        assert (found[0].players, found[0].movements) in {(0, 0), (300, 300)}
    assert cut > 0
    assert sum((await send(door, operator, told)).values()) == 600
    assert await send(door, operator, told) == Counter({"2": 600})
    await check_ledger(door, operator)


async def test_a_failure_after_the_decision_leaves_nothing_behind(door: Door) -> None:
    """The outbox is written last; when the transaction dies there, neither state nor event is left."""
    operator = await door.operator()
    database: Database = door.database
    items = [convert.read(item, clock.now()) for item in (registered("zoe"), deposit("zoe", "d", 5))]
    assert all(isinstance(item, Item) for item in items)
    with pytest.raises(RuntimeError, match="power cut"):
        async with database.unit_of_work() as uow:
            results = await service.record(uow, UUID(operator), items, clock.now)
            assert results == [Outcome.RECORDED] * 2
            raise RuntimeError("power cut")
    for table in ("players", "accounts", "wallets", "recorded", "movements", "player_search"):
        assert await door.rows(f"SELECT 1 FROM {table} WHERE operator_id = :o", o=UUID(operator)) == []
    assert await door.announced(operator) == []
