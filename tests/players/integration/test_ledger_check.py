"""The check of a ledger: the first line that does not follow is named, at once or in steps that go on from there."""

from __future__ import annotations

import asyncio
import itertools
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.players.accounts import account
from tests.players.building import NOON, deposit
from tests.players.integration.conftest import Door

FAULTS = {
    "an amount": ("UPDATE movements SET amount = amount + 1 WHERE player_id = :p AND number = 4", "4"),
    "a balance": ("UPDATE movements SET balance_after = balance_after - 5 WHERE player_id = :p AND number = 4", "4"),
    "a lost line": ("DELETE FROM movements WHERE player_id = :p AND number = 4", "6"),
    "a wallet": ("UPDATE wallets SET balance = balance + 1 WHERE player_id = :p AND currency = 'BRL'", ""),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_the_first_line_that_does_not_follow_is_named(door: Door, name: str) -> None:
    player = await account(door)
    for number, currency in zip(range(1, 9), itertools.cycle(["EUR", "BRL"]), strict=False):
        await player.record(deposit("eva", f"d{number}", number * 10, NOON, currency))
    statement, line = FAULTS[name]
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(text(statement), {"p": UUID(player.player)})
    checked = await player.check()
    assert (checked["BRL"].adds_up, checked["BRL"].first_fault_movement_id) == (False, line)
    assert checked["EUR"].adds_up


@pytest.mark.parametrize("name", FAULTS)
async def test_a_check_in_steps_finds_the_same(door: Door, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.players.service.history.CHECKED_AT_ONCE", 3)
    player = await account(door)
    for number, currency in zip(range(1, 9), itertools.cycle(["EUR", "BRL"]), strict=False):
        await player.record(deposit("eva", f"d{number}", number * 10, NOON, currency))
    statement, line = FAULTS[name]
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(text(statement), {"p": UUID(player.player)})
    first = await player.further()
    assert (first.complete, first.checked, first.total) == (False, 3, 8)
    assert [wallet.movements for wallet in first.wallets] == [1, 2]
    checked = await player.check()
    assert (checked["BRL"].adds_up, checked["BRL"].first_fault_movement_id) == (False, line)
    assert checked["EUR"].adds_up
    last = await player.further()
    assert last.complete
    assert last.checked == sum(wallet.movements for wallet in checked.values())


async def test_a_check_goes_on_where_it_was_left_and_begins_again_when_asked(door: Door) -> None:
    player = await account(door)
    await player.record(*(deposit("eva", f"d{number}", 10, NOON) for number in range(5)))
    first = await player.further()
    assert (first.complete, first.checked, first.total, first.wallets[0].adds_up) == (True, 5, 5, True)
    async with door.database.unit_of_work() as uow:  # where nobody looks any more
        change = text("UPDATE movements SET amount = 11, balance_after = 11 WHERE player_id = :p AND number = 1")
        await uow.connection.execute(change, {"p": UUID(player.player)})
    await player.record(deposit("eva", "d5", 10, NOON))
    later = await player.further()
    assert (later.complete, later.checked, later.total, later.wallets[0].adds_up) == (True, 6, 6, True)
    assert later.begun_at == first.begun_at
    again = await player.further(from_start=True)
    assert (again.complete, again.checked, again.wallets[0].adds_up) == (True, 6, False)
    assert again.wallets[0].first_fault_movement_id == "2"
    assert again.begun_at.ToDatetime() > first.begun_at.ToDatetime()
    # What was found stays found until somebody asks for all of it.
    assert (await player.further()).wallets[0].first_fault_movement_id == "2"


async def test_several_who_check_at_once_follow_each_line_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.players.service.history.CHECKED_AT_ONCE", 4)
    player = await account(door)
    await player.record(*(deposit("eva", f"d{number}", 10, NOON) for number in range(20)))
    answers = await asyncio.gather(*(player.further() for _ in range(8)))
    assert sorted(answer.checked for answer in answers) == [4, 8, 12, 16, 20, 20, 20, 20]
    assert all(wallet.adds_up for answer in answers for wallet in answer.wallets)
