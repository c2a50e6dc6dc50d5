"""Companies and operators in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.domain.access import Reach
from gateway.domain.directory import Company, Operator, OperatorStatus, name_key
from gateway.tables import companies, operators
from kit import paging
from kit.paging import Keyset, Total

_COMPANY = select(
    companies.c.company_id, companies.c.name, companies.c.currency, companies.c.created_at, companies.c.revision
)
OPERATOR = select(
    operators.c.operator_id,
    operators.c.company_id,
    companies.c.name.label("company_name"),
    operators.c.name,
    operators.c.timezone,
    operators.c.currency,
    operators.c.status,
    operators.c.created_at,
    operators.c.revision,
).join(companies, companies.c.company_id == operators.c.company_id)

_COMPANIES_BY_NAME = Keyset("companies", [companies.c.name_key, companies.c.company_id], descending=False)
BY_NAME = Keyset("operators", [operators.c.name_key, operators.c.operator_id], descending=False)


async def add_company(connection: AsyncConnection, company: Company) -> bool:
    """Stores a new company; False when its name is taken."""
    added = await connection.execute(
        insert(companies)
        .values(
            company_id=company.company_id,
            name=company.name,
            name_key=name_key(company.name),
            currency=company.currency,
            created_at=company.created_at,
            revision=company.revision,
        )
        .on_conflict_do_nothing(index_elements=["name_key"])
    )
    return added.rowcount == 1


async def add_operator(connection: AsyncConnection, operator: Operator) -> bool:
    """Stores a new operator of an existing company; False when the company has one of that name."""
    added = await connection.execute(
        insert(operators)
        .values(
            operator_id=operator.operator_id,
            company_id=operator.company_id,
            name=operator.name,
            name_key=name_key(operator.name),
            timezone=operator.timezone,
            currency=operator.currency,
            status=operator.status.value,
            created_at=operator.created_at,
            revision=operator.revision,
            status_since=operator.created_at,
        )
        .on_conflict_do_nothing(index_elements=["company_id", "name_key"])
    )
    return added.rowcount == 1


async def company_by_name(connection: AsyncConnection, name: str) -> Company | None:
    """The company of a name, whatever its case."""
    row = (await connection.execute(_COMPANY.where(companies.c.name_key == name_key(name)))).first()
    return _company(row) if row else None


async def company(connection: AsyncConnection, company_id: UUID) -> Company | None:
    """The company of an id."""
    row = (await connection.execute(_COMPANY.where(companies.c.company_id == company_id))).first()
    return _company(row) if row else None


async def currencies_of(connection: AsyncConnection, company_ids: Collection[UUID]) -> set[str]:
    """The reporting currencies of companies."""
    query = select(companies.c.currency).where(companies.c.company_id == func.any(list(company_ids)))
    return set((await connection.execute(query)).scalars())


async def operators_by_name(
    connection: AsyncConnection, name: str, company_id: UUID | None = None
) -> Sequence[Operator]:
    """The operators of a name, of one company or of all."""
    query = OPERATOR.where(operators.c.name_key == name_key(name))
    if company_id is not None:
        query = query.where(operators.c.company_id == company_id)
    return [operator_of(row) for row in await connection.execute(query)]


async def operators_by_id(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, Operator]:
    """Those of the ids that are operators."""
    rows = await connection.execute(OPERATOR.where(operators.c.operator_id == func.any(list(ids))))
    return {row.operator_id: operator_of(row) for row in rows}


async def companies_within(connection: AsyncConnection, reach: Reach, limit: int) -> Sequence[Company]:
    """The companies within reach, by name; those of whom only an operator is within reach too."""
    query = _companies(reach).order_by(companies.c.name_key).limit(limit)
    return [_company(row) for row in await connection.execute(query)]


async def operators_within(connection: AsyncConnection, reach: Reach, limit: int) -> Sequence[Operator]:
    """The operators within reach, by name."""
    query = within(OPERATOR, reach).order_by(operators.c.name_key).limit(limit)
    return [operator_of(row) for row in await connection.execute(query)]


async def page_of_companies(
    connection: AsyncConnection, reach: Reach, cursor: str, size: int
) -> tuple[Sequence[Company], str, Total]:
    """A page of the companies within reach, by name. Raises BadCursor."""
    query = _companies(reach)
    page = await _COMPANIES_BY_NAME.page(connection, query, cursor, size)
    return [_company(row) for row in page.rows], page.next_cursor, await paging.count(connection, query)


async def page_of_operators(
    connection: AsyncConnection, reach: Reach, cursor: str, size: int
) -> tuple[Sequence[Operator], str, Total]:
    """A page of the operators within reach, by name. Raises BadCursor."""
    query = within(OPERATOR, reach)
    page = await BY_NAME.page(connection, query, cursor, size)
    return [operator_of(row) for row in page.rows], page.next_cursor, await paging.count(connection, query)


def _companies(reach: Reach) -> Select[Any]:
    if reach.everything:
        return _COMPANY
    behind = select(operators.c.company_id).where(operators.c.operator_id == func.any(list(reach.operators)))
    return _COMPANY.where(
        or_(companies.c.company_id == func.any(list(reach.companies)), companies.c.company_id.in_(behind))
    )


def within(query: Select[Any], reach: Reach) -> Select[Any]:
    """A query of operators narrowed down to those within reach."""
    if reach.everything:
        return query
    return query.where(
        or_(
            operators.c.company_id == func.any(list(reach.companies)),
            operators.c.operator_id == func.any(list(reach.operators)),
        )
    )


def _company(row: Any) -> Company:
    return Company(row.company_id, row.name, row.currency, row.created_at, row.revision)


def operator_of(row: Any) -> Operator:
    """The operator in a row with the columns of `OPERATOR`."""
    return Operator(
        row.operator_id,
        row.company_id,
        row.company_name,
        row.name,
        row.timezone,
        row.currency,
        OperatorStatus(row.status),
        row.created_at,
        row.revision,
    )
