"""The platform guide: its example does what it says against a real service, and what it names exists."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import grpc
from daybook.options.v1 import options_pb2
from daybook.players.v1 import activity_service_pb2, players_service_pb2, tickets_service_pb2
from google.protobuf.descriptor import ServiceDescriptor
from sqlalchemy import text

from kit.codegen import GEN, PROTOS
from kit.ids import uuid7
from services.players import errors
from services.players.domain.access import Reason
from services.players.domain.profile import BY_PLATFORM
from tests.players.integration.conftest import Door

ROOT = PROTOS.parent
GUIDE = (ROOT / "docs" / "platforms.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "examples" / "platform_client.py"


async def run(door: Door, operator: str, *arguments: str) -> list[str]:
    """The example, as a program of its own; its lines."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(EXAMPLE), "--address", door.address, "--operator", operator, *arguments),
        env={**os.environ, "PYTHONPATH": str(GEN), "DAYBOOK_PLATFORM_KEY": door.keys.platform(operator)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, failed = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, failed.decode()
    return told.decode().splitlines()


async def test_the_example_tells_a_day_and_telling_it_again_changes_nothing(door: Door) -> None:
    operator = await door.operator()
    first = await run(door, operator)
    assert first[:3] == ["registered", "KYC level 2, revision 2", "session demo-ana-s1"]
    assert first[3:15] == [
        *("deposit: recorded", "bet_placed: recorded", "bet_placed: recorded", "bet_settled: recorded"),
        *("bet_placed: recorded", "bet_voided: recorded", "bonus_credited: recorded", "free_spin_won: recorded"),
        *("promo_credited: recorded", "withdrawal_requested: recorded", "withdrawal_settled: recorded"),
        "balance_adjusted: recorded",
    ]
    assert first[15:] == ["ticket 1", "balance 8875 BRL", "refused: INVALID_FIELD update.email"]
    again = await run(door, operator)
    assert again[0] == "registered before"
    assert again[3:15] == [line.replace("recorded", "duplicate") for line in first[3:15]]
    assert [*again[1:3], *again[15:]] == [*first[1:3], *first[15:]]


async def test_the_example_heeds_a_ban(door: Door) -> None:
    operator = await door.operator()
    await run(door, operator)
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text(
                "INSERT INTO bans SELECT operator_id, player_id, :ban, 1, 'r', 'Ana', 'a', now()"
                " FROM players WHERE operator_id = :operator"
            ),
            {"ban": uuid7(), "operator": operator},
        )
    assert (await run(door, operator))[-1] == "may not log in: BANNED"


def _for_platforms(service: ServiceDescriptor) -> set[str]:
    needed = {method.name: method.GetOptions().Extensions[options_pb2.permission] for method in service.methods}
    return {name for name, permission in needed.items() if permission == "players.record"}


def test_the_guide_names_every_call_activity_and_field_of_an_update() -> None:
    named = set(re.findall(r"`([A-Za-z_]+)`", GUIDE))
    for file, service in (
        (players_service_pb2, "PlayersService"),
        (activity_service_pb2, "ActivityService"),
        (tickets_service_pb2, "TicketsService"),
    ):
        assert _for_platforms(file.DESCRIPTOR.services_by_name[service]) <= named
    assert {field.name for field in activity_service_pb2.Activity.DESCRIPTOR.oneofs_by_name["kind"].fields} <= named
    assert named >= BY_PLATFORM
    assert {reason.value for reason in Reason} <= named


def test_every_reason_that_the_guide_names_exists() -> None:
    named = set(re.findall(r"`([A-Z][A-Z_]+_[A-Z_]+)`", GUIDE))
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("services/players", "kit")
        for path in (ROOT / folder).rglob("*.py")
    )
    assert named
    codes = {code.name for code in grpc.StatusCode}
    assert {name for name in named - codes if f'"{name}"' not in sources} == set()
    for error in (errors.PlayerSelfExcluded, errors.PlayerBanned, errors.PlayerSuspended, errors.PlayerClosed):
        assert error.reason in named


def test_the_links_of_the_guide_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", GUIDE) if "://" not in link]
    assert links
    for link in links:
        assert (ROOT / "docs" / Path(link)).exists(), link
