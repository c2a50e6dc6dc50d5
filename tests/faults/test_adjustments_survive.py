"""Killing the players process between a request and its approval, and during approvals: each is done exactly once."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc
import pytest
from daybook.players.v1 import adjustments_service_pb2 as wire
from daybook.players.v1 import adjustments_service_pb2_grpc, players_service_pb2, players_service_pb2_grpc
from sqlalchemy import text

from deploy.local.nats import EmbeddedNats
from kit import clock
from kit.auth.actor import Actor, ActorKind, Grant
from kit.db import Database
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from services.players.domain.operator import Operator
from services.players.repository.partitions import Partitions
from services.players.service import operators
from tests.conftest import ROOT, Keys, MakeDatabase
from tests.players.building import money, registration
from tests.polling import until


@dataclass
class Victim:
    """A players process that is killed and started again on the same port."""

    url: str
    nats: str
    keys: Keys
    port: int
    database: Database
    log: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Starts it; it answers a moment later."""
        environment = os.environ | {
            "DAYBOOK_DATABASE_URL": self.url,
            "DAYBOOK_NATS_URL": self.nats,
            "DAYBOOK_LISTEN": f"127.0.0.1:{self.port}",
            "DAYBOOK_ACTOR_PUBLIC_KEYS": str(self.keys.public_keys_file),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
        }
        with self.log.open("ab") as log:
            arguments = [sys.executable, "-m", "services.players", "serve"]
            self.processes.append(
                subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
            )

    def kill(self) -> None:
        """kill -9, whatever it does."""
        self.processes[-1].kill()
        self.processes[-1].wait()

    async def asked(self, who: str, method: str, request: Any, **permissions: Any) -> Any:
        """One call until it is answered, as a page would try again with the same request id."""
        answers: list[Any] = []
        grant = Grant(
            frozenset({"players.adjust", "players.approve", "players.record"}), {request.operator_id: str(UUID(int=7))}
        )
        token = self.keys.signer.call_token(Actor(ActorKind.STAFF, who, who, (grant,)), "players")
        channel = client.channel(f"127.0.0.1:{self.port}")
        stub: Any = adjustments_service_pb2_grpc.AdjustmentsServiceStub(channel)
        if method == "RegisterPlayer":
            stub = players_service_pb2_grpc.PlayersServiceStub(channel)

        async def answered() -> bool:
            try:
                answers.append(await client.call(getattr(stub, method), request, token, seconds=10))
            except DomainError as error:
                if error.kind is not Kind.UNAVAILABLE:
                    answers.append(error)
            except grpc.aio.AioRpcError:
                pass  # cut off in the middle: whether it was done is not known
            return bool(answers)

        await until(answered, 90)
        await channel.close()
        return answers[0]


@pytest.fixture
async def victim(
    make_database: MakeDatabase, nats_server: EmbeddedNats, keys: Keys, tmp_path: Path
) -> AsyncIterator[Victim]:
    url = make_database("players")
    database = Database(url, "players")
    await Partitions(database).ensure((), clock.now())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = Victim(url, nats_server.url, keys, port, database, tmp_path / "players.log")
    made.start()
    yield made
    made.kill()
    await database.close()


async def test_whenever_it_is_killed_an_approval_is_done_once(victim: Victim) -> None:
    operator = Operator(uuid7(), uuid7(), "Test", "UTC", "BRL", 2, 1)
    async with victim.database.unit_of_work() as uow:
        await operators.keep(uow, operator)
    named = {"operator_id": str(operator.operator_id)}
    told = players_service_pb2.RegisterPlayerRequest(registration=registration("eva"), **named)
    player = (await victim.asked("platform", "RegisterPlayer", told)).player.player_id

    def credit(number: int) -> Callable[[], Awaitable[Any]]:
        request = wire.RequestAdjustmentRequest(
            player_id=player,
            kind=wire.ADJUSTMENT_KIND_CASH_CREDIT,
            amount=money(2**number),
            reason="r",
            request_id=str(uuid7()),
            **named,
        )
        return lambda: victim.asked("ana", "RequestAdjustment", request)

    waiting = [(await credit(number)()).adjustment for number in range(6)]
    assert {one.state for one in waiting} == {wire.ADJUSTMENT_STATE_WAITING}
    victim.kill()
    victim.start()
    rnd = random.Random(11)
    for round_ in range(2):
        batch = waiting[round_ * 3 : round_ * 3 + 3]
        decisions = [
            wire.ApproveAdjustmentRequest(adjustment_id=one.adjustment_id, request_id=str(uuid7()), **named)
            for one in batch
            for _ in range(2)
        ]
        deciding = [
            asyncio.create_task(victim.asked(f"p{number % 2}", "ApproveAdjustment", request))
            for number, request in enumerate(decisions)
        ]
        more = asyncio.create_task(credit(10 + round_)())
        # Sometimes as the first is stored, sometimes a little after: the kill falls among the others.
        wanted = partial(_done, victim, operator.operator_id, rnd.randrange(1, 3) + round_ * 3)
        await until(wanted, 60)
        victim.kill()
        victim.start()
        answers = await asyncio.gather(*deciding)
        reasons = [answer.reason for answer in answers if isinstance(answer, DomainError)]
        assert reasons == ["ADJUSTMENT_DECIDED"] * 3
        assert (await more).adjustment.state == wire.ADJUSTMENT_STATE_WAITING
    async with victim.database.read() as connection:
        lines = (await connection.execute(text("SELECT amount, balance_after FROM movements ORDER BY number"))).all()
        balance = await connection.scalar(text("SELECT balance FROM wallets"))
        states = (await connection.execute(text("SELECT state, count(*) FROM adjustments GROUP BY 1 ORDER BY 1"))).all()
        told_of = await connection.scalar(
            text("SELECT count(*) FROM outbox WHERE subject LIKE 'daybook.events.players.adjustment_changed.%'")
        )
    assert sorted(line.amount for line in lines) == [2**number for number in range(6)]
    assert balance == lines[-1].balance_after == 2**6 - 1
    assert [tuple(row) for row in states] == [(1, 2), (2, 6)]
    assert told_of == 8 + 6


async def _done(victim: Victim, operator: UUID, enough: int) -> bool:
    async with victim.database.read() as connection:
        found = await connection.scalar(
            text("SELECT count(*) FROM adjustments WHERE operator_id = :o AND state = 2"), {"o": operator}
        )
    return int(found or 0) >= enough
