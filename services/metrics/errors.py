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
