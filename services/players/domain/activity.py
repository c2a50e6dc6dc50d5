"""What players do, as platforms tell it: the facts of each kind, their bounds, and when two tell the same.

These are named tuples and not frozen dataclasses because a thousand of them are made in one call.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum, IntEnum
from hashlib import blake2b
from struct import Struct
from typing import Final, NamedTuple

from kit.errors import InvalidField
from kit.money import EXPONENTS, MAX_MINOR, UnknownCurrency
from services.players.domain.ledger import MovementKind
from services.players.domain.player import NO_DOCUMENT, REGISTRATION_FIELDS, Registration

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(minutes=5)  # how far a platform's clock may be ahead of ours


class KeyKind(IntEnum):
    """Which natural key a reference belongs to; the numbers are those stored."""

    DEPOSIT = 1
    WITHDRAWAL = 2
    BET = 3
    BONUS = 4
    PLAYER = 5
    FREE_SPIN = 6
    PROMO = 7
    ADJUSTMENT = 8  # by the platform
    MANUAL = 9  # by staff


class Paying(NamedTuple):
    """A deposit or a withdrawal; `kind` says which. A withdrawal that is `requested` is asked for and not yet paid."""

    kind: KeyKind
    ref: str
    minor: int
    currency: str
    method: str
    instrument: str = ""
    requested: bool = False


class Ending(NamedTuple):
    """What became of a deposit or a withdrawal told before: it is taken back, paid or cancelled, as `how` says."""

    how: MovementKind
    ref: str
    reason: str = ""


class Crediting(NamedTuple):
    """Money that is given, or taken when `minor` is below zero, without having been paid: a bonus, a correction."""

    movement: MovementKind
    ref: str
    minor: int
    currency: str
    note: str = ""


class Settlement(NamedTuple):
    """How a bet ended."""

    payout: int
    at: datetime


class Placing(NamedTuple):
    """A stake, with its settlement when the bet is over already."""

    bet_id: str
    stake: int
    currency: str
    round_id: str
    game: str
    provider: str
    settlement: Settlement | None


class Settling(NamedTuple):
    """The end of a bet placed before."""

    bet_id: str
    payout: int
    currency: str


class Voiding(NamedTuple):
    """A bet taken back."""

    bet_id: str
    reason: str


class Registering(NamedTuple):
    """A registration told as activity."""

    registration: Registration


Fact = Placing | Settling | Voiding | Paying | Ending | Crediting | Registering

# Of whatever has no natural key but that of the transfer that it ends.
ENDED: Final = {
    MovementKind.DEPOSIT_ROLLBACK: KeyKind.DEPOSIT,
    MovementKind.WITHDRAWAL_SETTLE: KeyKind.WITHDRAWAL,
    MovementKind.WITHDRAWAL_ROLLBACK: KeyKind.WITHDRAWAL,
}
CREDITED: Final = {
    MovementKind.BONUS: KeyKind.BONUS,
    MovementKind.FREE_SPIN_WIN: KeyKind.FREE_SPIN,
    MovementKind.PROMO: KeyKind.PROMO,
    MovementKind.ADJUSTMENT: KeyKind.ADJUSTMENT,
    MovementKind.MANUAL_CASH_CREDIT: KeyKind.MANUAL,
    MovementKind.MANUAL_CASH_DEBIT: KeyKind.MANUAL,
    MovementKind.MANUAL_BONUS_CREDIT: KeyKind.MANUAL,
    MovementKind.MANUAL_BONUS_DEBIT: KeyKind.MANUAL,
}


class Item(NamedTuple):
    """One activity of a batch that is valid by itself. `device` is what it was done on; empty when not told."""

    external_id: str
    at: datetime
    fact: Fact
    device: str = ""


class Outcome(Enum):
    """What became of an accepted activity."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"


class Rejection(NamedTuple):
    """Why an activity was not recorded: a stable code, the field at fault and a sentence."""

    reason: str
    field: str
    message: str


Result = Outcome | Rejection


def key_of(fact: Fact) -> tuple[KeyKind, str]:
    """The natural key that a fact has or refers to."""
    if isinstance(fact, (Placing, Settling, Voiding)):
        return (KeyKind.BET, fact.bet_id)
    if isinstance(fact, Paying):
        return (fact.kind, fact.ref)
    if isinstance(fact, Ending):
        return (ENDED[fact.how], fact.ref)
    if isinstance(fact, Crediting):
        return (CREDITED[fact.movement], fact.ref)
    return (KeyKind.PLAYER, fact.registration.external_id)


def fingerprint(external_id: str, at: datetime, *facts: str | int) -> int:
    """64 bits that differ when the facts of one kind differ; what makes a repetition a duplicate.

    It is stored, so it must come out the same in every release. No text has a NUL: it keeps the facts apart.
    """
    return _hash("\0".join((external_id, at.isoformat(), *map(str, facts))))


def fingerprint_of_bet(item: Item, placing: Placing) -> int:
    """As `fingerprint`, of a bet without how it ended."""
    external_id, at, _, _ = item
    _, stake, currency, round_id, game, provider, _ = placing
    return _hash(f"{external_id}\0{at.isoformat()}\0{stake}\0{currency}\0{round_id}\0{game}\0{provider}")


def fingerprint_of(told: Registration) -> int:
    """As `fingerprint`, of a registration without its moment, which not every repetition tells."""
    facts = [str(getattr(told, name) or "") for name in REGISTRATION_FIELDS if name not in _APART]
    # What came later to registrations counts when it is told, so that older fingerprints stay what they were.
    if told.document != NO_DOCUMENT:
        facts += ["document", told.document.type, told.document.number]
    facts += [f"{name}={value}" for name in _LATER if (value := getattr(told, name))]
    return _hash("\0".join(facts))


_LATER: Final = ("affiliate_id", "referrer_external_id")
_APART: Final = ("registered_at", "document", *_LATER)


_bigint: Final = Struct(">q").unpack


def _hash(told: str) -> int:
    number: int = _bigint(blake2b(told.encode(), digest_size=8).digest())[0]
    return number


def check_time(at: datetime, now: datetime, field: str) -> None:
    """Raises InvalidField when a moment lies before 2000 or more than five minutes ahead."""
    if at < EARLIEST:
        raise InvalidField(field, "must not be before 2000-01-01")
    if at > now + AHEAD:
        raise InvalidField(field, "must not be in the future")


def check_amount(minor: int, currency: str, field: str, *, least: int) -> None:
    """Raises UnknownCurrency or InvalidField, naming the part of the money field at fault."""
    if currency not in EXPONENTS:
        raise UnknownCurrency(currency, f"{field}.currency")
    if minor < least:
        raise InvalidField(f"{field}.minor", "must not be negative" if least == 0 else "must be greater than zero")
    if minor > MAX_MINOR:
        raise InvalidField(f"{field}.minor", f"must not exceed {MAX_MINOR}")
