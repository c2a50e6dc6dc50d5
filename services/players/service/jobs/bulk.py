"""Bulk actions: looked at before they are done, started on a choice that no longer changes, done player by player."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork, is_outage
from kit.errors import DomainError, InvalidField
from kit.paging import Total
from services.players import events
from services.players.domain.job import (
    MOST_TARGETS,
    Action,
    Banning,
    BulkSpec,
    Job,
    JobKind,
    Outcome,
    Result,
    Tagging,
    needs_nothing,
    scopes_to_place,
    too_many,
)
from services.players.domain.listing import Order
from services.players.domain.player import Player
from services.players.errors import NobodySelected, SelectionChanged, SelectionTooLarge
from services.players.repository import players
from services.players.repository.jobs import choosing, progress, results
from services.players.service import bans, care, notes, revisions
from services.players.service.jobs import steering
from services.players.service.revisions import Change

log = logging.getLogger(__name__)

# Players to a transaction: their locks are held until it ends, and their activity waits meanwhile.
_STEP: Final = 50
_SAMPLE: Final = 20
_OUR_FAULT: Final = "Something went wrong on our side; it has been recorded."


async def preview(
    connection: AsyncConnection, operator_id: UUID, spec: BulkSpec, actor: Actor, clock: Clock
) -> tuple[list[Player], Total, int]:
    """The first whom an action would meet, how many they are in all, and how many of the first need no change.

    Raises PermissionDenied and InvalidField.
    """
    steering.require(actor, operator_id, spec)
    _check(spec.action, clock())
    spec.filter.check(Order())
    ids, total = await choosing.look(connection, operator_id, spec.filter, _SAMPLE)
    found = await players.find_many(connection, [(operator_id, player_id) for player_id in ids])
    sample = [found[player_id] for player_id in ids if player_id in found]
    return sample, total, sum(needs_nothing(player, spec.action) for player in sample)


async def start(
    uow: UnitOfWork,
    operator_id: UUID,
    spec: BulkSpec,
    told: dict[str, Any],
    kept: bytes,
    reason: str,
    expected: int,
    actor: Actor,
    request_id: str,
    clock: Clock,
) -> Job:
    """Begins a bulk action on those whom the filter finds now; `told` is for its audit record, `kept` for the worker.

    Raises PermissionDenied, InvalidField, OperatorUnknown, TooManyJobs, NobodySelected, SelectionTooLarge and
    SelectionChanged.
    """
    steering.require(actor, operator_id, spec)
    if not reason.strip():
        raise InvalidField("reason", "must say something")
    _check(spec.action, clock())
    spec.filter.check(Order())
    job = await steering.begin(uow, operator_id, JobKind.BULK, kept, reason.strip(), actor, clock())
    total = await choosing.choose(uow.connection, operator_id, job.job_id, spec.filter, most=MOST_TARGETS)
    if not total:
        raise NobodySelected
    if total > MOST_TARGETS:
        raise SelectionTooLarge(MOST_TARGETS)
    if too_many(total, expected):
        raise SelectionChanged(total)
    job = replace(job, total=total)
    await progress.add(uow.connection, job)
    after = steering.state(job) | told
    uow.outbox.add(events.job_changed("start", job, job.created_at, after=after, request_id=request_id))
    return job


async def advance(uow: UnitOfWork, job: Job, spec: BulkSpec, clock: Clock) -> bool:
    """Does the next players of a bulk action that the worker holds; tells whether it ended."""
    connection, total = uow.connection, job.total or 0
    ids = await choosing.some(connection, job.operator_id, job.job_id, job.done, _STEP)
    done = [
        await _one(uow, job, spec.action, Result(job.done + n, player, Outcome.DONE), clock)
        for n, player in enumerate(ids, 1)
    ]
    await results.add(connection, job.operator_id, job.job_id, done)
    changes = {
        "done": job.done + len(done),
        "failed": job.failed + sum(result.outcome is Outcome.FAILED for result in done),
        "unchanged": job.unchanged + sum(result.outcome is Outcome.UNCHANGED for result in done),
    }
    if ids and changes["done"] < total:
        await progress.move(connection, job, **changes, attempts=0)
        return False
    await steering.finish(uow, job, clock(), **changes)
    return True


async def _one(uow: UnitOfWork, job: Job, action: Action, result: Result, clock: Clock) -> Result:
    """Does it to one player as if it were done to this one alone; what fails leaves no trace but its reason."""
    try:
        async with uow.savepoint():
            if await _act(uow, job, action, result.player_id, clock):
                return result
            return replace(result, outcome=Outcome.UNCHANGED)
    except DomainError as error:
        return replace(result, outcome=Outcome.FAILED, reason=error.reason, message=error.message)
    except Exception as error:
        if is_outage(error):
            raise
        log.error("a bulk action failed for one player", exc_info=error)
        return replace(result, outcome=Outcome.FAILED, reason="INTERNAL", message=_OUR_FAULT)


async def _act(uow: UnitOfWork, job: Job, action: Action, player_id: UUID, clock: Clock) -> bool:
    """Whether it changed anything. The request is the job, for its own audit records."""
    request_id = str(job.job_id)
    if isinstance(action, Tagging | Banning):
        before = await revisions.locked(uow.connection, job.operator_id, player_id)
        if needs_nothing(before, action):
            return False
        change = Change(job.operator_id, player_id, job.reason, None, request_id)
        if isinstance(action, Tagging):
            after = await care.tag(uow, change, action.add, action.remove, job.actor, clock)
            return after.revision != before.revision
        scopes = scopes_to_place(before.bans, action)
        await bans.place(uow, change, scopes, action.expires_at, job.actor, clock)
        return True
    await notes.add(uow, job.operator_id, player_id, action.text, False, job.actor, request_id, clock)
    return True


def _check(action: Action, now: datetime) -> None:
    """Raises InvalidField for what would be refused of every player."""
    if isinstance(action, Tagging):
        if not action.add and not action.remove:
            raise InvalidField("action.tag.add", "must name a tag, or remove must")
        if set(action.add) & set(action.remove):
            raise InvalidField("action.tag.remove", "must not name a tag that is put on")
    elif isinstance(action, Banning):
        if action.expires_at is not None and action.expires_at <= now:
            raise InvalidField("action.ban.expires_at", "must lie in the future")
    elif not action.text:
        raise InvalidField("action.note.text", "must say something")
