"""Who reaches what: roles, grants, and the narrow actor of a call."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from gateway.domain.access import Caller, RoleGrant, Stage, command_line
from gateway.domain.directory import Operator, OperatorStatus, check_name, check_timezone, name_key
from gateway.domain.people import check_email
from gateway.domain.roles import ROLES
from gateway.service.attempts import network
from gateway.service.roles import grant_for
from kit.auth.actor import ActorKind
from kit.auth.permissions import PERMISSIONS
from kit.errors import InvalidField, PermissionDenied
from kit.ids import uuid7

OURS, THEIRS = uuid7(), uuid7()


def operator(company_id: UUID) -> Operator:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Operator(uuid7(), company_id, "Company", "brand", "UTC", "EUR", OperatorStatus.LIVE, at)


def caller(*grants: RoleGrant, stage: Stage = Stage.SIGNED_IN) -> Caller:
    return Caller(ActorKind.STAFF, str(uuid7()), "Ana", grants=grants, stage=stage)


def test_roles_name_permissions_that_exist_and_none_may_record() -> None:
    for role in ROLES.values():
        assert role.permissions <= set(PERMISSIONS)
        assert "players.record" not in role.permissions
        assert role.platform_wide or "companies.manage" not in role.permissions


def test_a_company_role_reaches_all_operators_of_its_company_only() -> None:
    admin = caller(RoleGrant("company-admin", OURS))
    assert admin.may("players.suspend", operator(OURS))
    assert not admin.may("players.suspend", operator(THEIRS))
    assert admin.may_company("staff.manage", OURS)
    assert not admin.may_company("staff.manage", THEIRS)
    assert not admin.holds("companies.manage")
    assert not admin.is_owner


def test_an_operator_role_reaches_that_operator_and_not_the_company() -> None:
    mine, sister = operator(OURS), operator(OURS)
    manager = caller(RoleGrant("operator-manager", OURS, mine.operator_id))
    assert manager.may("players.read", mine)
    assert not manager.may("players.read", sister)
    assert not manager.may_company("audit.read", OURS)
    assert not manager.may("staff.manage", mine)


def test_permissions_of_one_grant_do_not_hold_where_another_does() -> None:
    mixed = caller(RoleGrant("analyst", OURS), RoleGrant("support", THEIRS))
    assert mixed.may("metrics.read", operator(OURS))
    assert not mixed.may("metrics.read", operator(THEIRS))
    assert mixed.home_company == ""


def test_the_owner_reaches_everything_but_a_company_role_without_company_nothing() -> None:
    owner = caller(RoleGrant("root"))
    assert owner.may("players.read", operator(THEIRS))
    assert owner.is_owner
    assert not caller(RoleGrant("company-admin")).may("players.read", operator(OURS))
    assert not caller(RoleGrant("root", OURS)).is_owner
    assert not caller(RoleGrant("no-such-role", OURS)).permissions


@pytest.mark.parametrize("stage", [Stage.TOTP_REQUIRED, Stage.TOTP_ENROLMENT_REQUIRED])
def test_nothing_is_held_before_the_sign_in_is_complete(stage: Stage) -> None:
    half = caller(RoleGrant("root"), stage=stage)
    assert not half.permissions
    assert not half.may("players.read", operator(OURS))
    assert not half.may_company("staff.manage", OURS)
    assert not half.reach("directory.read").everything


def test_an_actor_carries_only_what_it_is_given() -> None:
    actor = caller(RoleGrant("root")).actor(["players.read"], {"op": "co"})
    assert actor.may("players.read", "op")
    assert not actor.may("players.suspend", "op")
    assert not actor.may("players.read", "other")
    assert caller(RoleGrant("root")).actor().grants == ()


def test_handing_out_roles() -> None:
    admin, owner = caller(RoleGrant("company-admin", OURS)), command_line("root")
    assert grant_for(admin, "staff.manage", "support", OURS) == RoleGrant("support", OURS)
    assert grant_for(owner, "staff.manage", "root", None) == RoleGrant("root")
    for role, company_id in (("support", THEIRS), ("root", None)):
        with pytest.raises(PermissionDenied):
            grant_for(admin, "staff.manage", role, company_id)
    for role, company_id in (("emperor", OURS), ("support", None), ("root", OURS)):
        with pytest.raises(InvalidField):
            grant_for(owner, "staff.manage", role, company_id)
    with pytest.raises(PermissionDenied):
        grant_for(caller(RoleGrant("analyst", OURS)), "staff.manage", "analyst", OURS)


def test_names_addresses_and_zones() -> None:
    assert check_name("  Bustabit \t Ltd ") == "Bustabit Ltd"
    assert name_key("BÜSTABIT") == name_key("bu\u0308stabit")
    for bad in ("", "   ", "x" * 101, "a\u200bb"):
        with pytest.raises(InvalidField):
            check_name(bad)
    assert check_email(" Ana@Mail.Example ") == "ana@mail.example"
    for bad in ("ana", "ana@", "@mail.example", "a b@mail.example", "ana@mail", "ana@mail..example", "a@b@c.example"):
        with pytest.raises(InvalidField):
            check_email(bad)
    assert check_timezone("America/Sao_Paulo") == "America/Sao_Paulo"
    for bad in ("Mars/Olympus", "../etc/passwd", ""):
        with pytest.raises(InvalidField):
            check_timezone(bad)


def test_attempts_of_one_subscriber_count_together() -> None:
    assert network("203.0.113.7") == "203.0.113.7"
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network("testclient") == "unknown"
