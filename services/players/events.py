"""One builder per event announced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import events_pb2 as wire
from daybook.types.v1 import action_pb2

from kit.actions import State, privileged
from kit.auth.actor import Actor
from kit.events import Event, Stream
from kit.money import to_decimal
from services.players.convert import times
from services.players.convert.history import bet_status, movement_kind
from services.players.domain.activity import CREDITED, KeyKind
from services.players.domain.adjustment import Adjustment, Limits
from services.players.domain.job import Job
from services.players.domain.ledger import MovementKind
from services.players.domain.note import Note
from services.players.domain.player import Player
from services.players.domain.recording import (
    CreditedNow,
    EndedNow,
    Happening,
    PaidNow,
    PlacedNow,
    RegisteredNow,
    SettledNow,
    What,
)
from services.players.domain.revision import PERSONAL, shown
from services.players.domain.tickets import history as ticket_history
from services.players.domain.tickets.settings import TicketSettings
from services.players.domain.tickets.ticket import Link, Message, PlayerNames, Ticket

# NATS takes 1 MB in a message; this leaves room for headers, and for the item that goes beyond it.
LARGEST_PAYLOAD: Final = 700_000
_OVERHEAD: Final = 8  # bytes of an item's own framing


def activity_recorded(operator_id: UUID, recorded_at: datetime, happenings: Sequence[Happening]) -> Iterator[Event]:
    """What a batch recorded, in order, in as few events as the largest payload allows."""
    operator, size = str(operator_id), 0
    message = wire.ActivityRecorded(operator_id=operator)
    player_ids: dict[UUID, str] = {}
    for happening in happenings:
        if size > LARGEST_PAYLOAD:
            yield _activity_event(operator_id, recorded_at, message)
            message, size = wire.ActivityRecorded(operator_id=operator), 0
        item = message.activities.add()
        account = happening.account
        player_id = player_ids.get(account.player_id)
        if player_id is None:
            player_id = player_ids[account.player_id] = str(account.player_id)
        item.player_id, item.country = player_id, account.country
        times.write(item.occurred_at, happening.at)
        _tell(item, happening.what)
        size += item.ByteSize() + _OVERHEAD
    if message.activities:
        yield _activity_event(operator_id, recorded_at, message)


def _activity_event(operator_id: UUID, recorded_at: datetime, message: wire.ActivityRecorded) -> Event:
    times.write(message.recorded_at, recorded_at)
    return Event("activity_recorded", operator_id, message, Stream.ACTIVITY)


def _tell(item: wire.RecordedActivity, what: What) -> None:
    """Says what happened, from the stored state."""
    if isinstance(what, PlacedNow):
        placed, bet = item.bet_placed, what.bet
        placed.bet_id, placed.game, placed.provider = bet.bet_id, bet.game, bet.provider
        stake = placed.stake
        stake.minor, stake.currency = bet.stake, bet.currency
    elif isinstance(what, SettledNow):
        settled, bet = item.bet_settled, what.bet
        settled.bet_id, settled.game, settled.provider = bet.bet_id, bet.game, bet.provider
        stake, payout = settled.stake, settled.payout
        stake.minor, stake.currency = bet.stake, bet.currency
        payout.minor, payout.currency = bet.payout or 0, bet.currency
        times.write(settled.placed_at, bet.placed_at)
    elif isinstance(what, PaidNow):
        _paid(item, what)
    elif isinstance(what, EndedNow):
        _ended(item, what)
    elif isinstance(what, CreditedNow):
        _credited(item, what)
    elif isinstance(what, RegisteredNow):
        item.registered.SetInParent()
    else:
        voided, bet = item.bet_voided, what.bet
        voided.bet_id, voided.game, voided.provider = bet.bet_id, bet.game, bet.provider
        voided.stake.minor, voided.stake.currency = bet.stake, bet.currency
        times.write(voided.placed_at, bet.placed_at)
        voided.previous_status = bet_status(bet.status_before_void)
        if bet.settled_at is not None:
            times.write(voided.settled_at, bet.settled_at)
            voided.payout.minor, voided.payout.currency = bet.payout or 0, bet.currency


def _paid(item: wire.RecordedActivity, what: PaidNow) -> None:
    transfer = what.transfer
    if transfer.kind is KeyKind.DEPOSIT:
        item.deposit.deposit_no = what.deposit_no
        amount = item.deposit.amount
    elif transfer.requested_at is None:
        amount = item.withdrawal.amount
    else:
        amount = item.withdrawal_requested.amount
    amount.minor, amount.currency = transfer.amount, transfer.currency


def _ended(item: wire.RecordedActivity, what: EndedNow) -> None:
    transfer = what.transfer
    if what.how is MovementKind.DEPOSIT_ROLLBACK:
        amount, began, stamp = item.deposit_reversed.amount, transfer.done_at, item.deposit_reversed.deposited_at
    elif what.how is MovementKind.WITHDRAWAL_SETTLE:
        amount, began, stamp = item.withdrawal.amount, transfer.requested_at, item.withdrawal.requested_at
    else:
        cancelled = item.withdrawal_cancelled
        amount, began, stamp = cancelled.amount, transfer.requested_at, cancelled.requested_at
    amount.minor, amount.currency = transfer.amount, transfer.currency
    if began is not None:
        times.write(stamp, began)


def _credited(item: wire.RecordedActivity, what: CreditedNow) -> None:
    told = what.crediting
    if CREDITED[told.movement] in (KeyKind.ADJUSTMENT, KeyKind.MANUAL):
        amount, item.adjusted.kind = item.adjusted.amount, movement_kind(told.movement)
    else:
        amount = item.bonus_credited.amount
        if told.movement is not MovementKind.BONUS:  # the one there was before the kinds were told apart
            item.bonus_credited.kind = movement_kind(told.movement)
    amount.minor, amount.currency = told.minor, told.currency


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


def adjustment_changed(
    action: str,
    actor: Actor,
    at: datetime,
    before: Adjustment | None,
    after: Adjustment,
    *,
    reason: str = "",
    request_id: str = "",
    balances: tuple[int, int] | None = None,
) -> Event:
    """A manual credit or debit was asked for, decided, taken back, or its document read; `balances` when it was done.

    It stands in the trail of its player.
    """
    told: list[dict[str, Any]] = [_adjustment(before), _adjustment(after)]
    if balances is not None:
        for state, minor in zip(told, balances, strict=True):
            state["balance"] = {after.currency: to_decimal(minor, after.currency)}
    record = privileged(
        action,
        actor,
        at,
        target_type="player",
        target_id=str(after.player_id),
        target_label=after.external_id,
        operator_id=str(after.operator_id),
        reason=reason,
        before=told[0],
        after=told[1],
        request_id=request_id,
    )
    message = wire.AdjustmentChanged(
        action=record,
        operator_id=str(after.operator_id),
        player_id=str(after.player_id),
        adjustment_id=str(after.adjustment_id),
    )
    return Event("adjustment_changed", after.operator_id, message)


def _adjustment(one: Adjustment | None) -> dict[str, Any]:
    """What is told of a credit or debit: nothing before it was asked for."""
    if one is None:
        return {}
    state: dict[str, Any] = {
        "id": one.adjustment_id,
        "kind": one.kind.name.lower(),
        "amount": to_decimal(one.minor, one.currency),
        "currency": one.currency,
        "reason": one.reason,
        "state": one.state.name.lower(),
        "requested_by": one.requested_by.name,
    }
    if one.document_name:
        state["document"] = one.document_name
    if one.number is not None:
        state["movement"] = one.number
    return {"adjustment": state}


def adjustment_limits_set(
    actor: Actor, at: datetime, operator_id: UUID, before: Limits, after: Limits, reason: str, request_id: str
) -> Event:
    """The amounts up to which one person suffices were set."""
    told = [
        {"limits": {code: to_decimal(minor, code) for code, minor in limits.by_currency.items()}}
        for limits in (before, after)
    ]
    action = privileged(
        "adjustment_limits.set",
        actor,
        at,
        target_type="adjustment_limits",
        target_id=str(operator_id),
        operator_id=str(operator_id),
        reason=reason,
        before=told[0],
        after=told[1],
        request_id=request_id,
    )
    return Event("settings_changed", operator_id, wire.SettingsChanged(action=action, operator_id=str(operator_id)))


def ticket_changed(
    name: str,
    actor: Actor,
    at: datetime,
    before: Ticket | None,
    after: Ticket,
    *,
    reason: str = "",
    request_id: str = "",
    company_id: str = "",
    was: State | None = None,
    became: State | None = None,
) -> Event:
    """A ticket was opened, answered, changed, moved, merged or tied; `was` and `became` tell what is beside it."""
    action = privileged(
        name,
        actor,
        at,
        target_type="ticket",
        target_id=str(after.ticket_id),
        target_label=after.label,
        operator_id=str(after.operator_id),
        company_id=company_id,
        reason=reason,
        before={**(ticket_history.state_of(before) if before else {}), **(was or {})},
        after={**ticket_history.state_of(after), **(became or {})},
        sensitive=ticket_history.SENSITIVE,
        request_id=request_id,
    )
    message = wire.TicketChanged(action=action, operator_id=str(after.operator_id), ticket_id=str(after.ticket_id))
    return Event("ticket_changed", after.operator_id, message)


def ticket_answered(actor: Actor, before: Ticket, after: Ticket, message: Message, request_id: str) -> Event:
    """Staff wrote to the player or for themselves; the words stay where they are."""
    written = {"message": {"id": message.message_id, "internal": message.internal}}
    return ticket_changed("ticket.reply", actor, message.at, before, after, request_id=request_id, became=written)


def ticket_linked(
    actor: Actor, at: datetime, before: Ticket, after: Ticket, link: Link, request_id: str, *, removed: bool
) -> Event:
    """Something was tied to a ticket, or untied. A document may be named after a person."""
    tie = {str(link.kind): link.ref}
    return ticket_changed(
        "ticket.link",
        actor,
        at,
        before,
        after,
        request_id=request_id,
        was=tie if removed else None,
        became=None if removed else tie,
    )


def ticket_replied(ticket: Ticket, player: PlayerNames, message: Message) -> Event:
    """Staff answered a player, who may be told so."""
    told = wire.TicketReplied(
        operator_id=str(ticket.operator_id),
        ticket_id=str(ticket.ticket_id),
        number=ticket.number,
        player_id=str(ticket.player_id),
        player_external_id=player.external_id,
        message_id=str(message.message_id),
    )
    times.write(told.at, message.at)
    return Event("ticket_replied", ticket.operator_id, told)


def ticket_settings_set(
    actor: Actor,
    at: datetime,
    operator_id: UUID,
    before: TicketSettings,
    after: TicketSettings,
    reason: str,
    request_id: str,
) -> Event:
    """Business hours, targets or categories of tickets were changed."""
    action = privileged(
        "ticket_settings.set",
        actor,
        at,
        target_type="operator",
        target_id=str(operator_id),
        operator_id=str(operator_id),
        reason=reason,
        before=before.facts(),
        after=after.facts(),
        request_id=request_id,
    )
    return Event("settings_changed", operator_id, wire.SettingsChanged(action=action, operator_id=str(operator_id)))


# What a filter or a note may say of a person.
_PERSONAL_OF_JOBS: Final = frozenset(
    f"filter.{name}" for name in ("query", "email", "phone", "document", "registration_ip", "login_ip", "device")
) | {"action.note.text"}


def job_changed(
    name: str,
    job: Job,
    at: datetime,
    *,
    actor: Actor | None = None,
    before: State | None = None,
    after: State | None = None,
    request_id: str = "",
) -> Event:
    """A job was started, stopped, resumed, ended or its file fetched: by who started it, unless somebody else did."""
    action = privileged(
        f"{job.kind.name.lower()}.{name}",
        actor or job.actor,
        at,
        target_type="job",
        target_id=str(job.job_id),
        target_label=job.file_name or "",
        operator_id=str(job.operator_id),
        reason=job.reason,
        before=before,
        after=after,
        sensitive=_PERSONAL_OF_JOBS,
        request_id=request_id,
    )
    message = wire.JobChanged(action=action, operator_id=str(job.operator_id), job_id=str(job.job_id))
    return Event("job_changed", job.operator_id, message)
