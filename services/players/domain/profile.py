"""What may be changed of a player after registration, by whom, and what a change makes of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from services.players.domain.player import REGISTRATION_FIELDS, Exclusion, Player, PlayerStatus

# By the names of the contract's PlayerUpdate.
BY_STAFF: Final = frozenset(
    {
        "username",
        "first_name",
        "last_name",
        "email",
        "phone",
        "date_of_birth",
        "country",
        "region",
        "language",
        "document",
    }
)
BY_PLATFORM: Final = BY_STAFF | {
    "kyc_level",
    "kyc_status",
    "vip_level",
    "affiliate_id",
    "referrer_external_id",
    "exclusion",
    "risk_flags",
    "two_factor",
    "closed",
}


class ToldExclusion(NamedTuple):
    """An exclusion as it is told; without `since` it begins now, or began when the one in force did."""

    since: datetime | None
    until: datetime | None


# What is told of a player: normalised values by the names above.
Told = Mapping[str, Any]


def told_of(player: Player, told: Told, now: datetime) -> Player:
    """The player with what was told; the revision stays."""
    facts = {name: value for name, value in told.items() if name in REGISTRATION_FIELDS}
    if facts.get("username") == "":
        facts["username"] = player.registration.external_id
    after = replace(player, registration=replace(player.registration, **facts))
    apart = (*facts, "closed", "exclusion")
    after = replace(after, **{name: value for name, value in told.items() if name not in apart})
    if "exclusion" in told:
        after = replace(after, exclusion=_exclusion(player, told["exclusion"], now))
    if "two_factor" in told:
        after = replace(after, two_factor_reset_at=None)  # the platform has answered
    if "closed" in told:
        after = replace(after, status=_status(player, closed=told["closed"]))
    return after


def _exclusion(player: Player, told: ToldExclusion | None, now: datetime) -> Exclusion | None:
    if told is None:
        return None
    held = player.exclusion
    began = held.since if held is not None and held.in_force(now) else now
    return Exclusion(told.since or began, told.until)


def _status(player: Player, *, closed: bool) -> PlayerStatus:
    """Closing keeps a suspension, so that opening the account again does not lift it."""
    if closed:
        return PlayerStatus.CLOSED
    return PlayerStatus.ACTIVE if player.suspension is None else PlayerStatus.SUSPENDED
