"""Staff, their sessions and the keys of scripts and platforms."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gateway.domain.access import RoleGrant, Stage
from kit.errors import InvalidField

# A session ends after this long without a request, and this long after sign-in whatever happens.
IDLE: Final = timedelta(hours=12)
ABSOLUTE: Final = timedelta(days=7)
# How long somebody may take between the password and the second factor.
UNFINISHED: Final = timedelta(minutes=15)

LEAST_PASSWORD: Final = 12
_DIFFERENT: Final = 5
_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+")


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works in the backoffice."""

    staff_id: UUID
    email: str
    name: str
    locale: str
    password_hash: str
    totp_secret: bytes | None
    created_at: datetime
    disabled_at: datetime | None = None
    grants: tuple[RoleGrant, ...] = ()

    @property
    def home_company(self) -> str:
        """The one company of all grants; empty for none or several."""
        companies = {grant.company_id for grant in self.grants}
        return str(next(iter(companies))) if len(companies) == 1 and None not in companies else ""


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of one person. The secret that opens it is in the browser only."""

    session_id: UUID
    staff_id: UUID
    stage: Stage
    pending_totp: bytes | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    ip: str
    user_agent: str

    def is_open(self, at: datetime) -> bool:
        """Whether it is good for a request at that time."""
        return self.revoked_at is None and at < self.expires_at and at < self.last_seen_at + IDLE


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A script's key; the key itself is kept only as a hash."""

    key_id: UUID
    company_id: UUID
    name: str
    role: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlatformKey:
    """A key by which an operator's own services call ours; kept nowhere, known by its id."""

    key_id: UUID
    operator_id: UUID
    company_id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def check_email(text: str, field: str = "email") -> str:
    """An e-mail address as it is stored and compared. Raises InvalidField."""
    email = fold_email(text)
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise InvalidField(field, "is not an e-mail address")
    return email


def check_password(password: str, email: str, field: str = "new_password") -> str:
    """A password that somebody chose. Length is what counts (NIST SP 800-63B). Raises InvalidField."""
    if len(password) < LEAST_PASSWORD:
        raise InvalidField(field, f"must have at least {LEAST_PASSWORD} characters")
    if len(set(password)) < _DIFFERENT:
        raise InvalidField(field, f"must have at least {_DIFFERENT} different characters")
    if email.partition("@")[0] in password.lower():
        raise InvalidField(field, "must not contain the name of the e-mail address")
    return password


def fold_email(text: str) -> str:
    """An address such that two spellings of the same are equal."""
    return unicodedata.normalize("NFKC", text).strip().lower()
