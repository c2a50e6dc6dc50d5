"""Calendar months in UTC, by which services partition what they keep in detail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple


class Month(NamedTuple):
    """A calendar month in UTC."""

    year: int
    month: int

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)


def month_of(moment: datetime) -> Month:
    """The month in which an aware moment lies."""
    moment = moment.astimezone(UTC)
    return Month(moment.year, moment.month)
