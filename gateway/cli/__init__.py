"""The administrator's command line: `company`, `operator` and `staff`, straight on the gateway's database.

Whoever may run it on this machine, with its secrets, owns the installation. What it does is recorded like everything
else, under the name of the operating system's user, and announced by the running gateway. A result that a script wants
(a key, a password) stands alone on standard output, what is for people on standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import pwd
import sys
from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy.exc import ProgrammingError

from gateway import core
from gateway.cli import company, operator, staff
from gateway.domain.access import command_line
from gateway.settings import GatewaySettings
from kit.db import is_outage
from kit.errors import DomainError


def main(arguments: Sequence[str]) -> int:
    """Runs one command; 0 when it went well, 1 with one line on standard error when not, 2 for wrong arguments."""
    chosen = parser().parse_args(arguments)
    try:
        settings = GatewaySettings()  # from the environment
        asyncio.run(_run(settings, chosen))
    except DomainError as error:
        return _fail(error.message)
    except ValidationError as error:
        names = ", ".join(f"DAYBOOK_{problem['loc'][0]}".upper() for problem in error.errors() if problem["loc"])
        return _fail(f"These settings are missing or wrong: {names}.")
    except (ProgrammingError, OSError, ValueError) as error:
        if isinstance(error, ProgrammingError):
            return _fail("The gateway's database is not migrated; start the gateway first.")
        return _fail("The database does not answer." if is_outage(error) else str(error))
    except Exception as error:
        if is_outage(error):
            return _fail("The database does not answer.")
        raise
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(prog="daybook", description="Companies, operators, staff and keys.")
    nouns = top.add_subparsers(dest="noun", required=True)
    company.add_commands(nouns)
    operator.add_commands(nouns)
    staff.add_commands(nouns)
    return top


async def _run(settings: GatewaySettings, chosen: argparse.Namespace) -> None:
    caller = command_line(pwd.getpwuid(os.getuid()).pw_name)
    async with core.opened(settings) as parts:
        await chosen.run(parts, caller, chosen)


def _fail(text: str) -> int:
    sys.stderr.write(f"daybook: {text}\n")
    return 1
