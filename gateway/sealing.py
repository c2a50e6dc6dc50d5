"""Stored secrets: sealed when they must be read back, hashed when they need only be recognised."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

API_KEY_PREFIX: Final = "dbk_"
_NONCE: Final = 12
_VERSION: Final = b"\x01"
# No I, L, O, U, 0, 1: what people copy from paper must not be mistaken.
_ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class Seal:
    """AES-256-GCM and HMAC-SHA-256 under keys derived from the installation's seal key.

    `purpose` and `owner` are bound to what is sealed, so that a row's secret cannot be moved to another row.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(_derive(key, b"daybook gateway seal"))
        self._digest_key = _derive(key, b"daybook gateway digest")

    def seal(self, purpose: str, owner: str, secret: bytes) -> bytes:
        """The secret, unreadable without the key."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, secret, f"{purpose}:{owner}".encode())

    def unseal(self, purpose: str, owner: str, sealed: bytes) -> bytes:
        """What was sealed. Raises cryptography.exceptions.InvalidTag when it was sealed for something else."""
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        return self._cipher.decrypt(nonce, body, f"{purpose}:{owner}".encode())

    def digest(self, purpose: str, text: str) -> bytes:
        """A keyed hash, for what could be guessed: the same text gives the same, and nobody without the key can try."""
        return hmac.digest(self._digest_key, f"{purpose}:{text}".encode(), "sha256")


def _derive(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(key)


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
