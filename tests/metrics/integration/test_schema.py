"""The migrated schema is the one that the tables describe."""

from __future__ import annotations

import re
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from kit import tables as kit_tables
from services.metrics import tables
from services.metrics.domain.rollups import ROLLUPS
from tests.conftest import MakeDatabase


def differences(connection: Connection) -> list[object]:
    whole = MetaData()
    for metadata in (kit_tables.metadata, tables.metadata):
        for table in metadata.tables.values():
            table.to_metadata(whole)
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True, "include_object": _not_partition}
    )
    found: list[object] = compare_metadata(context, whole)
    return [one for one in found if "alembic_version" not in str(one)]


def _not_partition(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Partitions are made as time goes by; the schema names only what they are parts of."""
    return not (kind == "table" and reflected and name is not None and re.search(r"_\d{4}_\d{2}$", name))


async def test_migrations_equal_tables(make_database: MakeDatabase) -> None:
    engine = create_async_engine(make_database("metrics"))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


# Of the database as a whole, or the same for everybody.
SHARED = {"detail_kept", "definitions", "known_regulator_rules"}


async def test_every_key_starts_with_the_tenant() -> None:
    for table in tables.metadata.tables.values():
        if table.name not in SHARED:
            assert next(iter(table.primary_key.columns)).name in ("operator_id", "company_id")


async def test_keys_are_as_declared(make_database: MakeDatabase) -> None:
    """Alembic does not compare the order of keys."""
    engine = create_async_engine(make_database("metrics"))
    async with engine.connect() as connection:
        for rollup in ROLLUPS:
            key = await connection.run_sync(lambda sync, name=rollup.name: inspect(sync).get_pk_constraint(name))
            assert tuple(key["constrained_columns"]) == rollup.key
    await engine.dispose()
