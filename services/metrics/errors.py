"""Every failure that the metrics service expects, one sentence each."""

from __future__ import annotations

from kit.errors import DomainError, Kind


class OperatorUnknown(DomainError):
    """There is no such operator."""

    kind = Kind.NOT_FOUND
    reason = "OPERATOR_UNKNOWN"

    def __init__(self, operator_id: str) -> None:
        super().__init__(f"There is no operator {operator_id}.", fields={"operator_ids": "names an unknown operator"})


class UnusableEvent(DomainError):
    """The event says something that cannot be."""

    kind = Kind.INVALID
    reason = "UNUSABLE_EVENT"


class GenerationShown(DomainError):
    """Figures that are shown cannot be deleted."""

    kind = Kind.CONFLICT
    reason = "GENERATION_SHOWN"

    def __init__(self, generation: int) -> None:
        super().__init__(f"Generation {generation} of the figures is the one that is shown.")


class RuleChanged(DomainError):
    """Somebody added a rule since you looked; look again."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"

    def __init__(self, newest: int) -> None:
        super().__init__(details={"revision": str(newest)})


class RuleUnchanged(DomainError):
    """The rule that holds on this day says the same already."""

    reason = "RULE_UNCHANGED"


class MonthNotOver(DomainError):
    """The month is not over yet in the operator's time zone; its report is made when it is."""

    reason = "MONTH_NOT_OVER"


class ReportNotFound(DomainError):
    """No such report was issued."""

    kind = Kind.NOT_FOUND
    reason = "REPORT_NOT_FOUND"


class ReportKeyNotFound(DomainError):
    """No report was signed with this key."""

    kind = Kind.NOT_FOUND
    reason = "REPORT_KEY_NOT_FOUND"


class ReportsUnsigned(DomainError):
    """This installation has no key with which reports are signed."""

    reason = "REPORTS_UNSIGNED"


class RebuildUnderWay(DomainError):
    """The figures are being counted again already; wait for it, or cancel it."""

    kind = Kind.CONFLICT
    reason = "REBUILD_UNDER_WAY"


class NoRebuild(DomainError):
    """The figures are not being counted again."""

    reason = "NO_REBUILD"


class HistoriesUnknown(DomainError):
    """This installation has no key with which the metrics service asks players for histories."""

    reason = "HISTORIES_UNKNOWN"
