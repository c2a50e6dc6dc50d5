"""What a player may do at a moment, and each reason why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.players.domain.ban import Ban, BanScope
from services.players.domain.operator import Door, OperatorStatus
from services.players.domain.player import Exclusion, Player, PlayerStatus, Suspension


class Reason(StrEnum):
    """Why a player is kept from something, as the contract names it."""

    CLOSED = "CLOSED"
    SUSPENDED = "SUSPENDED"
    SELF_EXCLUDED = "SELF_EXCLUDED"
    BANNED = "BANNED"
    OPERATOR_PENDING = "OPERATOR_PENDING"
    OPERATOR_MAINTENANCE = "OPERATOR_MAINTENANCE"
    OPERATOR_SUSPENDED = "OPERATOR_SUSPENDED"
    OPERATOR_CLOSING = "OPERATOR_CLOSING"
    OPERATOR_CLOSED = "OPERATOR_CLOSED"


@dataclass(frozen=True, slots=True)
class Standing:
    """All of a player that decides what is allowed. A closed account may be suspended besides."""

    status: PlayerStatus
    suspension: Suspension | None
    exclusion: Exclusion | None
    bans: Sequence[Ban]
    revision: int

    @classmethod
    def of(cls, player: Player) -> Standing:
        """That of a player."""
        return cls(player.status, player.suspension, player.exclusion, player.bans, player.revision)


@dataclass(frozen=True, slots=True)
class Denial:
    """One reason why not, a sentence for staff, and when it ends by itself; None when it does not."""

    reason: Reason
    message: str
    until: datetime | None = None


# What an account loses. A closed or excluded player's money must stay withdrawable: regulators ask that it is given
# back, and neither logging in nor playing is needed for that. A suspension is an inquiry, and holds everything.
_ENTERING: Final = frozenset({BanScope.LOG_IN, BanScope.PLAY, BanScope.DEPOSIT})
# What an operator denies everybody. In maintenance nothing works; one that is closing lets its players in to take out
# what is theirs; and whatever becomes of an operator, its players' money stays withdrawable.
_SHUT: Final[Mapping[int, tuple[Reason, frozenset[BanScope], str]]] = {
    OperatorStatus.PENDING: (Reason.OPERATOR_PENDING, _ENTERING, "The operator is not open yet."),
    OperatorStatus.MAINTENANCE: (Reason.OPERATOR_MAINTENANCE, frozenset(BanScope), "The operator is in maintenance."),
    OperatorStatus.SUSPENDED: (Reason.OPERATOR_SUSPENDED, _ENTERING, "The operator is suspended."),
    OperatorStatus.CLOSING: (
        Reason.OPERATOR_CLOSING,
        frozenset({BanScope.PLAY, BanScope.DEPOSIT}),
        "The operator is closing.",
    ),
    OperatorStatus.CLOSED: (Reason.OPERATOR_CLOSED, _ENTERING, "The operator is closed."),
}
_VERBS: Final = {
    BanScope.LOG_IN: "logging in",
    BanScope.PLAY: "playing",
    BanScope.DEPOSIT: "depositing",
    BanScope.WITHDRAW: "withdrawing",
}


def shut(door: Door, scope: BanScope | None, ip: str) -> list[Denial]:
    """The reason why an operator keeps somebody from an address from something; for no scope, from registering."""
    if door.is_open_to(ip) or (found := _SHUT.get(door.status)) is None:
        return []
    reason, scopes, message = found
    return [Denial(reason, message)] if scope is None or scope in scopes else []


def denials(standing: Standing, scope: BanScope, at: datetime) -> list[Denial]:
    """Each reason that keeps a player from something at a moment; none when it is allowed."""
    found = []
    if standing.status is PlayerStatus.CLOSED and scope in _ENTERING:
        found.append(Denial(Reason.CLOSED, "The account is closed."))
    if (suspension := standing.suspension) is not None:
        found.append(Denial(Reason.SUSPENDED, f"Suspended by {suspension.by}: {suspension.reason}"))
    exclusion = standing.exclusion
    if exclusion is not None and exclusion.in_force(at) and scope in _ENTERING:
        message = f"Excluded from gambling since {exclusion.since.date()}."
        found.append(Denial(Reason.SELF_EXCLUDED, message, exclusion.until))
    for ban in standing.bans:
        if ban.scope is scope and ban.in_force(at):
            message = f"Banned from {_VERBS[scope]} by {ban.placed_by}: {ban.reason}"
            found.append(Denial(Reason.BANNED, message, ban.expires_at))
    return found
