"""The migrated schema is the one that the tables describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from kit import tables as kit_tables
from services.metrics import tables
from tests.conftest import MakeDatabase


def differences(connection: Connection) -> list[object]:
    whole = MetaData()
    for metadata in (kit_tables.metadata, tables.metadata):
        for table in metadata.tables.values():
            table.to_metadata(whole)
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    found: list[object] = compare_metadata(context, whole)
    return [one for one in found if "alembic_version" not in str(one)]


async def test_migrations_equal_tables(make_database: MakeDatabase) -> None:
    engine = create_async_engine(make_database("metrics"))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_every_rollup_key_starts_with_the_operator(make_database: MakeDatabase) -> None:
    for table in tables.metadata.tables.values():
        assert next(iter(table.primary_key.columns)).name == "operator_id"
