"""The migrated schema is the one that the tables describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from gateway.tables import metadata
from kit.tables import metadata as kit_metadata
from tests.conftest import MakeDatabase


async def test_migrations_and_tables_agree(make_database: MakeDatabase) -> None:
    expected = MetaData()
    for known in (kit_metadata, metadata):
        for table in known.sorted_tables:
            table.to_metadata(expected)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [one for one in compare_metadata(context, expected) if "alembic_version" not in str(one)]

    engine = create_async_engine(make_database("gateway"))
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()
