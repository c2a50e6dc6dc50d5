"""The permissions there are, each with what it allows. Contracts, routes and roles use these names only."""

from __future__ import annotations

from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "players.record": "tell what players do: register, sessions, activity (platforms)",
    "players.read": "see players, bets, balances and sessions, personal data masked",
    "players.reveal": "see a player's personal data in clear, which is audited",
    "players.suspend": "suspend and reinstate players",
    "metrics.read": "see figures",
    "audit.read": "see audit logs",
    "directory.read": "see companies and operators",
    "companies.manage": "create companies and change them",
    "operators.manage": "create operators and change them",
    "staff.read": "see staff and their roles",
    "staff.manage": "invite staff, give and take roles",
    "keys.manage": "issue and revoke API keys and platform keys",
}
