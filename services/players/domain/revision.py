"""Revisions: the player as each change left it, what a change changed, and a player rebuilt from what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.players.domain.ban import Ban, BanScope
from services.players.domain.player import (
    Document,
    Exclusion,
    KycStatus,
    Player,
    PlayerStatus,
    Registration,
    Suspension,
)

# Putting tags on and taking them off commutes with any other change: it makes no one's page stale.
COMMUTING: Final = frozenset({"tags"})
# Personal values: the audit log says that they changed, and not from what to what.
PERSONAL: Final = frozenset(
    {"first_name", "last_name", "email", "phone", "date_of_birth", "document.number", "registration_ip"}
)
REGISTERED: Final = "player.register"
_FACTS: Final = (
    *("external_id", "username", "first_name", "last_name", "email", "phone", "country", "region", "language"),
    *("currency", "registration_ip", "affiliate_id", "referrer_external_id"),
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of a player: when, which action, by whom (name and id), and the names of what it changed."""

    revision: int
    at: datetime
    action: str
    by: str
    by_id: str
    fields: Sequence[str]


def state_of(player: Player) -> dict[str, Any]:
    """All that revisions keep of a player, as JSON knows it."""
    facts, suspension, exclusion = player.registration, player.suspension, player.exclusion
    state: dict[str, Any] = {name: getattr(facts, name) for name in _FACTS}
    state |= {
        "date_of_birth": facts.date_of_birth.isoformat() if facts.date_of_birth else None,
        "document": {"type": facts.document.type, "number": facts.document.number},
        "registered_at": player.registered_at.isoformat(),
        "status": player.status.value,
        "suspension": None,
        "kyc_level": player.kyc_level,
        "kyc_status": player.kyc_status.name.lower(),
        "vip_level": player.vip_level,
        "exclusion": None,
        "risk_flags": sorted(player.risk_flags),
        "two_factor": player.two_factor,
        "two_factor_reset_at": _text(player.two_factor_reset_at),
        "tags": sorted(player.tags),
        "bans": {ban.scope.name.lower(): _ban_state(ban) for ban in player.bans},
    }
    if suspension is not None:
        state["suspension"] = {
            "reason": suspension.reason,
            "by": suspension.by,
            "by_id": suspension.by_id,
            "at": _text(suspension.at),
        }
    if exclusion is not None:
        state["exclusion"] = {"since": _text(exclusion.since), "until": _text(exclusion.until)}
    return state


def changed(before: Player, after: Player) -> list[str]:
    """The names of what differs: "email", "document", "bans.play"."""
    old, new = _apart(state_of(before)), _apart(state_of(after))
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def shown(player: Player) -> dict[str, Any]:
    """The state as the audit log compares it: without what is absent, and people by their names."""
    return _without_ids(state_of(player)) | {"revision": player.revision}


def restored(operator_id: UUID, player_id: UUID, revision: int, state: Mapping[str, Any]) -> Player:
    """The player that a state was kept of; nobody is online and nothing was seen."""
    born, suspension, exclusion = state["date_of_birth"], state["suspension"], state["exclusion"]
    registered_at = datetime.fromisoformat(state["registered_at"])
    return Player(
        operator_id=operator_id,
        player_id=player_id,
        registration=Registration(
            **{name: state[name] for name in _FACTS},
            date_of_birth=date.fromisoformat(born) if born else None,
            registered_at=registered_at,
            document=Document(**state["document"]),
        ),
        status=PlayerStatus(state["status"]),
        suspension=suspension and Suspension(**{**suspension, "at": datetime.fromisoformat(suspension["at"])}),
        registered_at=registered_at,
        last_seen_at=None,
        revision=revision,
        kyc_level=state["kyc_level"],
        kyc_status=KycStatus[state["kyc_status"].upper()],
        vip_level=state["vip_level"],
        exclusion=exclusion and Exclusion(datetime.fromisoformat(exclusion["since"]), _moment(exclusion["until"])),
        risk_flags=tuple(state["risk_flags"]),
        two_factor=state["two_factor"],
        two_factor_reset_at=_moment(state["two_factor_reset_at"]),
        tags=tuple(state["tags"]),
        bans=tuple(sorted((_ban(*kept) for kept in state["bans"].items()), key=lambda ban: ban.scope)),
    )


def told_since(revisions: Iterable[Revision]) -> dict[str, str]:
    """For each thing that changed and does not commute, by whom and when it last did; oldest revisions come first."""
    return {
        name: f"changed by {one.by or 'the platform'} at {one.at:%Y-%m-%dT%H:%M:%SZ}"
        for one in revisions
        for name in one.fields
        if name not in COMMUTING
    }


def _apart(state: Mapping[str, Any]) -> dict[str, Any]:
    """The state with each ban under its scope."""
    flat = {name: value for name, value in state.items() if name != "bans"}
    return flat | {f"bans.{scope}": ban for scope, ban in state["bans"].items()}


def _without_ids(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _without_ids(value) if isinstance(value, Mapping) else value
        for name, value in state.items()
        if value is not None and name != "by_id"
    }


def _ban_state(ban: Ban) -> dict[str, Any]:
    return {
        "id": str(ban.ban_id),
        "reason": ban.reason,
        "by": ban.placed_by,
        "by_id": ban.placed_by_id,
        "placed_at": _text(ban.placed_at),
        "expires_at": _text(ban.expires_at),
    }


def _ban(scope: str, kept: Mapping[str, Any]) -> Ban:
    return Ban(
        ban_id=UUID(kept["id"]),
        scope=BanScope[scope.upper()],
        reason=kept["reason"],
        placed_by=kept["by"],
        placed_by_id=kept["by_id"],
        placed_at=datetime.fromisoformat(kept["placed_at"]),
        expires_at=_moment(kept["expires_at"]),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
