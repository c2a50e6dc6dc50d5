"""Manual credits and debits: what they are, how far they have come, and when a second person must agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.players.domain.ledger import MovementKind


class AdjustmentKind(IntEnum):
    """Which money goes which way; the numbers are those stored and those of the contract."""

    CASH_CREDIT = 1
    CASH_DEBIT = 2
    BONUS_CREDIT = 3
    BONUS_DEBIT = 4

    @property
    def movement(self) -> MovementKind:
        """The line that it writes into the ledger."""
        return MovementKind[f"MANUAL_{self.name}"]

    @property
    def sign(self) -> int:
        """1 when it adds to the balance, -1 when it takes from it."""
        return 1 if self in (AdjustmentKind.CASH_CREDIT, AdjustmentKind.BONUS_CREDIT) else -1


class AdjustmentState(IntEnum):
    """How far it has come; the numbers are those stored and those of the contract. All but the first are final."""

    WAITING = 1
    DONE = 2
    REJECTED = 3
    CANCELLED = 4


class Document(NamedTuple):
    """A file that came with a request."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to be credited or debited."""

    operator_id: UUID
    player_id: UUID
    kind: AdjustmentKind
    currency: str
    minor: int
    reason: str
    document: Document | None
    request_id: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides of a waiting one."""

    operator_id: UUID
    adjustment_id: UUID
    reason: str
    request_id: str


class Person(NamedTuple):
    """Who asked or decided: the name to show, and the id that tells people apart."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A manual credit or debit. `minor` is never negative; `number` is that of the movement once it is done."""

    operator_id: UUID
    adjustment_id: UUID
    player_id: UUID
    external_id: str
    username: str
    kind: AdjustmentKind
    currency: str
    minor: int
    reason: str
    state: AdjustmentState
    requested_by: Person
    requested_at: datetime
    decided_by: Person | None = None
    decided_at: datetime | None = None
    decision_reason: str = ""
    document_name: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to how much one person suffices, in minor units by currency. Revision 0 when none were ever set."""

    by_currency: dict[str, int]
    revision: int


# Over so long what one person did alone counts together, so that what is above the limit is not done in pieces.
TOGETHER: Final = timedelta(hours=24)


def needs_second(limits: Limits, currency: str, minor: int, alone: int) -> bool:
    """Whether somebody else must agree: above the limit, and wherever none is set.

    `alone` is what the same person credited and debited the same player within `TOGETHER` without anybody else.
    """
    limit = limits.by_currency.get(currency)
    return limit is None or alone + minor > limit


_BEGINNINGS: Final = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}


def is_what_it_says(document: Document) -> bool:
    """Whether the content begins as its type does; what a file is called or said to be proves nothing."""
    beginning = _BEGINNINGS.get(document.content_type)
    return beginning is not None and document.content.startswith(beginning)
