"""Checkpoints: a log's size and root as a C2SP tlog-checkpoint, signed as a C2SP signed note with Ed25519."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.audit.domain.merkle import HASH_SIZE

_ED25519: Final = b"\x01"  # the signature type in key ids and verifier keys
_KEY_ID: Final = 4
_SIGNATURE: Final = 64
_NAME: Final = re.compile(r"[^\s+]{1,200}")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """The text is not a checkpoint signed by this key for this log."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: after `size` leaves the root was this."""

    size: int
    root: bytes


def is_origin(text: str) -> bool:
    """Whether a text can name a log: it is also the key's name, so it has no white space and no plus."""
    return _NAME.fullmatch(text) is not None


def body(origin: str, checkpoint: Checkpoint) -> str:
    """The text that is signed: origin, size and root, each on a line."""
    return f"{origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"


def key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    """The first four bytes of SHA-256(name || 0x0A || 0x01 || public key)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key.public_bytes_raw()).digest()[:_KEY_ID]


def verifier_key(name: str, public_key: Ed25519PublicKey) -> str:
    """The public key as signed-note tools take it: name+id+key."""
    encoded = base64.b64encode(_ED25519 + public_key.public_bytes_raw()).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{encoded}"


def sign(origin: str, checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The signed note; the key's name is the origin."""
    text = body(origin, checkpoint)
    signature = key_id(origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {origin} {base64.b64encode(signature).decode()}\n"


def read(note: str, origin: str, public_key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint of a note whose signature by this key is good; signatures of others are passed over.

    Raises BadNote.
    """
    text, blank, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if not blank or not signatures.endswith("\n") or len(lines) < 4 or lines[0] != origin:
        raise BadNote(f"Not a checkpoint of {origin}.")
    if not any(_signed(line, text, origin, public_key) for line in signatures.splitlines()):
        raise BadNote(f"No good signature of {origin}.")
    if _SIZE.fullmatch(lines[1]) is None:
        raise BadNote("The size is not a decimal number.")
    root = _decode(lines[2])
    if len(root) != HASH_SIZE:
        raise BadNote("The root is not a hash.")
    return Checkpoint(int(lines[1]), root)


def _signed(line: str, text: str, origin: str, public_key: Ed25519PublicKey) -> bool:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or name != origin:
        return False
    signature = _decode(encoded)
    if len(signature) != _KEY_ID + _SIGNATURE or signature[:_KEY_ID] != key_id(origin, public_key):
        return False
    try:
        public_key.verify(signature[_KEY_ID:], text.encode())
    except InvalidSignature:
        return False
    return True


def _decode(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise BadNote("Not base64.") from error
