"""Which bets and movements of a player are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kit.errors import InvalidField
from services.players.domain.bet import BetStatus
from services.players.domain.ledger import Movement, MovementKind
from services.players.domain.listing import Amounts, Span

_ALWAYS: Final = Span()
_ANY: Final = Amounts()


@dataclass(frozen=True, slots=True)
class BetFilter:
    """Which bets are wanted; an empty value asks for nothing. Stakes are in `currency`."""

    status: BetStatus | None = None
    placed: Span = _ALWAYS
    game: str = ""
    provider: str = ""
    currency: str = ""
    stake: Amounts = _ANY

    def check(self) -> None:
        """Raises InvalidField for a wish that makes no sense."""
        _check(self.placed, "placed")
        if self.stake != _ANY and not self.currency:
            raise InvalidField("currency", "must be set to ask for a range of stakes")
        if self.stake.least is not None and self.stake.most is not None and self.stake.least > self.stake.most:
            raise InvalidField("stake.most", "must not be less than the least")


@dataclass(frozen=True, slots=True)
class MovementFilter:
    """Which lines of the ledger are wanted; an empty value asks for nothing."""

    kinds: frozenset[MovementKind] = frozenset()
    recorded: Span = _ALWAYS
    currency: str = ""
    reference: str = ""
    number: int | None = None

    def check(self) -> None:
        """Raises InvalidField for a wish that makes no sense."""
        _check(self.recorded, "recorded")

    def takes(self, line: Movement) -> bool:
        """Whether a line is one of those wanted."""
        return (
            (not self.kinds or line.kind in self.kinds)
            and (self.recorded.since is None or line.recorded_at >= self.recorded.since)
            and (self.recorded.until is None or line.recorded_at < self.recorded.until)
            and self.currency in ("", line.currency)
            and self.reference in ("", line.reference)
            and self.number in (None, line.number)
        )


def _check(span: Span, name: str) -> None:
    if span.since is not None and span.until is not None and span.since >= span.until:
        raise InvalidField(f"{name}.until", "must be later than the beginning")
