"""Bets and the ledger: every filter against the same done by hand, a bet's trail, and whether the ledger adds up."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from daybook.players.v1 import activity_service_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire

from kit.errors import DomainError
from kit.ids import uuid7
from services.players.repository import history
from tests.players.accounts import Account, account
from tests.players.building import (
    NOON,
    activity,
    bonus,
    deposit,
    money,
    placed,
    settled,
    voided,
    withdrawal,
)
from tests.players.integration.conftest import Door

STATUSES = {"PLACED": 1, "SETTLED": 2, "VOIDED": 3}
GAMES = ("crash", "slots", "roulette")


def told_bet(
    number: int,
    at: datetime,
    stake: int,
    payout: int | None,
    game: str,
    provider: str,
    currency: str,
    round_id: str = "",
) -> activity_service_pb2.Activity:
    """A bet with everything that filters ask for."""
    bet = activity_service_pb2.BetPlaced(
        bet_id=f"b{number:04}", stake=money(stake, currency), game=game, provider=provider, round_id=round_id
    )
    if payout is not None:
        bet.settlement.payout.CopyFrom(money(payout, currency))
    return activity("eva", at, bet_placed=bet)


@pytest.fixture(scope="module")
async def played(door: Door) -> tuple[Account, list[dict[str, Any]]]:
    """A player with 400 bets over three months, and what was told of each."""
    rnd, player = random.Random(3), await account(door)
    facts: list[dict[str, Any]] = []
    told: list[activity_service_pb2.Activity] = []
    for number in range(400):
        at = NOON + timedelta(hours=rnd.randrange(24 * 80), seconds=rnd.choice([0, 0, 7]))
        currency, payout = rnd.choice(["BRL", "BRL", "EUR"]), rnd.choice([None, 0, 150])
        fact = {
            "id": f"b{number:04}",
            "at": at,
            "stake": rnd.choice([0, 100, 250, 999]),
            "game": rnd.choice(GAMES),
            "provider": rnd.choice(["pragma", "evo"]),
            "currency": currency,
            "status": "PLACED" if payout is None else "SETTLED",
        }
        told.append(told_bet(number, at, fact["stake"], payout, fact["game"], fact["provider"], currency))
        if rnd.random() < 0.1:
            told.append(voided("eva", fact["id"], at + timedelta(minutes=3)))
            fact["status"] = "VOIDED"
        facts.append(fact)
    await player.record(*told)
    return player, sorted(facts, key=lambda fact: (fact["at"], fact["id"]), reverse=True)


WISHES: dict[str, tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = {
    "everything": ({}, lambda bet: True),
    "open": ({"status": 1}, lambda bet: bet["status"] == "PLACED"),
    "settled": ({"status": 2}, lambda bet: bet["status"] == "SETTLED"),
    "voided": ({"status": 3}, lambda bet: bet["status"] == "VOIDED"),
    "a game": ({"game": "slots"}, lambda bet: bet["game"] == "slots"),
    "no game at all": ({"game": "slot"}, lambda bet: False),
    "a provider": ({"provider": "evo"}, lambda bet: bet["provider"] == "evo"),
    "a currency": ({"currency": "EUR"}, lambda bet: bet["currency"] == "EUR"),
    "stakes of a range": (
        {"currency": "BRL", "stake": {"least": 100, "most": 250}},
        lambda bet: bet["currency"] == "BRL" and 100 <= bet["stake"] <= 250,
    ),
    "no stake": ({"currency": "BRL", "stake": {"most": 0}}, lambda bet: bet["currency"] == "BRL" and not bet["stake"]),
    "a time": (
        {"placed": "10..40"},
        lambda bet: NOON + timedelta(days=10) <= bet["at"] < NOON + timedelta(days=40),
    ),
    "since": ({"placed": "40.."}, lambda bet: bet["at"] >= NOON + timedelta(days=40)),
    "until": ({"placed": "..40"}, lambda bet: bet["at"] < NOON + timedelta(days=40)),
    "all at once": (
        {
            "placed": "10..70",
            "status": 2,
            "game": "crash",
            "provider": "pragma",
            "currency": "BRL",
            "stake": {"least": 1},
        },
        lambda bet: (
            NOON + timedelta(days=10) <= bet["at"] < NOON + timedelta(days=70)
            and (bet["status"], bet["game"], bet["provider"], bet["currency"]) == ("SETTLED", "crash", "pragma", "BRL")
            and bet["stake"] > 0
        ),
    ),
}


def span(days: str) -> dict[str, datetime]:
    """ "10..40" as a range of days after the story's beginning."""
    ends = zip(("from", "until"), days.split(".."), strict=True)
    return {name: NOON + timedelta(days=int(day)) for name, day in ends if day}


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("size", [7, 200])
async def test_bets_are_filtered_as_by_hand(played: tuple[Account, list[dict[str, Any]]], wish: str, size: int) -> None:
    player, facts = played
    wanted, by_hand = WISHES[wish]
    wanted = {name: span(value) if name == "placed" else value for name, value in wanted.items()}
    assert [bet.bet_id for bet in await player.bets(size, **wanted)] == [fact["id"] for fact in facts if by_hand(fact)]


