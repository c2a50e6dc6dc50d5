"""Accounts of staff: shut and opened by others, and given another password by their owner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from gateway import events
from gateway.domain.access import Caller
from gateway.domain.people import Staff, check_password
from gateway.errors import OwnAccount, StaffNotFound, TooManyAttempts, WrongPassword
from gateway.passwords import Passwords
from gateway.repository import attempts as counters
from gateway.repository import sessions, staff
from gateway.sealing import Seal
from gateway.service import attempts
from gateway.service.replays import Answer, once
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.errors import InvalidField, PermissionDenied, Unauthenticated

_MANAGE = "staff.manage"
_Act = Callable[[UnitOfWork, Staff, datetime], Awaitable[None]]


class Accounts:
    """Who of the staff may come in at all, and with which password."""

    def __init__(self, database: Database, seal: Seal, passwords: Passwords, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._passwords = passwords
        self._clock = clock

    async def disable(self, caller: Caller, staff_id: UUID, reason: str, request_id: UUID | None = None) -> Staff:
        """Shuts an account and ends its sessions at once; one that is shut stays as it is.

        Raises PermissionDenied, StaffNotFound, OwnAccount or RequestReused.
        """

        async def shut(uow: UnitOfWork, person: Staff, now: datetime) -> None:
            if caller.id == str(person.staff_id):
                raise OwnAccount
            if person.disabled_at is not None:
                return
            await staff.set_disabled(uow.connection, staff_id, now)
            ended = await sessions.revoke_others(uow.connection, staff_id, None, now)
            before, after = {"disabled": False}, {"disabled": True, "sessions_ended": len(ended)}
            uow.outbox.add(
                events.on_staff("staff.disable", person, caller.actor(), now, reason=reason, before=before, after=after)
            )

        return await self._acted(caller, staff_id, ("staff.disable", staff_id, reason), request_id, shut)

    async def enable(self, caller: Caller, staff_id: UUID, reason: str, request_id: UUID | None = None) -> Staff:
        """Opens an account that was shut; password and authenticator are what they were. Raises as `disable`."""

        async def open_again(uow: UnitOfWork, person: Staff, now: datetime) -> None:
            if person.disabled_at is None:
                return
            await staff.set_disabled(uow.connection, staff_id, None)
            before, after = {"disabled": True}, {"disabled": False}
            uow.outbox.add(
                events.on_staff("staff.enable", person, caller.actor(), now, reason=reason, before=before, after=after)
            )

        return await self._acted(caller, staff_id, ("staff.enable", staff_id, reason), request_id, open_again)

    async def change_password(self, caller: Caller, current: str, new: str) -> None:
        """Gives the caller another password and ends all other sessions.

        The present one is asked for, and guessing it counts as signing in does. Raises InvalidField, WrongPassword or
        TooManyAttempts.
        """
        check_password(new, caller.email)
        if new == current:
            raise InvalidField("new_password", "must be another one")
        await self._count(caller)
        async with self._database.read() as connection:
            person = await staff.by_id(connection, UUID(caller.id))
        right = await self._passwords.verify(person.password_hash if person else None, current)
        new_hash = await self._passwords.hash(new) if right else ""
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            stored = await staff.lock(uow.connection, UUID(caller.id))
            if stored is None or person is None:
                raise Unauthenticated
            # Checking takes a while, in which somebody else may have reset it.
            right = right and stored.password_hash == person.password_hash
            if right:
                await counters.forget(uow.connection, attempts.ACCOUNT.scope, self._account(caller))
                await staff.set_password(uow.connection, stored.staff_id, new_hash)
                await sessions.revoke_others(uow.connection, stored.staff_id, UUID(caller.session_id), now)
            outcome = {"password": "new"} if right else {"cause": "bad_credentials"}
            uow.outbox.add(
                events.on_staff(
                    "staff.change_password",
                    stored,
                    caller.actor(),
                    now,
                    before={"password": "old"} if right else None,
                    after=outcome,
                    refused=not right,
                )
            )
        if not right:
            raise WrongPassword

    async def _acted(
        self,
        caller: Caller,
        staff_id: UUID,
        asked: tuple[object, ...],
        request_id: UUID | None,
        act: _Act,
    ) -> Staff:
        async with self._database.unit_of_work() as uow:
            managed = await self._managed(uow, caller, staff_id)  # of a repeated request too: it tells how they are now

            async def answer() -> Answer:
                await act(uow, managed, self._clock())
                return {"id": str(staff_id)}

            await once(uow, self._seal, caller, request_id, asked, answer)
            person = await staff.by_id(uow.connection, staff_id)
        if person is None:
            raise StaffNotFound
        return person

    @staticmethod
    async def _managed(uow: UnitOfWork, caller: Caller, staff_id: UUID) -> Staff:
        """The person, locked, when the caller manages staff wherever the person holds a role.

        Raises StaffNotFound for somebody of whom the caller sees no role, and PermissionDenied for somebody who holds
        one elsewhere too.
        """
        person = await staff.lock(uow.connection, staff_id)
        reach = caller.reach(_MANAGE)
        if person is None or not any(reach.covers(grant) for grant in person.grants):
            raise StaffNotFound
        if not all(reach.covers(grant) for grant in person.grants):
            raise PermissionDenied(details={"permission": _MANAGE})
        return person

    async def _count(self, caller: Caller) -> None:
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            verdict = await attempts.take(uow.connection, attempts.ACCOUNT, self._account(caller), now)
        if not verdict.allowed:
            raise TooManyAttempts(verdict.retry_after)

    def _account(self, caller: Caller) -> bytes:
        return self._seal.digest("account", caller.email)
