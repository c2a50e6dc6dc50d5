"""The bytes of an entry: what is stored, hashed and handed out. Their format has a version and never changes within it.

An event block is a run of fields, each its length as four bytes (big-endian) and then its bytes: event id, source,
number, type, time, tenant, action header ("=" and the action's name, or nothing when the event claims none), payload.
An entry is "DBAUDIT", a version byte, then the fields recorded-at (microseconds since 1970 in decimal), flags
(separated by commas), operator id, company id, and the event block's fields. Texts are UTF-8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.audit.domain.entries import Announced, Flag, Place, Recorded

MAGIC: Final = b"DBAUDIT"
VERSION: Final = 1

_START: Final = MAGIC + bytes([VERSION])
_LENGTH: Final = struct.Struct(">I")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_EVENT_FIELDS: Final = 8
_ENTRY_FIELDS: Final = 4
_CLAIM: Final = "="


class MalformedEntry(ValueError):
    """The bytes are not an entry of a version that we know."""


def event_block(event: Announced) -> bytes:
    """The exact record of an event as it was announced."""
    return _join(_texts_of(event), event.payload)


def read_event(block: bytes) -> Announced:
    """The event of a block; raises MalformedEntry."""
    return _event(_split(block, 0, _EVENT_FIELDS))


def entry_bytes(recorded_at: datetime, flags: Iterable[Flag], place: Place, event: Announced) -> bytes:
    """The bytes of an entry. Flags are put in order, so that equal entries have equal bytes."""
    head = (
        str((recorded_at - _EPOCH) // _MICROSECOND),
        ",".join(sorted(flag.value for flag in flags)),
        _text(place.operator_id),
        _text(place.company_id),
    )
    return _START + _join(head + _texts_of(event), event.payload)


def read_entry(raw: bytes) -> Recorded:
    """What the bytes of an entry say; raises MalformedEntry."""
    start = len(_START)
    if raw[:start] != _START:
        raise MalformedEntry("Not an entry of a version that we know.")
    recorded_at, flags, operator, company, *event = _split(raw, start, _ENTRY_FIELDS + _EVENT_FIELDS)
    try:
        return Recorded(
            recorded_at=_EPOCH + int(recorded_at) * _MICROSECOND,
            flags=tuple(Flag(flag) for flag in flags.decode().split(",") if flag),
            place=Place(_uuid(operator), _uuid(company)),
            event=_event(event),
        )
    except (ValueError, OverflowError) as error:
        raise MalformedEntry("A field of the entry is not what it must be.") from error


def _event(fields: list[bytes]) -> Announced:
    try:
        event_id, source, seq, type_, time, tenant, claim = (field.decode() for field in fields[:-1])
        return Announced(
            event_id=UUID(event_id),
            source=source,
            seq=int(seq),
            type=type_,
            time=time,
            tenant=tenant,
            action=claim[len(_CLAIM) :] if claim else None,
            payload=fields[-1],
        )
    except ValueError as error:
        raise MalformedEntry("A field of the event is not what it must be.") from error


def _texts_of(event: Announced) -> tuple[str, ...]:
    """The fields of an event before its payload."""
    claim = "" if event.action is None else _CLAIM + event.action
    return (str(event.event_id), event.source, str(event.seq), event.type, event.time, event.tenant, claim)


def _join(texts: Iterable[str], payload: bytes) -> bytes:
    pack = _LENGTH.pack
    parts: list[bytes] = []
    for text in texts:
        field = text.encode()
        parts += (pack(len(field)), field)
    parts += (pack(len(payload)), payload)
    return b"".join(parts)


def _split(data: bytes, at: int, count: int) -> list[bytes]:
    fields = []
    for _ in range(count):
        end = at + _LENGTH.size
        if end > len(data):
            raise MalformedEntry("The bytes end too early.")
        (length,) = _LENGTH.unpack_from(data, at)
        at, end = end, end + length
        if end > len(data):
            raise MalformedEntry("The bytes end too early.")
        fields.append(data[at:end])
        at = end
    if at != len(data):
        raise MalformedEntry("There are bytes after the last field.")
    return fields


@lru_cache(4096)  # the same few tenants, again and again
def _text(value: UUID | None) -> str:
    return "" if value is None else str(value)


def _uuid(text: bytes) -> UUID | None:
    return UUID(text.decode()) if text else None
