"""The roles there are and what each may do; a change is a new version, reviewed as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kit.auth.permissions import PERMISSIONS

# What only the installation's owner may do, and what only platforms and services may do.
_OWNER_ONLY: Final = frozenset({"companies.manage"})
_PLATFORM_ONLY: Final = frozenset({"players.record", "players.replay"})
# What several roles have in common.
_CARE: Final = frozenset(
    {
        "players.read",
        "players.update",
        "players.suspend",
        "players.sessions",
        "players.security",
        "players.tag",
        "players.note",
    }
)
_TICKETS: Final = frozenset({"tickets.read", "tickets.write"})


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
        Role(ROOT, 3, frozenset(PERMISSIONS) - _PLATFORM_ONLY, platform_wide=True),
        Role("company-admin", 3, frozenset(PERMISSIONS) - _PLATFORM_ONLY - _OWNER_ONLY),
        Role(
            "operator-manager",
            3,
            _CARE
            | _TICKETS
            | {
                "players.adjust",
                "players.approve",
                "players.bulk",
                "players.export",
                "players.settings",
                "tickets.manage",
                "metrics.read",
                "metrics.manage",
                "directory.read",
                "audit.read",
                "views.share",
            },
        ),
        Role(
            "compliance",
            3,
            _CARE
            | {
                "players.reveal",
                "players.approve",
                "players.bulk",
                "players.export",
                "operators.close",
                "tickets.read",
                "metrics.read",
                "audit.read",
                "directory.read",
                "staff.read",
                "views.share",
            },
        ),
        Role(
            "support",
            2,
            _TICKETS
            | {
                "players.read",
                "players.reveal",
                "players.update",
                "players.sessions",
                "players.security",
                "players.tag",
                "players.note",
                "players.adjust",
                "directory.read",
            },
        ),
        Role("analyst", 1, frozenset({"metrics.read", "directory.read"})),
    )
}


def permissions_of(role: str) -> frozenset[str]:
    """What a stored role allows; nothing when the role exists no more."""
    known = ROLES.get(role)
    return known.permissions if known else frozenset()
