"""`staff create`, `list`, `reset-2fa` and `reset-password`, and the keys: `staff api-key`, `staff platform-key`."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from gateway.cli.output import result, say, table
from gateway.core import Core
from gateway.domain.access import Caller, RoleGrant
from gateway.domain.people import Staff
from gateway.domain.roles import ROLES
from gateway.errors import StaffExists
from kit.paging import MAX_SIZE


def add_commands(nouns: Any) -> None:
    """Adds the commands to the parser."""
    verbs = nouns.add_parser("staff", help="people, their second factor, keys").add_subparsers(
        dest="verb", required=True
    )
    roles = sorted(ROLES)
    create = verbs.add_parser("create", help="create a member of staff; prints the first password")
    create.add_argument("--email", required=True)
    create.add_argument("--name", required=True)
    create.add_argument("--role", required=True, choices=roles)
    create.add_argument("--company", help="the name of the company; every role but root needs it")
    create.add_argument("--operator", help="the name of one operator, when the role is for that one only")
    create.set_defaults(run=_create)

    verbs.add_parser("list", help="list all staff").set_defaults(run=_list)

    reset = verbs.add_parser("reset-2fa", help="unbind an authenticator; the next sign-in binds a new one")
    reset.add_argument("--email", required=True)
    reset.set_defaults(run=_reset)

    password = verbs.add_parser("reset-password", help="give a new password; prints it")
    password.add_argument("--email", required=True)
    password.set_defaults(run=_reset_password)

    for verb, text, run in (
        ("disable", "shut an account and end its sessions", _disable),
        ("enable", "open an account that was shut", _enable),
    ):
        account = verbs.add_parser(verb, help=text)
        account.add_argument("--email", required=True)
        account.add_argument("--reason", required=True, help="why, for the record")
        account.set_defaults(run=run)

    api_key = verbs.add_parser("api-key", help="issue a key for scripts; prints the key alone")
    api_key.add_argument("--name", required=True)
    api_key.add_argument("--role", required=True, choices=[role for role in roles if not ROLES[role].platform_wide])
    api_key.add_argument("--company", required=True, help="the name of the company")
    api_key.set_defaults(run=_api_key)

    platform_key = verbs.add_parser("platform-key", help="issue a key for an operator's platform; prints it alone")
    platform_key.add_argument("--operator", required=True, help="the name of the operator")
    platform_key.add_argument("--company", help="the name of its company, when several have such an operator")
    platform_key.add_argument("--name", required=True)
    platform_key.set_defaults(run=_platform_key)


async def _create(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    company_id = await _company_id(core, chosen.company)
    operator_id = None
    if chosen.operator:
        operator = await core.directory.operator_by_name(chosen.operator, company_id)
        operator_id, company_id = operator.operator_id, operator.company_id
    try:
        invited = await core.people.invite(caller, chosen.email, chosen.name, chosen.role, company_id, operator_id)
    except StaffExists:
        person = await core.people.by_email(chosen.email)
        if person.name != chosen.name or person.grants != (RoleGrant(chosen.role, company_id, operator_id),):
            raise StaffExists(f"{person.email} is staff already, with another name or role.") from None
        say(f"{person.email} is staff already; nothing changed, and the password is not shown again.")
        return
    say(f"Created {invited.person.email}. The first password, shown once:")
    result(invited.password)


async def _list(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    companies, operators = await core.directory.within_reach(caller)
    names: dict[UUID | None, str] = {one.company_id: one.name for one in companies}
    names |= {one.operator_id: one.name for one in operators}
    rows: list[tuple[str, ...]] = []
    cursor = ""
    while True:
        people, cursor, _ = await core.people.page(caller, cursor, MAX_SIZE)
        for person in people:
            held = ", ".join(_describe(grant, names) for grant in person.grants)
            rows.append(
                (person.email, person.name, held, "bound" if person.totp_secret else "not bound", _state(person))
            )
        if not cursor:
            break
    table(("EMAIL", "NAME", "ROLES", "2FA", "ACCOUNT"), rows)


async def _reset(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    person = await core.people.reset_second_factor(caller, chosen.email)
    say(f"Unbound the authenticator of {person.email} and ended all sessions.")


async def _reset_password(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    reset = await core.people.reset_password(caller, chosen.email)
    say(f"Ended all sessions of {reset.person.email}. The new password, shown once:")
    result(reset.password)


async def _disable(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    person = await core.people.by_email(chosen.email)
    await core.accounts.disable(caller, person.staff_id, chosen.reason)
    say(f"Shut the account of {person.email} and ended all sessions.")


async def _enable(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    person = await core.people.by_email(chosen.email)
    await core.accounts.enable(caller, person.staff_id, chosen.reason)
    say(f"Opened the account of {person.email}.")


async def _api_key(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    company = await core.directory.company_by_name(chosen.company)
    issued = await core.keys.issue_api_key(caller, chosen.name, chosen.role, company.company_id)
    result(issued.key)


async def _platform_key(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    company_id = await _company_id(core, chosen.company)
    operator = await core.directory.operator_by_name(chosen.operator, company_id)
    issued = await core.keys.issue_platform_key(caller, operator, chosen.name)
    result(issued.key)


async def _company_id(core: Core, name: str | None) -> UUID | None:
    return (await core.directory.company_by_name(name)).company_id if name else None


def _state(person: Staff) -> str:
    return f"disabled {person.disabled_at:%Y-%m-%d}" if person.disabled_at else "open"


def _describe(grant: RoleGrant, names: dict[UUID | None, str]) -> str:
    if grant.company_id is None:
        return grant.role
    place = grant.operator_id or grant.company_id
    return f"{grant.role} of {names.get(place, place)}"
