"""What an exception says of people stays out of logs and spans; where it happened and what it was does not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from pydantic import ValidationError

from kit import logs, telemetry
from kit.db import Database
from kit.settings import ServiceSettings

PERSONAL = "ana@mail.example"


class UniqueViolation(Exception):
    sqlstate = "23505"


def fail() -> None:
    try:
        raise UniqueViolation(f"DETAIL: Key (email)=({PERSONAL}) already exists.")
    except UniqueViolation as cause:
        raise ExceptionGroup(f"all about {PERSONAL}", [ValueError(PERSONAL)]) from cause


@contextmanager
def logging_as_a_service() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    try:
        logs.set_up("players", "INFO")
        yield logging.getLogger("test")
    finally:
        root.handlers, root.level = handlers, level


def test_a_logged_exception_says_where_and_what_but_not_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_as_a_service() as log:
        try:
            fail()
        except ExceptionGroup:
            log.exception("failed")
    line = capsys.readouterr().err
    assert PERSONAL not in line
    told = json.loads(line)["exc_info"]
    for expected in ("in fail", "UniqueViolation (23505)", "ExceptionGroup", "ValueError"):
        assert expected in told


async def test_the_values_of_a_failed_statement_are_not_in_its_error() -> None:
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none", "test")
    assert database.engine.sync_engine.hide_parameters
    await database.close()


def test_spans_of_others_keep_no_words_of_exceptions_either() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(telemetry.Wordless(exporter))
    # As instrumentation does it: with the exception as an event and as the status.
    with (
        pytest.raises(UniqueViolation),
        provider.get_tracer("other").start_as_current_span("INSERT"),
    ):
        raise UniqueViolation(PERSONAL)
    provider.force_flush()
    (span,) = exporter.get_finished_spans()
    assert PERSONAL not in span.to_json()
    assert span.status.status_code is StatusCode.ERROR
    assert "UniqueViolation" in (span.status.description or "")


def test_wrong_settings_are_told_without_the_secrets_among_them() -> None:
    with pytest.raises(ValidationError) as caught:
        ServiceSettings.model_validate({"database_url": "db://me:hunter2@db"})
    assert "nats_url" in str(caught.value)
    assert "hunter2" not in str(caught.value)
