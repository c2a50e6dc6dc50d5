"""The two clocks of a ticket, first reply and resolution: started, stopped, met, and what they show at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from services.players.domain.tickets.settings import TicketSettings
from services.players.domain.tickets.ticket import Priority, TicketState, Times

# When a ticket falls due that has nothing due: after all that have, by state, so that one order of one column is the
# queue, and the tickets of a state are one stretch of it.
NEVER: Final = {
    TicketState.OPEN: datetime(9000, 1, 1, tzinfo=UTC),
    TicketState.WAITING: datetime(9000, 1, 2, tzinfo=UTC),
    TicketState.SOLVED: datetime(9000, 1, 3, tzinfo=UTC),
    TicketState.CLOSED: datetime(9000, 1, 4, tzinfo=UTC),
}
_OVER: Final = (TicketState.SOLVED, TicketState.CLOSED)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as it stands: `left` is None when it is met, stands still or has no target; negative when it is over."""

    due_at: datetime | None
    met_at: datetime | None
    breached: bool
    left: timedelta | None
    paused: bool


def started(at: datetime, settings: TicketSettings, priority: Priority) -> Times:
    """The clocks of a ticket that opens."""
    return due(Times(timedelta(), at), settings, priority)


def due(times: Times, settings: TicketSettings, priority: Priority) -> Times:
    """The same clocks with the moments at which they fall due, by these settings."""
    reply = _due(times, settings, settings.first_reply(priority)) if times.replied_at is None else times.reply_due_at
    return replace(
        times,
        reply_due_at=reply,
        resolution_due_at=_due(times, settings, settings.resolution(priority)),
    )


def rebased(times: Times, at: datetime, before: TicketSettings, after: TicketSettings, priority: Priority) -> Times:
    """Running clocks under new settings: what has passed was counted by the old ones and stays."""
    if times.running_since is None:
        return times
    at = max(at, times.running_since)  # which a process whose clock is ahead may have written
    banked = replace(times, spent=spent(times, before, at), running_since=at)
    return due(banked, after, priority)


def replied(times: Times, at: datetime, settings: TicketSettings, priority: Priority) -> Times:
    """The clocks after staff answered the player; only the first answer counts."""
    if times.replied_at is not None:
        return times
    return replace(times, replied_at=at, replied_late=_over(times, at, settings, settings.first_reply(priority)))


def moved(times: Times, state: TicketState, at: datetime, settings: TicketSettings, priority: Priority) -> Times:
    """The clocks of a ticket that goes to a state: they run while it is open, and stand still otherwise."""
    if state is TicketState.OPEN:
        if times.running_since is not None:
            return times
        return due(replace(times, running_since=at, resolved_at=None, resolved_late=False), settings, priority)
    late = _over(times, at, settings, settings.resolution(priority))
    stopped = replace(
        times,
        spent=spent(times, settings, at),
        running_since=None,
        reply_due_at=times.reply_due_at if times.replied_at is not None else None,
        resolution_due_at=None,
    )
    if state not in _OVER:
        return replace(stopped, resolved_at=None, resolved_late=False)
    if times.resolved_at is not None:
        return stopped
    return replace(stopped, resolved_at=at, resolved_late=late)


def spent(times: Times, settings: TicketSettings, at: datetime) -> timedelta:
    """The business time that the clocks have counted until a moment."""
    if times.running_since is None:
        return times.spent
    return times.spent + settings.calendar.between(times.running_since, max(at, times.running_since))


def first_reply(times: Times, at: datetime, settings: TicketSettings, priority: Priority) -> Clock:
    """The first clock at a moment."""
    if times.replied_at is not None:
        return Clock(times.reply_due_at, times.replied_at, times.replied_late, None, False)
    return _running(times, times.reply_due_at, at, settings, settings.first_reply(priority))


def resolution(times: Times, at: datetime, settings: TicketSettings, priority: Priority) -> Clock:
    """The second clock at a moment."""
    if times.resolved_at is not None:
        return Clock(None, times.resolved_at, times.resolved_late, None, False)
    return _running(times, times.resolution_due_at, at, settings, settings.resolution(priority))


def falls_due(times: Times, state: TicketState) -> datetime:
    """By what the queue is ordered: the earlier of what is to be met, or NEVER of the state."""
    pending = [times.resolution_due_at]
    if times.replied_at is None:
        pending.append(times.reply_due_at)
    return min((moment for moment in pending if moment is not None), default=NEVER[state])


def _running(
    times: Times, due_at: datetime | None, at: datetime, settings: TicketSettings, target: timedelta | None
) -> Clock:
    paused = times.running_since is None
    if target is None:
        return Clock(None, None, False, None, paused)
    if paused or due_at is None:
        return Clock(None, None, times.spent > target, None, paused)
    return Clock(due_at, None, at > due_at, settings.calendar.between(at, due_at), False)


def _due(times: Times, settings: TicketSettings, target: timedelta | None) -> datetime | None:
    if target is None or times.running_since is None:
        return None
    return settings.calendar.after(times.running_since, target - times.spent)


def _over(times: Times, at: datetime, settings: TicketSettings, target: timedelta | None) -> bool:
    return target is not None and spent(times, settings, at) > target
