"""StreamActivity through the door: each request answered once it is committed, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import grpc
import pytest
from daybook.players.v1 import activity_service_pb2 as wire

from kit.auth.actor import Actor, ActorKind, Grant
from kit.ids import uuid7
from tests.players.building import (
    deposit,
    placed,
    registered,
)
from tests.players.integration.conftest import Door
from tests.players.recording import DUPLICATE, RECORDED, record


async def test_a_stream_answers_each_batch_when_it_is_committed(door: Door) -> None:
    operator = await door.operator()

    async def batches() -> AsyncIterator[wire.StreamActivityRequest]:
        yield wire.StreamActivityRequest(operator_id=operator, activities=[registered("hal")])
        for i in range(3):
            yield wire.StreamActivityRequest(
                operator_id=operator, activities=[deposit("hal", f"d{i}", 10), deposit("hal", "d0", 10)]
            )

    token = door.keys.platform(operator)
    answers = door.activity.StreamActivity(batches(), metadata=(("authorization", f"Bearer {token}"),), timeout=30)
    found = [[result.outcome for result in answer.results] async for answer in answers]
    assert found == [[RECORDED], [RECORDED, DUPLICATE], [RECORDED, DUPLICATE], [RECORDED, DUPLICATE]]
    announced = [item for event in await door.announced(operator) for item in event.activities]
    assert [item.deposit.deposit_no for item in announced] == [0, 1, 2, 3]


async def test_a_long_stream_is_answered_in_order_and_recorded_once(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, *(registered(f"s{n}") for n in range(7)))

    async def batches() -> AsyncIterator[wire.StreamActivityRequest]:
        for number in range(25):
            bets = [placed(f"s{n % 7}", f"b{number}-{n}", 3, payout=n % 2) for n in range(200)]
            yield wire.StreamActivityRequest(operator_id=operator, activities=[*bets, *bets[:number]])

    token = door.keys.platform(operator)
    answers = door.activity.StreamActivity(batches(), metadata=(("authorization", f"Bearer {token}"),), timeout=120)
    number = 0
    async for answer in answers:
        assert [result.outcome for result in answer.results] == [RECORDED] * 200 + [DUPLICATE] * number
        number += 1
    assert number == 25
    [row] = await door.rows("SELECT count(*) AS n FROM bets WHERE operator_id = :o", o=UUID(operator))
    assert row.n == 5_000


async def test_a_stream_answers_what_came_before_a_request_that_is_refused(door: Door) -> None:
    operator = await door.operator()
    sent = [registered("hal"), deposit("hal", "d", 10)]

    async def batches() -> AsyncIterator[wire.StreamActivityRequest]:
        for activity_ in sent:
            yield wire.StreamActivityRequest(operator_id=operator, activities=[activity_])
        yield wire.StreamActivityRequest(operator_id=operator)

    token, found = door.keys.platform(operator), []
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        async for answer in door.activity.StreamActivity(
            batches(), metadata=(("authorization", f"Bearer {token}"),), timeout=30
        ):
            found.append(answer.results[0].outcome)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert found == [RECORDED, RECORDED]


async def test_a_stream_may_tell_of_several_operators(door: Door) -> None:
    operators = [await door.operator() for _ in range(2)]
    company = str(uuid7())
    grant = Grant(frozenset({"players.record"}), dict.fromkeys(operators, company))
    key = door.keys.signer.platform_key(Actor(ActorKind.PLATFORM, str(uuid7()), "Both", (grant,)), 1)

    async def batches() -> AsyncIterator[wire.StreamActivityRequest]:
        for number in range(20):
            told = registered("hal") if number < 2 else deposit("hal", f"d{number}", 10)
            yield wire.StreamActivityRequest(operator_id=operators[number % 2], activities=[told])

    answers = door.activity.StreamActivity(batches(), metadata=(("authorization", f"Bearer {key}"),), timeout=30)
    assert [answer.results[0].outcome async for answer in answers] == [RECORDED] * 20
    for operator in operators:
        assert sum([len(event.activities) for event in await door.announced(operator)]) == 10
