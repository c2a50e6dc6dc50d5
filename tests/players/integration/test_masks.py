"""Masking by the database is masking by the kit, whatever the value."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from daybook.players.v1 import player_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit import masking
from kit.db import Database
from services.players.repository.jobs.masks import Mask, masked
from tests.conftest import MakeDatabase

_LETTERS = st.characters(blacklist_characters="\0", blacklist_categories=("Cs",))
_TEXTS = st.one_of(
    st.text(_LETTERS, max_size=24),
    st.text(st.sampled_from("ab@.: •é\t\u00a0\u2003\u3000\x1c🙂"), max_size=16),
    st.emails(),
    st.ip_addresses().map(str),
    st.from_regex(r"\A\+[1-9][0-9]{5,14}\Z"),
)
# A field of the contract that is masked in each way.
_FIELDS: dict[Mask, Callable[[str], str]] = {
    Mask.NAME: lambda value: _kit("first_name", value),
    Mask.EMAIL: lambda value: _kit("email", value),
    Mask.TAIL: lambda value: _kit("phone", value),
    Mask.IP: lambda value: _kit("registration_ip", value),
}


def _kit(field: str, value: str) -> str:
    player = player_pb2.Player(**{field: value})  # type: ignore[arg-type]
    masking.mask(player)
    return str(getattr(player, field))


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("players"), "players")
    yield database
    await database.close()


@pytest.mark.parametrize("mask", list(_FIELDS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(_TEXTS, min_size=1, max_size=60))
async def test_the_database_masks_as_the_kit_does(database: Database, mask: Mask, values: list[str]) -> None:
    query = f"SELECT {masked(mask, 'told.v')} FROM unnest(CAST(:v AS text[])) WITH ORDINALITY AS told (v, n) ORDER BY n"
    async with database.read() as connection:
        # The expression holds colons, which SQLAlchemy takes for parameters unless they are escaped.
        statement: Any = text(query.replace("':'", "'\\:'").replace("':x'", "'\\:x'"))
        shown = list(await connection.scalars(statement, {"v": values}))
    assert shown == [_FIELDS[mask](value) for value in values]
