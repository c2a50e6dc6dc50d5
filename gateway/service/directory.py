"""Companies and operators: who sees which, and creating them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from gateway import events
from gateway.domain.access import Caller
from gateway.domain.directory import (
    Company,
    Operator,
    OperatorStatus,
    check_currency,
    check_name,
    check_timezone,
)
from gateway.domain.operator_status import Details
from gateway.errors import (
    CompanyExists,
    CompanyNotFound,
    OperatorAmbiguous,
    OperatorExists,
    OperatorNotFound,
    TooWide,
)
from gateway.repository import directory
from gateway.sealing import Seal
from gateway.service import operator_revisions
from gateway.service.replays import Answer, once
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.errors import InvalidField, PermissionDenied
from kit.ids import uuid7
from kit.paging import Total

# As many as one call to a service may name.
MOST_OPERATORS: Final = 200
# What the switcher of the web application is given at once.
_SWITCHER: Final = 1000
_BEGINNINGS: Final = (OperatorStatus.LIVE, OperatorStatus.PENDING)


class Directory:
    """The companies and operators of this installation."""

    def __init__(self, database: Database, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    async def companies(self, caller: Caller, cursor: str, size: int) -> tuple[Sequence[Company], str, Total]:
        """A page of the companies that the caller may see. Raises BadCursor."""
        async with self._database.read() as connection:
            return await directory.page_of_companies(connection, caller.reach("directory.read"), cursor, size)

    async def operators(self, caller: Caller, cursor: str, size: int) -> tuple[Sequence[Operator], str, Total]:
        """A page of the operators that the caller may see. Raises BadCursor."""
        async with self._database.read() as connection:
            return await directory.page_of_operators(connection, caller.reach("directory.read"), cursor, size)

    async def within_reach(self, caller: Caller) -> tuple[Sequence[Company], Sequence[Operator]]:
        """The companies and operators that the caller may see, up to a thousand of each."""
        reach = caller.reach("directory.read")
        async with self._database.read() as connection:
            return (
                await directory.companies_within(connection, reach, _SWITCHER),
                await directory.operators_within(connection, reach, _SWITCHER),
            )

    async def create_company(self, caller: Caller, name: str, currency: str, request_id: UUID | None = None) -> Company:
        """Creates a company. Raises PermissionDenied, InvalidField, UnknownCurrency, CompanyExists or RequestReused."""
        if not caller.reach("companies.manage").everything:
            raise PermissionDenied(details={"permission": "companies.manage"})
        name, currency = check_name(name), check_currency(currency)
        async with self._database.unit_of_work() as uow:

            async def create() -> Answer:
                company = Company(uuid7(), name, currency, self._clock())
                if not await directory.add_company(uow.connection, company):
                    raise CompanyExists
                uow.outbox.add(events.company_created(company, caller.actor(), company.created_at))
                return {"id": str(company.company_id)}

            answer = await once(uow, self._seal, caller, request_id, ("company.create", name, currency), create)
            return await self._company(uow, UUID(answer["id"]))

    async def create_operator(
        self,
        caller: Caller,
        company_id: UUID,
        name: str,
        timezone: str,
        currency: str,
        request_id: UUID | None = None,
        status: OperatorStatus = OperatorStatus.LIVE,
    ) -> Operator:
        """Creates an operator of a company, live or pending.

        Raises PermissionDenied, InvalidField, UnknownCurrency, CompanyNotFound, OperatorExists or RequestReused.
        """
        if not caller.may_company("operators.manage", company_id):
            raise PermissionDenied(details={"permission": "operators.manage"})
        if status not in _BEGINNINGS:
            raise InvalidField("status", "must be live or pending")
        name, timezone, currency = check_name(name), check_timezone(timezone), check_currency(currency)
        async with self._database.unit_of_work() as uow:
            company = await self._company(uow, company_id)

            async def create() -> Answer:
                now = self._clock()
                operator = Operator(uuid7(), company_id, company.name, name, timezone, currency, status, now)
                if not await directory.add_operator(uow.connection, operator):
                    raise OperatorExists
                await operator_revisions.begin(uow, Details(operator, now), caller, now)
                return {"id": str(operator.operator_id)}

            asked = ("operator.create", company_id, name, timezone, currency, *_unless_live(status))
            operator_id = UUID((await once(uow, self._seal, caller, request_id, asked, create))["id"])
            return (await directory.operators_by_id(uow.connection, [operator_id]))[operator_id]

    async def operators_for(self, caller: Caller, permission: str, ids: Sequence[UUID]) -> list[Operator]:
        """The operators named, for which the caller holds a permission; without names, all for which they do.

        Raises PermissionDenied, the same for an operator of another company and for one that does not exist, and
        TooWide for more than 200.
        """
        denied = PermissionDenied(details={"permission": permission})
        if not caller.holds(permission):
            raise denied
        wanted = list(dict.fromkeys(ids))
        if len(wanted) > MOST_OPERATORS:
            raise TooWide(fields={"operator_id": f"names more than {MOST_OPERATORS} operators"})
        async with self._database.read() as connection:
            if wanted:
                found = await directory.operators_by_id(connection, wanted)
            else:
                within = await directory.operators_within(connection, caller.reach(permission), MOST_OPERATORS + 1)
                if len(within) > MOST_OPERATORS:
                    raise TooWide(fields={"operator_id": "is needed: there are too many operators to take all"})
                return list(within)
        chosen = [found[operator_id] for operator_id in wanted if operator_id in found]
        if len(chosen) != len(wanted) or not all(caller.may(permission, operator) for operator in chosen):
            raise denied
        return chosen

    async def operator_for(self, caller: Caller, permission: str, operator_id: UUID | None) -> Operator:
        """One operator for which the caller holds a permission; without a name, the only one.

        Raises PermissionDenied, and InvalidField when there is not exactly one to take.
        """
        if operator_id:
            return (await self.operators_for(caller, permission, [operator_id]))[0]
        within = await self.operators_for(caller, permission, ())
        if len(within) != 1:
            raise InvalidField("operator_id", f"is needed: {len(within)} operators are within reach")
        return within[0]

    async def companies_for(self, caller: Caller, permission: str) -> list[Company]:
        """All companies for which, as a whole, the caller holds a permission, up to 1,000."""
        reach = caller.reach(permission)
        async with self._database.read() as connection:
            return [
                company
                for company in await directory.companies_within(connection, reach, _SWITCHER)
                if caller.may_company(permission, company.company_id)
            ]

    async def reporting_currencies(self, company_ids: Collection[UUID]) -> set[str]:
        """The reporting currencies of companies."""
        async with self._database.read() as connection:
            return await directory.currencies_of(connection, company_ids)

    async def company_by_name(self, name: str) -> Company:
        """The company of a name; for the command line. Raises CompanyNotFound."""
        async with self._database.read() as connection:
            found = await directory.company_by_name(connection, check_name(name, "company"))
        if found is None:
            raise CompanyNotFound(f"There is no company {name!r}.")
        return found

    async def operator_by_name(self, name: str, company_id: UUID | None) -> Operator:
        """The operator of a name; for the command line. Raises OperatorNotFound or OperatorAmbiguous."""
        async with self._database.read() as connection:
            found = await directory.operators_by_name(connection, check_name(name, "operator"), company_id)
        if not found:
            raise OperatorNotFound(f"There is no operator {name!r}.")
        if len(found) > 1:
            names = ", ".join(sorted(operator.company_name for operator in found))
            raise OperatorAmbiguous(f"Several companies have an operator {name!r}: {names}; name the company too.")
        return found[0]

    @staticmethod
    async def _company(uow: UnitOfWork, company_id: UUID) -> Company:
        company = await directory.company(uow.connection, company_id)
        if company is None:
            raise CompanyNotFound(fields={"company_id": "is not a company"})
        return company


def _unless_live(status: OperatorStatus) -> tuple[str, ...]:
    """What a request says of the status; nothing where it is as it always was, so that older ids stay good."""
    return () if status is OperatorStatus.LIVE else (status.value,)
