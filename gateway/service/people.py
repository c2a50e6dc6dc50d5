"""Staff: listing them, inviting them, resetting their second factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gateway import events, sealing
from gateway.domain.access import Caller
from gateway.domain.directory import Operator, check_name
from gateway.domain.people import Staff, check_email, fold_email
from gateway.errors import CompanyNotFound, StaffExists, StaffNotFound
from gateway.passwords import Passwords
from gateway.repository import directory, sessions, staff
from gateway.sealing import Seal
from gateway.service.replays import Answer, once
from gateway.service.roles import grant_for
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.errors import InvalidField
from kit.ids import uuid7
from kit.paging import Total


@dataclass(frozen=True, slots=True)
class Invited:
    """A new member of staff with the password to hand over."""

    person: Staff
    password: str


class People:
    """The staff of this installation."""

    def __init__(self, database: Database, seal: Seal, passwords: Passwords, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._passwords = passwords
        self._clock = clock

    async def page(self, caller: Caller, cursor: str, size: int) -> tuple[Sequence[Staff], str, Total]:
        """A page of the staff that the caller may see, with the roles held there. Raises BadCursor."""
        async with self._database.read() as connection:
            return await staff.page(connection, caller.reach("staff.read"), cursor, size)

    async def invite(
        self,
        caller: Caller,
        email: str,
        name: str,
        role: str,
        company_id: UUID | None,
        operator_id: UUID | None,
        request_id: UUID | None = None,
    ) -> Invited:
        """Creates a member of staff with one role and a random password.

        Raises PermissionDenied, InvalidField, CompanyNotFound, StaffExists or RequestReused.
        """
        grant = grant_for(caller, "staff.manage", role, company_id, operator_id)
        email, name = check_email(email), check_name(name)
        password = sealing.new_password()
        password_hash = await self._passwords.hash(password)
        async with self._database.unit_of_work() as uow:
            await self._check_place(uow, company_id, operator_id)

            async def create() -> Answer:
                person = Staff(uuid7(), email, name, "", password_hash, None, self._clock(), grants=(grant,))
                if not await staff.add(uow.connection, person):
                    raise StaffExists
                actor, now = caller.actor(), person.created_at
                # The record names the person; the address is personal and stays out of it.
                uow.outbox.add(events.on_staff("staff.create", person, actor, now, after={"name": name}))
                held = {"role": role, "company_id": company_id, "operator_id": operator_id}
                uow.outbox.add(events.on_staff("role.grant", person, actor, now, after=held))
                return {"id": str(person.staff_id), "password": password}

            asked = ("staff.create", email, name, role, company_id, operator_id)
            answer = await once(uow, self._seal, caller, request_id, asked, create)
            created = await staff.by_id(uow.connection, UUID(answer["id"]))
        if created is None:
            raise StaffNotFound
        return Invited(created, answer["password"])

    async def holding(self, permission: str, operator: Operator) -> Sequence[Staff]:
        """Who of the staff holds a permission for an operator."""
        async with self._database.read() as connection:
            return await staff.holding(connection, permission, operator)

    async def assignee(self, permission: str, operator: Operator, staff_id: str) -> str:
        """The name of somebody who is to have work that needs a permission. Raises InvalidField for anybody else."""
        for person in await self.holding(permission, operator):
            if str(person.staff_id) == staff_id:
                return person.name
        raise InvalidField("assignee_id", "is nobody who may do this for the operator")

    async def by_email(self, email: str) -> Staff:
        """The member of staff with an address; for the command line. Raises StaffNotFound."""
        async with self._database.read() as connection:
            person = await staff.by_email(connection, fold_email(email))
        if person is None:
            raise StaffNotFound(f"Nobody of the staff has the address {email!r}.")
        return person

    async def reset_password(self, caller: Caller, email: str) -> Invited:
        """Gives a new random password and ends all sessions. Raises StaffNotFound."""
        person, now = await self.by_email(email), self._clock()
        password = sealing.new_password()
        password_hash = await self._passwords.hash(password)
        async with self._database.unit_of_work() as uow:
            await staff.set_password(uow.connection, person.staff_id, password_hash)
            await sessions.revoke_others(uow.connection, person.staff_id, None, now)
            before, after = {"password": "old"}, {"password": "new"}
            uow.outbox.add(
                events.on_staff("staff.reset_password", person, caller.actor(), now, before=before, after=after)
            )
        return Invited(person, password)

    async def reset_second_factor(self, caller: Caller, email: str) -> Staff:
        """Unbinds the authenticator and ends all sessions; the next sign-in binds a new one. Raises StaffNotFound."""
        person, now = await self.by_email(email), self._clock()
        async with self._database.unit_of_work() as uow:
            await staff.unbind_totp(uow.connection, person.staff_id)
            await sessions.revoke_others(uow.connection, person.staff_id, None, now)
            bound = "bound" if person.totp_secret else "unbound"
            uow.outbox.add(
                events.on_staff(
                    "staff.reset_totp", person, caller.actor(), now, before={"totp": bound}, after={"totp": "unbound"}
                )
            )
        return person

    @staticmethod
    async def _check_place(uow: UnitOfWork, company_id: UUID | None, operator_id: UUID | None) -> None:
        if company_id is None:
            return
        if await directory.company(uow.connection, company_id) is None:
            raise CompanyNotFound(fields={"company_id": "is not a company"})
        if operator_id is not None:
            found = (await directory.operators_by_id(uow.connection, [operator_id])).get(operator_id)
            if found is None or found.company_id != company_id:
                raise InvalidField("operator_id", "is not an operator of the company")
