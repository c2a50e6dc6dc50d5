"""The roles there are and what each may do; a change is a new version, reviewed as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kit.auth.permissions import PERMISSIONS

# What only the installation's owner may do, and what only platforms may do.
_OWNER_ONLY: Final = frozenset({"companies.manage"})
_PLATFORM_ONLY: Final = frozenset({"players.record"})


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions. `platform_wide` roles are held for the whole installation, others for a company."""

    name: str
    version: int
    permissions: frozenset[str]
    platform_wide: bool = False


ROOT: Final = "root"

ROLES: Final[dict[str, Role]] = {
    role.name: role
    for role in (
        Role(ROOT, 1, frozenset(PERMISSIONS) - _PLATFORM_ONLY, platform_wide=True),
        Role("company-admin", 1, frozenset(PERMISSIONS) - _PLATFORM_ONLY - _OWNER_ONLY),
        Role(
            "operator-manager",
            1,
            frozenset({"players.read", "players.suspend", "metrics.read", "directory.read", "audit.read"}),
        ),
        Role(
            "compliance",
            1,
            frozenset(
                {
                    "players.read",
                    "players.reveal",
                    "players.suspend",
                    "metrics.read",
                    "audit.read",
                    "directory.read",
                    "staff.read",
                }
            ),
        ),
        Role("support", 1, frozenset({"players.read", "players.reveal", "directory.read"})),
        Role("analyst", 1, frozenset({"metrics.read", "directory.read"})),
    )
}


def permissions_of(role: str) -> frozenset[str]:
    """What a stored role allows; nothing when the role exists no more."""
    known = ROLES.get(role)
    return known.permissions if known else frozenset()
