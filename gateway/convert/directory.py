"""Companies, operators, staff, sessions and keys as JSON."""

from __future__ import annotations

from gateway.domain import directory, people, roles
from gateway.models import auth, keys
from gateway.models import directory as models


def company(value: directory.Company) -> models.Company:
    """A company."""
    return models.Company(id=value.company_id, name=value.name, currency=value.currency)


def operator(value: directory.Operator) -> models.Operator:
    """An operator."""
    return models.Operator(
        id=value.operator_id,
        company_id=value.company_id,
        company_name=value.company_name,
        name=value.name,
        timezone=value.timezone,
        currency=value.currency,
        status=value.status,
    )


def staff(value: people.Staff) -> models.Staff:
    """A member of staff."""
    return models.Staff(
        id=value.staff_id,
        email=value.email,
        name=value.name,
        roles=[
            models.HeldRole(role=grant.role, company_id=grant.company_id, operator_id=grant.operator_id)
            for grant in value.grants
        ],
        totp_bound=value.totp_secret is not None,
        created_at=value.created_at,
        disabled_at=value.disabled_at,
    )


def role(value: roles.Role) -> models.Role:
    """A role."""
    return models.Role(
        name=value.name,
        version=value.version,
        permissions=sorted(value.permissions),
        platform_wide=value.platform_wide,
    )


def session(value: people.Session, current: str) -> auth.Session:
    """A session; `current` is the id of the one that asks."""
    return auth.Session(
        id=value.session_id,
        created_at=value.created_at,
        last_seen_at=value.last_seen_at,
        ip=value.ip,
        user_agent=value.user_agent,
        current=str(value.session_id) == current,
    )


def api_key(value: people.ApiKey) -> keys.ApiKey:
    """An API key."""
    return keys.ApiKey(
        id=value.key_id,
        name=value.name,
        role=value.role,
        company_id=value.company_id,
        created_at=value.created_at,
        last_used_at=value.last_used_at,
    )


def platform_key(value: people.PlatformKey) -> keys.PlatformKey:
    """A platform key."""
    return keys.PlatformKey(
        id=value.key_id,
        name=value.name,
        operator_id=value.operator_id,
        created_at=value.created_at,
        expires_at=value.expires_at,
    )
