"""What may be changed of a player after registration, by whom, and what a change makes of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from services.players.domain.player import REGISTRATION_FIELDS, Player, PlayerStatus

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

# What is told of a player: normalised values by the names above.
Told = Mapping[str, Any]


def told_of(player: Player, told: Told) -> Player:
    """The player with what was told; the revision stays."""
    facts = {name: value for name, value in told.items() if name in REGISTRATION_FIELDS}
    if facts.get("username") == "":
        facts["username"] = player.registration.external_id
    after = replace(player, registration=replace(player.registration, **facts))
    direct = {name: value for name, value in told.items() if name not in facts and name != "closed"}
    after = replace(after, **direct)
    if "two_factor" in told:
        after = replace(after, two_factor_reset_at=None)  # the platform has answered
    if "closed" in told:
        after = replace(after, status=_status(player, closed=told["closed"]))
    return after


def _status(player: Player, *, closed: bool) -> PlayerStatus:
    """Closing keeps a suspension, so that opening the account again does not lift it."""
    if closed:
        return PlayerStatus.CLOSED
    return PlayerStatus.ACTIVE if player.suspension is None else PlayerStatus.SUSPENDED
