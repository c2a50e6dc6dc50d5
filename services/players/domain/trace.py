"""Traces: what ties accounts together."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID


class TraceKind(IntEnum):
    """What was seen of a player; the numbers are those stored, the first four those of the contract's links."""

    DEVICE = 1
    LOGIN_IP = 2
    DOCUMENT = 3
    INSTRUMENT = 4
    REGISTRATION_IP = 5


class Trace(NamedTuple):
    """A player was seen with something at a moment."""

    kind: TraceKind
    value: str
    player_id: UUID
    at: datetime
