"""Checkpoints: read by a verifier written here from the C2SP specifications, and forgeries refused."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.audit.domain.checkpoint import BadNote, Checkpoint, is_origin, read, sign, verifier_key

ORIGIN = "audit.example/log"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHECKPOINT = Checkpoint(20852163, hashlib.sha256(b"root").digest())


def open_note(note: bytes, vkey: str) -> list[str]:
    """A signed note's lines, verified with nothing but the specification; raises when it is not good."""
    name, key_hash, encoded = vkey.split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    assert key[0] == 1, "only Ed25519 is known"
    identifier = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    assert identifier.hex() == key_hash
    text, signatures = note.split(b"\n\n")
    text += b"\n"
    for line in signatures.decode().splitlines():
        prefix, signer, blob = line.split(" ")
        signature = base64.b64decode(blob, validate=True)
        if prefix == "\u2014" and signer == name and signature[:4] == identifier:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], text)
            return text.decode().splitlines()
    raise InvalidSignature


def test_an_independent_verifier_opens_the_note() -> None:
    note = sign(ORIGIN, CHECKPOINT, KEY)
    origin, size, root = open_note(note.encode(), verifier_key(ORIGIN, KEY.public_key()))
    assert (origin, size) == (ORIGIN, "20852163")
    assert base64.b64decode(root) == CHECKPOINT.root


def test_the_note_is_exactly_as_specified() -> None:
    root = base64.b64encode(CHECKPOINT.root).decode()
    text = f"audit.example/log\n20852163\n{root}\n"
    public = KEY.public_key().public_bytes_raw()
    key_id = hashlib.sha256(b"audit.example/log\x0a\x01" + public).digest()[:4]
    signature = base64.b64encode(key_id + KEY.sign(text.encode())).decode()
    assert sign(ORIGIN, CHECKPOINT, KEY) == f"{text}\n— audit.example/log {signature}\n"


def test_reading_gives_back_what_was_signed_whoever_signed_besides() -> None:
    note = sign(ORIGIN, CHECKPOINT, KEY)
    witness = sign(ORIGIN, CHECKPOINT, Ed25519PrivateKey.generate()).rpartition("\n\n")[2]
    for signed in (note, note + witness, note.replace("\n\n", "\n\n" + witness)):
        assert read(signed, ORIGIN, KEY.public_key()) == CHECKPOINT


def test_the_empty_log_has_a_checkpoint_too() -> None:
    empty = Checkpoint(0, hashlib.sha256().digest())
    assert read(sign(ORIGIN, empty, KEY), ORIGIN, KEY.public_key()) == empty


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("20852163", "20852162"),
        lambda note: note.replace("\n\n", "\nextension\n\n"),
        lambda note: note.replace(ORIGIN, "audit.example/other"),
        lambda note: note.replace("— ", "- "),
        lambda note: note.rstrip("\n"),
        lambda note: note.partition("\n\n")[0] + "\n\n",
        lambda note: note[:-10] + "AAAAAAA=\n",
        lambda note: note[:-6] + "!!!!!\n",
        lambda note: "",
        lambda note: sign(ORIGIN, CHECKPOINT, Ed25519PrivateKey.generate()),
        lambda note: sign("audit.example/other", CHECKPOINT, KEY),
    ],
)
def test_a_note_that_is_not_ours_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadNote):
        read(change(sign(ORIGIN, CHECKPOINT, KEY)), ORIGIN, KEY.public_key())


@pytest.mark.parametrize("size", ["020", "-1", "1e3", "٣", ""])
def test_a_size_that_is_not_plain_decimal_is_refused(size: str) -> None:
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(bytes(32)).decode()}\n"
    key_id = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + KEY.public_key().public_bytes_raw()).digest()[:4]
    blob = base64.b64encode(key_id + KEY.sign(text.encode())).decode()
    with pytest.raises(BadNote, match="size"):
        read(f"{text}\n— {ORIGIN} {blob}\n", ORIGIN, KEY.public_key())


@pytest.mark.parametrize(("name", "good"), [("a.example/x", True), ("", False), ("a b", False), ("a+b", False)])
def test_origins_are_names_of_keys(name: str, good: bool) -> None:
    assert is_origin(name) is good
