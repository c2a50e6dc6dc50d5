"""Identifiers: UUIDv7 everywhere, so that keys made later sort later."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new time-ordered identifier (RFC 9562)."""
    return _uuid7()
