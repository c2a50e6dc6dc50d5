"""The account as of a moment, rebuilt from what had been recorded by then; and the history of its changes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import player_pb2
from daybook.players.v1 import players_service_pb2 as wire
from google.type import date_pb2

from kit.errors import Kind
from tests.players.building import (
    adjusted,
    bonus,
    cancelled,
    deposit,
    paid,
    placed,
    requested,
    reversed_,
    settled,
    voided,
    withdrawal,
)
from tests.players.caring import Ward, moment, refusal
from tests.players.integration.conftest import Door
from tests.players.integration.test_players import record


def now() -> datetime:
    """Platforms tell what happens as it happens; what moves no money counts from when they say that it happened."""
    return datetime.now(UTC)


@dataclass
class Snapshot:
    """What was seen at a moment."""

    at: datetime
    seen: wire.GetPlayerResponse


class Diary:
    """Looks at a player after every step, to compare with what is said of that moment later."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self.snapshots: list[Snapshot] = []

    async def look(self) -> None:
        """Takes a snapshot between two steps, by the clock that stamps them."""
        seen = await self.ward.clear()
        self.snapshots.append(Snapshot(datetime.now(UTC), seen))

    async def check(self) -> None:
        """That every moment reads as it was seen."""
        for number, snapshot in enumerate(self.snapshots):
            then = await self.ward.clear(snapshot.at)
            assert then.player == snapshot.seen.player, f"step {number}"
            assert _money(then) == _money(snapshot.seen), f"step {number}"
            assert then.open_sessions == snapshot.seen.open_sessions, f"step {number}"


def _money(answer: wire.GetPlayerResponse) -> Any:
    balances = {one.amount.currency: one.amount.minor for one in answer.balances}
    return balances, {one.currency: one for one in answer.totals}


async def test_every_step_of_a_life_can_be_seen_as_it_was(door: Door) -> None:
    facts = {"first_name": "Ana", "email": "ana@mail.example", "country": "BR", "username": "AnaS"}
    ward = await Ward.registered(
        door, **facts, date_of_birth=date_pb2.Date(year=1990, month=2, day=3), registration_ip="203.0.113.1"
    )
    diary = Diary(ward)
    end = datetime.now(UTC) + timedelta(days=3)
    excluded = player_pb2.Exclusion()
    excluded.until.FromDatetime(end)
    steps: list[Any] = [
        lambda: record(door, ward.operator, deposit("ana", "d1", 5000, at=now())),
        lambda: ward.start("s1", ip="203.0.113.7", device="phone"),
        lambda: ward.tell(kyc_level=1, kyc_status=player_pb2.KYC_STATUS_PENDING, email="new@mail.example"),
        lambda: record(
            door, ward.operator, placed("ana", "b1", 700, at=now()), placed("ana", "b2", 300, payout=0, at=now())
        ),
        lambda: ward.tag("vip", "watch"),
        lambda: ward.ban("play", "log_in", until=end),
        lambda: record(door, ward.operator, settled("ana", "b1", 1500, at=now()), bonus("ana", "x", 40, at=now())),
        lambda: ward.ban("play"),
        lambda: ward.edit_now(first_name="Beatriz", document=player_pb2.Document(type="cpf", number="123")),
        lambda: record(door, ward.operator, deposit("ana", "d2", 20, currency="EUR", at=now())),
        lambda: ward.lift("play", "log_in"),
        lambda: ward.start("s2"),
        lambda: ward.tell(exclusion=excluded, risk_flags=["chargeback"], two_factor=True),
        lambda: record(door, ward.operator, voided("ana", "b1", at=now()), withdrawal("ana", "w", 900, at=now())),
        lambda: ward.tell("exclusion", vip_level=3),
        lambda: ward.tag(remove=("watch",)),
        lambda: ward.suspended(),
        lambda: ward.tell(closed=True),
    ]
    await diary.look()
    for step in steps:
        await step()
        await diary.look()
    await diary.check()


async def test_what_was_set_aside_taken_back_and_corrected_counts_from_when_it_was_recorded(door: Door) -> None:
    ward = await Ward.registered(door)
    diary = Diary(ward)
    steps: list[Any] = [
        lambda: [deposit("ana", "d1", 5000), deposit("ana", "d2", 100)],
        lambda: [requested("ana", "w1", 800)],
        lambda: [requested("ana", "w2", 50)],
        lambda: [paid("ana", "w1", at=now())],
        lambda: [cancelled("ana", "w2", at=now())],
        lambda: [reversed_("ana", "d2", at=now())],
        lambda: [adjusted("ana", "a", -7)],
    ]
    await diary.look()
    for step in steps:
        await record(door, ward.operator, *step())
        await diary.look()
    assert [one.pending_withdrawals for one in diary.snapshots[3].seen.totals] == [850]
    assert [one.withdrawals for one in diary.snapshots[-1].seen.totals] == [800]
    await diary.check()


