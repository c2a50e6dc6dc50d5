"""`company create` and `company list`."""

from __future__ import annotations

import argparse
from typing import Any

from gateway.cli.output import result, say, table
from gateway.core import Core
from gateway.domain.access import Caller
from gateway.errors import CompanyExists
from kit.paging import MAX_SIZE


def add_commands(nouns: Any) -> None:
    """Adds the commands to the parser."""
    verbs = nouns.add_parser("company", help="companies own operators").add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="create a company; creating it again changes nothing")
    create.add_argument("--name", required=True)
    create.add_argument("--currency", required=True, help="the reporting currency, such as EUR")
    create.set_defaults(run=_create)
    verbs.add_parser("list", help="list all companies").set_defaults(run=_list)


async def _create(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    try:
        company = await core.directory.create_company(caller, chosen.name, chosen.currency)
        say(f"Created the company {company.name}.")
    except CompanyExists:
        company = await core.directory.company_by_name(chosen.name)
        if company.currency != chosen.currency:
            raise CompanyExists(
                f"The company {company.name} exists already, with the currency {company.currency}."
            ) from None
        say(f"The company {company.name} exists already; nothing changed.")
    result(str(company.company_id))


async def _list(core: Core, caller: Caller, chosen: argparse.Namespace) -> None:
    rows: list[tuple[str, str, str]] = []
    cursor = ""
    while True:
        companies, cursor, _ = await core.directory.companies(caller, cursor, MAX_SIZE)
        rows += [(str(company.company_id), company.name, company.currency) for company in companies]
        if not cursor:
            break
    table(("ID", "NAME", "CURRENCY"), rows)
