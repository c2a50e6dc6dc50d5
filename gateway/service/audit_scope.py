"""Whose audit entries a caller may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gateway.domain.access import Caller
from gateway.domain.directory import Operator
from gateway.errors import TooWide
from gateway.events import INSTALLATION
from gateway.repository import directory
from gateway.service.directory import Directory
from kit.auth.actor import Actor
from kit.db import Database
from kit.errors import PermissionDenied

PERMISSION: Final = "audit.read"
# As many as one call may name.
_MOST_COMPANIES: Final = 50


@dataclass(frozen=True, slots=True)
class AuditScope:
    """Operators and companies whose entries are asked for; `installation` adds those of neither."""

    operators: tuple[Operator, ...]
    companies: tuple[UUID, ...]
    installation: bool

    @property
    def operator_ids(self) -> list[str]:
        """The operators; entries of the installation itself stand under the empty id."""
        ids = [str(operator.operator_id) for operator in self.operators]
        return [*ids, str(INSTALLATION)] if self.installation else ids

    @property
    def company_ids(self) -> list[str]:
        """The companies, each with all its operators."""
        return [str(company_id) for company_id in self.companies]

    def actor(self, caller: Caller) -> Actor:
        """The caller with the permission to read just these."""
        companies = {str(operator.operator_id): str(operator.company_id) for operator in self.operators}
        reach = {operator_id: companies.get(operator_id, "") for operator_id in self.operator_ids}
        return caller.actor([PERMISSION], reach, self.company_ids)


class AuditScopes:
    """Works out scopes from what a caller names and holds."""

    def __init__(self, database: Database, directory: Directory) -> None:
        self._database = database
        self._directory = directory

    async def of(self, caller: Caller, operator_ids: Sequence[UUID], company_ids: Sequence[UUID]) -> AuditScope:
        """What is named, when the caller may read it; without names, everything the caller may read.

        Raises PermissionDenied, the same for what does not exist, and TooWide.
        """
        denied = PermissionDenied(details={"permission": PERMISSION})
        if not operator_ids and not company_ids:
            return await self._everything(caller)
        if len(company_ids) > _MOST_COMPANIES:
            raise TooWide(fields={"company_id": f"names more than {_MOST_COMPANIES} companies"})
        companies = tuple(dict.fromkeys(company_ids))
        if not all(caller.may_company(PERMISSION, company_id) for company_id in companies):
            raise denied
        operators = await self._directory.operators_for(caller, PERMISSION, operator_ids) if operator_ids else []
        return AuditScope(tuple(operators), companies, installation=False)

    async def _everything(self, caller: Caller) -> AuditScope:
        reach = caller.reach(PERMISSION)
        companies = await self._directory.companies_for(caller, PERMISSION)
        if len(companies) > _MOST_COMPANIES:
            raise TooWide(fields={"company_id": "is needed: there are too many companies to take all"})
        async with self._database.read() as connection:
            operators = await directory.operators_by_id(connection, reach.operators)
        whole = {company.company_id for company in companies}
        single = tuple(operator for operator in operators.values() if operator.company_id not in whole)
        if not companies and not single and not reach.everything:
            raise PermissionDenied(details={"permission": PERMISSION})
        return AuditScope(single, tuple(whole), installation=reach.everything)
