"""API keys and platform keys, as JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gateway.domain.roles import ROLES
from gateway.models.base import Answer, Instant, Request
from gateway.models.directory import Name, RequestId

_WITHIN_A_COMPANY = sorted(role.name for role in ROLES.values() if not role.platform_wide)


class ApiKey(Answer):
    """A script's key, without the key."""

    id: UUID
    name: str
    role: str
    company_id: UUID
    created_at: Instant
    last_used_at: Instant | None


class NewApiKey(Request):
    """An API key to issue."""

    name: Name
    role: Annotated[str, Field(max_length=64, json_schema_extra={"enum": [*_WITHIN_A_COMPANY]})]
    company_id: UUID
    request_id: RequestId = None


class PlatformKey(Answer):
    """The key of an operator's own services, without the key."""

    id: UUID
    name: str
    operator_id: UUID
    created_at: Instant
    expires_at: Instant


class NewPlatformKey(Request):
    """A platform key to issue."""

    name: Name
    operator_id: UUID
    request_id: RequestId = None


class IssuedKey(Answer):
    """A new key; it is shown once."""

    id: UUID
    key: str
