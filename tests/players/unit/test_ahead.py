"""What a stream has read ahead: in order, bounded, and together only what may be."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from kit.auth.actor import Actor, ActorKind
from kit.ids import uuid7
from kit.rpc import call
from services.players.domain.activity import Rejection
from services.players.rpc.ahead import Ahead, Batch

ONE, OTHER = uuid7(), uuid7()


def batch(operator: UUID, size: int) -> Batch:
    present = call.Call("/x", Actor(ActorKind.PLATFORM, "p", "Platform", ()), "")
    return Batch(present, operator, [Rejection("", "", "")] * size)


async def sizes(ahead: Ahead) -> list[int]:
    return [len(one.items) for one in await ahead.take()]


async def test_what_has_come_is_taken_together_up_to_a_bound() -> None:
    ahead = Ahead()
    for size in (1_000, 2_000, 999, 5_000):
        await ahead.put(batch(ONE, size))
    ahead.end()
    assert [await sizes(ahead) for _ in range(3)] == [[1_000, 2_000, 999], [5_000], []]


async def test_operators_are_kept_apart_and_in_order() -> None:
    ahead = Ahead()
    for operator in (ONE, ONE, OTHER, ONE):
        await ahead.put(batch(operator, 1))
    taken = [await ahead.take() for _ in range(3)]
    assert [(group[0].operator_id, len(group)) for group in taken] == [(ONE, 2), (OTHER, 1), (ONE, 1)]


async def test_the_reader_waits_for_room_and_the_writer_for_more() -> None:
    ahead = Ahead()

    async def read() -> None:
        for size in range(1_001, 1_011):
            await ahead.put(batch(ONE, size))
        ahead.end()

    reading = asyncio.ensure_future(read())
    seen: list[int] = []
    while group := await sizes(ahead):
        assert sum(group) <= 4_000
        seen += group
    assert seen == list(range(1_001, 1_011))
    await reading


async def test_an_error_comes_after_what_was_read_before_it() -> None:
    ahead = Ahead()
    await ahead.put(batch(ONE, 1))
    ahead.end(ValueError("broken"))
    assert await sizes(ahead) == [1]
    with pytest.raises(ValueError, match="broken"):
        await ahead.take()
