"""The list keeps up with what moves players, whatever is interrupted and whoever refreshes at the same time."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from daybook.players.v1 import activity_service_pb2 as wire
from nats.aio.client import Client

from deploy.local.nats import EmbeddedNats
from kit import streams
from services.players.repository import listing
from tests.conftest import ROOT
from tests.players.building import deposit, registered, withdrawal
from tests.players.integration.conftest import Door
from tests.polling import until

PLAYERS = [f"p{number}" for number in range(12)]


@pytest.fixture
def nats_url(tmp_path: Path) -> Iterator[str]:
    server = EmbeddedNats(tmp_path / "nats", durable=False)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
async def nats(nats_url: str) -> AsyncIterator[Client]:
    client = await streams.connect(nats_url, "test")
    yield client
    await client.close()


async def record(door: Door, operator: str, *activities: wire.Activity) -> None:
    request = wire.RecordActivityRequest(operator_id=operator, activities=activities)
    results = (await door.as_platform(door.activity.RecordActivity, request)).results
    assert {result.outcome for result in results} == {wire.ActivityResult.OUTCOME_RECORDED}


async def people(door: Door) -> tuple[str, list[UUID]]:
    """An operator with players, and their ids."""
    operator = await door.operator()
    await record(door, operator, *(registered(name) for name in PLAYERS))
    rows = await door.rows("SELECT player_id FROM players WHERE operator_id = :o", o=UUID(operator))
    return operator, [row.player_id for row in rows]


async def followed(door: Door, operator: str) -> int:
    """How much of what was paid in the list has followed."""
    [row] = await door.rows("SELECT sum(deposits) AS paid FROM standings WHERE operator_id = :o", o=UUID(operator))
    return int(row.paid)


async def behind(door: Door, operator: str) -> list[str]:
    """Those whose place in the list is not what accounts and wallets say."""
    rows = await door.rows(
        "SELECT p.external_id FROM players AS p JOIN accounts AS a USING (operator_id, player_id)"
        " JOIN standings AS s USING (operator_id, player_id)"
        " LEFT JOIN wallets AS w USING (operator_id, player_id)"
        " WHERE operator_id = :o AND coalesce(w.currency, p.currency) = p.currency"
        " AND (s.last_seen_at, s.seen, s.balance, s.deposits, s.withdrawals, s.turnover, s.ggr) IS DISTINCT FROM"
        " (a.last_seen_at, a.seen, coalesce(w.balance, 0), coalesce(w.deposits, 0), coalesce(w.withdrawals, 0),"
        " coalesce(w.turnover, 0), coalesce(w.settled_stakes - w.payouts, 0))",
        o=UUID(operator),
    )
    return [row.external_id for row in rows]


async def test_a_process_killed_again_and_again_leaves_nobody_behind(
    door: Door, nats: Client, nats_url: str, tmp_path: Path
) -> None:
    """kill -9 of `python -m services.players` while its list follows what was recorded."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
        "DAYBOOK_DATABASE_URL": door.database.url,
        "DAYBOOK_NATS_URL": nats_url,
        "DAYBOOK_LISTEN": "127.0.0.1:0",
        "DAYBOOK_ACTOR_PUBLIC_KEYS": str(door.keys.public_keys_file),
    }
    operator, _ = await people(door)
    told = 0
    for more in (60, 60, 30):
        for _ in range(more):
            await record(door, operator, deposit(PLAYERS[told % len(PLAYERS)], f"d{told}", 100))
            told += 1
        # Killed as soon as it has begun, the last time once it is through.
        wanted = told * 100 if more == 30 else (await followed(door, operator)) + 100
        with (tmp_path / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "services.players", env=environment, cwd=ROOT, stderr=log
            )
        try:

            async def reached(wanted: int = wanted) -> bool:
                return await followed(door, operator) >= wanted

            await until(reached, seconds=60)
        finally:
            process.kill()
            await process.wait()
    assert await followed(door, operator) == told * 100
    assert await behind(door, operator) == []
    assert await door.rows("SELECT 1 FROM dead_letters") == []


async def test_of_refreshes_at_the_same_time_the_newest_state_stays(door: Door) -> None:
    """Several tell, and each then refreshes the same players in an order of its own."""
    operator, ids = await people(door)
    dice = random.Random(3)

    async def tell(number: int) -> None:
        for turn in range(4):
            name = dice.choice(PLAYERS)
            paid_in, paid_out = deposit(name, f"in{number}.{turn}", 70), withdrawal(name, f"out{number}.{turn}", 7)
            await record(door, operator, paid_in, paid_out)
            async with door.database.unit_of_work() as uow:
                refresh = listing.refresh if turn % 2 else listing.follow
                await refresh(uow.connection, UUID(operator), dice.sample(ids, len(ids)))

    await asyncio.gather(*(tell(number) for number in range(8)))
    assert await followed(door, operator) == 8 * 4 * 70
    assert await behind(door, operator) == []
