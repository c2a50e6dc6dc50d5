"""`operator create` and `operator list`."""

from __future__ import annotations

import argparse
import json
from typing import Any

from gateway.cli.output import result, say, table
from gateway.core import Core
from gateway.domain.access import Caller
from gateway.domain.directory import Operator
from gateway.errors import OperatorExists
from kit.paging import MAX_SIZE


def add_commands(nouns: Any) -> None:
    """Adds the commands to the parser."""
    verbs = nouns.add_parser("operator", help="an operator is one brand").add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="create an operator; creating it again changes nothing")
    create.add_argument("--company", required=True, help="the name of its company")
    create.add_argument("--name", required=True)
    create.add_argument("--timezone", required=True, help="an IANA name, such as America/Sao_Paulo")
    create.add_argument("--currency", required=True, help="its own currency, such as BRL")
    create.set_defaults(run=_create)
    announce = verbs.add_parser("announce", help="tell all services of all operators again")
    announce.set_defaults(run=_announce)
    listing = verbs.add_parser("list", help="list all operators")
    listing.add_argument("--json", action="store_true", help="as JSON, for scripts")
    listing.set_defaults(run=_list)


async def _create(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    company = await core.directory.company_by_name(chosen.company)
    try:
        operator = await core.directory.create_operator(
            caller, company.company_id, chosen.name, chosen.timezone, chosen.currency
        )
        say(f"Created the operator {operator.name} of {company.name}.")
    except OperatorExists:
        operator = await core.directory.operator_by_name(chosen.name, company.company_id)
        if (operator.timezone, operator.currency) != (chosen.timezone, chosen.currency):
            raise OperatorExists(
                f"The operator {operator.name} exists already, in {operator.timezone} with {operator.currency}."
            ) from None
        say(f"The operator {operator.name} exists already; nothing changed.")
    result(str(operator.operator_id))


async def _announce(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    say(f"{await core.announcer.announce()} operators and revoked keys will be announced again.")


async def _list(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    found: list[Operator] = []
    cursor = ""
    while True:
        operators, cursor, _ = await core.directory.operators(caller, cursor, MAX_SIZE)
        found += operators
        if not cursor:
            break
    if chosen.json:
        result(json.dumps([_shown(one) for one in found], indent=2))
        return
    rows = [
        (str(one.operator_id), one.company_name, one.name, one.timezone, one.currency, one.status.value)
        for one in found
    ]
    table(("ID", "COMPANY", "NAME", "TIMEZONE", "CURRENCY", "STATUS"), rows)


def _shown(operator: Operator) -> dict[str, str]:
    """As the HTTP API shows it."""
    return {
        "id": str(operator.operator_id),
        "company_id": str(operator.company_id),
        "company_name": operator.company_name,
        "name": operator.name,
        "timezone": operator.timezone,
        "currency": operator.currency,
        "status": operator.status.value,
    }
