"""Reports to regulators: an operator's figures of a month as a signed CSV.

The file is lines of fields; its last line is the signature, by Ed25519, of every byte before it. The same figures make
the same bytes: nothing in it says when it was made. How to verify one is in docs/regulator-reports.md.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kit.sheets import harmless

SIGNATURE: Final = "signature"


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """A report as it was issued; `month` is its first day, `sha256` that of the whole file."""

    month: date
    revision: int
    content: bytes
    sha256: str
    file_name: str
    key_id: str
    public_key: str
    issued_at: datetime
    issued_by: str


def month_of(text: str) -> tuple[date, date]:
    """The first and the last day of "2026-10"."""
    first = date.fromisoformat(f"{text}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def key_id(key: Ed25519PublicKey) -> str:
    """By what a key is known: the first 16 hexadecimal digits of SHA-256 over its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def public_pem(key: Ed25519PublicKey) -> str:
    """A public key as people are given it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def file_name(operator: str, month: date, revision: int) -> str:
    """What a report is called: letters that every file system takes."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", operator).strip("-") or "operator"
    return f"daybook-{plain}-{month:%Y-%m}-r{revision}.csv"


def signed(lines: Iterable[Sequence[str]], key: Ed25519PrivateKey) -> bytes:
    """The file: its lines as CSV (RFC 4180), the key's id, and the signature of all that."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    told = [*lines, ["key", "Ed25519", key_id(key.public_key())]]
    writer.writerows([harmless(field) for field in line] for line in told)
    body = buffer.getvalue().encode()
    return body + f"{SIGNATURE},{base64.b64encode(key.sign(body)).decode()}\r\n".encode()