@pytest.mark.parametrize("seed", range(4))
async def test_any_history_of_play_reads_as_it_was_at_every_step(door: Door, seed: int) -> None:
    chance, ward = random.Random(seed), await Ward.registered(door)
    diary, open_bets, ended = Diary(ward), [], []
    for number in range(14):
        name, at = f"b{number}", now()
        kind = chance.choice(["place", "place", "whole", "settle", "void", "void ended", "deposit"])
        if kind == "place":
            await record(door, ward.operator, placed("ana", name, chance.choice([0, 5, 100]), at=at))
            open_bets.append(name)
        elif kind == "whole":
            stake, payout = chance.choice([0, 10]), chance.choice([0, 25])
            await record(door, ward.operator, placed("ana", name, stake, payout=payout, at=at))
            ended.append(name)
        elif kind == "settle" and open_bets:
            name = open_bets.pop()
            await record(door, ward.operator, settled("ana", name, chance.choice([0, 30]), at=at))
            ended.append(name)
        elif kind.startswith("void") and (bets := ended if kind == "void ended" else open_bets):
            await record(door, ward.operator, voided("ana", bets.pop(), at=at))
        else:
            await record(door, ward.operator, deposit("ana", name, 1000, at=at))
        await diary.look()
    await diary.check()


async def test_a_ban_reads_as_over_from_its_end_on_whenever_that_was_written_down(door: Door) -> None:
    ward = await Ward.registered(door)
    await ward.ban("play", until=datetime.now(UTC) + timedelta(hours=1))
    held = datetime.now(UTC)
    over = held + timedelta(microseconds=1)
    await ward.sql("UPDATE bans SET expires_at = :over WHERE player_id = :player", over=over)
    await ward.sql(
        "UPDATE revisions SET state = jsonb_set(state, '{bans,play,expires_at}', to_jsonb(cast(:over AS text)))"
        " WHERE player_id = :player AND revision = 2",
        over=over.isoformat(),
    )
    assert [one.scope for one in (await ward.clear(held)).player.bans] == [player_pb2.BAN_SCOPE_PLAY]
    assert list((await ward.clear(over)).player.bans) == []


async def test_moments_that_cannot_be_seen(door: Door) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    ward = await Ward.registered(door)
    error = await refusal(ward.clear(before))
    assert (error.kind, error.reason) == (Kind.NOT_FOUND, "PLAYER_UNKNOWN_THEN")
    error = await refusal(ward.clear(datetime.now(UTC) + timedelta(hours=1)))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, ["as_of"])
    assert (await ward.clear(datetime.now(UTC))).player.revision == 1


async def test_the_past_is_masked_like_the_present(door: Door) -> None:
    ward = await Ward.registered(door, email="ana@mail.example", first_name="Ana")
    await ward.tell(email="new@mail.example", document=player_pb2.Document(type="cpf", number="12345678909"))
    then = wire.GetPlayerRequest(**ward.named)
    then.as_of.FromDatetime(datetime.now(UTC))
    await ward.tell(email="third@mail.example")
    seen = (await door.as_staff(door.players.GetPlayer, then)).player
    assert (seen.email, seen.first_name, seen.document.number) == ("n••@mail.example", "A••", "•••••••••09")
    assert (seen.document.type, seen.revision) == ("cpf", 2)
    then.reveal = True
    assert (await refusal(door.as_staff(door.players.GetPlayer, then))).kind is Kind.DENIED
    assert await ward.actions("player.reveal") == []
    clear = await door.as_staff(door.players.GetPlayer, then, "players.read", "players.reveal")
    assert clear.player.email == "new@mail.example"
    assert len(await ward.actions("player.reveal")) == 1


async def test_the_history_says_what_each_change_changed_by_whom_and_when(door: Door) -> None:
    ward = await Ward.registered(door)
    [first] = await ward.revisions()
    assert (first.revision, first.action, list(first.fields)) == (1, "player.register", [])
    assert abs(moment(first.at) - datetime.now(UTC)) < timedelta(minutes=1)
    await ward.tell(kyc_level=2, email="a@mail.example")
    await ward.ban("play")
    await ward.suspended()
    assert [(one.revision, one.action, one.by, list(one.fields)) for one in await ward.revisions()] == [
        (4, "player.suspend", "Test Staff", ["status", "suspension"]),
        (3, "player.ban", "Test Staff", ["bans.play"]),
        (2, "player.update", "Test Platform", ["email", "kyc_level"]),
        (1, "player.register", "", []),
    ]
    assert (await ward.revisions())[-1] == first
    stored = await door.rows(
        "SELECT revision FROM revisions WHERE player_id = :p ORDER BY revision", p=UUID(ward.player_id)
    )
    assert [row.revision for row in stored] == [1, 2, 3, 4]
