"""Logs: one JSON object per line on standard error, with the trace id and never with personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

from kit import telemetry
from kit.errors import DomainError


class _Context(logging.Filter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def filter(self, record: logging.LogRecord) -> bool:
        record.service = self._service
        record.trace_id = telemetry.trace_id()
        return True


class _Wordless(JsonFormatter):
    """Tells where exceptions came from and what they were, but not their words, which may quote personal data."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _told(error: BaseException) -> Iterator[str]:
    """An exception with what led to it, the first first, and what it groups."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _told(earlier)
        yield "and then:"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    code = error.reason if isinstance(error, DomainError) else getattr(error, "sqlstate", getattr(error, "errno", None))
    yield f"{type(error).__module__}.{type(error).__qualname__}" + (f" ({code})" if code else "")
    for member in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield "of which one:"
        yield from _told(member)


def set_up(service: str, level: str) -> None:
    """Sends every logger's records to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Wordless(
            "%(asctime)s %(levelname)s %(name)s %(message)s %(service)s %(trace_id)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
    )
    handler.addFilter(_Context(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("nats", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
