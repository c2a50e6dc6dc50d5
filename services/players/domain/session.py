"""What a session is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SessionStart:
    """What a platform tells when a player logs in. `started_at` is None when it was not told."""

    session_id: str
    external_id: str
    ip: str
    device: str
    country: str
    user_agent: str
    started_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A stay of a player. `ended_at` is None while it is open."""

    session_id: str
    player_id: UUID
    started_at: datetime
    ended_at: datetime | None
    ip: str
    device: str
    country: str
    user_agent: str

    def differing(self, start: SessionStart, player_id: UUID) -> list[str]:
        """The fields of a start that tell something else than this session."""
        names = ["ip", "device", "country", "user_agent"]
        found = [name for name in names if getattr(self, name) != getattr(start, name)]
        if start.started_at is not None and start.started_at != self.started_at:
            found.append("started_at")
        if player_id != self.player_id:
            found.append("player_external_id")
        return found
