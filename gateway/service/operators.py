"""Operators as they are set up: all of one, its settings, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from gateway.domain.access import Caller
from gateway.domain.directory import Operator, OperatorStatus
from gateway.domain.operator_settings import checked
from gateway.domain.operator_status import Details, Entry, HistoryKind, fields_changed
from gateway.errors import CurrencyFixed, OperatorExists, TooWide
from gateway.repository import operators
from gateway.sealing import Seal
from gateway.service import operator_revisions as revisions
from gateway.service.directory import MOST_OPERATORS, Directory
from gateway.service.replays import Answer, once
from kit.clock import Clock
from kit.db import Database
from kit.errors import InvalidField, PermissionDenied
from kit.paging import Total

READ = "directory.read"
MANAGE = "operators.manage"


class Operators:
    """The settings of operators."""

    def __init__(self, database: Database, directory: Directory, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._directory = directory
        self._seal = seal
        self._clock = clock

    async def page(self, caller: Caller, cursor: str, size: int) -> tuple[Sequence[Details], str, Total]:
        """A page of the operators that the caller may see, by name. Raises BadCursor."""
        async with self._database.read() as connection:
            return await operators.page(connection, caller.reach(READ), cursor, size)

    async def details(self, caller: Caller, operator_id: UUID) -> Details:
        """All of an operator. Raises PermissionDenied, also for one that does not exist."""
        await self._directory.operator_for(caller, READ, operator_id)
        return (await self.details_of([operator_id]))[operator_id]

    async def details_of(self, ids: Sequence[UUID]) -> dict[UUID, Details]:
        """All of several operators."""
        async with self._database.read() as connection:
            return await operators.details_of(connection, ids)

    async def within(self, caller: Caller, permission: str, company_id: UUID | None) -> Sequence[Details]:
        """The operators for which the caller holds a permission, of one company or of all, by name.

        Raises PermissionDenied, the same for a company out of reach and for one that does not exist, and TooWide for
        more than 200.
        """
        async with self._database.read() as connection:
            reach = caller.reach(permission)
            found = await operators.within_reach(connection, reach, company_id, MOST_OPERATORS + 1)
        if company_id is not None and not found and not caller.may_company(permission, company_id):
            raise PermissionDenied(details={"permission": permission})
        if len(found) > MOST_OPERATORS:
            raise TooWide(fields={"company_id": "is needed: there are too many operators to take all"})
        return found

    async def history(
        self, caller: Caller, operator_id: UUID, cursor: str, size: int
    ) -> tuple[Sequence[Entry], str, Total]:
        """A page of what happened to an operator, newest first. Raises PermissionDenied or BadCursor."""
        await self._directory.operator_for(caller, READ, operator_id)
        async with self._database.read() as connection:
            return await operators.history(connection, operator_id, cursor, size)

    async def change(
        self,
        caller: Caller,
        operator_id: UUID,
        wanted: Mapping[str, Any],
        revision: int,
        reason: str,
        request_id: UUID | None = None,
    ) -> Details:
        """Sets what is named of an operator. What is as wanted already is no change.

        Raises PermissionDenied, InvalidField, UnknownCurrency, OperatorClosed, StaleRevision, CurrencyFixed,
        OperatorExists or RequestReused.
        """
        await self._directory.operator_for(caller, MANAGE, operator_id)
        if not wanted:
            raise InvalidField("name", "or another field must be given: there is nothing to change")
        values = checked(wanted)
        async with self._database.unit_of_work() as uow:

            async def change() -> Answer:
                before = await revisions.opened(uow, operator_id, revision)
                after, now = before.changed(values), self._clock()
                fields = fields_changed(before, after)
                if "currency" in fields and before.operator.status is not OperatorStatus.PENDING:
                    raise CurrencyFixed
                if "name" in fields and await operators.is_taken(
                    uow.connection, before.operator.company_id, after.operator.name, operator_id
                ):
                    raise OperatorExists
                if fields:
                    actor = caller.actor()
                    await revisions.keep(
                        uow, before, after, HistoryKind.SETTINGS, "operator.change", actor, now, reason
                    )
                return {"id": str(operator_id)}

            asked = ("operator.change", operator_id, sorted(values.items()), revision, reason)
            await once(uow, self._seal, caller, request_id, asked, change)
            return (await operators.details_of(uow.connection, [operator_id]))[operator_id]


def may_manage(caller: Caller, operator: Operator) -> bool:
    """Whether the caller may change the operator, and see what is for those alone."""
    return caller.may(MANAGE, operator)
