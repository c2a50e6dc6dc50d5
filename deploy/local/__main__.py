"""The command line of ./daybook: what each command is called and takes; the work is in the other modules."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from deploy.local.errors import LaunchError
from deploy.local.home import ROOT, Home

HomeOption = Callable[..., object]
PASS_ON = {"ignore_unknown_options": True, "help_option_names": []}


def home_option(command: HomeOption) -> HomeOption:
    """--home DIR on a command, also from DAYBOOK_HOME; handed over as a Home."""
    return click.option(
        "--home",
        envvar="DAYBOOK_HOME",
        default=str(ROOT / ".daybook"),
        type=lambda value: Home(Path(value)),
        metavar="DIR",
        help="State folder (default: DAYBOOK_HOME, else .daybook beside this script).",
    )(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Daybook on this machine: ./daybook up starts everything."""


@cli.command()
@home_option
@click.option("--detach", "-d", is_flag=True, help="Return once everything is ready.")
@click.option("--no-demo", is_flag=True, help="Do not load the demo company.")
@click.option("--port-base", type=int, metavar="N", help="Gateway on N, the others on the following ports.")
def up(home: Home, detach: bool, no_demo: bool, port_base: int | None) -> None:
    """Start the suite and print its address."""
    from deploy.local import starting

    starting.up(home, detach=detach, demo=not no_demo, port_base=port_base)


@cli.command()
@home_option
def down(home: Home) -> None:
    """Stop the suite."""
    from deploy.local import starting

    starting.down(home)


@cli.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(home: Home, as_json: bool) -> None:
    """Show each process: state, port, version, pid, memory, time up."""
    from deploy.local import status as module

    sys.exit(module.show(home, as_json=as_json))


@cli.command()
@home_option
@click.argument("service", required=False)
@click.option("--follow", "-f", is_flag=True, help="Keep printing what comes.")
@click.option("--lines", "-n", type=int, default=100, show_default=True, help="How many of the last lines.")
def logs(home: Home, service: str | None, follow: bool, lines: int) -> None:
    """Print the logs of all processes or of one."""
    from deploy.local import logs as module

    module.show(home, service, follow=follow, lines=lines)


@cli.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests; every argument goes to pytest."""
    from deploy.local import checking

    checking.test(arguments)


@cli.command()
def check() -> None:
    """Lint, types, import contracts, proto lint and drift, and the same for the web app."""
    from deploy.local import checking

    sys.exit(checking.check())


@cli.command(context_settings=PASS_ON)
@home_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(home: Home, arguments: tuple[str, ...]) -> None:
    """Run a benchmark: bench NAME [--scale S]."""
    from deploy.local import delegates

    delegates.bench(home, arguments)


@cli.command(context_settings=PASS_ON)
@home_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def audit(home: Home, arguments: tuple[str, ...]) -> None:
    """The audit log: audit verify."""
    from deploy.local import delegates

    delegates.maintain("audit", home, arguments)


@cli.command(context_settings=PASS_ON)
@home_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def service(home: Home, arguments: tuple[str, ...]) -> None:
    """Maintain a service: service NAME dead-letters | republish | migrate."""
    from deploy.local import delegates

    delegates.maintain(arguments[0] if arguments else "", home, arguments[1:])


def _delegate(name: str, help_text: str) -> None:
    """A command that another package carries out, with the environment of the running suite."""

    @cli.command(name, help=help_text, context_settings=PASS_ON)
    @home_option
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def command(home: Home, arguments: tuple[str, ...]) -> None:
        from deploy.local import delegates

        delegates.run(name, home, arguments)


_delegate("company", "Create and list companies.")
_delegate("operator", "Create and list operators.")
_delegate("staff", "Staff, their API keys and platform keys.")
_delegate("import", "Import a history: import bets FILE --operator NAME …")


def main() -> None:
    try:
        cli(prog_name="./daybook", standalone_mode=True)
    except LaunchError as error:
        for line in error.details:
            click.echo(f"  {line}", err=True)
        click.echo(f"daybook: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


if __name__ == "__main__":
    main()
