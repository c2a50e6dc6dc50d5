"""Which failures of the database pass by themselves, also those that the driver raises itself around COPY."""

from __future__ import annotations

import asyncpg
import pytest

from kit.db import is_outage


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.TooManyConnectionsError("sorry, too many clients already"),
        asyncpg.DeadlockDetectedError("deadlock detected"),
        asyncpg.SerializationError("could not serialize access"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.InterfaceError("connection is closed"),
        ConnectionRefusedError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_passes_by_itself_is_an_outage(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.DataError("invalid input for query argument $4: 9223372036854775808 (value out of int64 range)"),
        asyncpg.UniqueViolationError("duplicate key value violates unique constraint"),
        asyncpg.UndefinedColumnError("column does not exist"),
        ValueError("connection"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_would_fail_again_is_not(error: Exception) -> None:
    assert not is_outage(error)
