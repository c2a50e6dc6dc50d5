"""The tables of this service, a module for each noun, all under one metadata.

Every key starts with the operator, so that the same schema shards by operator. Activity writes only narrow tables
(accounts, wallets, recorded, bets, movements); players, wide, is written when a person registers or is acted on.
"""

from services.players.tables.activity import (
    STARTED,
    accounts,
    bets,
    late_bets,
    ledger_checks,
    movements,
    recorded,
    sessions,
    transfers,
    wallets,
)
from services.players.tables.adjustments import adjustment_documents, adjustment_limits, adjustments
from services.players.tables.base import metadata
from services.players.tables.figures import operator_news, operator_quarters, operator_standings
from services.players.tables.jobs import CREATED, FAILED, TO_DO, job_parts, job_results, job_targets, jobs
from services.players.tables.listing import IN_SAMPLE, LOT, LOTS, SAMPLED, STANDING, standings, standings_sample
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
from services.players.tables.tickets import (
    DUE,
    LIVE,
    OPENED,
    UPDATED,
    ticket_events,
    ticket_links,
    ticket_messages,
    ticket_numbers,
    ticket_search,
    ticket_settings,
    tickets,
)

__all__ = [
    "CREATED",
    "DUE",
    "FAILED",
    "IN_SAMPLE",
    "LIVE",
    "LOT",
    "LOTS",
    "NAMED",
    "OPENED",
    "REGISTERED",
    "SAMPLED",
    "STANDING",
    "STARTED",
    "TO_DO",
    "UPDATED",
    "accounts",
    "adjustment_documents",
    "adjustment_limits",
    "adjustments",
    "bans",
    "bets",
    "job_parts",
    "job_results",
    "job_targets",
    "jobs",
    "late_bets",
    "ledger_checks",
    "metadata",
    "movements",
    "notes",
    "operator_news",
    "operator_quarters",
    "operator_standings",
    "operators",
    "player_search",
    "player_tags",
    "players",
    "recorded",
    "revisions",
    "sessions",
    "standings",
    "standings_sample",
    "ticket_events",
    "ticket_links",
    "ticket_messages",
    "ticket_numbers",
    "ticket_search",
    "ticket_settings",
    "tickets",
    "traces",
    "transfers",
    "wallets",
]
