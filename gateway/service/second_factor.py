"""The second step of signing in: binding an authenticator, its codes, recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gateway import events, sealing, totp
from gateway.domain.access import Caller, Stage
from gateway.domain.people import ABSOLUTE, Session, Staff
from gateway.errors import BadCode, NotEnrolling, TooManyAttempts, WrongStage
from gateway.repository import attempts as counters
from gateway.repository import sessions, staff
from gateway.sealing import Seal
from gateway.service import attempts
from gateway.service.sign_in import Opened
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.errors import InvalidField, Unauthenticated

_TOTP, _PENDING, _RECOVERY = "totp", "pending-totp", "recovery-code"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person needs to bind an authenticator."""

    secret: str
    uri: str


class SecondFactor:
    """Time-based codes, each accepted once; the session gets a new token at every stage."""

    def __init__(self, database: Database, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    async def enrol(self, caller: Caller, code: str | None = None, recovery_code: str | None = None) -> Enrolment:
        """A new secret that waits for its first code.

        Who is signed in proves the present factor first: a session left open or stolen must not become the second
        factor of whoever has it. Raises WrongStage, InvalidField, BadCode or TooManyAttempts.
        """
        if caller.stage is Stage.TOTP_REQUIRED:
            raise WrongStage
        if caller.stage is Stage.SIGNED_IN:
            await self._prove_again(caller, code, recovery_code)
        secret = totp.new_secret()
        sealed = self._seal.seal(_PENDING, caller.session_id, secret.encode())
        async with self._database.unit_of_work() as uow:
            await sessions.set_pending_totp(uow.connection, UUID(caller.session_id), sealed)
        return Enrolment(secret, totp.provisioning_uri(secret, caller.email))

    async def _prove_again(self, caller: Caller, code: str | None, recovery_code: str | None) -> None:
        given, by_recovery = code or recovery_code, code is None
        if not given:
            raise InvalidField("code", "is needed to bind another authenticator: the present one's, or a recovery_code")
        await self._count(caller)
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            _, person = await self._load(uow, caller)
            proved = await self._check(uow, caller, person, given, now, by_recovery=by_recovery)
            if proved:
                await counters.forget(uow.connection, attempts.CODE.scope, caller.id.encode())
            else:
                cause = {"cause": "bad_code"}
                uow.outbox.add(
                    events.on_staff("staff.rebind_totp", person, caller.actor(), now, after=cause, refused=True)
                )
        if not proved:
            raise BadCode("recovery_code" if by_recovery else "code")

    async def confirm(self, caller: Caller, code: str) -> Opened:
        """Binds the authenticator whose first code this is, and completes the sign-in.

        All other sessions of the person end. Raises WrongStage, NotEnrolling, BadCode or TooManyAttempts.
        """
        if caller.stage is Stage.TOTP_REQUIRED:
            raise WrongStage
        await self._count(caller)
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            session, person = await self._load(uow, caller)
            if session.pending_totp is None:
                raise NotEnrolling
            secret = self._seal.unseal(_PENDING, caller.session_id, session.pending_totp)
            step = totp.matching_step(secret.decode(), code, now)
            if step is None:
                raise BadCode
            bound_before = person.totp_secret is not None
            codes = sealing.new_recovery_codes()
            await staff.bind_totp(
                uow.connection,
                person.staff_id,
                self._seal.seal(_TOTP, caller.id, secret),
                step,
                [self._recovery_hash(person, code) for code in codes],
            )
            token = await self._complete(uow, caller, session, now)
            await sessions.revoke_others(uow.connection, person.staff_id, session.session_id, now)
            action = "staff.rebind_totp" if bound_before else "staff.bind_totp"
            uow.outbox.add(
                events.on_staff(
                    action,
                    person,
                    caller.actor(),
                    now,
                    before={"totp": "bound" if bound_before else "unbound", "recovery_codes": "old"},
                    after={"totp": "bound to a new authenticator", "recovery_codes": "new"},
                )
            )
            if caller.stage is not Stage.SIGNED_IN:
                uow.outbox.add(events.on_staff("staff.sign_in", person, caller.actor(), now, after={"factor": "totp"}))
        return Opened(token, Stage.SIGNED_IN, tuple(codes))

    async def verify(self, caller: Caller, code: str) -> Opened:
        """Completes the sign-in with a code of the authenticator. Raises WrongStage, BadCode or TooManyAttempts."""
        return await self._prove(caller, code, by_recovery=False)

    async def recover(self, caller: Caller, recovery_code: str) -> Opened:
        """Completes the sign-in with an unused recovery code. Raises WrongStage, BadCode or TooManyAttempts."""
        return await self._prove(caller, recovery_code, by_recovery=True)

    async def _prove(self, caller: Caller, code: str, *, by_recovery: bool) -> Opened:
        if caller.stage is not Stage.TOTP_REQUIRED:
            raise WrongStage
        await self._count(caller)
        now = self._clock()
        token = ""
        async with self._database.unit_of_work() as uow:
            session, person = await self._load(uow, caller)
            if await self._check(uow, caller, person, code, now, by_recovery=by_recovery):
                token = await self._complete(uow, caller, session, now)
                factor = "recovery_code" if by_recovery else "totp"
                uow.outbox.add(events.on_staff("staff.sign_in", person, caller.actor(), now, after={"factor": factor}))
            else:
                uow.outbox.add(
                    events.on_staff(
                        "staff.sign_in", person, caller.actor(), now, after={"cause": "bad_code"}, refused=True
                    )
                )
        if not token:
            raise BadCode("recovery_code" if by_recovery else "code")
        return Opened(token, Stage.SIGNED_IN)

    async def _check(
        self, uow: UnitOfWork, caller: Caller, person: Staff, code: str, now: datetime, *, by_recovery: bool
    ) -> bool:
        """Whether the code is good, which it then is no more."""
        if not by_recovery:
            return await self._proves(uow, person, code, now)
        if not await self._recovers(uow, person, code, now):
            return False
        left = await staff.recovery_codes_left(uow.connection, person.staff_id)
        uow.outbox.add(
            events.on_staff(
                "staff.use_recovery_code",
                person,
                caller.actor(),
                now,
                before={"recovery_codes_left": left + 1},
                after={"recovery_codes_left": left},
            )
        )
        return True

    async def _proves(self, uow: UnitOfWork, person: Staff, code: str, now: datetime) -> bool:
        if person.totp_secret is None:
            return False
        secret = self._seal.unseal(_TOTP, str(person.staff_id), person.totp_secret).decode()
        step = totp.matching_step(secret, code, now)
        return step is not None and await staff.use_step(uow.connection, person.staff_id, step)

    async def _recovers(self, uow: UnitOfWork, person: Staff, code: str, now: datetime) -> bool:
        return await staff.use_recovery_code(uow.connection, person.staff_id, self._recovery_hash(person, code), now)

    def _recovery_hash(self, person: Staff, code: str) -> bytes:
        return self._seal.digest(_RECOVERY, f"{person.staff_id}:{sealing.fold_recovery_code(code)}")

    async def _count(self, caller: Caller) -> None:
        now = self._clock()
        async with self._database.unit_of_work() as uow:
            verdict = await attempts.take(uow.connection, attempts.CODE, caller.id.encode(), now)
            if verdict.crossed:
                _, person = await self._load(uow, caller)
                cause = {"cause": "too_many_attempts"}
                uow.outbox.add(events.on_staff("staff.sign_in", person, caller.actor(), now, after=cause, refused=True))
        if not verdict.allowed:
            raise TooManyAttempts(verdict.retry_after)

    async def _complete(self, uow: UnitOfWork, caller: Caller, session: Session, now: datetime) -> str:
        """Moves the session to the last stage under a new token. Raises Unauthenticated when it was closed."""
        await counters.forget(uow.connection, attempts.CODE.scope, caller.id.encode())
        token = sealing.new_token()
        # Binding anew does not lengthen a session beyond what its sign-in allows.
        expires_at = session.expires_at if caller.stage is Stage.SIGNED_IN else now + ABSOLUTE
        moved = await sessions.advance(
            uow.connection, session.session_id, Stage.SIGNED_IN, sealing.token_hash(token), now, expires_at
        )
        if not moved:
            raise Unauthenticated
        return token

    @staticmethod
    async def _load(uow: UnitOfWork, caller: Caller) -> tuple[Session, Staff]:
        session = await sessions.by_id(uow.connection, UUID(caller.id), UUID(caller.session_id))
        person = await staff.by_id(uow.connection, UUID(caller.id))
        if session is None or person is None:
            raise Unauthenticated
        return session, person
