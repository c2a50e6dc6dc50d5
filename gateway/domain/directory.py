"""Companies and operators, and what their facts must look like."""

from __future__ import annotations

import unicodedata
import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Final
from uuid import UUID

from kit import money
from kit.errors import InvalidField

NAME_LENGTH: Final = 100


class OperatorStatus(Enum):
    """The state of an operator's business."""

    PENDING = "pending"
    LIVE = "live"
    MAINTENANCE = "maintenance"
    SUSPENDED = "suspended"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Company:
    """Owns operators and has one reporting currency."""

    company_id: UUID
    name: str
    currency: str
    created_at: datetime
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Operator:
    """One brand: a tenant with its time zone and own currency."""

    operator_id: UUID
    company_id: UUID
    company_name: str
    name: str
    timezone: str
    currency: str
    status: OperatorStatus
    created_at: datetime
    revision: int = 1


def check_name(text: str, field: str = "name") -> str:
    """A name as it is stored: single spaces, no control characters, 1 to 100 characters. Raises InvalidField."""
    name = " ".join(text.split())
    if not name:
        raise InvalidField(field, "must not be empty")
    if len(name) > NAME_LENGTH:
        raise InvalidField(field, f"must have at most {NAME_LENGTH} characters")
    if any(unicodedata.category(character).startswith("C") for character in name):
        raise InvalidField(field, "must not contain control characters")
    return name


def name_key(name: str) -> str:
    """What makes names equal: neither case nor the way an accent is encoded tells them apart."""
    return unicodedata.normalize("NFKC", name).casefold()


def check_timezone(name: str, field: str = "timezone") -> str:
    """An IANA time zone. Raises InvalidField."""
    if name not in _zones():
        raise InvalidField(field, "is not an IANA time zone, such as America/Sao_Paulo")
    return name


def check_currency(code: str, field: str = "currency") -> str:
    """A currency that Daybook knows. Raises kit.money.UnknownCurrency."""
    money.exponent(code, field)
    return code


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
