"""Detail goes by whole months; days and totals stay, late activity is still counted by days, and zones may change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from kit.ids import uuid7
from kit.month import Month
from services.metrics.housekeeping import Keeping
from services.metrics.repository.partitions import TABLES, Partitions
from tests.metrics import activity as an
from tests.metrics import counted, naive
from tests.metrics.brands import activities
from tests.metrics.running import Metrics

OLD = datetime(2024, 1, 20, tzinfo=UTC)
BORDER = datetime(2024, 3, 1, tzinfo=UTC)
FOREVER = ("totals", "game_days", "region_days", "player_days", "active_days")


def bets(since: datetime, until: datetime) -> Iterable[naive.Bet]:
    """One every hour, settled half an hour later."""
    number = 0
    while since + timedelta(hours=number) < until:
        at = since + timedelta(hours=number, minutes=7)
        end = at + timedelta(minutes=30)
        yield naive.Bet(str(number % 5), at, 100 + number, "EUR", "crash", "BR", end, 50, device="mobile")
        number += 1


async def partitions(metrics: Metrics) -> set[str]:
    async with metrics.database.read() as connection:
        rows = await connection.execute(
            text("SELECT CAST(relid AS text) FROM unnest(CAST(:t AS text[])) AS t, pg_partition_tree(t) WHERE isleaf"),
            {"t": list(TABLES)},
        )
        return set(rows.scalars())


@pytest.mark.parametrize(("before", "after"), [("Asia/Kolkata", "America/Sao_Paulo"), ("UTC", "Asia/Kolkata")])
async def test_detail_goes_and_days_stay(metrics: Metrics, before: str, after: str) -> None:
    # Each case has years of its own: what is dropped is dropped for all operators.
    ahead = timedelta(days=366 * 2) if before == "UTC" else timedelta()
    old, border = OLD + ahead, BORDER.replace(year=BORDER.year + ahead.days // 366)
    operator, names = await metrics.operator(before), {str(number): str(uuid7()) for number in range(5)}
    recent = list(bets(border - timedelta(days=2), border + timedelta(days=4)))
    brand = naive.Brand(operator, ZoneInfo(before), "EUR", [], [*bets(old, old + timedelta(days=2)), *recent])
    await metrics.recorded(operator, *activities(brand, names))
    by_id = {player: name for name, player in names.items()}
    async with metrics.database.read() as connection:
        assert await counted.stored(connection, operator, by_id) == counted.expected(brand)

    # By the clock of then, detail is kept since the border's month.
    keeping = Keeping(Partitions(metrics.database), 62, lambda: border + timedelta(days=70))
    assert f"cells_{old:%Y_%m}" in await partitions(metrics)
    await keeping.retire()
    left = await partitions(metrics)
    assert not [name for name in left if name.endswith(f"{old:%Y_%m}")]
    assert {f"{table}_{border:%Y_%m}" for table in TABLES} <= left

    # A bet of a month whose detail is over, told late, and another one's void.
    late = naive.Bet("1", old, 77, "EUR", "slots", "BR")
    await metrics.recorded(operator, *activities(naive.Brand(operator, brand.zone, "EUR", [], [late]), names))
    gone = brand.bets.pop(0)
    assert gone.settled_at
    void = an.voided(
        names[gone.player], border, gone.stake, gone.at, (gone.settled_at, 50), "EUR", "crash", country="BR"
    )
    void.device = "mobile"
    await metrics.recorded(operator, void)
    brand.bets.append(late)
    wanted = counted.expected(brand)
    async with metrics.database.read() as connection:
        found = await counted.stored(connection, operator, by_id)
    for table in FOREVER:
        assert found[table] == wanted[table], table
    assert found["cells"] == {key: sums for key, sums in wanted["cells"].items() if key[0] >= border}

    # In another zone the days whose quarters are there are that zone's; nothing is lost or counted twice.
    await metrics.operator_as(operator, after, "EUR", revision=2)
    brand.zone = ZoneInfo(after)
    moved = counted.expected(brand)
    async with metrics.database.read() as connection:
        found = await counted.stored(connection, operator, by_id)
    first_whole = (border + timedelta(days=2)).date()
    for table in ("game_days", "region_days", "player_days"):
        days, was = found[table], wanted[table]
        assert all(days[key] == sums for key, sums in moved[table].items() if key[0] == 0 and key[1] >= first_whole)
        own = {key: sums for key, sums in days.items() if key[0] == 0}
        kept = [key for key in was if key[0] == 0 and key[1] < border.date() - timedelta(days=1)]
        assert kept
        assert all(own[key] == was[key] for key in kept)
        totals = [
            [sum(column) for column in zip(*(sums for key, sums in rows.items() if key[0] == 0), strict=True)]
            for rows in (days, was)
        ]
        assert totals[0] == totals[1]
        in_utc = {key: sums for key, sums in moved[table].items() if key[0] == 1}
        assert {key: sums for key, sums in days.items() if key[0] == 1} == in_utc


async def test_partitions_are_there_ahead_and_made_once(metrics: Metrics) -> None:
    now = datetime(2031, 11, 30, tzinfo=UTC)
    made = Partitions(metrics.database)
    await made.ensure([Month(2029, 5), Month(2035, 1)], now)
    await Partitions(metrics.database).ensure([Month(2029, 5)], now)
    names = await partitions(metrics)
    for month in ("2029_05", "2035_01", "2031_11", "2031_12", "2032_01"):
        assert {f"{table}_{month}" for table in TABLES} <= names
    assert "cells_2029_06" not in names
