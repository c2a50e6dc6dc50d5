"""Manual credits and debits under any sequence of requests, decisions and retries: nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import adjustments_service_pb2 as wire
from daybook.players.v1 import players_service_pb2

from kit.errors import DomainError
from services.players.domain.adjustment import AdjustmentKind
from tests.players.crediting import Desk, desk_of
from tests.players.integration.conftest import Door

PEOPLE = ("ana", "bea", "cid", "dan")
EXPECTED = {"OWN_REQUEST", "REQUEST_OF_ANOTHER", "ADJUSTMENT_DECIDED", "INSUFFICIENT_BALANCE"}


async def attempt(desk: Desk, who: str, method: Any, request: Any, times: int) -> tuple[str, wire.Adjustment | None]:
    """Sends the same request several times at once; all must come to the same."""
    answers = await asyncio.gather(*(desk.call(who, method, request) for _ in range(times)), return_exceptions=True)
    done = [answer.adjustment for answer in answers if not isinstance(answer, BaseException)]
    reasons = {answer.reason for answer in answers if isinstance(answer, DomainError)}
    assert reasons <= EXPECTED, answers
    assert len({one.SerializeToString() for one in done}) <= 1
    return ",".join(sorted(reasons)), done[0] if done else None


@pytest.mark.parametrize("seed", range(5))
async def test_any_sequence_keeps_the_ledger_and_does_nothing_twice(door: Door, seed: int) -> None:
    rnd, desk = random.Random(seed), await desk_of(door)
    await desk.limit(BRL=rnd.choice([0, 300]))
    await desk.paid_in(2000)
    known: dict[str, tuple[str, wire.Adjustment]] = {}

    async def step(number: int) -> None:
        who, times = rnd.choice(PEOPLE), rnd.choice([1, 1, 3])
        if not known or rnd.random() < 0.4:
            kind, minor = rnd.choice(list(AdjustmentKind)).name, rnd.randrange(1, 900)
            asked = desk.asking(minor, kind, reason=f"step {number}")
            _, one = await attempt(desk, who, door.adjustments.RequestAdjustment, asked, times)
            if one is not None:
                known[one.adjustment_id] = who, one
            return
        _, one = known[rnd.choice(sorted(known))]
        method, request = rnd.choice(
            [
                (door.adjustments.ApproveAdjustment, wire.ApproveAdjustmentRequest(**desk.deciding(one))),
                (door.adjustments.RejectAdjustment, wire.RejectAdjustmentRequest(reason="no", **desk.deciding(one))),
                (door.adjustments.CancelAdjustment, wire.CancelAdjustmentRequest(**desk.deciding(one))),
            ]
        )
        await attempt(desk, who, method, request, times)

    for number in range(25):
        await asyncio.gather(*(step(number * 4 + offset) for offset in range(4)))

    lines = await desk.lines()
    balance = 0
    for number, line in enumerate(lines, 1):
        balance += line.amount
        assert (line.number, line.balance_after) == (number, balance)
        assert balance >= 0
    assert await desk.balance() == balance
    manual = Counter(line.reference for line in lines if line.kind >= 13)
    assert set(manual.values()) <= {1}
    stored = {
        str(row.adjustment_id): row
        for row in await door.rows("SELECT * FROM adjustments WHERE operator_id = :o", o=UUID(desk.operator))
    }
    assert set(stored) == set(known)
    done = {key for key, row in stored.items() if row.state == 2}
    assert done == set(manual)
    by_number = {line.reference: line for line in lines}
    for key in done:
        row, kind = stored[key], AdjustmentKind(stored[key].kind)
        assert (by_number[key].amount, by_number[key].number) == (kind.sign * row.minor, row.movement_number)
        assert row.decided_by_id != row.requested_by_id
        assert known[key][0] == row.requested_by
    told = Counter(action.action for action in await desk.actions())
    assert told["adjustment.request"] == len(stored)
    decided = {"adjustment.approve": 2, "adjustment.reject": 3, "adjustment.cancel": 4}
    for action, state in decided.items():
        count = sum(row.state == state and (row.decided_at is not None) for row in stored.values())
        assert told[action] == count, action
    check = players_service_pb2.CheckLedgerRequest(operator_id=desk.operator, player_id=desk.player)
    [wallet] = (await desk.call("ana", door.players.CheckLedger, check)).wallets
    assert wallet.adds_up
