"""Time-based one-time passwords (RFC 6238): which time step a code belongs to, so that each is accepted once."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

import pyotp

ISSUER: Final = "Daybook"
_STEP: Final = 30  # seconds
_WINDOW: Final = 1  # steps by which a telephone's clock may be off


def new_secret() -> str:
    """A secret for an authenticator, in base32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, account: str) -> str:
    """What an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The time step of a code, at most one step from `at`; None when the code is wrong.

    All candidate steps are compared, so that the time taken says nothing.
    """
    now = int(at.timestamp()) // _STEP
    generator = pyotp.TOTP(secret)
    found: int | None = None
    for step in range(now - _WINDOW, now + _WINDOW + 1):
        if hmac.compare_digest(generator.generate_otp(step).encode(), code.encode()):
            found = step
    return found
