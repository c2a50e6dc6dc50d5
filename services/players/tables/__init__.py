"""The tables of this service, a module for each noun, all under one metadata.

Every key starts with the operator, so that the same schema shards by operator. Activity writes only narrow tables
(accounts, wallets, recorded, bets, movements); players, wide, is written when a person registers or is acted on.
"""

from services.players.tables.activity import (
    SEEN,
    STARTED,
    accounts,
    bets,
    movements,
    recorded,
    sessions,
    transfers,
    wallets,
)
from services.players.tables.base import metadata
from services.players.tables.people import (
    NAMED,
    REGISTERED,
    bans,
    notes,
    operators,
    player_search,
    player_tags,
    players,
    revisions,
    traces,
)

__all__ = [
    "NAMED",
    "REGISTERED",
    "SEEN",
    "STARTED",
    "accounts",
    "bans",
    "bets",
    "metadata",
    "movements",
    "notes",
    "operators",
    "player_search",
    "player_tags",
    "players",
    "recorded",
    "revisions",
    "sessions",
    "traces",
    "transfers",
    "wallets",
]
