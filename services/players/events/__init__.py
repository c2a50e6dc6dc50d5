"""One builder per event announced, a module for each noun."""

from services.players.events.activity import LARGEST_PAYLOAD, activity_recorded, replayed
from services.players.events.adjustments import adjustment_changed, adjustment_limits_set
from services.players.events.jobs import job_changed
from services.players.events.players import (
    note_added,
    note_withdrawn,
    player_changed,
    player_reinstated,
    player_revealed,
    player_suspended,
    sessions_ended,
)
from services.players.events.tickets import (
    ticket_answered,
    ticket_changed,
    ticket_linked,
    ticket_replied,
    ticket_settings_set,
)

__all__ = [
    "LARGEST_PAYLOAD",
    "activity_recorded",
    "adjustment_changed",
    "adjustment_limits_set",
    "job_changed",
    "note_added",
    "note_withdrawn",
    "player_changed",
    "player_reinstated",
    "player_revealed",
    "player_suspended",
    "replayed",
    "sessions_ended",
    "ticket_answered",
    "ticket_changed",
    "ticket_linked",
    "ticket_replied",
    "ticket_settings_set",
]
