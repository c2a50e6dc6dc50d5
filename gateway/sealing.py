"""Stored secrets: sealed when they must be read back, hashed when they need only be recognised."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from kit.sealing import Sealer, derive

API_KEY_PREFIX: Final = "dbk_"
# No I, L, O, U, 0, 1: what people copy from paper must not be mistaken.
_ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class Seal(Sealer):
    """What the gateway seals, and HMAC-SHA-256 under another key derived from the installation's seal key."""

    def __init__(self, key: bytes) -> None:
        super().__init__(key, b"daybook gateway seal")
        self._digest_key = derive(key, b"daybook gateway digest")

    def digest(self, purpose: str, text: str) -> bytes:
        """A keyed hash, for what could be guessed: the same text gives the same, and nobody without the key can try."""
        return hmac.digest(self._digest_key, f"{purpose}:{text}".encode(), "sha256")


def new_token() -> str:
    """256 random bits for a session or a key."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """How a random token is kept: with 256 bits a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).digest()


def csrf_token(session_token: str) -> str:
    """What a page must send back with each change; follows from the session's token, which scripts cannot read."""
    return hmac.new(session_token.encode(), b"daybook csrf", "sha256").hexdigest()


def new_password() -> str:
    """A first password that can be read over the telephone: 20 characters of 30, some 98 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


def new_recovery_codes() -> list[str]:
    """Ten codes, each good once in place of the authenticator."""
    half = 4
    return [
        "-".join("".join(secrets.choice(_ALPHABET.lower()) for _ in range(half)) for _ in range(2)) for _ in range(10)
    ]


def fold_recovery_code(text: str) -> str:
    """A recovery code as people type it, made comparable."""
    return "".join(character for character in text.lower() if character.isalnum())
