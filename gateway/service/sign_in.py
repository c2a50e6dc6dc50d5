"""The first step of signing in: e-mail address and password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gateway import events, sealing
from gateway.domain.access import Origin, Stage, anonymous
from gateway.domain.people import UNFINISHED, Session, Staff, fold_email
from gateway.errors import BadCredentials, StaffDisabled, TooManyAttempts
from gateway.passwords import Passwords
from gateway.repository import attempts as counters
from gateway.repository import sessions, staff
from gateway.sealing import Seal
from gateway.service import attempts
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.events import Event
from kit.ids import uuid7


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened or moved on, with the token that only the browser keeps."""

    token: str
    stage: Stage
    recovery_codes: tuple[str, ...] = ()


class SignIn:
    """Checks passwords and opens sessions that wait for the second factor.

    An unknown address takes the same steps and the same time as a wrong password.
    """

    def __init__(self, database: Database, seal: Seal, passwords: Passwords, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._passwords = passwords
        self._clock = clock

    async def with_password(self, email: str, password: str, origin: Origin, previous: str | None) -> Opened:
        """Opens a session when the password is right, and closes the one the browser had before.

        Raises BadCredentials or TooManyAttempts, and StaffDisabled to who knows the password of a shut account.
        """
        email = fold_email(email)
        account = self._seal.digest("account", email)
        address = self._seal.digest("address", attempts.network(origin.ip))
        await self._count(account, address, origin)
        async with self._database.read() as connection:
            person = await staff.by_email(connection, email)
        right = await self._passwords.verify(person.password_hash if person else None, password)
        now = self._clock()
        token, opened, shut = sealing.new_token(), None, False
        async with self._database.unit_of_work() as uow:
            if person is not None and right:
                right, person = await self._still_right(uow, person)
                shut = right and person.disabled_at is not None
            if person is not None and right and not shut:
                await counters.forget(uow.connection, attempts.ACCOUNT.scope, account)
                await counters.give_back(uow.connection, attempts.ADDRESS.scope, address)
                await self._close_previous(uow, previous, now)
                session = _new_session(person, origin, now)
                await sessions.add(uow.connection, session, sealing.token_hash(token))
                opened = Opened(token, session.stage)
            else:
                uow.outbox.add(_refused(person, account, origin, now, "disabled" if shut else "bad_credentials"))
        if opened is None:
            raise StaffDisabled if shut else BadCredentials
        return opened

    async def _count(self, account: bytes, address: bytes, origin: Origin) -> None:
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            by_address = await attempts.take(uow.connection, attempts.ADDRESS, address, now)
            # An address that is over its limit must not use up an account's attempts too.
            by_account = (
                await attempts.take(uow.connection, attempts.ACCOUNT, account, now)
                if by_address.allowed
                else by_address
            )
            if by_account.crossed:
                uow.outbox.add(_refused(None, account, origin, now, "too_many_attempts"))
        if not by_account.allowed:
            raise TooManyAttempts(by_account.retry_after)

    @staticmethod
    async def _still_right(uow: UnitOfWork, checked: Staff) -> tuple[bool, Staff]:
        """Whether the password that was checked still stands, and the person as they are now.

        Checking takes a while, in which the password may be reset or an authenticator bound: both end all sessions,
        but not one that is opened a moment later by what was true before.
        """
        person = await staff.lock(uow.connection, checked.staff_id)
        if person is None:
            return False, checked
        return person.password_hash == checked.password_hash, person

    @staticmethod
    async def _close_previous(uow: UnitOfWork, token: str | None, now: datetime) -> None:
        if token and (session := await sessions.by_token(uow.connection, sealing.token_hash(token))):
            await sessions.revoke(uow.connection, session.session_id, now)


def _new_session(person: Staff, origin: Origin, now: datetime) -> Session:
    return Session(
        session_id=uuid7(),
        staff_id=person.staff_id,
        stage=Stage.TOTP_REQUIRED if person.totp_secret else Stage.TOTP_ENROLMENT_REQUIRED,
        pending_totp=None,
        created_at=now,
        last_seen_at=now,
        expires_at=now + UNFINISHED,
        revoked_at=None,
        ip=origin.ip,
        user_agent=origin.user_agent,
    )


def _refused(person: Staff | None, account: bytes, origin: Origin, now: datetime, cause: str) -> Event:
    """The record of a refused sign-in; an unknown address appears as a keyed hash that only tells attempts apart."""
    actor = anonymous(origin)
    if person is not None:
        return events.on_staff("staff.sign_in", person, actor, now, after={"cause": cause}, refused=True)
    return events.staff_acted(
        "staff.sign_in",
        actor,
        now,
        target_type="staff",
        target_id=str(UUID(bytes=account[:16])),
        after={"cause": cause},
        refused=True,
    )
