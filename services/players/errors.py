"""Every expected failure of this service, one sentence each."""

from __future__ import annotations

from collections.abc import Collection

from kit.errors import DomainError, Kind


class OperatorUnknown(DomainError):
    """This operator is not known here yet; try again in a moment."""

    reason = "OPERATOR_UNKNOWN"


class PlayerNotFound(DomainError):
    """There is no such player."""

    kind = Kind.NOT_FOUND
    reason = "PLAYER_NOT_FOUND"


class PlayerRegisteredDifferently(DomainError):
    """The player was registered before with other facts."""

    reason = "PLAYER_REGISTERED_DIFFERENTLY"

    def __init__(self, fields: Collection[str]) -> None:
        super().__init__(fields={f"registration.{field}": "is not what was registered" for field in fields})


class PlayerSuspended(DomainError):
    """The player is suspended."""

    reason = "PLAYER_SUSPENDED"


class PlayerClosed(DomainError):
    """The player's account is closed."""

    reason = "PLAYER_CLOSED"


class PlayerAlreadySuspended(DomainError):
    """The player is suspended already."""

    reason = "PLAYER_ALREADY_SUSPENDED"


class PlayerNotSuspended(DomainError):
    """The player is not suspended."""

    reason = "PLAYER_NOT_SUSPENDED"


class StaleRevision(DomainError):
    """The player changed since you looked; look again."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"

    def __init__(self, current: int) -> None:
        super().__init__(details={"revision": str(current)})


class SessionNotFound(DomainError):
    """There is no such session."""

    kind = Kind.NOT_FOUND
    reason = "SESSION_NOT_FOUND"


class SessionStartedDifferently(DomainError):
    """The session was started before with other facts."""

    reason = "SESSION_STARTED_DIFFERENTLY"

    def __init__(self, fields: Collection[str]) -> None:
        super().__init__(fields=dict.fromkeys(fields, "is not what was told before"))


class KeyTaken(DomainError):
    """Another call is recording the same at this moment; try again."""

    kind = Kind.UNAVAILABLE
    reason = "RECORDED_MEANWHILE"


class AdjustmentRefused(DomainError):
    """This adjustment is done already."""

    reason = "ADJUSTMENT_REFUSED"


class UnreadableOperator(DomainError):
    """The announced operator lacks a valid id."""

    kind = Kind.INVALID
    reason = "UNREADABLE_OPERATOR"
