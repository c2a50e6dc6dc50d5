"""The overview against the same figures added up by hand, over days on which clocks change."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from daybook.players.v1 import activity_service_pb2

from kit.ids import uuid7
from services.players.domain.operator import Operator
from services.players.domain.overview import Overview, Sums
from services.players.service import history, operators
from tests.players.building import (
    activity,
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
    voided,
    withdrawal,
)
from tests.players.integration.conftest import Door

# In Lisbon the clocks went forward on 29 March 2026 and back on 26 October 2025.
SPRING, AUTUMN = datetime(2026, 4, 2, 22, 30, tzinfo=UTC), datetime(2025, 11, 10, 0, 10, tzinfo=UTC)
GAMES = ("crash", "slots", "roulette")


async def player_of(door: Door, zone: str) -> tuple[UUID, UUID]:
    operator = Operator(uuid7(), uuid7(), "Test", zone, "BRL", 2, 1)
    async with door.database.unit_of_work() as uow:
        await operators.keep(uow, operator)
    await tell(door, operator.operator_id, [registered("eva", datetime(2020, 1, 1, tzinfo=UTC))])
    [row] = await door.rows("SELECT player_id FROM players WHERE operator_id = :o", o=operator.operator_id)
    return operator.operator_id, row.player_id


async def tell(door: Door, operator: UUID, told: list[activity_service_pb2.Activity]) -> None:
    for start in range(0, len(told), 500):
        request = activity_service_pb2.RecordActivityRequest(
            operator_id=str(operator), activities=told[start : start + 500]
        )
        answer = await door.as_platform(door.activity.RecordActivity, request)
        assert [result.reason for result in answer.results if result.reason] == []


def bet(number: int, at: datetime, stake: int, payout: int | None, settled: datetime, currency: str, game: str) -> Any:
    placed = activity_service_pb2.BetPlaced(bet_id=f"b{number}", stake=money(stake, currency), game=game, provider="p")
    if payout is not None:
        placed.settlement.payout.CopyFrom(money(payout, currency))
        placed.settlement.settled_at.FromDatetime(settled)
    return activity("eva", at, bet_placed=placed)


class ByHand:
    """Figures added up one by one."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self.days: dict[date, dict[str, Sums]] = defaultdict(lambda: defaultdict(Sums))
        self.games: dict[tuple[str, str], Sums] = defaultdict(Sums)
        self.since, self.today = date.min, date.max

    def add(self, at: datetime, currency: str, game: str = "", **amounts: int) -> None:
        """Counts amounts at a moment."""
        day = at.astimezone(self._zone).date()
        if self.since <= day <= self.today:
            self.days[day][currency].add(Sums(**amounts))
            if game:
                self.games[game, currency].add(Sums(**amounts))


