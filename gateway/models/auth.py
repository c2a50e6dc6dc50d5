"""Signing in and sessions, as JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from gateway.domain.access import Stage
from gateway.domain.people import LEAST_PASSWORD
from gateway.models.base import Answer, Instant, Request
from gateway.models.directory import Company, Operator

Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="six digits", examples=["123456"])]
RecoveryCode = Annotated[str, Field(min_length=1, max_length=32)]


class SignInRequest(Request):
    """The first step."""

    email: Annotated[str, Field(min_length=1, max_length=254, pattern=r"^[^\x00-\x1f]+$")]
    password: Annotated[str, Field(min_length=1, max_length=256)]


class ConfirmRequest(Request):
    """The first code of a new authenticator."""

    code: Code


class VerifyRequest(Request):
    """A code of the authenticator, or a recovery code."""

    code: Code | None = None
    recovery_code: RecoveryCode | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> VerifyRequest:
        if (self.code is None) == (self.recovery_code is None):
            raise ValueError("give either code or recovery_code")
        return self


class EnrolRequest(Request):
    """Nothing at the first sign-in; to bind another authenticator a code of the present one, or a recovery code."""

    code: Code | None = None
    recovery_code: RecoveryCode | None = None


class NewPassword(Request):
    """Another password for oneself."""

    current_password: Annotated[str, Field(min_length=1, max_length=256)]
    new_password: Annotated[str, Field(min_length=LEAST_PASSWORD, max_length=256)]


class Staged(Answer):
    """How far the sign-in is, and what X-CSRF-Token must be from now on."""

    stage: Stage
    csrf_token: str


class Confirmed(Staged):
    """Signed in with a new authenticator; the codes are shown once."""

    recovery_codes: list[str]


class Enrolment(Answer):
    """A secret for an authenticator, in base32 and as the address for a QR code."""

    secret: str
    otpauth_uri: str


class Person(Answer):
    """The signed-in member of staff."""

    id: UUID
    name: str
    email: str
    locale: str | None


class Me(Answer):
    """Who calls, and what they may see."""

    stage: Stage
    csrf_token: str = Field(description="empty for API keys, which need none")
    staff: Person | None = Field(description="null for API keys")
    permissions: list[str]
    companies: list[Company]
    operators: list[Operator]
    limited: dict[str, list[UUID]] = Field(
        description="permissions that are not held for all of the operators, each with those for which it is"
    )


class Session(Answer):
    """An open session of one's own."""

    id: UUID
    created_at: Instant
    last_seen_at: Instant
    ip: str
    user_agent: str
    current: bool
