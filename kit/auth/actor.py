"""The actor: who calls, from where, and which permissions they hold for which operators and companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kit.errors import PermissionDenied


class ActorKind(Enum):
    """What sort of caller it is."""

    STAFF = "staff"
    API_KEY = "api_key"
    PLATFORM = "platform"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Grant:
    """Permissions held for operators (each with its company) and, for what concerns no single operator, companies."""

    permissions: frozenset[str]
    operators: Mapping[str, str] = field(default_factory=dict)  # operator id -> company id
    companies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who calls. `session_id` is the staff member's sign-in session."""

    kind: ActorKind
    id: str
    name: str
    grants: tuple[Grant, ...] = ()
    ip: str = ""
    user_agent: str = ""
    session_id: str = ""

    def holds(self, permission: str) -> bool:
        """Whether the permission is held for anything at all."""
        return any(permission in grant.permissions for grant in self.grants)

    def may(self, permission: str, operator_id: str) -> bool:
        """Whether the permission is held for an operator."""
        return any(permission in grant.permissions and operator_id in grant.operators for grant in self.grants)

    def may_company(self, permission: str, company_id: str) -> bool:
        """Whether the permission is held for a company as a whole."""
        return any(permission in grant.permissions and company_id in grant.companies for grant in self.grants)

    def require(self, permission: str, operator_id: str) -> None:
        """Raises PermissionDenied, the same whether the operator exists or not."""
        if not self.may(permission, operator_id):
            raise PermissionDenied(details={"permission": permission})

    def company_of(self, operator_id: str) -> str:
        """The company of an operator within the actor's reach; empty when it is not within."""
        return next((grant.operators[operator_id] for grant in self.grants if operator_id in grant.operators), "")


SYSTEM = Actor(ActorKind.SYSTEM, "system", "Daybook")
