"""Notes: what people of the team wrote about a player."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Note:
    """One note. `withdrawn_at` is None while it stands; its text stays either way."""

    note_id: UUID
    text: str
    pinned: bool
    author: str
    author_id: str
    at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
