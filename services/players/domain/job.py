"""Jobs: exports and bulk actions over many players, and what each was asked to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

from kit.auth.actor import Actor
from services.players.domain.ban import Ban, BanScope
from services.players.domain.listing import Order, PlayerFilter
from services.players.domain.player import Player

# Players to a row of a job's choice, and to a part of its file.
SLICE: Final = 10_000
# A bulk action beyond this is a mistake, or a matter for the platform.
MOST_TARGETS: Final = 1_000_000
# What may be waiting or running for one person at one operator.
MOST_AT_ONCE: Final = 10
# A job that stopped so often without getting any further is broken.
MOST_ATTEMPTS: Final = 5


class JobKind(IntEnum):
    """What sort of job it is; the numbers are those stored and those of the contract, as are all below."""

    EXPORT = 1
    BULK = 2


class JobState(IntEnum):
    """How far a job is."""

    WAITING = 1
    RUNNING = 2
    DONE = 3
    CANCELLED = 4
    FAILED = 5
    EXPIRED = 6

    @property
    def active(self) -> bool:
        """Whether it is under way or about to be."""
        return self in (JobState.WAITING, JobState.RUNNING)


class ExportFormat(IntEnum):
    """How a file is written."""

    CSV = 1
    XLSX = 2


class Outcome(IntEnum):
    """What became of one player of a bulk action."""

    DONE = 1
    UNCHANGED = 2
    FAILED = 3


@dataclass(frozen=True, slots=True)
class ExportSpec:
    """What an export writes: whom, in which order, which columns, in which zone and language, in clear or masked."""

    filter: PlayerFilter
    order: Order
    format: ExportFormat
    columns: tuple[str, ...]
    timezone: str
    language: str
    reveal: bool


@dataclass(frozen=True, slots=True)
class Tagging:
    """Tags to put on and to take off."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Banning:
    """Scopes to ban from; `expires_at` is None for a ban without end."""

    scopes: tuple[BanScope, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Noting:
    """A note to write."""

    text: str


Action = Tagging | Banning | Noting
# What each action needs besides players.bulk.
ACTION_PERMISSIONS: Final[dict[type[Action], str]] = {
    Tagging: "players.tag",
    Banning: "players.suspend",
    Noting: "players.note",
}


@dataclass(frozen=True, slots=True)
class BulkSpec:
    """What a bulk action does, and to whom."""

    filter: PlayerFilter
    action: Action


Spec = ExportSpec | BulkSpec


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `total` is None until the players are chosen; `spec` is what was asked for."""

    operator_id: UUID
    job_id: UUID
    kind: JobKind
    state: JobState
    spec: bytes
    reason: str
    actor: Actor
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    total: int | None
    done: int
    failed: int
    unchanged: int
    book: dict[str, Any] | None
    size_bytes: int
    file_name: str | None
    problem: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one player: the place in the job, the outcome, and for a failed one its code and sentence."""

    number: int
    player_id: UUID
    outcome: Outcome
    reason: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A result with by what its player is known now."""

    result: Result
    external_id: str
    username: str


def too_many(found: int, expected: int) -> bool:
    """Whether a filter finds far more than was shown before: more than a hundredth and ten above it."""
    return found > expected + expected // 100 + 10


def file_name(operator: str, day: str, format: ExportFormat) -> str:
    """A name that every system takes: "players-casa-azul-2026-11-23.csv"."""
    plain = unicodedata.normalize("NFKD", operator).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    return "-".join(part for part in ("players", slug, day) if part) + f".{format.name.lower()}"


def scopes_to_place(bans: Iterable[Ban], action: Banning) -> tuple[BanScope, ...]:
    """The scopes of which a player is not banned for at least as long: a ban of many shortens no ban of one."""
    return tuple(scope for scope in action.scopes if not any(_covers(ban, scope, action.expires_at) for ban in bans))


def _covers(ban: Ban, scope: BanScope, until: datetime | None) -> bool:
    return ban.scope is scope and (ban.expires_at is None or (until is not None and ban.expires_at >= until))


def needs_nothing(player: Player, action: Action) -> bool:
    """Whether an action would leave a player as it is."""
    if isinstance(action, Tagging):
        return set(action.add) <= set(player.tags) and not set(action.remove) & set(player.tags)
    return isinstance(action, Banning) and not scopes_to_place(player.bans, action)