@pytest.mark.parametrize(
    ("zone", "now"), [("Europe/Lisbon", SPRING), ("Europe/Lisbon", AUTUMN), ("America/Sao_Paulo", SPRING)]
)
@pytest.mark.parametrize("seed", range(3))
async def test_figures_are_those_added_up_by_hand(door: Door, zone: str, now: datetime, seed: int) -> None:
    rnd, hand = random.Random(seed), ByHand(zone)
    operator, player = await player_of(door, zone)
    hand.today = now.astimezone(ZoneInfo(zone)).date()
    hand.since = hand.today - timedelta(days=29)
    told: list[activity_service_pb2.Activity] = []
    for number in range(400):
        # Much of it within minutes of midnight, there and in UTC.
        day = now - timedelta(days=rnd.randrange(45))
        at = day.replace(hour=rnd.choice([0, 1, 2, 3, 22, 23]), minute=rnd.choice([0, 59]), second=0)
        if at > now:
            continue
        currency, minor, end = (
            rnd.choice(["BRL", "EUR"]),
            rnd.randrange(1, 900),
            at + timedelta(hours=rnd.randrange(99)),
        )
        kind = rnd.randrange(9)
        if kind < 4:
            game, payout = rnd.choice(GAMES), rnd.choice([None, 0, rnd.randrange(1500)])
            # Some are settled long after they were placed, about as long as makes them late.
            placed, settled = at - timedelta(days=rnd.choice([0, 0, 0, 0, 6, 7, 8, 90])), min(end, now)
            told.append(bet(number, placed, minor, payout, settled, currency, game))
            if rnd.random() < 0.1:
                told.append(voided("eva", f"b{number}", settled))
                continue
            hand.add(placed, currency, game, turnover=minor, bets=1)
            if payout is not None:
                hand.add(settled, currency, game, settled_stakes=minor, payouts=payout)
        elif kind == 4:
            told.append(deposit("eva", f"d{number}", minor, at, currency))
            hand.add(at, currency, deposits=minor)
            if rnd.random() < 0.3:
                told.append(reversed_("eva", f"d{number}", min(end, now)))
                hand.add(min(end, now), currency, deposits=-minor)
        elif kind == 5:
            told.append(withdrawal("eva", f"w{number}", minor, at, currency))
            hand.add(at, currency, withdrawals=minor)
        elif kind == 6:
            told.append(requested("eva", f"w{number}", minor, at, currency))
            if rnd.random() < 0.6:
                told.append(paid("eva", f"w{number}", min(end, now)))
                hand.add(min(end, now), currency, withdrawals=minor)
            elif rnd.random() < 0.5:
                told.append(cancelled("eva", f"w{number}", min(end, now)))
        elif kind == 7:
            given = rnd.choice([bonus, free_spin, promo])
            told.append(given("eva", f"x{number}", minor, at, currency))
            hand.add(at, currency, bonuses=minor)
        else:
            told.append(adjusted("eva", f"a{number}", minor, at, currency))
    await tell(door, operator, told)
    async with door.database.read() as connection:
        found = await history.overview(connection, operator, player, lambda: now)
    compare(found, hand)


def compare(found: Overview, hand: ByHand) -> None:
    def plain(figures: dict[str, Sums]) -> dict[str, Any]:
        kept = {code: tuple(getattr(sums, field.name) for field in fields(sums)) for code, sums in figures.items()}
        return {code: values for code, values in kept.items() if any(values)}

    assert {day: plain(figures) for day, figures in found.days} == {
        day: plain(figures) for day, figures in hand.days.items() if figures
    }
    for name, figures in found.periods[:-1]:
        expected: dict[str, Sums] = defaultdict(Sums)
        first = hand.today - timedelta(days={"today": 0, "7d": 6, "30d": 29}[name])
        for day, by_currency in hand.days.items():
            for code, sums in by_currency.items():
                if day >= first:
                    expected[code].add(sums)
        assert plain(figures) == plain(expected), name
    assert {(game.game, game.currency): plain({"": game.sums}) for game in found.games} == {
        key: plain({"": sums}) for key, sums in hand.games.items()
    }


async def test_all_time_is_what_the_wallets_have_counted(door: Door) -> None:
    operator, player = await player_of(door, "UTC")
    await tell(
        door,
        operator,
        [
            deposit("eva", "d1", 500, SPRING),
            bet(1, datetime(2021, 1, 1, tzinfo=UTC), 100, 40, datetime(2021, 1, 2, tzinfo=UTC), "BRL", "crash"),
            bonus("eva", "x", 25, SPRING),
        ],
    )
    async with door.database.read() as connection:
        found = await history.overview(connection, operator, player, lambda: SPRING + timedelta(days=90))
    ever = dict(found.periods)["all"]["BRL"]
    assert (ever.deposits, ever.turnover, ever.ggr, ever.ngr, ever.rtp_ppm) == (500, 100, 60, 35, 400_000)
    assert [figures for name, figures in found.periods if name != "all"] == [{}, {}, {}]
    assert (found.days, found.games) == ([], [])
