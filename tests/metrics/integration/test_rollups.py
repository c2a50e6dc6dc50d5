"""Every rollup equals a naive recomputation: through duplicates, voids, zones that change, late announcements."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit.ids import uuid7
from tests.metrics import counted, naive
from tests.metrics.brands import brands, tell
from tests.metrics.running import Metrics


async def check(metrics: Metrics, brand: naive.Brand, names: dict[str, str]) -> None:
    """Compares all rollups of a brand with what they must be; days that moved have a version."""
    wanted = counted.expected(brand)
    async with metrics.database.read() as connection:
        found = await counted.stored(connection, brand.operator_id, names)
        versions = await connection.execute(
            text("SELECT calendar, day FROM day_versions WHERE operator_id = :operator"),
            {"operator": brand.operator_id},
        )
        versioned = {tuple(row) for row in versions}
    for table, rows in wanted.items():
        assert found[table] == rows, table
    assert {key[:2] for table in counted.DAYS for key in wanted[table]} <= versioned


@pytest.mark.timeout(600)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(brands(), st.randoms(use_true_random=False))
async def test_every_rollup_equals_the_naive_recomputation(
    metrics: Metrics, example: tuple[list[naive.Brand], date], chance: random.Random
) -> None:
    # The same example may be tried again: its operators must be new each time.
    made = [replace(brand, operator_id=str(uuid7())) for brand in example[0]]
    names = await tell(metrics, made, chance)
    for brand in made:
        await check(metrics, brand, names[brand.operator_id])
