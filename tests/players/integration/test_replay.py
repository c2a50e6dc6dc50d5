"""The history told again counts as what was announced, and says exactly which announcements it holds."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import grpc
import pytest
from daybook.players.v1 import events_pb2
from daybook.players.v1 import figures_service_pb2 as wire
from daybook.players.v1 import players_service_pb2 as players_wire
from google.protobuf.field_mask_pb2 import FieldMask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit.auth.actor import Actor, ActorKind, Grant
from kit.ids import uuid7
from services.metrics.convert import activity as counting
from services.metrics.domain.tally import Tally
from tests.players.building import (
    NOON,
    adjusted,
    bonus,
    cancelled,
    deposit,
    free_spin,
    paid,
    placed,
    promo,
    registered,
    requested,
    reversed_,
    settled,
    voided,
    withdrawal,
)
from tests.players.integration.conftest import Door
from tests.players.recording import record

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("deposit", "bet", "bet", "bet", "win", "win", "void", "reverse", "ask", "pay", "cancel", "out"),
                *("bonus", "spin", "promo", "adjust", "came", "moved"),
            )
        ),
        st.integers(0, 3),
        st.integers(0, 6),
        st.integers(1, 9_999),
        st.sampled_from(("", "app", "console")),
    ),
    max_size=60,
)


def activity(what: str, name: str, number: int, minor: int, device: str) -> Any:
    """One activity; some of them are refused."""
    at = NOON + timedelta(hours=number * 7, minutes=minor % 60)
    made: dict[str, Any] = {
        "deposit": lambda: deposit(name, f"d{number}", minor, at=at),
        "bet": lambda: placed(name, f"b{number}", minor, minor // 2 if minor % 2 else None, at=at),
        "win": lambda: settled(name, f"b{number}", minor, at=at),
        "void": lambda: voided(name, f"b{number}", at=at),
        "reverse": lambda: reversed_(name, f"d{number}", at=at),
        "ask": lambda: requested(name, f"w{number}", minor, at=at),
        "pay": lambda: paid(name, f"w{number}", at=at),
        "cancel": lambda: cancelled(name, f"w{number}", at=at),
        "out": lambda: withdrawal(name, f"w{number}", minor, at=at),
        "bonus": lambda: bonus(name, f"c{number}", minor, at=at),
        "spin": lambda: free_spin(name, f"s{number}", minor, at=at),
        "promo": lambda: promo(name, f"o{number}", minor, at=at),
        "adjust": lambda: adjusted(name, f"a{number}", minor, at=at),
    }
    activity = made[what]()
    activity.device = device
    return activity


def token(door: Door, operator: str) -> str:
    actor = Actor(ActorKind.SYSTEM, "metrics", "Metrics", (Grant(frozenset({"players.replay"}), {operator: ""}),))
    return door.keys.signer.call_token(actor, "players")


async def replay(door: Door, operator: str) -> list[wire.ReplayActivityResponse]:
    metadata = (("authorization", f"Bearer {token(door, operator)}"),)
    call = door.figures.ReplayActivity(wire.ReplayActivityRequest(operator_id=operator), metadata=metadata)
    return [part async for part in call]


def counted(operator: str, told: list[events_pb2.RecordedActivity]) -> dict[Any, Any]:
    """What figures make of activities, without what comes to nothing."""
    tally = Tally()
    counting.add_to(tally, events_pb2.ActivityRecorded(operator_id=operator, activities=told))
    return {
        key: (cell.sums, {player: sums for player, sums in cell.players.items() if any(sums)})
        for key, cell in tally.cells.items()
        if any(cell.sums)
    }


async def announced(door: Door, operator: str) -> list[events_pb2.RecordedActivity]:
    return [one for event in await door.announced(operator) for one in event.activities]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
async def test_what_is_told_again_counts_as_what_was_announced(door: Door, acts: Any) -> None:
    operator = await door.operator()
    people = [registered(f"p{who}", country="BR", affiliate_id="a" if who == 1 else "") for who in range(4)]
    people[0].device = "app"
    await record(door, operator, *people)
    batch: list[Any] = []
    for what, who, number, minor, device in acts:
        if what in ("came", "moved"):
            if batch:
                await record(door, operator, *batch)
            batch = []
            told = (
                players_wire.PlayerUpdate(affiliate_id=f"a{number}" if number % 2 else "")
                if what == "came"
                else players_wire.PlayerUpdate(country="PT")
            )
            update = players_wire.UpdatePlayerRequest(
                operator_id=operator,
                external_id=f"p{who}",
                update=told,
                update_mask=FieldMask(paths=["affiliate_id" if what == "came" else "country"]),
                request_id=str(uuid7()),
            )
            await door.as_platform(door.players.UpdatePlayer, update)
        else:
            batch.append(activity(what, f"p{who}", number, minor, device))
    if batch:
        await record(door, operator, *batch)
    parts = await replay(door, operator)
    again = [one for part in parts for one in part.activities]
    assert counted(operator, again) == counted(operator, await announced(door, operator))
    assert not any(one.HasField("bet_voided") for one in again)
    first = [one for one in again if one.deposit.deposit_no == 1]
    assert len(first) == len({one.player_id for one in again if one.HasField("deposit")})


async def test_it_says_which_announcements_it_holds_while_more_are_made(door: Door) -> None:
    """What it tells and what was announced beyond it are all there is, each once."""
    operator, chance = await door.operator(), random.Random(3)
    await record(door, operator, *(registered(f"p{who}") for who in range(4)))
    numbers = iter(range(10_000))
    done = asyncio.Event()

    async def tell() -> None:
        while not done.is_set():
            await record(
                door, operator, *(placed(f"p{chance.randrange(4)}", f"b{next(numbers)}", 100, 60) for _ in range(20))
            )

    async def number() -> None:
        """As the relay does, now and then."""
        while not done.is_set():
            async with door.database.unit_of_work() as uow:
                await uow.connection.execute(
                    text("INSERT INTO outbox_head (stream) VALUES ('DAYBOOK_ACTIVITY') ON CONFLICT DO NOTHING")
                )
                [head] = (
                    await uow.connection.execute(
                        text("SELECT seq FROM outbox_head WHERE stream = 'DAYBOOK_ACTIVITY' FOR UPDATE")
                    )
                ).one()
                await uow.connection.execute(
                    text(
                        "WITH next AS (SELECT n, CAST(:head AS bigint) + row_number() OVER (ORDER BY n) AS seq FROM"
                        " (SELECT n FROM outbox WHERE stream = 'DAYBOOK_ACTIVITY' AND seq IS NULL ORDER BY n LIMIT 3)"
                        " AS waiting), stamped AS (UPDATE outbox SET seq = next.seq FROM next WHERE outbox.n = next.n"
                        " RETURNING outbox.seq) UPDATE outbox_head SET seq = (SELECT max(seq) FROM stamped)"
                        " WHERE stream = 'DAYBOOK_ACTIVITY' AND EXISTS (SELECT 1 FROM stamped)"
                    ),
                    {"head": head},
                )
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(tell()), asyncio.create_task(number())]
    histories = [await replay(door, operator) for _ in range(6)]
    done.set()
    await asyncio.gather(*tasks)
    rows = await door.rows(
        "SELECT event_id, seq, payload FROM outbox WHERE stream = 'DAYBOOK_ACTIVITY' AND subject = :subject ORDER BY n",
        subject=f"daybook.activity.{operator}",
    )
    everything = counted(operator, await announced(door, operator))
    for parts in histories:
        held = {UUID(one) for one in parts[0].announced_ids}
        assert parts[0].announced_source.startswith("/daybook/players/activity/")
        beyond = [
            one
            for row in rows
            if not (row.event_id in held or (row.seq is not None and row.seq <= parts[0].announced_through))
            for one in events_pb2.ActivityRecorded.FromString(row.payload).activities
        ]
        again = [one for part in parts for one in part.activities]
        assert counted(operator, again + beyond) == everything


async def test_only_whoever_may_gets_the_history(door: Door) -> None:
    operator, other = await door.operator(), await door.operator()
    for credential in (
        door.keys.staff("players", operator, "players.read", "metrics.manage"),
        door.keys.platform(operator),
        token(door, other),
    ):
        call = door.figures.ReplayActivity(
            wire.ReplayActivityRequest(operator_id=operator), metadata=(("authorization", f"Bearer {credential}"),)
        )
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            async for _ in call:
                pass
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_caller_who_goes_away_leaves_nothing_open(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, *(registered(f"p{who}") for who in range(900)))
    for _ in range(6):  # more often than there are sessions for it
        metadata = (("authorization", f"Bearer {token(door, operator)}"),)
        call = door.figures.ReplayActivity(wire.ReplayActivityRequest(operator_id=operator), metadata=metadata)
        await call.read()
        call.cancel()
    assert sum(len(part.activities) for part in await replay(door, operator)) == 900
