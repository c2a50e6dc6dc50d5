"""Which roles a caller may hand out."""

from __future__ import annotations

from uuid import UUID

from gateway.domain.access import Caller, RoleGrant
from gateway.domain.roles import ROLES
from kit.errors import InvalidField, PermissionDenied


def grant_for(
    caller: Caller, permission: str, role: str, company_id: UUID | None, operator_id: UUID | None = None
) -> RoleGrant:
    """The grant of a role, when the caller may give it: nobody gives what they do not hold themselves.

    `permission` is the one to hand out roles. Raises InvalidField or PermissionDenied.
    """
    denied = PermissionDenied(details={"permission": permission})
    if not caller.holds(permission):
        raise denied
    known = ROLES.get(role)
    if known is None:
        raise InvalidField("role", f"must be one of {', '.join(sorted(ROLES))}")
    if known.platform_wide:
        if company_id is not None or operator_id is not None:
            raise InvalidField("company_id", f"must be empty for the role {role}")
        if not caller.is_owner:
            raise denied
        return RoleGrant(role)
    if company_id is None:
        raise InvalidField("company_id", f"is needed for the role {role}")
    needed = {permission, *known.permissions}
    if not all(caller.may_company(one, company_id) for one in needed):
        raise denied
    return RoleGrant(role, company_id, operator_id)
