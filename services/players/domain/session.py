"""What a session is, and what is new about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple
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


class SessionFlag(IntEnum):
    """What is new about a session; the numbers are the contract's."""

    IP_CHANGED = 1
    DEVICE_CHANGED = 2
    NEW_COUNTRY = 3


class Before(NamedTuple):
    """What a player's sessions before one say: address and device of the last, and of all whether any told a country
    and whether any came from the same."""

    ip: str
    device: str
    some_country: bool
    same_country: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """A session as people see it: what is new about it, and how many other players share its address and device."""

    session: Session
    flags: tuple[SessionFlag, ...]
    sharing_ip: int
    sharing_device: int


def flags_of(session: Session, before: Before | None) -> tuple[SessionFlag, ...]:
    """What is new about a session. Nothing about the first one, and nothing that either side did not tell."""
    if before is None:
        return ()
    flags = []
    if session.ip and before.ip and session.ip != before.ip:
        flags.append(SessionFlag.IP_CHANGED)
    if session.device and before.device and session.device != before.device:
        flags.append(SessionFlag.DEVICE_CHANGED)
    if session.country and before.some_country and not before.same_country:
        flags.append(SessionFlag.NEW_COUNTRY)
    return tuple(flags)
