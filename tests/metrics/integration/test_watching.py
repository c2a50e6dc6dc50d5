"""WatchFigures: a first message for each operator, one when figures move, slowed down, and nothing left behind."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import grpc
import pytest

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc.status import from_rpc
from services.metrics.service.watching import FigureWatch
from tests.metrics import activity as an
from tests.metrics.running import Metrics, read, recorded, watching
from tests.polling import until

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def watch_of(metrics: Metrics) -> FigureWatch:
    return next(one for one in metrics.service.serve if isinstance(one, FigureWatch))


async def test_each_operator_is_told_at_once_and_whenever_its_figures_move(metrics: Metrics) -> None:
    busy, idle = await metrics.operator(), await metrics.operator()
    async with watching(metrics, busy, idle) as call:
        first = [await read(call), await read(call)]
        assert {message.operator_id for message in first} == {busy, idle}
        assert not any(message.freshness.HasField("last_activity_at") for message in first)
        await metrics.recorded(busy, an.placed(str(uuid7()), NOW, 100))
        moved = await read(call)
    assert moved.operator_id == busy
    assert moved.freshness.last_activity_at.ToDatetime(UTC) == NOW
    assert moved.freshness.last_counted_at.seconds >= moved.freshness.last_recorded_at.seconds > 0


async def test_what_others_do_is_not_told(metrics: Metrics) -> None:
    mine, theirs = await metrics.operator(), await metrics.operator()
    async with watching(metrics, mine) as call:
        await read(call)
        await metrics.recorded(theirs, an.placed(str(uuid7()), NOW, 100))
        await metrics.recorded(mine, an.placed(str(uuid7()), NOW, 100))
        assert (await read(call)).operator_id == mine


async def test_a_storm_of_events_becomes_a_few_messages_of_which_the_last_is_up_to_date(metrics: Metrics) -> None:
    operator, player = await metrics.operator(), str(uuid7())
    async with watching(metrics, operator) as call:
        await read(call)
        events = [recorded(operator, [an.placed(player, NOW.replace(second=n % 60), n)]) for n in range(60)]
        loop = asyncio.get_running_loop()
        started = loop.time()
        for event in events:
            await metrics.taken(await metrics.announce(event))
        messages = 0
        latest = None
        while latest != NOW.replace(second=59):
            latest = (await read(call)).freshness.last_activity_at.ToDatetime(UTC)
            messages += 1
        # At most four a second, and one each for the beginning and the end.
        assert messages <= 4 * (loop.time() - started) + 2


async def test_a_caller_that_leaves_is_forgotten(metrics: Metrics) -> None:
    operator, watch = await metrics.operator(), watch_of(metrics)
    before = watch.watchers
    async with watching(metrics, operator) as first, watching(metrics, operator) as second:
        await asyncio.gather(read(first), read(second))
        assert watch.watchers == before + 2
    await until(lambda: watch.watchers == before)


async def test_an_unknown_operator_is_not_watched(metrics: Metrics) -> None:
    async with watching(metrics, str(uuid7())) as call:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await read(call)
    error: DomainError = from_rpc(caught.value)
    assert (error.kind, error.reason) == (Kind.NOT_FOUND, "OPERATOR_UNKNOWN")
