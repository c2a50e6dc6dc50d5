"""Figures built again beside those shown: counted by the same writer, shown in a moment, the old ones deleted."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from daybook.players.v1 import events_pb2 as players

from kit.ids import uuid7
from services.metrics.convert.activity import add_to
from services.metrics.domain.tally import Tally
from services.metrics.errors import GenerationShown
from services.metrics.repository.partitions import Partitions
from services.metrics.service import generations
from services.metrics.service.rollups import Counting
from tests.metrics import activity as an
from tests.metrics import counted, naive
from tests.metrics.brands import activities
from tests.metrics.running import Metrics, figures

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def brand_of(operator_id: str) -> naive.Brand:
    """Some days of bets in a zone of its own."""
    chance = random.Random(9)
    bets = []
    for number in range(60):
        at = NOW + timedelta(minutes=chance.randrange(5 * 1440))
        bets.append(
            naive.Bet(
                str(number % 5), at, 100 + number, "EUR", "crash", "BR", at + timedelta(hours=5), 90, number % 4 == 0
            )
        )
    return naive.Brand(operator_id, ZoneInfo("Asia/Kathmandu"), "EUR", [], bets)


async def test_a_generation_is_built_shown_and_deleted(metrics: Metrics) -> None:
    operator = await metrics.operator("Asia/Kathmandu")
    brand, names = brand_of(operator), {str(number): str(uuid7()) for number in range(5)}
    told = activities(brand, names)
    # What was counted first is wrong: half of it.
    await metrics.recorded(operator, *told[: len(told) // 2])
    counting = Counting(Partitions(metrics.database))
    for first in range(0, len(told), 17):
        message, tally = players.ActivityRecorded(operator_id=operator, activities=told[first : first + 17]), Tally()
        add_to(tally, message)
        async with metrics.database.unit_of_work() as uow:
            await counting.count_into(uow, UUID(operator), 1, tally, NOW)
    by_id = {player: name for name, player in names.items()}
    expected = counted.expected(brand)
    async with metrics.database.read() as connection:
        assert await counted.stored(connection, operator, by_id, 1) == expected
        assert await counted.stored(connection, operator, by_id, 0) != expected
    days = brand.day(NOW).isoformat(), (brand.day(NOW) + timedelta(days=8)).isoformat()
    before = figures(await metrics.dashboard([operator], *days))
    async with metrics.database.unit_of_work() as uow:
        await generations.show(uow, UUID(operator), 1)
    shown = figures(await metrics.dashboard([operator], *days))
    assert shown["bets", ""][0] == sum(not bet.voided for bet in brand.bets) > before["bets", ""][0]

    with pytest.raises(GenerationShown):
        await generations.delete(metrics.database, UUID(operator), 1)
    assert await generations.delete(metrics.database, UUID(operator), 0) > 0
    assert await generations.delete(metrics.database, UUID(operator), 0) == 0
    async with metrics.database.read() as connection:
        assert not any((await counted.stored(connection, operator, by_id, 0)).values())
        assert await counted.stored(connection, operator, by_id, 1) == expected
    # From now on what is heard is counted into the one that is shown, and a change of the zone concerns it.
    await metrics.recorded(operator, an.placed(names["0"], NOW, 5))
    await metrics.operator_as(operator, "America/Sao_Paulo", "EUR", revision=2)
    brand.bets.append(naive.Bet("0", NOW, 5, "EUR", "crash", "BR"))
    brand.zone = ZoneInfo("America/Sao_Paulo")
    async with metrics.database.read() as connection:
        assert await counted.stored(connection, operator, by_id, 1) == counted.expected(brand)


async def test_what_is_counted_into_a_generation_leaves_freshness_alone(metrics: Metrics) -> None:
    operator = await metrics.operator()
    message, tally = players.ActivityRecorded(operator_id=operator), Tally()
    message.activities.append(an.placed(str(uuid7()), NOW, 100))
    add_to(tally, message)
    async with metrics.database.unit_of_work() as uow:
        await Counting(Partitions(metrics.database)).count_into(uow, UUID(operator), 1, tally, NOW)
    response = await metrics.dashboard([operator], *[date(2026, 3, 10).isoformat()] * 2)
    assert not response.freshness.HasField("last_counted_at")
    assert figures(response)["bets", ""] == (0, 0)
