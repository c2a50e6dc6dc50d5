"""`operator create` and `operator list`."""

from __future__ import annotations

import argparse
from typing import Any

from gateway.cli.output import result, say, table
from gateway.container import Gateway
from gateway.domain.access import Caller
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
    verbs.add_parser("list", help="list all operators").set_defaults(run=_list)


async def _create(gateway: Gateway, caller: Caller, chosen: argparse.Namespace) -> None:
    company = await gateway.directory.company_by_name(chosen.company)
    try:
        operator = await gateway.directory.create_operator(
            caller, company.company_id, chosen.name, chosen.timezone, chosen.currency
        )
        say(f"Created the operator {operator.name} of {company.name}.")
    except OperatorExists:
        operator = await gateway.directory.operator_by_name(chosen.name, company.company_id)
        if (operator.timezone, operator.currency) != (chosen.timezone, chosen.currency):
            raise OperatorExists(
                f"The operator {operator.name} exists already, in {operator.timezone} with {operator.currency}."
            ) from None
        say(f"The operator {operator.name} exists already; nothing changed.")
    result(str(operator.operator_id))


async def _list(gateway: Gateway, caller: Caller, chosen: argparse.Namespace) -> None:
    rows: list[tuple[str, ...]] = []
    cursor = ""
    while True:
        operators, cursor, _ = await gateway.directory.operators(caller, cursor, MAX_SIZE)
        rows += [
            (str(one.operator_id), one.company_name, one.name, one.timezone, one.currency, one.status.value)
            for one in operators
        ]
        if not cursor:
            break
    table(("ID", "COMPANY", "NAME", "TIMEZONE", "CURRENCY", "STATUS"), rows)
