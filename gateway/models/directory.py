"""Companies, operators, staff and roles, as JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gateway.domain.directory import OperatorStatus
from gateway.domain.roles import ROLES
from gateway.models.base import Answer, Instant, Request

Name = Annotated[str, Field(min_length=1, max_length=100)]
RoleName = Annotated[str, Field(max_length=64, json_schema_extra={"enum": [*sorted(ROLES)]})]
RequestId = Annotated[UUID | None, Field(description="repeating it with the same request repeats the answer")]


class Company(Answer):
    """A company with its reporting currency."""

    id: UUID
    name: str
    currency: str


class Operator(Answer):
    """An operator: one brand."""

    id: UUID
    company_id: UUID
    company_name: str
    name: str
    timezone: str
    currency: str
    status: OperatorStatus


class NewCompany(Request):
    """A company to create."""

    name: Name
    currency: Annotated[str, Field(pattern=r"^[A-Z0-9]{3,5}$", examples=["BRL"])]
    request_id: RequestId = None


class NewOperator(Request):
    """An operator to create."""

    company_id: UUID
    name: Name
    timezone: Annotated[str, Field(min_length=1, max_length=64, examples=["America/Sao_Paulo"])]
    currency: Annotated[str, Field(pattern=r"^[A-Z0-9]{3,5}$", examples=["BRL"])]
    status: Annotated[OperatorStatus, Field(description="live, or pending for one that is not open yet")] = (
        OperatorStatus.LIVE
    )
    request_id: RequestId = None


class HeldRole(Answer):
    """A role somebody holds: for an operator, a company (no operator), or everywhere (neither)."""

    role: str
    company_id: UUID | None
    operator_id: UUID | None


class Staff(Answer):
    """A person who works in the backoffice."""

    id: UUID
    email: str
    name: str
    roles: list[HeldRole]
    totp_bound: bool
    created_at: Instant
    disabled_at: Instant | None = Field(description="since when the account is shut; null for one that is open")


class NewStaff(Request):
    """A member of staff to create."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    name: Name
    role: RoleName
    company_id: UUID | None = None
    operator_id: UUID | None = None
    request_id: RequestId = None


class AccountStep(Request):
    """Why an account is shut or opened."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    request_id: RequestId = None


class CreatedStaff(Answer):
    """The new member of staff, with the password to hand over; it is shown once."""

    staff: Staff
    initial_password: str


class Role(Answer):
    """A role and what it allows."""

    name: str
    version: int
    permissions: list[str]
    platform_wide: bool
