"""Recording a batch: from the stored state and the activities, what is new, what is known and what must not be.

Nothing here waits or writes. The batch's players are locked before their state is loaded, so that what is decided
still holds when it is written.
"""

from services.players.domain.recording.happenings import (
    CreditedNow,
    EndedNow,
    Happening,
    PaidNow,
    PlacedNow,
    RegisteredNow,
    SettledNow,
    VoidedNow,
    What,
)
from services.players.domain.recording.recorder import Recorder
from services.players.domain.recording.state import (
    Account,
    Key,
    KnownKey,
    NewKey,
    NewPlayer,
    State,
    bets_needed,
    same_registration,
    transfers_needed,
)

__all__ = [
    "Account",
    "CreditedNow",
    "EndedNow",
    "Happening",
    "Key",
    "KnownKey",
    "NewKey",
    "NewPlayer",
    "PaidNow",
    "PlacedNow",
    "Recorder",
    "RegisteredNow",
    "SettledNow",
    "State",
    "VoidedNow",
    "What",
    "bets_needed",
    "same_registration",
    "transfers_needed",
]
