"""Sealing: what is kept must be read back, by us and by nobody who only has the database."""

from __future__ import annotations

import base64
import binascii
import secrets
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
_NONCE: Final = 12
_VERSION: Final = b"\x01"


class Sealer:
    """AES-256-GCM under a key derived from an installation's seal key for one use, such as b"daybook gateway seal".

    `purpose` and `owner` are bound to what is sealed, so that a row's secret cannot be moved to another row.
    """

    def __init__(self, key: bytes, use: bytes) -> None:
        self._cipher = AESGCM(derive(key, use))

    def seal(self, purpose: str, owner: str, secret: bytes) -> bytes:
        """The secret, unreadable without the key."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, secret, f"{purpose}:{owner}".encode())

    def unseal(self, purpose: str, owner: str, sealed: bytes) -> bytes:
        """What was sealed. Raises cryptography.exceptions.InvalidTag when it was sealed for something else."""
        nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        return self._cipher.decrypt(nonce, body, f"{purpose}:{owner}".encode())


def derive(key: bytes, use: bytes) -> bytes:
    """A key of 32 bytes for one use."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=use).derive(key)


def read_key(file: Path) -> bytes:
    """The 32 bytes of a key file in base64. Raises ValueError when it holds anything else."""
    try:
        key = base64.b64decode(file.read_text().strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("The seal key is not base64.") from error
    if len(key) != KEY_BYTES:
        raise ValueError("The seal key must be 32 bytes.")
    return key
