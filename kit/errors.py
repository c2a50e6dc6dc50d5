"""The base of every expected failure: what kind it is, its stable reason, and one sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """What went wrong, as a caller must treat it."""

    INVALID = "invalid"  # the request itself is wrong; sending it again will not help
    DENIED = "denied"  # known, but not allowed
    UNAUTHENTICATED = "unauthenticated"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  # the state moved on; read again
    REFUSED = "refused"  # a rule forbids it in the present state
    EXHAUSTED = "exhausted"  # too much or too often
    UNAVAILABLE = "unavailable"  # try again later


class DomainError(Exception):
    """An expected failure. Subclasses name it; their docstring is the sentence people read.

    `fields` maps a request field to what is wrong with it; `details` are machine-readable facts.
    """

    kind: Kind = Kind.REFUSED
    reason: str = "REFUSED"

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: Mapping[str, str] | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        self.message = message or (type(self).__doc__ or type(self).__name__).strip().splitlines()[0]
        self.fields = dict(fields or {})
        self.details = dict(details or {})
        super().__init__(self.message)


class InvalidField(DomainError):
    """A field of the request is not valid."""

    kind = Kind.INVALID
    reason = "INVALID_FIELD"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}", fields={field: problem})


class PermissionDenied(DomainError):
    """You do not have the permission for this."""

    kind = Kind.DENIED
    reason = "PERMISSION_DENIED"


class Unauthenticated(DomainError):
    """The call carries no valid credential."""

    kind = Kind.UNAUTHENTICATED
    reason = "UNAUTHENTICATED"


class BadCursor(DomainError):
    """The cursor does not belong to this list."""

    kind = Kind.INVALID
    reason = "BAD_CURSOR"

    def __init__(self) -> None:
        super().__init__(fields={"page.cursor": "is not a cursor of this list"})


class RequestReused(DomainError):
    """The request id was used before for a different request."""

    kind = Kind.INVALID
    reason = "REQUEST_ID_REUSED"

    def __init__(self) -> None:
        super().__init__(fields={"request_id": "was used before for a different request"})


class ServiceUnavailable(DomainError):
    """A service that this needs does not answer; try again."""

    kind = Kind.UNAVAILABLE
    reason = "SERVICE_UNAVAILABLE"
