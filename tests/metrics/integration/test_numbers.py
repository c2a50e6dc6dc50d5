"""Numbers of players and slices: remembered once they are committed, and only while the database has lost nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event, text

from kit.db import Database
from kit.ids import uuid7
from services.metrics.repository.numbers import Numbers, Seat, Slice
from tests.conftest import MakeDatabase


@pytest.fixture
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    opened = Database(make_database("metrics"), "metrics")
    yield opened
    await opened.close()


class GivenUp(Exception):
    """The transaction is rolled back."""


async def test_numbers_of_a_transaction_that_failed_are_given_again(database: Database) -> None:
    operator, numbers = str(uuid7()), Numbers()
    one: Seat = (operator, str(uuid7()), "EUR", "BR")
    other: Seat = (operator, str(uuid7()), "EUR", "BR")
    slice_: Slice = (operator, "EUR", "crash", "acme", "BR", "", "")
    with pytest.raises(GivenUp):
        async with database.unit_of_work() as uow:
            assert await numbers.seats(uow.connection, [one]) == {one: 0}
            assert await numbers.slices(uow.connection, [slice_]) == {slice_: 0}
            raise GivenUp
    async with database.unit_of_work() as uow:
        assert await numbers.seats(uow.connection, [other]) == {other: 0}
    async with database.unit_of_work() as uow:
        assert await numbers.seats(uow.connection, [one, other]) == {one: 1, other: 0}
        assert await numbers.slices(uow.connection, [slice_]) == {slice_: 0}


async def test_what_is_known_is_not_asked_again_until_the_timeline_is_another(database: Database) -> None:
    operator, numbers = str(uuid7()), Numbers()
    seat: Seat = (operator, str(uuid7()), "EUR", "BR")
    asked: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    numbers.on("00000001")
    for _ in range(2):  # given, then found
        async with database.unit_of_work() as uow:
            await numbers.seats(uow.connection, [seat])
    before = len(asked)
    async with database.unit_of_work() as uow:
        numbers.on("00000001")
        assert await numbers.seats(uow.connection, [seat]) == {seat: 0}
    assert len(asked) == before
    # A copy that took over had not got the seat yet; somebody else has its number by now.
    async with database.unit_of_work() as uow:
        await uow.connection.execute(text("DELETE FROM seats"))
        await uow.connection.execute(
            text("INSERT INTO seats VALUES (:operator, :player, 'EUR', 'BR', 0, 0)"),
            {"operator": operator, "player": uuid7()},
        )
    async with database.unit_of_work() as uow:
        numbers.on("00000002")
        assert await numbers.seats(uow.connection, [seat]) == {seat: 1}


async def test_only_so_many_are_remembered(database: Database) -> None:
    operator, numbers = str(uuid7()), Numbers(most=10)
    players: list[Seat] = [(operator, str(uuid7()), "EUR", "BR") for _ in range(40)]
    async with database.unit_of_work() as uow:
        given = await numbers.seats(uow.connection, players)
    assert sorted(given.values()) == list(range(40))
    for first in range(0, 40, 8):
        async with database.unit_of_work() as uow:
            some = players[first : first + 8]
            assert await numbers.seats(uow.connection, some) == {seat: given[seat] for seat in some}
