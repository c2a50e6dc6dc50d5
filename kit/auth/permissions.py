"""The permissions there are, each with what it allows. Contracts, routes and roles use these names only."""

from __future__ import annotations

from typing import Final

# Who speaks for people and platforms, with whatever they hold.
GATEWAY: Final = "gateway"
# What a service may ask of others in its own name, by issuer. It holds this and nothing else, whatever its tokens say.
REACH: Final[dict[str, frozenset[str]]] = {"metrics": frozenset({"players.replay"})}

PERMISSIONS: Final[dict[str, str]] = {
    "players.record": "tell what players do: register, sessions, activity (platforms)",
    "players.read": "see players, bets, balances and sessions, personal data masked",
    "players.reveal": "see a player's personal data in clear, which is audited",
    "players.suspend": "suspend and reinstate players, ban them and lift bans",
    "players.update": "edit a player's profile",
    "players.sessions": "end a player's sessions",
    "players.security": "reset a player's second factor",
    "players.tag": "tag players",
    "players.note": "write notes about players",
    "players.adjust": "ask for manual credits and debits",
    "players.approve": "approve and reject manual credits and debits of others, see their documents",
    "players.export": "export lists of players",
    "players.bulk": "act on many players at once",
    "players.settings": "set limits of manual credits and debits",
    "tickets.read": "see support tickets",
    "tickets.write": "work on support tickets",
    "tickets.manage": "set business hours, targets and categories of tickets",
    "views.share": "share saved views with a role",
    "players.replay": "read everything that figures count (the metrics service)",
    "metrics.read": "see figures",
    "metrics.manage": "set NGR rules, exchange rates and games, count figures again",
    "audit.read": "see audit logs",
    "directory.read": "see companies and operators",
    "companies.manage": "create companies and change them",
    "operators.manage": "create operators and change them",
    "operators.close": "close operators that somebody else asked to close",
    "staff.read": "see staff and their roles",
    "staff.manage": "invite staff, give and take roles",
    "keys.manage": "issue and revoke API keys and platform keys",
}
