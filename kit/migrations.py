"""Migrations: Alembic, one script folder per service, under an advisory lock so that replicas may start together."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from kit.tables import metadata as kit_tables

_LOCK: Final = 0x0DA1B1


async def upgrade(url: str, scripts: Path) -> None:
    """Brings a database to the newest revision of a script folder."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            # A migration must not queue behind a long query and block everybody behind itself.
            await connection.execute(text("SET lock_timeout = '10s'"))
            await connection.commit()
            await connection.run_sync(_upgrade, scripts)
            await connection.commit()
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, scripts: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def run_environment() -> None:
    """What a service's migrations/env.py calls."""
    connection: Any = context.config.attributes["connection"]
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


def create_kit_tables(connection: Connection) -> None:
    """Creates the kit's tables; for a service's first migration."""
    kit_tables.create_all(connection)


def main(url: str, scripts: Path) -> None:
    """Upgrades from the command line."""
    asyncio.run(upgrade(url, scripts))
