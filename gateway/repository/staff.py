"""Staff, their second factors and the roles that staff and API keys hold, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.domain.access import Reach, RoleGrant
from gateway.domain.directory import Operator
from gateway.domain.people import Staff
from gateway.domain.roles import ROLES
from gateway.tables import grants, recovery_codes, staff
from kit import paging
from kit.ids import uuid7
from kit.paging import Keyset, Total

_STAFF = select(
    staff.c.staff_id,
    staff.c.email,
    staff.c.name,
    staff.c.locale,
    staff.c.password_hash,
    staff.c.totp_secret,
    staff.c.created_at,
    staff.c.disabled_at,
)
# A member of staff and their roles, beside whatever else a row holds: every request of a browser asks.
PERSON = (
    func.row(*_STAFF.selected_columns).label("person"),
    func.array(
        select(func.row(grants.c.role, grants.c.company_id, grants.c.operator_id))
        .where(grants.c.holder_id == staff.c.staff_id)
        .order_by(grants.c.grant_id)
        .scalar_subquery()
    ).label("held"),
)
_BY_EMAIL = Keyset("staff", [staff.c.email, staff.c.staff_id], descending=False)


async def add(connection: AsyncConnection, person: Staff) -> bool:
    """Stores a new member of staff with their roles; False when the address is taken."""
    added = await connection.execute(
        insert(staff)
        .values(
            staff_id=person.staff_id,
            email=person.email,
            name=person.name,
            locale=person.locale,
            password_hash=person.password_hash,
            created_at=person.created_at,
        )
        .on_conflict_do_nothing(index_elements=["email"])
    )
    if added.rowcount != 1:
        return False
    for grant in person.grants:
        await add_grant(connection, person.staff_id, grant, person.created_at)
    return True


async def add_grant(connection: AsyncConnection, holder_id: UUID, grant: RoleGrant, at: datetime) -> None:
    """Gives a role to a member of staff or an API key."""
    await connection.execute(
        insert(grants).values(
            holder_id=holder_id,
            grant_id=uuid7(),
            role=grant.role,
            company_id=grant.company_id,
            operator_id=grant.operator_id,
            created_at=at,
        )
    )


async def by_email(connection: AsyncConnection, email: str) -> Staff | None:
    """The member of staff with a (folded) address, with their roles."""
    return await _one(connection, select(*PERSON).where(staff.c.email == email))


async def by_id(connection: AsyncConnection, staff_id: UUID) -> Staff | None:
    """The member of staff of an id, with their roles."""
    return await _one(connection, select(*PERSON).where(staff.c.staff_id == staff_id))


async def lock(connection: AsyncConnection, staff_id: UUID) -> Staff | None:
    """The same, as it stays until the transaction ends: who changes the password or the factor waits for us."""
    query = select(*PERSON).where(staff.c.staff_id == staff_id)
    return await _one(connection, query.with_for_update(key_share=True, of=staff))


def person(row: Any) -> Staff:
    """The member of staff in a row with the columns `PERSON`."""
    facts = dict(zip(_STAFF.selected_columns.keys(), row.person, strict=True))
    return Staff(**facts, grants=tuple(RoleGrant(*grant) for grant in row.held))


async def _one(connection: AsyncConnection, query: Select[Any]) -> Staff | None:
    row = (await connection.execute(query)).first()
    return person(row) if row else None


async def _grants_of(connection: AsyncConnection, holders: Collection[UUID]) -> dict[UUID, tuple[RoleGrant, ...]]:
    """The roles of each holder."""
    rows = await connection.execute(
        select(grants.c.holder_id, grants.c.role, grants.c.company_id, grants.c.operator_id)
        .where(grants.c.holder_id == func.any(list(holders)))
        .order_by(grants.c.holder_id, grants.c.grant_id)
    )
    held: dict[UUID, tuple[RoleGrant, ...]] = {}
    for row in rows:
        held[row.holder_id] = (
            *held.get(row.holder_id, ()),
            RoleGrant(row.role, row.company_id, row.operator_id),
        )
    return held


async def page(connection: AsyncConnection, reach: Reach, cursor: str, size: int) -> tuple[Sequence[Staff], str, Total]:
    """A page of the staff who hold a role within reach, by address. Raises BadCursor.

    Roles that a person holds elsewhere are not shown.
    """
    query = _STAFF
    if not reach.everything:
        query = query.where(
            staff.c.staff_id.in_(
                select(grants.c.holder_id).where(
                    or_(
                        grants.c.company_id == func.any(list(reach.companies)),
                        grants.c.operator_id == func.any(list(reach.operators)),
                    )
                )
            )
        )
    found = await _BY_EMAIL.page(connection, query, cursor, size)
    held = await _grants_of(connection, [row.staff_id for row in found.rows])
    people = [_staff(row, tuple(g for g in held.get(row.staff_id, ()) if reach.covers(g))) for row in found.rows]
    return people, found.next_cursor, await paging.count(connection, query)


async def holding(connection: AsyncConnection, permission: str, operator: Operator) -> Sequence[Staff]:
    """Whose account is open and holds a permission for an operator, by name, 500 at most; without their roles."""
    allowing = [role.name for role in ROLES.values() if permission in role.permissions]
    everywhere = [role.name for role in ROLES.values() if role.platform_wide and role.name in allowing]
    within = or_(
        and_(grants.c.company_id.is_(None), grants.c.role == func.any(everywhere)),
        and_(grants.c.company_id == operator.company_id, grants.c.operator_id.is_(None)),
        grants.c.operator_id == operator.operator_id,
    )
    holders = select(grants.c.holder_id).where(grants.c.role == func.any(allowing), within)
    query = (
        _STAFF.where(staff.c.staff_id.in_(holders), staff.c.disabled_at.is_(None))
        .order_by(staff.c.name, staff.c.staff_id)
        .limit(500)
    )
    return [_staff(row, ()) for row in await connection.execute(query)]


async def bind_totp(
    connection: AsyncConnection, staff_id: UUID, sealed: bytes, step: int, code_hashes: Sequence[bytes]
) -> None:
    """Binds an authenticator and replaces all recovery codes."""
    await connection.execute(
        update(staff).where(staff.c.staff_id == staff_id).values(totp_secret=sealed, totp_step=step)
    )
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    await connection.execute(
        insert(recovery_codes), [{"staff_id": staff_id, "code_hash": code} for code in code_hashes]
    )


async def unbind_totp(connection: AsyncConnection, staff_id: UUID) -> None:
    """Forgets the authenticator and the recovery codes: the next sign-in binds a new one."""
    await connection.execute(update(staff).where(staff.c.staff_id == staff_id).values(totp_secret=None, totp_step=None))
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))


async def set_disabled(connection: AsyncConnection, staff_id: UUID, at: datetime | None) -> None:
    """Shuts an account since a moment, or opens it."""
    await connection.execute(update(staff).where(staff.c.staff_id == staff_id).values(disabled_at=at))


async def set_password(connection: AsyncConnection, staff_id: UUID, password_hash: str) -> None:
    """Replaces the password."""
    await connection.execute(update(staff).where(staff.c.staff_id == staff_id).values(password_hash=password_hash))


async def use_step(connection: AsyncConnection, staff_id: UUID, step: int) -> bool:
    """Takes a time step; False when it or a later one was taken before, by whichever request came first."""
    taken = await connection.execute(
        update(staff)
        .where(staff.c.staff_id == staff_id, or_(staff.c.totp_step.is_(None), staff.c.totp_step < step))
        .values(totp_step=step)
    )
    return taken.rowcount == 1


async def use_recovery_code(connection: AsyncConnection, staff_id: UUID, code_hash: bytes, at: datetime) -> bool:
    """Takes a recovery code; False when there is no such unused one."""
    taken = await connection.execute(
        update(recovery_codes)
        .where(
            recovery_codes.c.staff_id == staff_id,
            recovery_codes.c.code_hash == code_hash,
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=at)
    )
    return taken.rowcount == 1


async def recovery_codes_left(connection: AsyncConnection, staff_id: UUID) -> int:
    """How many recovery codes are still good."""
    query = select(func.count()).where(recovery_codes.c.staff_id == staff_id, recovery_codes.c.used_at.is_(None))
    return int((await connection.execute(query)).scalar_one())


def _staff(row: Any, held: tuple[RoleGrant, ...]) -> Staff:
    return Staff(**{column.name: getattr(row, column.name) for column in _STAFF.selected_columns}, grants=held)
