"""Bulk actions: looked at before they are done, started on a choice that no longer changes, done player by player."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork, is_outage
from kit.errors import DomainError, InvalidField
from kit.paging import Total
from services.players.domain.job import (
    MOST_TARGETS,
    Action,
    Banning,
    BulkSpec,
    Job,
    JobKind,
    Noting,
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
from services.players.service.jobs.steering import Asked

log = logging.getLogger(__name__)

# Players to a transaction: their locks are held until it ends, and their activity waits meanwhile.
STEP: Final = 250
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


async def start(uow: UnitOfWork, asked: Asked, spec: BulkSpec, expected: int, clock: Clock) -> Job:
    """Begins a bulk action on those whom the filter finds now, about as many as were expected.

    Raises PermissionDenied, InvalidField, OperatorUnknown, TooManyJobs, NobodySelected, SelectionTooLarge and
    SelectionChanged.
    """
    steering.require(asked.actor, asked.operator_id, spec)
    if not asked.reason.strip():
        raise InvalidField("reason", "must say something")
    _check(spec.action, clock())
    spec.filter.check(Order())
    job = await steering.begin(uow, asked, JobKind.BULK, clock())
    total = await choosing.choose(uow.connection, job.operator_id, job.job_id, spec.filter, most=MOST_TARGETS)
    if not total:
        raise NobodySelected
    if total > MOST_TARGETS:
        raise SelectionTooLarge(MOST_TARGETS)
    if too_many(total, expected):
        raise SelectionChanged(total)
    return await steering.keep(uow, replace(job, total=total), asked)


async def advance(uow: UnitOfWork, job: Job, spec: BulkSpec, clock: Clock) -> bool:
    """Does the next players of a bulk action that the worker holds; tells whether it ended."""
    connection, total = uow.connection, job.total or 0
    ids = await choosing.some(connection, job.operator_id, job.job_id, job.done, STEP)
    waiting = [Result(job.done + n, player, Outcome.DONE) for n, player in enumerate(ids, 1)]
    done = await _together(uow, job, spec.action, waiting, clock) if waiting else []
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


async def _together(uow: UnitOfWork, job: Job, action: Action, waiting: list[Result], clock: Clock) -> list[Result]:
    """Does it to players as if to each alone: one who fails leaves no trace but the reason, and stops no other.

    What fails for several is done to each half by itself, until whoever fails stands alone.
    """
    try:
        async with uow.savepoint():
            met = await _act(uow, job, action, [result.player_id for result in waiting], clock)
    except Exception as error:
        if is_outage(error):
            raise
        if len(waiting) > 1:
            half = len(waiting) // 2
            first = await _together(uow, job, action, waiting[:half], clock)
            return first + await _together(uow, job, action, waiting[half:], clock)
        return [_failed(waiting[0], error)]
    return [one if one.player_id in met else replace(one, outcome=Outcome.UNCHANGED) for one in waiting]


def _failed(result: Result, error: Exception) -> Result:
    if isinstance(error, DomainError):
        return replace(result, outcome=Outcome.FAILED, reason=error.reason, message=error.message)
    log.error("a bulk action failed for one player", exc_info=error)
    return replace(result, outcome=Outcome.FAILED, reason="INTERNAL", message=_OUR_FAULT)


async def _act(uow: UnitOfWork, job: Job, action: Action, ids: list[UUID], clock: Clock) -> set[UUID]:
    """Answers whom it changed. The request is the job, for its own audit records."""
    operator_id, request_id = job.operator_id, str(job.job_id)
    if isinstance(action, Noting):
        await notes.add_to_all(uow, operator_id, ids, action.text, False, job.actor, request_id, clock())
        return {*ids}
    if isinstance(action, Tagging):
        held = await revisions.all_locked(uow.connection, operator_id, ids)
        meant = [player for player in held if not needs_nothing(player, action)]
        put, taken = frozenset(action.add), frozenset(action.remove)
        await care.retag(uow, meant, put, taken, job.reason, job.actor, request_id, clock())
    else:
        held = await bans.all_opened(uow, operator_id, ids, clock)
        meant = [player for player in held if not needs_nothing(player, action)]
        placing = [(player, scopes_to_place(player.bans, action)) for player in meant]
        await bans.place_all(uow, placing, action.expires_at, job.reason, job.actor, request_id, clock())
    return {player.player_id for player in meant}


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
