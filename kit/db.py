"""The database door: reads in autocommit, writes in a unit of work that commits state and events together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from kit.outbox import Outbox

# What a machine that vanished had locked is let go within a minute; Postgres by itself waits for two hours.
_LETTING_GO: Final = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "60s",
}


class UnitOfWork:
    """One transaction: its connection, and the events to announce when it commits."""

    def __init__(self, connection: AsyncConnection, outbox: Outbox) -> None:
        self.connection = connection
        self.outbox = outbox

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that may fail by itself: leaving it by an error takes back its rows and its events, and goes on."""
        before = self.outbox.mark()
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            self.outbox.take_back(before)
            raise


class Database:
    """A service's own database. `service` names it as the source of its events."""

    def __init__(
        self,
        url: str,
        service: str,
        *,
        pool_size: int = 8,
        pooled: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        asked = _LETTING_GO | {"application_name": service, "jit": "off"} | dict(settings or {})
        options: dict[str, Any] = {"connect_args": {"server_settings": asked}}
        options |= (
            {"pool_size": pool_size, "max_overflow": pool_size, "pool_timeout": 10}
            if pooled
            else {"poolclass": NullPool}
        )
        self.service = service
        self.url = url
        self._pool_size = pool_size
        self._others: list[Database] = []
        # What a statement was given may be personal; it would stand in the text of every error.
        self.engine = create_async_engine(url, hide_parameters=True, **options)
        self._reads = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def with_settings(self, settings: Mapping[str, str], *, pool_size: int | None = None) -> Database:
        """The same database through sessions of their own, in which Postgres has these settings; closed with this one.

        To tell Postgres in every transaction takes two round trips more.
        """
        other = Database(self.url, self.service, pool_size=pool_size or self._pool_size, settings=settings)
        self._others.append(other)
        return other

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[UnitOfWork]:
        """Opens a transaction; leaving it normally writes the outbox and commits, leaving by an error rolls back."""
        async with self.engine.connect() as connection:
            outbox = Outbox(self.service)
            yield UnitOfWork(connection, outbox)
            await outbox.flush(connection)
            await connection.commit()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection in autocommit, for reading."""
        async with self._reads.connect() as connection:
            yield connection

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Any]:
        """A bare asyncpg connection outside the pool, for LISTEN and advisory locks, which live as long as it does."""
        connection = await asyncpg.connect(
            self.url.replace("postgresql+asyncpg://", "postgresql://"),
            timeout=10,
            server_settings=_LETTING_GO | {"application_name": f"{self.service} session"},
        )
        try:
            yield connection
        finally:
            await connection.close(timeout=5)

    async def close(self) -> None:
        """Closes all pooled connections."""
        for other in self._others:
            await other.close()
        await self.engine.dispose()


# 08 connection exceptions, 53 insufficient resources, 57P shutdown; serialisation failures and deadlocks pass too.
_PASSING: Final = ("08", "53", "57P", "40001", "40P01", "55P03")


def is_outage(error: BaseException) -> bool:
    """Whether a failure is of the database or the way to it, and passes by itself, rather than of what was asked."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or error.orig is None:
            return True
        state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
        if state is None:
            return "connection" in str(error.orig).lower()
        return str(state).startswith(_PASSING)
    if isinstance(error, asyncpg.PostgresError):  # of the driver itself, which COPY goes through
        return str(error.sqlstate).startswith(_PASSING)
    return isinstance(error, (PoolTimeout, OSError, asyncpg.InterfaceError))
