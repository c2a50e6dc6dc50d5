"""What a player is, and when two registrations tell the same."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from services.players.domain.ban import Ban


class KycStatus(IntEnum):
    """How far the check of an identity has come; the numbers are those stored."""

    NONE = 0
    PENDING = 1
    VERIFIED = 2
    REJECTED = 3
    EXPIRED = 4


class Acquisition(IntEnum):
    """How a player came; the numbers are those stored."""

    DIRECT = 1
    AFFILIATE = 2
    REFERRAL = 3


class PlayerStatus(StrEnum):
    """Whether the account may be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why a player may not use the account, by whom (name and id) and since when."""

    reason: str
    by: str
    by_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """An official document: its type ("cpf", "passport") and its number without spaces."""

    type: str
    number: str


NO_DOCUMENT: Final = Document("", "")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A player's exclusion from gambling; `until` is None for one without end."""

    since: datetime
    until: datetime | None

    def in_force(self, at: datetime) -> bool:
        """Whether it holds at a moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Registration:
    """What a platform tells when somebody registers, normalised. `registered_at` is None when it was not told."""

    external_id: str
    username: str
    first_name: str
    last_name: str
    email: str
    phone: str
    date_of_birth: date | None
    country: str
    region: str
    language: str
    currency: str
    registration_ip: str
    registered_at: datetime | None
    document: Document = NO_DOCUMENT
    affiliate_id: str = ""
    referrer_external_id: str = ""

    @property
    def acquisition(self) -> Acquisition:
        """By an affiliate, else by another player, else directly."""
        if self.affiliate_id:
            return Acquisition.AFFILIATE
        return Acquisition.REFERRAL if self.referrer_external_id else Acquisition.DIRECT

    def differing(self, stored: Registration) -> list[str]:
        """The fields in which this differs from what is stored; a time that was not told differs from none."""
        return [
            name
            for name in REGISTRATION_FIELDS
            if getattr(self, name) != getattr(stored, name)
            and not (name == "registered_at" and self.registered_at is None)
        ]


_TIMED: Final = 7  # the version of ids that begin with their time

REGISTRATION_FIELDS: Final = tuple(field.name for field in fields(Registration))


@dataclass(frozen=True, slots=True)
class Player:
    """An account at one operator. `last_seen_at` is None before the first session or activity."""

    operator_id: UUID
    player_id: UUID
    registration: Registration
    status: PlayerStatus
    suspension: Suspension | None
    registered_at: datetime
    last_seen_at: datetime | None
    revision: int
    kyc_level: int = 0
    kyc_status: KycStatus = KycStatus.NONE
    vip_level: int = 0
    exclusion: Exclusion | None = None
    risk_flags: tuple[str, ...] = ()
    two_factor: bool = False
    two_factor_reset_at: datetime | None = None
    tags: tuple[str, ...] = ()
    bans: tuple[Ban, ...] = ()
    online: bool = False

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded, to the millisecond: ids are made at that moment and tell it."""
        if self.player_id.version != _TIMED:
            return self.registered_at
        return datetime.fromtimestamp((self.player_id.int >> 80) / 1000, UTC)

    @property
    def acquisition(self) -> Acquisition:
        """How the player came."""
        return self.registration.acquisition
