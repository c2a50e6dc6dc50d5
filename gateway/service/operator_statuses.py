"""The status of operators: steps taken at once or scheduled, and closing one, which takes two people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gateway.domain.access import Caller
from gateway.domain.directory import OperatorStatus
from gateway.domain.operator_settings import MESSAGE_LENGTH, check_addresses, check_text
from gateway.domain.operator_status import INTERRUPTIONS, LEGAL, Closing, Details, HistoryKind, Scheduled, Step
from gateway.errors import (
    AccountTooNew,
    AlreadyScheduled,
    ClosingAsked,
    ClosingNotAsked,
    IllegalTransition,
    NotClosing,
    NotScheduled,
    PeopleOnly,
    SecondPersonNeeded,
    SelfApproval,
)
from gateway.repository import operators, staff
from gateway.sealing import Seal
from gateway.service import operator_revisions as revisions
from gateway.service.directory import Directory
from gateway.service.operators import MANAGE
from gateway.service.replays import Answer, once
from kit.auth.actor import SYSTEM, ActorKind
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.errors import InvalidField

CLOSE: Final = "operators.close"
_UNTIL: Final = "step.until"  # a plain "until" is what services call the end of a period
_AHEAD: Final = timedelta(days=366)


class OperatorStatuses:
    """Moves operators from status to status."""

    def __init__(self, database: Database, directory: Directory, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._directory = directory
        self._seal = seal
        self._clock = clock

    async def step(
        self, caller: Caller, operator_id: UUID, step: Step, revision: int, request_id: UUID | None = None
    ) -> Details:
        """Takes a step at once, or schedules it.

        Raises PermissionDenied, InvalidField, OperatorClosed, StaleRevision, IllegalTransition, SecondPersonNeeded,
        AlreadyScheduled or RequestReused.
        """
        step = _checked(step)

        async def take(uow: UnitOfWork) -> None:
            before = await revisions.opened(uow, operator_id, revision)
            _check_transition(before.operator.status, step.to)
            _check_times(step, await operators.database_time(uow.connection))
            actor, now = caller.actor(), self._clock()
            if step.at is not None:
                if before.scheduled is not None:
                    raise AlreadyScheduled
                after = replace(before, scheduled=_scheduled(step, step.at, caller))
                await revisions.keep(
                    uow, before, after, HistoryKind.SCHEDULED, "operator.schedule", actor, now, step.reason
                )
                return
            after = before.moved(step, now)
            if step.until is not None:
                if after.scheduled is not None:
                    raise AlreadyScheduled
                after = replace(after, scheduled=_end_of(before.operator.status, step, caller.id, caller.name))
            await revisions.keep(uow, before, after, HistoryKind.STATUS, "operator.set_status", actor, now, step.reason)

        asked = ("operator.set_status", operator_id, *_told(step), revision)
        return await self._done(caller, MANAGE, operator_id, request_id, asked, take)

    async def cancel(
        self, caller: Caller, operator_id: UUID, reason: str, revision: int | None, request_id: UUID | None = None
    ) -> Details:
        """Takes back what is scheduled. Raises as `step`, and NotScheduled."""

        async def take(uow: UnitOfWork) -> None:
            before = await revisions.opened(uow, operator_id, revision)
            if before.scheduled is None:
                raise NotScheduled
            after = replace(before, scheduled=None)
            kind, action = HistoryKind.SCHEDULE_CANCELLED, "operator.cancel_schedule"
            await revisions.keep(uow, before, after, kind, action, caller.actor(), self._clock(), reason)

        asked = ("operator.cancel_schedule", operator_id, reason, revision)
        return await self._done(caller, MANAGE, operator_id, request_id, asked, take)

    async def ask_to_close(
        self, caller: Caller, operator_id: UUID, reason: str, request_id: UUID | None = None
    ) -> Details:
        """Asks to close an operator that is closing. Raises PermissionDenied, PeopleOnly, NotClosing, ClosingAsked."""
        _people_only(caller)

        async def take(uow: UnitOfWork) -> None:
            before, now = await revisions.opened(uow, operator_id), self._clock()
            if before.operator.status is not OperatorStatus.CLOSING:
                raise NotClosing
            if before.closing is not None:
                raise ClosingAsked
            after = replace(before, closing=Closing(caller.id, caller.name, now, reason))
            kind, action = HistoryKind.CLOSING_ASKED, "operator.ask_close"
            await revisions.keep(uow, before, after, kind, action, caller.actor(), now, reason)

        asked = ("operator.ask_close", operator_id, reason)
        return await self._done(caller, MANAGE, operator_id, request_id, asked, take)

    async def approve_closing(
        self, caller: Caller, operator_id: UUID, reason: str, request_id: UUID | None = None
    ) -> Details:
        """Closes an operator for good, as somebody else asked.

        Raises PermissionDenied, PeopleOnly, ClosingNotAsked, SelfApproval and AccountTooNew.
        """
        _people_only(caller)

        async def take(uow: UnitOfWork) -> None:
            before, now = await revisions.opened(uow, operator_id), self._clock()
            if before.closing is None:
                raise ClosingNotAsked
            if before.closing.asked_by_id == caller.id:
                raise SelfApproval
            # Who asks could else make an account to approve with.
            person = await staff.by_id(uow.connection, UUID(caller.id))
            if person is None or person.created_at > before.closing.asked_at:
                raise AccountTooNew
            after = before.moved(Step(OperatorStatus.CLOSED, reason), now)
            kind, action = HistoryKind.CLOSED, "operator.approve_close"
            await revisions.keep(uow, before, after, kind, action, caller.actor(), now, reason)

        asked = ("operator.approve_close", operator_id, reason)
        return await self._done(caller, CLOSE, operator_id, request_id, asked, take)

    async def withdraw_closing(
        self, caller: Caller, operator_id: UUID, reason: str, request_id: UUID | None = None
    ) -> Details:
        """Takes back that somebody asked to close an operator. Raises PermissionDenied and ClosingNotAsked."""

        async def take(uow: UnitOfWork) -> None:
            before = await revisions.opened(uow, operator_id)
            if before.closing is None:
                raise ClosingNotAsked
            after = replace(before, closing=None)
            kind, action = HistoryKind.CLOSING_WITHDRAWN, "operator.withdraw_close"
            await revisions.keep(uow, before, after, kind, action, caller.actor(), self._clock(), reason)

        asked = ("operator.withdraw_close", operator_id, reason)
        return await self._done(caller, MANAGE, operator_id, request_id, asked, take)

    async def _done(
        self,
        caller: Caller,
        permission: str,
        operator_id: UUID,
        request_id: UUID | None,
        asked: tuple[object, ...],
        take: Callable[[UnitOfWork], Awaitable[None]],
    ) -> Details:
        await self._directory.operator_for(caller, permission, operator_id)
        async with self._database.unit_of_work() as uow:

            async def answer() -> Answer:
                await take(uow)
                return {"id": str(operator_id)}

            await once(uow, self._seal, caller, request_id, asked, answer)
            return (await operators.details_of(uow.connection, [operator_id]))[operator_id]


async def take_due(uow: UnitOfWork, operator_id: UUID, clock: Clock) -> bool:
    """Takes an operator's scheduled step if its moment has come by the database's clock; tells whether it did.

    Under the operator's lock, so that of several replicas one takes it. It is done by the system, in the name of who
    scheduled it.
    """
    before = await operators.lock(uow.connection, operator_id)
    if before is None or (due := before.scheduled) is None:
        return False
    if due.at > await operators.database_time(uow.connection):
        return False
    step = Step(due.to, due.reason, allowed_ips=due.allowed_ips, message=due.message, until=due.until)
    now = clock()
    after = replace(before.moved(step, now), scheduled=None)
    if step.until is not None:
        after = replace(after, scheduled=_end_of(before.operator.status, step, due.by_id, due.by))
    actor = replace(SYSTEM, name=f"{SYSTEM.name}, scheduled by {due.by}")
    kind, action = HistoryKind.SCHEDULE_APPLIED, "operator.apply_schedule"
    await revisions.keep(uow, before, after, kind, action, actor, now, due.reason)
    return True


def _checked(step: Step) -> Step:
    allowed = step.allowed_ips
    if step.to is not OperatorStatus.MAINTENANCE:
        for field, given in (("allowed_ips", allowed), ("message", step.message)):
            if given:
                raise InvalidField(field, "is for maintenance only")
    if step.until is not None and step.to not in INTERRUPTIONS:
        raise InvalidField(_UNTIL, "is for maintenance and suspensions only")
    return replace(
        step,
        allowed_ips=None if allowed is None else check_addresses(allowed, "allowed_ips"),
        message=check_text(step.message, "message", MESSAGE_LENGTH),
    )


def _check_transition(present: OperatorStatus, to: OperatorStatus) -> None:
    if to in LEGAL[present]:
        return
    if present is OperatorStatus.CLOSING and to is OperatorStatus.CLOSED:
        raise SecondPersonNeeded
    raise IllegalTransition(present.value, to.value, [one.value for one in LEGAL[present]])


def _check_times(step: Step, now: datetime) -> None:
    for field, at in (("at", step.at), (_UNTIL, step.until)):
        if at is None:
            continue
        if at <= now:
            raise InvalidField(field, "must lie in the future")
        if at > now + _AHEAD:
            raise InvalidField(field, "must lie within a year")
    if step.at is not None and step.until is not None and step.until <= step.at:
        raise InvalidField(_UNTIL, "must lie after it begins")


def _scheduled(step: Step, at: datetime, caller: Caller) -> Scheduled:
    return Scheduled(
        to=step.to,
        at=at,
        reason=step.reason,
        by_id=caller.id,
        by=caller.name,
        until=step.until,
        allowed_ips=step.allowed_ips,
        message=step.message,
    )


def _end_of(former: OperatorStatus, step: Step, by_id: str, by: str) -> Scheduled:
    assert step.until is not None
    return Scheduled(to=former, at=step.until, reason=step.reason, by_id=by_id, by=by, ends=step.to)


def _told(step: Step) -> tuple[object, ...]:
    return (step.to.value, step.reason, step.at, step.until, step.allowed_ips, step.message)


def _people_only(caller: Caller) -> None:
    """An API key would let one person be two."""
    if caller.kind is not ActorKind.STAFF:
        raise PeopleOnly
