"""Staff sessions: who a browser's token stands for, listing them, closing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from gateway import events, sealing
from gateway.domain.access import Caller, Origin, Stage
from gateway.domain.people import Session
from gateway.errors import SessionNotFound
from gateway.repository import sessions, staff
from kit.auth.actor import ActorKind
from kit.clock import Clock
from kit.db import Database
from kit.errors import Unauthenticated
from kit.paging import Total

# Writing at every request would make each read a write.
_TOUCH_EVERY: Final = timedelta(minutes=1)


class Sessions:
    """The open sessions of staff."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def caller(self, token: str, origin: Origin, *, touch: bool = True) -> Caller:
        """The person behind a browser's token, at whatever stage. Raises Unauthenticated.

        Without `touch` it does not count as use of the session, which goes on growing idle.
        """
        now = self._clock()
        async with self._database.read() as connection:
            found = await sessions.with_person(connection, sealing.token_hash(token))
            if found is None or not found[0].is_open(now):
                raise Unauthenticated("The session is over; sign in again.")
            session, person = found
            if person.disabled_at is not None:
                raise Unauthenticated("The account is disabled; ask an administrator.")
            if touch and now - session.last_seen_at > _TOUCH_EVERY:
                await sessions.touch(connection, session.session_id, now)
        return Caller(
            kind=ActorKind.STAFF,
            id=str(person.staff_id),
            name=person.name,
            grants=person.grants,
            origin=origin,
            stage=session.stage,
            session_id=str(session.session_id),
            email=person.email,
            locale=person.locale,
        )

    async def page(self, caller: Caller, cursor: str, size: int) -> tuple[Sequence[Session], str, Total]:
        """A page of the caller's own open sessions, newest first. Raises BadCursor."""
        async with self._database.read() as connection:
            return await sessions.page(connection, UUID(caller.id), self._clock(), cursor, size)

    async def revoke(self, caller: Caller, session_id: UUID) -> None:
        """Closes one of the caller's own sessions. Raises SessionNotFound."""
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            session = await sessions.by_id(uow.connection, UUID(caller.id), session_id)
            person = await staff.by_id(uow.connection, UUID(caller.id))
            if session is None or person is None or not await sessions.revoke(uow.connection, session_id, now):
                raise SessionNotFound
            uow.outbox.add(events.session_revoked(session, person, caller.actor(), now))

    async def sign_out(self, caller: Caller) -> None:
        """Closes the session that the caller uses."""
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            person = await staff.by_id(uow.connection, UUID(caller.id))
            closed = await sessions.revoke(uow.connection, UUID(caller.session_id), now)
            if closed and person is not None and caller.stage is Stage.SIGNED_IN:
                uow.outbox.add(events.on_staff("staff.sign_out", person, caller.actor(), now))
