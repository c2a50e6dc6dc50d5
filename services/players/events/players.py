"""What is announced of players: suspended, reinstated, changed, seen in clear, noted upon."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from daybook.players.v1 import events_pb2 as wire
from daybook.types.v1 import action_pb2

from kit.actions import State, privileged
from kit.auth.actor import Actor
from kit.events import Event
from services.players.domain.note import Note
from services.players.domain.player import Player
from services.players.domain.revision import PERSONAL, shown


def player_suspended(actor: Actor, at: datetime, before: Player, after: Player, ended: int, request_id: str) -> Event:
    """A player was suspended, and with it `ended` sessions that were open."""
    reason = after.suspension.reason if after.suspension else ""
    action = _action(
        "player.suspend",
        actor,
        at,
        after,
        reason,
        request_id,
        before=_standing(before) | {"open_sessions": ended},
        after=_standing(after) | {"open_sessions": 0},
    )
    message = wire.PlayerSuspended(action=action, operator_id=str(after.operator_id), player_id=str(after.player_id))
    return Event("player_suspended", after.operator_id, message)


def player_reinstated(actor: Actor, at: datetime, before: Player, after: Player, reason: str, request_id: str) -> Event:
    """A suspended player may use the account again."""
    action = _action(
        "player.reinstate", actor, at, after, reason, request_id, before=_standing(before), after=_standing(after)
    )
    message = wire.PlayerReinstated(action=action, operator_id=str(after.operator_id), player_id=str(after.player_id))
    return Event("player_reinstated", after.operator_id, message)


def player_changed(
    action: str,
    actor: Actor,
    at: datetime,
    before: Player,
    after: Player,
    *,
    reason: str = "",
    request_id: str = "",
    company_id: str = "",
    ended: int = 0,
) -> Event:
    """A player is another than before; the action says by what. Personal values are told to have changed, no more.

    The company is that of the actor's operator unless it is given; `ended` is how many open sessions it ended.
    """
    ending = [{"open_sessions": ended}, {"open_sessions": 0}] if ended else [{}, {}]
    return _changed(
        _action(
            action,
            actor,
            at,
            after,
            reason,
            request_id,
            before=shown(before) | ending[0],
            after=shown(after) | ending[1],
            sensitive=PERSONAL,
            company_id=company_id,
        ),
        after,
    )


def sessions_ended(
    actor: Actor, at: datetime, player: Player, was_open: int, ended: int, reason: str, request_id: str
) -> Event:
    """Staff ended open sessions of a player."""
    action = _action(
        "player.end_sessions",
        actor,
        at,
        player,
        reason,
        request_id,
        before={"open_sessions": was_open},
        after={"open_sessions": was_open - ended},
    )
    return _changed(action, player)


def note_added(actor: Actor, at: datetime, player: Player, note: Note, request_id: str) -> Event:
    """A note about a player was written; its text stays with the player."""
    after = {"notes": {str(note.note_id): {"text": note.text, "pinned": note.pinned}}}
    hidden = {f"notes.{note.note_id}.text"}
    return _changed(
        _action("player.add_note", actor, at, player, "", request_id, after=after, sensitive=hidden), player
    )


def note_withdrawn(actor: Actor, at: datetime, player: Player, note: Note, request_id: str) -> Event:
    """A note about a player was withdrawn."""
    state = [{"notes": {str(note.note_id): {"withdrawn": withdrawn}}} for withdrawn in (False, True)]
    action = _action("player.withdraw_note", actor, at, player, "", request_id, before=state[0], after=state[1])
    return _changed(action, player)


def _changed(action: action_pb2.PrivilegedAction, player: Player) -> Event:
    message = wire.PlayerChanged(
        action=action,
        operator_id=str(player.operator_id),
        player_id=str(player.player_id),
        revision=player.revision,
    )
    return Event("player_changed", player.operator_id, message)


def player_revealed(actor: Actor, at: datetime, player: Player, request_id: str) -> Event:
    """Somebody saw a player's personal data in clear."""
    action = _action("player.reveal", actor, at, player, "", request_id)
    message = wire.PlayerRevealed(action=action, operator_id=str(player.operator_id), player_id=str(player.player_id))
    return Event("player_revealed", player.operator_id, message)


def _action(
    name: str,
    actor: Actor,
    at: datetime,
    player: Player,
    reason: str,
    request_id: str,
    *,
    before: State | None = None,
    after: State | None = None,
    sensitive: Collection[str] = (),
    company_id: str = "",
) -> action_pb2.PrivilegedAction:
    return privileged(
        name,
        actor,
        at,
        target_type="player",
        target_id=str(player.player_id),
        target_label=player.registration.external_id,
        operator_id=str(player.operator_id),
        reason=reason,
        before=before,
        after=after,
        sensitive=sensitive,
        request_id=request_id,
        company_id=company_id,
    )


def _standing(player: Player) -> dict[str, Any]:
    """What suspending and reinstating change of a player."""
    state: dict[str, Any] = {"status": player.status, "revision": player.revision}
    if player.suspension is not None:
        state["suspension"] = {
            "reason": player.suspension.reason,
            "by": player.suspension.by,
            "at": player.suspension.at,
        }
    return state
