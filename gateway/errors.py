"""Every failure that the gateway expects, one sentence each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kit.errors import DomainError, Kind


class BadCredentials(DomainError):
    """The e-mail address or the password is wrong."""

    kind = Kind.UNAUTHENTICATED
    reason = "BAD_CREDENTIALS"


class BadCode(DomainError):
    """The code is wrong or was used before; wait for the next one."""

    kind = Kind.INVALID
    reason = "BAD_CODE"

    def __init__(self, field: str = "code") -> None:
        super().__init__(fields={field: "is wrong or was used before"})


class TooManyAttempts(DomainError):
    """There were too many attempts; wait before the next one."""

    kind = Kind.EXHAUSTED
    reason = "TOO_MANY_ATTEMPTS"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(retry_after, 1)
        super().__init__(details={"retry_after": str(self.retry_after)})


class TooBusy(DomainError):
    """Too many people are signing in at this moment; try again."""

    kind = Kind.UNAVAILABLE
    reason = "TOO_BUSY"


class SignInIncomplete(DomainError):
    """The sign-in is not complete: the second factor is missing."""

    kind = Kind.DENIED
    reason = "SIGN_IN_INCOMPLETE"


class WrongStage(DomainError):
    """The sign-in is not at this step."""

    kind = Kind.CONFLICT
    reason = "WRONG_STAGE"


class NotEnrolling(DomainError):
    """There is no authenticator waiting to be confirmed; start again."""

    kind = Kind.CONFLICT
    reason = "NOT_ENROLLING"


class BadCsrfToken(DomainError):
    """The request lacks the session's X-CSRF-Token."""

    kind = Kind.DENIED
    reason = "BAD_CSRF_TOKEN"


class CrossSite(DomainError):
    """The request comes from another site."""

    kind = Kind.DENIED
    reason = "CROSS_SITE"


class PeopleOnly(DomainError):
    """Only a signed-in person can do this, not a key."""

    kind = Kind.DENIED
    reason = "PEOPLE_ONLY"


class SessionNotFound(DomainError):
    """There is no such session of yours."""

    kind = Kind.NOT_FOUND
    reason = "SESSION_NOT_FOUND"


class CompanyNotFound(DomainError):
    """There is no such company."""

    kind = Kind.NOT_FOUND
    reason = "COMPANY_NOT_FOUND"


class CompanyExists(DomainError):
    """A company of this name exists already."""

    kind = Kind.CONFLICT
    reason = "COMPANY_EXISTS"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, fields={"name": "is taken by another company"})


class OperatorNotFound(DomainError):
    """There is no such operator."""

    kind = Kind.NOT_FOUND
    reason = "OPERATOR_NOT_FOUND"


class OperatorAmbiguous(DomainError):
    """Several companies have an operator of this name; name the company too."""

    kind = Kind.INVALID
    reason = "OPERATOR_AMBIGUOUS"


class OperatorExists(DomainError):
    """The company has an operator of this name already."""

    kind = Kind.CONFLICT
    reason = "OPERATOR_EXISTS"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, fields={"name": "is taken by another operator of the company"})


class StaffNotFound(DomainError):
    """There is no such member of staff."""

    kind = Kind.NOT_FOUND
    reason = "STAFF_NOT_FOUND"


class StaffExists(DomainError):
    """Somebody with this e-mail address is staff already."""

    kind = Kind.CONFLICT
    reason = "STAFF_EXISTS"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, fields={"email": "is taken"})


class KeyNotFound(DomainError):
    """There is no such key."""

    kind = Kind.NOT_FOUND
    reason = "KEY_NOT_FOUND"


class TooWide(DomainError):
    """The request concerns too many operators or companies at once; name some of them."""

    kind = Kind.INVALID
    reason = "TOO_WIDE"


class BodyTooLarge(DomainError):
    """The body of the request is too large."""

    kind = Kind.INVALID
    reason = "BODY_TOO_LARGE"

    def __init__(self, most: int | None = None) -> None:
        super().__init__(f"The body of the request is larger than {most / 1_000_000:g} MB." if most else None)


class ViewNotFound(DomainError):
    """There is no such view, or it is not shared with you."""

    kind = Kind.NOT_FOUND
    reason = "VIEW_NOT_FOUND"


class ViewExists(DomainError):
    """You have a view of this name already."""

    kind = Kind.CONFLICT
    reason = "VIEW_EXISTS"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message, fields={"name": "is taken by another view of the same list"})


class TooManyViews(DomainError):
    """There are as many views as there can be; delete one first."""

    kind = Kind.REFUSED
    reason = "TOO_MANY_VIEWS"


class TooManyPreferences(DomainError):
    """There are as many preferences as there can be."""

    kind = Kind.REFUSED
    reason = "TOO_MANY_PREFERENCES"


class StaleRevision(DomainError):
    """Somebody changed this meanwhile; read it again."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        """`changes` says for each field that changed by whom and when."""
        told = "; ".join(f"{field} {change}" for field, change in (changes or {}).items())
        super().__init__(f"This changed since you looked: {told}. Look again." if told else None, fields=changes)


class IllegalTransition(DomainError):
    """The operator's status does not allow this step."""

    reason = "ILLEGAL_TRANSITION"

    def __init__(self, present: str, to: str, allowed: Collection[str]) -> None:
        steps = ", ".join(sorted(allowed)) or "nothing"
        super().__init__(
            f"An operator that is {present} cannot become {to}.", fields={"to": f"may be {steps} from {present}"}
        )


class SecondPersonNeeded(DomainError):
    """To close an operator for good somebody asks for it and somebody else approves."""

    reason = "SECOND_PERSON_NEEDED"


class SelfApproval(DomainError):
    """Nobody approves what they asked for themselves."""

    kind = Kind.DENIED
    reason = "SELF_APPROVAL"


class AccountTooNew(DomainError):
    """Who approves must have had their account when it was asked for; ask again."""

    kind = Kind.DENIED
    reason = "ACCOUNT_TOO_NEW"


class NotClosing(DomainError):
    """The operator is not closing; set it to closing first."""

    reason = "NOT_CLOSING"


class ClosingAsked(DomainError):
    """Somebody asked to close the operator already."""

    reason = "CLOSING_ASKED"


class ClosingNotAsked(DomainError):
    """Nobody asked to close the operator."""

    reason = "CLOSING_NOT_ASKED"


class AlreadyScheduled(DomainError):
    """A step is scheduled already; cancel it first."""

    reason = "ALREADY_SCHEDULED"


class NotScheduled(DomainError):
    """Nothing is scheduled."""

    reason = "NOT_SCHEDULED"


class CurrencyFixed(DomainError):
    """An operator's currency can be changed only while it is pending."""

    reason = "CURRENCY_FIXED"

    def __init__(self) -> None:
        super().__init__(fields={"currency": "can be changed only while the operator is pending"})


class OperatorClosed(DomainError):
    """The operator is closed: nothing of it changes any more."""

    reason = "OPERATOR_CLOSED"


class StaffDisabled(DomainError):
    """This account is disabled; ask an administrator."""

    kind = Kind.DENIED
    reason = "STAFF_DISABLED"


class OwnAccount(DomainError):
    """Nobody disables their own account."""

    kind = Kind.DENIED
    reason = "OWN_ACCOUNT"


class WrongPassword(DomainError):
    """The present password is wrong."""

    kind = Kind.INVALID
    reason = "WRONG_PASSWORD"

    def __init__(self) -> None:
        super().__init__(fields={"current_password": "is wrong"})
