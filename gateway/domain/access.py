"""Who calls the gateway and how far their roles reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from gateway.domain.directory import Operator
from gateway.domain.roles import ROLES, permissions_of
from kit.auth.actor import Actor, ActorKind, Grant


class Stage(Enum):
    """How far a sign-in has come; only the last opens anything but /auth."""

    TOTP_REQUIRED = "totp_required"
    TOTP_ENROLMENT_REQUIRED = "totp_enrolment_required"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Origin:
    """From where a request comes."""

    ip: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role held for one operator, for a whole company (`operator_id` None) or everywhere (both None)."""

    role: str
    company_id: UUID | None = None
    operator_id: UUID | None = None

    def allows(self, permission: str) -> bool:
        """Whether the role has the permission, wherever it is held."""
        return permission in permissions_of(self.role)

    @property
    def everywhere(self) -> bool:
        """Whether it is held for the whole installation. A company's role never is, whatever a row says."""
        return self.company_id is None and self.role in ROLES and ROLES[self.role].platform_wide


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a permission is held, for a query to filter by."""

    everything: bool
    companies: frozenset[UUID]
    operators: frozenset[UUID]

    def covers(self, grant: RoleGrant) -> bool:
        """Whether a role is held within: of an operator, of a company as a whole, or everywhere."""
        return self.everything or grant.company_id in self.companies or grant.operator_id in self.operators


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever makes a request: staff in a session, a script with an API key, or a person at the command line."""

    kind: ActorKind
    id: str
    name: str
    grants: tuple[RoleGrant, ...] = ()
    origin: Origin = Origin()
    stage: Stage = Stage.SIGNED_IN
    session_id: str = ""
    email: str = ""
    locale: str = ""

    @property
    def permissions(self) -> frozenset[str]:
        """Everything held anywhere; nothing before the sign-in is complete."""
        if self.stage is not Stage.SIGNED_IN:
            return frozenset()
        return frozenset[str]().union(*(permissions_of(grant.role) for grant in self.grants))

    def holds(self, permission: str) -> bool:
        """Whether the permission is held for anything at all."""
        return permission in self.permissions

    def reach(self, permission: str) -> Reach:
        """Where the permission is held."""
        if self.stage is not Stage.SIGNED_IN:
            return Reach(False, frozenset(), frozenset())
        held = [grant for grant in self.grants if grant.allows(permission)]
        return Reach(
            everything=any(grant.everywhere for grant in held),
            companies=frozenset(g.company_id for g in held if g.company_id is not None and g.operator_id is None),
            operators=frozenset(g.operator_id for g in held if g.operator_id is not None),
        )

    def may(self, permission: str, operator: Operator) -> bool:
        """Whether the permission is held for an operator."""
        reach = self.reach(permission)
        return reach.everything or operator.company_id in reach.companies or operator.operator_id in reach.operators

    def limits(self, operators: Collection[Operator]) -> dict[str, list[Operator]]:
        """The permissions that are not held for all of these operators, each with those for which it is."""
        limited: dict[str, list[Operator]] = {}
        for permission in sorted(self.permissions):
            reach = self.reach(permission)
            held = [one for one in operators if one.company_id in reach.companies or one.operator_id in reach.operators]
            if not reach.everything and len(held) < len(operators):
                limited[permission] = held
        return limited

    def may_company(self, permission: str, company_id: UUID) -> bool:
        """Whether the permission is held for a company as a whole."""
        reach = self.reach(permission)
        return reach.everything or company_id in reach.companies

    @property
    def is_owner(self) -> bool:
        """Whether it is an owner of the installation, or a person at its command line."""
        return any(grant.everywhere for grant in self.grants)

    @property
    def home_company(self) -> str:
        """The one company that the caller belongs to; empty for the installation's owner and for several."""
        companies = {grant.company_id for grant in self.grants}
        return str(next(iter(companies))) if len(companies) == 1 and None not in companies else ""

    def actor(
        self,
        permissions: Iterable[str] = (),
        operators: Mapping[str, str] | None = None,
        companies: Iterable[str] = (),
    ) -> Actor:
        """The caller as records and other services know it, with no more than what one call needs."""
        grant = Grant(frozenset(permissions), dict(operators or {}), frozenset(companies))
        return Actor(
            kind=self.kind,
            id=self.id,
            name=self.name,
            grants=(grant,) if grant.permissions else (),
            ip=self.origin.ip,
            user_agent=self.origin.user_agent,
            session_id=self.session_id,
        )


def anonymous(origin: Origin) -> Actor:
    """Somebody who has not proved who they are."""
    return Actor(ActorKind.ANONYMOUS, "", "", ip=origin.ip, user_agent=origin.user_agent)


def command_line(user: str) -> Caller:
    """A person at the installation's command line: the operating system has let them in."""
    return Caller(ActorKind.SYSTEM, "command-line", user, grants=(RoleGrant("root"),))
