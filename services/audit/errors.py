"""Every expected failure of the audit service."""

from __future__ import annotations

from kit.errors import DomainError, Kind


class EntryNotFound(DomainError):
    """There is no such entry."""

    kind = Kind.NOT_FOUND
    reason = "ENTRY_NOT_FOUND"


class NoCheckpointYet(DomainError):
    """No checkpoint has been signed yet; try again in a moment."""

    kind = Kind.UNAVAILABLE
    reason = "NO_CHECKPOINT_YET"


class LogInconsistent(DomainError):
    """The log contradicts what was signed before; nothing more is signed."""

    kind = Kind.REFUSED
    reason = "LOG_INCONSISTENT"
