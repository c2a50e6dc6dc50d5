"""Moments as files write them, read into UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INTEGER: Final = re.compile(r"-?[0-9]{1,19}")
# What the door takes: nothing before, and nothing more than this ahead of now.
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(minutes=5)
# Units of the numbers some platforms export instead of dates, in microseconds.
EPOCH_UNITS: Final = {"epoch_seconds": 1_000_000, "epoch_millis": 1_000, "epoch_micros": 1}


class BadTime(Exception):
    """Not a moment; the text says why, as the end of a sentence that begins with the value."""


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """How a file writes moments: "iso", one of EPOCH_UNITS, or a strptime pattern; `zone` is that of naive ones."""

    format: str = "iso"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def read(self, text: str) -> datetime:
        """The moment in UTC. Raises BadTime."""
        plain = text.strip()
        try:
            if unit := EPOCH_UNITS.get(self.format):
                if not _INTEGER.fullmatch(plain):
                    raise BadTime(f"is not a whole number ({self.format})")
                return _EPOCH + timedelta(microseconds=int(plain) * unit)
            # Naive ones get the file's zone just below.
            moment = (
                datetime.fromisoformat(plain) if self.format == "iso" else datetime.strptime(plain, self.format)  # noqa: DTZ007
            )
            return self._in_utc(moment)
        except (ValueError, OverflowError):
            shape = "an ISO 8601 time" if self.format == "iso" else f"a time like {self.format}"
            raise BadTime(f"is not {shape}") from None

    def _in_utc(self, moment: datetime) -> datetime:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        if self.zone.key == "UTC":
            return moment.replace(tzinfo=UTC)
        # Of an hour that happens twice when clocks go back, the first; an hour that is skipped did not happen.
        found = moment.replace(tzinfo=self.zone).astimezone(UTC)
        if found.astimezone(self.zone).replace(tzinfo=None) != moment:
            raise BadTime(f"did not exist in {self.zone.key}: the clocks were put forward over it")
        return found


def check_range(moment: datetime, now: datetime) -> None:
    """Raises BadTime for what the door would not take either."""
    if moment < EARLIEST:
        raise BadTime("is before 2000")
    if moment > now + AHEAD:
        raise BadTime("is in the future")