@pytest.mark.parametrize("looked_at", [1, 10, 37])
async def test_rows_that_no_index_finds_are_looked_for_a_few_at_a_time(
    played: tuple[Account, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    player, facts = played
    monkeypatch.setattr(history, "LOOKED_AT", looked_at)
    expected = [fact["id"] for fact in facts if fact["game"] == "slots" and fact["status"] == "VOIDED"]
    assert [bet.bet_id for bet in await player.bets(3, game="slots", status=3)] == expected
    request = wire.ListBetsRequest(game="slots", status=player_pb2.BET_STATUS_VOIDED, **player.named())
    total = (await player.door.as_staff(player.door.players.ListBets, request)).total
    assert total.approximate
    assert total.count == len([fact for fact in facts[: looked_at + 1] if fact["id"] in expected])


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"stake": {"least": 1}}, "currency"),
        ({"currency": "BRL", "stake": {"least": 5, "most": 4}}, "stake.most"),
        ({"placed": {"from": NOON, "until": NOON}}, "placed.until"),
    ],
)
async def test_wishes_that_make_no_sense_are_named(
    played: tuple[Account, list[dict[str, Any]]], wanted: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await played[0].bets(**wanted)
    assert list(refused.value.fields) == [field]


async def test_a_void_tells_its_reason(played: tuple[Account, list[dict[str, Any]]]) -> None:
    for bet in await played[0].bets(status=3):
        assert bet.void_reason == "game fault"


@pytest.fixture(scope="module")
async def moved(door: Door) -> Account:
    """A player with lines of every kind, told in several calls."""
    player = await account(door)
    wire_ = activity_service_pb2
    withdraw = {"method": "pix", "amount": money(300)}
    for number in range(12):
        at = NOON + timedelta(days=number)
        asked = wire_.WithdrawalRequested(transaction_id=f"q{number}", **withdraw)
        end = (
            {"withdrawal_settled": wire_.WithdrawalSettled(transaction_id=f"q{number}")}
            if number % 2
            else {"withdrawal_cancelled": wire_.WithdrawalCancelled(transaction_id=f"q{number}", reason="r")}
        )
        await player.record(
            deposit("eva", f"d{number}", 1000 + number, at),
            bonus("eva", f"x{number}", 50, at, "EUR"),
            placed("eva", f"b{number}", 100, None, at),
            activity("eva", at, withdrawal_requested=asked),
            settled("eva", f"b{number}", 180, at + timedelta(minutes=1)),
            withdrawal("eva", f"w{number}", 10, at),
            activity("eva", at + timedelta(minutes=2), **end),
        )
        if number % 3 == 0:
            undone = wire_.DepositReversed(transaction_id=f"d{number}", reason="chargeback")
            await player.record(
                voided("eva", f"b{number}", at + timedelta(minutes=9)), activity("eva", at, deposit_reversed=undone)
            )
    return player


KINDS = {name.removeprefix("MOVEMENT_KIND_"): value for name, value in player_pb2.MovementKind.items() if value}


@pytest.mark.parametrize(
    "kinds", [["DEPOSIT"], ["BET", "WIN"], ["BET_ROLLBACK", "DEPOSIT_ROLLBACK"], ["PROMO"], sorted(KINDS)]
)
@pytest.mark.parametrize("currency", ["", "EUR"])
async def test_the_ledger_is_filtered_as_by_hand(moved: Account, kinds: Sequence[str], currency: str) -> None:
    everything = await moved.lines()
    numbers = {KINDS[kind] for kind in kinds}
    expected = [line for line in everything if line.kind in numbers and currency in ("", line.amount.currency)]
    assert await moved.lines(9, kinds=sorted(numbers), currency=currency) == expected
    ids = [int(line.movement_id) for line in everything]
    assert ids == sorted(ids, reverse=True)
    middle = everything[len(everything) // 2].recorded_at
    later = [line for line in expected if line.recorded_at.ToDatetime() >= middle.ToDatetime()]
    wanted = {"kinds": sorted(numbers), "currency": currency}
    assert await moved.lines(9, recorded={"from": middle}, **wanted) == later
    assert await moved.lines(9, recorded={"until": middle}, **wanted) == expected[len(later) :]


async def test_a_line_is_found_by_its_number(moved: Account) -> None:
    for line in await moved.lines():
        assert await moved.lines(movement_id=line.movement_id) == [line]
    assert await moved.lines(movement_id="999999") == []
    line = next(line for line in await moved.lines() if line.reference == "b0")
    assert await moved.lines(movement_id=line.movement_id, reference="b0") == [line]
    assert await moved.lines(movement_id=line.movement_id, reference="b1") == []


async def test_every_reference_finds_all_of_its_lines(moved: Account) -> None:
    everything = await moved.lines()
    references = {line.reference for line in everything}
    assert len(references) == 5 * 12
    for reference in references:
        expected = [line for line in everything if line.reference == reference]
        assert await moved.lines(reference=reference) == expected
    assert await moved.lines(reference="eva") == []
    assert await moved.lines(reference="nothing") == []
    assert [line.kind for line in await moved.lines(reference="b0", kinds=[KINDS["BET_ROLLBACK"]])] == [5, 5]
    assert await moved.lines(reference="b0", currency="EUR") == []
    stranger = await account(moved.door)
    await stranger.record(deposit("eva", "d0", 5))
    assert len(await stranger.lines(reference="d0")) == 1


async def test_a_bet_is_shown_with_all_that_it_moved(moved: Account) -> None:
    whole = await moved.bet("b0")
    assert [(line.kind, line.amount.minor) for line in whole.movements] == [(3, -100), (4, 180), (5, 100), (5, -180)]
    assert (whole.bet.bet_id, whole.bet.status, whole.bet.void_reason) == ("b0", 3, "game fault")
    assert [line.kind for line in (await moved.bet("b1")).movements] == [3, 4]
    # The building gives every bet of this player the same round; those of the day around it are shown.
    assert [bet.bet_id for bet in (await moved.bet("b4")).round] == ["b3", "b5"]
    for unknown in ("b99", "d0"):
        with pytest.raises(DomainError) as refused:
            await moved.bet(unknown)
        assert refused.value.reason == "BET_NOT_FOUND"


async def test_bets_of_a_round_and_odd_ids(door: Door) -> None:
    player = await account(door)
    odd = "ção/../b?1 #&"
    bets = [
        told_bet(number, NOON + timedelta(minutes=number), 0 if number == 2 else 5, 0, "crash", "evo", "BRL", "r7")
        for number in range(30)
    ]
    bets.append(activity("eva", NOON, bet_placed=activity_service_pb2.BetPlaced(bet_id=odd, stake=money(5), game="g")))
    await player.record(*bets)
    found = await player.bet("b0004")
    assert [bet.bet_id for bet in found.round] == [f"b{number:04}" for number in range(21) if number != 4]
    assert (await player.bet("b0002")).movements == []
    alone = await player.bet(odd)
    assert (alone.bet.bet_id, list(alone.round), len(alone.movements)) == (odd, [], 1)


async def test_a_bet_told_long_after_it_happened_finds_its_lines(door: Door) -> None:
    player = await account(door)
    await player.record(*(placed("eva", f"i{number}", 10, 20, NOON + timedelta(hours=number)) for number in range(300)))
    await player.record(voided("eva", "i150", datetime.now(UTC)))
    assert [line.amount.minor for line in (await player.bet("i150")).movements] == [-10, 20, 10, -20]


async def test_the_ledger_adds_up(moved: Account) -> None:
    checked = await moved.check()
    everything = await moved.lines()
    for currency, wallet in checked.items():
        own = [line for line in everything if line.amount.currency == currency]
        assert (wallet.adds_up, wallet.first_fault_movement_id, wallet.movements) == (True, "", len(own))
        assert wallet.balance.minor == wallet.movements_sum.minor == sum(line.amount.minor for line in own)
    assert set(checked) == {"BRL", "EUR"}


async def test_a_player_without_lines_has_nothing_to_check(door: Door) -> None:
    [wallet] = (await (await account(door)).check()).values()
    assert (wallet.adds_up, wallet.movements, wallet.balance.minor) == (True, 0, 0)
    nobody = Account(door, await door.operator(), str(uuid7()))
    for ask in (nobody.check(), nobody.bets(), nobody.lines(), nobody.lines(reference="x"), nobody.bet("x")):
        with pytest.raises(DomainError) as refused:
            await ask
        assert refused.value.reason == "PLAYER_NOT_FOUND"
