"""The main job on real bets: import them, and every figure of every local day is right to the last hundredth."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import Process
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.home import ROOT
from deploy.local.suite import Brand, Suite
from tests.polling import until
from tests.system.bustabit import Figures, computed, differences, shown

SLICE = Path(__file__).parent / "data" / "bustabit_slice.csv"
ROWS = 2000
MAPPING = "docs/examples/bustabit.yaml"


@pytest.fixture(scope="module")
def expected() -> tuple[Figures, dict[date, Figures]]:
    """What the file itself says."""
    return computed(SLICE)


def importing(suite: Suite, brand: Brand, *options: str) -> dict[str, Any]:
    """./daybook import bets, to its end; what it printed."""
    command = ["import", "bets", str(SLICE), "--operator", brand.operator, "--mapping", MAPPING, "--json", *options]
    command += ["--rejects", str(suite.home / f"{brand.operator}.rejected.csv")]
    summary: dict[str, Any] = json.loads(suite.run(*command).stdout)
    return summary


async def all_counted(http: httpx.AsyncClient, brand: Brand, days: dict[date, Figures]) -> None:
    """Waits until the dashboard has as many bets as the file."""

    async def counted() -> bool:
        return (await shown(http, brand, min(days), max(days))).get("bets") == ROWS

    await until(counted, 60)


def test_the_slice_has_what_makes_the_file_hard(expected: tuple[Figures, dict[date, Figures]]) -> None:
    whole, days = expected
    assert (whole.bets, len(days), min(days), max(days)) == (ROWS, 41, date(2021, 10, 31), date(2021, 12, 10))
    assert {"1-11ÔÂ", "#NAME?", "1.21314E+15", "----------------"} <= whole.players
    text = SLICE.read_bytes()
    assert b",NA," in text
    assert b"E+0" in text
    # Bets that a calendar in UTC would put into the wrong day.
    assert sum(b"T00:" in line or b"T01:" in line or b"T02:" in line for line in text.splitlines()) > 100


@pytest.mark.timeout(400)
async def test_every_local_day_is_right_and_importing_again_changes_nothing(
    suite: Suite, expected: tuple[Figures, dict[date, Figures]]
) -> None:
    whole, days = expected
    brand = suite.brand("bustabit")
    first = importing(suite, brand)
    assert (first["recorded"], first["duplicates"], first["rejected"]) == (ROWS, 0, 0)
    assert first["totals"][0]["ggr"] == whole.shown()["ggr"]
    async with suite.client(brand.api_key) as http:
        await all_counted(http, brand, days)
        assert await differences(http, brand, whole, days) == {}

        assert importing(suite, brand)["nothing_to_do"]
        again = importing(suite, brand, "--from-start")
        assert (again["recorded"], again["duplicates"], again["rejected"], again["players"]) == (0, ROWS, 0, 0)
        assert await differences(http, brand, whole, days) == {}


@pytest.mark.timeout(400)
async def test_kills_in_the_middle_change_nothing(suite: Suite, expected: tuple[Figures, dict[date, Figures]]) -> None:
    whole, days = expected
    brand = suite.brand("killed")
    async with suite.client(brand.api_key) as http:
        process = await _begin(suite, brand)
        for reached, victim in ((60, "players"), (180, "metrics"), (300, "nats"), (420, "postgres")):
            await _until_players(http, brand, reached)
            suite.kill(victim)
        await _until_players(http, brand, 540)
        assert process.returncode is None, "the importer was in the middle"
        process.kill()
        await process.wait()

        rest = importing(suite, brand)
        assert (rest["rows"], rest["rejected"]) == (ROWS, 0)
        await all_counted(http, brand, days)
        assert await differences(http, brand, whole, days) == {}
        again = importing(suite, brand, "--from-start")
        assert (again["recorded"], again["duplicates"]) == (0, ROWS)
        assert await differences(http, brand, whole, days) == {}


async def _begin(suite: Suite, brand: Brand) -> Process:
    """An importer in small steps, so that there is a middle."""
    command = [sys.executable, "-P", "-m", "deploy.local", "import", "bets", str(SLICE), "--operator", brand.operator]
    command += ["--mapping", MAPPING, "--batch", "20", "--window", "2", "--home", str(suite.home)]
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(*command, env=suite.environment, cwd=ROOT, stdout=quiet, stderr=quiet)


async def _until_players(http: httpx.AsyncClient, brand: Brand, number: int) -> None:
    """Waits until so many of the file's 964 players are registered."""

    async def registered() -> bool:
        try:
            response = await http.get("/players", params={"operator_id": brand.operator_id, "limit": 1})
        except httpx.TransportError:
            return False
        return response.status_code == 200 and response.json()["total"]["count"] >= number

    await until(registered, 60)
