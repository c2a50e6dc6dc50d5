"""What a deposit and a withdrawal are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from services.players.domain.activity import KeyKind
from services.players.domain.player import Acquisition


class TransferStatus(IntEnum):
    """How far a deposit or a withdrawal has come; the numbers are those stored."""

    REQUESTED = 1
    DONE = 2
    UNDONE = 3


@dataclass(slots=True)
class Transfer:
    """A deposit or a withdrawal; `kind` says which.

    A deposit is done when it is told, and undone when it is taken back. A withdrawal is requested first and then either
    done, which is paid, or undone, which is cancelled; or it is done at once. `device` and `channel` are as of a bet.
    """

    player_id: UUID
    kind: KeyKind
    ref: str
    currency: str
    amount: int
    method: str
    instrument: str
    requested_at: datetime | None = None
    done_at: datetime | None = None
    undone_at: datetime | None = None
    undone_reason: str | None = None
    device: str = ""
    channel: Acquisition | None = None

    @property
    def status(self) -> TransferStatus:
        """Undone, else done, else requested."""
        if self.undone_at is not None:
            return TransferStatus.UNDONE
        return TransferStatus.REQUESTED if self.done_at is None else TransferStatus.DONE
