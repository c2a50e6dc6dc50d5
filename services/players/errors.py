"""Every expected failure of this service, one sentence each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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


class PlayerUnknownThen(DomainError):
    """The player was not known here yet at that moment."""

    kind = Kind.NOT_FOUND
    reason = "PLAYER_UNKNOWN_THEN"


class PlayerSelfExcluded(DomainError):
    """The player is excluded from gambling."""

    reason = "PLAYER_SELF_EXCLUDED"


class PlayerBanned(DomainError):
    """The player is banned from logging in."""

    reason = "PLAYER_BANNED"


class StaleRevision(DomainError):
    """The player changed since you looked; look again."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"

    def __init__(self, current: int, changes: Mapping[str, str] | None = None) -> None:
        """`changes` says for each thing that changed by whom and when."""
        told = "; ".join(f"{name} {change}" for name, change in (changes or {}).items())
        message = f"The player changed since you looked: {told}. Look again." if told else None
        super().__init__(message, fields=changes, details={"revision": str(current)})


class OperatorNotOpen(DomainError):
    """The operator is not open to players."""

    def __init__(self, reason: str, message: str, notice: str = "") -> None:
        """`reason` names the operator's status, `notice` is what players may be told."""
        self.reason = reason
        super().__init__(message, details={"notice": notice} if notice else None)


class NoSuchBan(DomainError):
    """The player is not banned from this."""

    reason = "PLAYER_NOT_BANNED"


class NoteNotFound(DomainError):
    """There is no such note."""

    kind = Kind.NOT_FOUND
    reason = "NOTE_NOT_FOUND"


class NoteOfAnother(DomainError):
    """Only its author withdraws a note, or who may suspend players."""

    kind = Kind.DENIED
    reason = "NOTE_OF_ANOTHER"


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


class BetNotFound(DomainError):
    """This player has no such bet."""

    kind = Kind.NOT_FOUND
    reason = "BET_NOT_FOUND"


class AdjustmentNotFound(DomainError):
    """There is no such credit or debit."""

    kind = Kind.NOT_FOUND
    reason = "ADJUSTMENT_NOT_FOUND"


class AdjustmentDecided(DomainError):
    """This credit or debit has been decided already."""

    kind = Kind.CONFLICT
    reason = "ADJUSTMENT_DECIDED"

    def __init__(self, state: str, by: str) -> None:
        word = {"done": "approved"}.get(state, state)
        super().__init__(f"This credit or debit was {word} by {by} already.", details={"state": state, "by": by})


class OwnRequest(DomainError):
    """You asked for this yourself; somebody else must decide."""

    kind = Kind.DENIED
    reason = "OWN_REQUEST"


class RequestOfAnother(DomainError):
    """Only who asked for it takes it back."""

    kind = Kind.DENIED
    reason = "REQUEST_OF_ANOTHER"


class PersonNeeded(DomainError):
    """This needs two people, and a key does not say who holds it; sign in to do it."""

    kind = Kind.DENIED
    reason = "PERSON_NEEDED"


class InsufficientBalance(DomainError):
    """The balance is smaller than what is to be taken from it."""

    reason = "INSUFFICIENT_BALANCE"


class DocumentNotFound(DomainError):
    """No document came with it."""

    kind = Kind.NOT_FOUND
    reason = "DOCUMENT_NOT_FOUND"


class DocumentsRefused(DomainError):
    """Documents cannot be kept here: this installation has no key to seal them with."""

    reason = "DOCUMENTS_REFUSED"


class LimitsChanged(DomainError):
    """The limits changed since you looked; look again."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"

    def __init__(self, current: int) -> None:
        super().__init__(details={"revision": str(current)})


class TicketNotFound(DomainError):
    """There is no such ticket."""

    kind = Kind.NOT_FOUND
    reason = "TICKET_NOT_FOUND"


class TicketClosed(DomainError):
    """The ticket is closed; open it again or open another."""

    reason = "TICKET_CLOSED"


class TicketMerged(DomainError):
    """The ticket was merged into another; go on there."""

    reason = "TICKET_MERGED"

    def __init__(self, ticket_id: str, number: int) -> None:
        super().__init__(
            f"The ticket was merged into #{number}; go on there.",
            details={"merged_into_id": ticket_id, "merged_into": str(number)},
        )


class TicketUnchanged(DomainError):
    """The ticket is in this state already."""

    reason = "TICKET_UNCHANGED"


class TicketStale(DomainError):
    """The ticket changed since you looked; look again."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"

    def __init__(self, current: int, changes: Mapping[str, str]) -> None:
        """`changes` says for each field that changed by whom and when."""
        told = "; ".join(f"{name} {change}" for name, change in changes.items())
        message = f"The ticket changed since you looked: {told}. Look again." if told else None
        super().__init__(message, fields=changes, details={"revision": str(current)})


class TicketsOfTwoPlayers(DomainError):
    """Tickets of two players cannot be merged."""

    reason = "TICKETS_OF_TWO_PLAYERS"


class TooManyLinks(DomainError):
    """A ticket holds at most 50 links."""

    reason = "TOO_MANY_LINKS"


class TicketSettingsStale(DomainError):
    """The settings changed since you looked; look again."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"

    def __init__(self, current: int) -> None:
        super().__init__(details={"revision": str(current)})


class JobNotFound(DomainError):
    """There is no such job."""

    kind = Kind.NOT_FOUND
    reason = "JOB_NOT_FOUND"


class JobEnded(DomainError):
    """The job has ended already."""

    reason = "JOB_ENDED"


class JobTooOld(DomainError):
    """The job stopped too long ago to go on; start a new one."""

    reason = "JOB_TOO_OLD"


class TooManyJobs(DomainError):
    """You have as many jobs waiting or running as one person may; wait for one to end, or stop one."""

    kind = Kind.EXHAUSTED
    reason = "TOO_MANY_JOBS"


class NobodySelected(DomainError):
    """The filter finds nobody."""

    reason = "NOBODY_SELECTED"


class SelectionChanged(DomainError):
    """The filter finds far more players than it did; look at the preview again."""

    kind = Kind.CONFLICT
    reason = "SELECTION_CHANGED"

    def __init__(self, found: int) -> None:
        super().__init__(details={"found": str(found)})


class SelectionTooLarge(DomainError):
    """The filter finds more players than one bulk action may concern; narrow it down."""

    reason = "SELECTION_TOO_LARGE"

    def __init__(self, most: int) -> None:
        super().__init__(details={"most": str(most)})


class ExportNotReady(DomainError):
    """The export is not finished yet."""

    reason = "EXPORT_NOT_READY"


class ExportExpired(DomainError):
    """The file has been deleted; export again."""

    reason = "EXPORT_EXPIRED"


class ExportTooLarge(DomainError):
    """This is more than a workbook can hold; export it as CSV."""

    reason = "EXPORT_TOO_LARGE"
