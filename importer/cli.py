"""The command line: `bets FILE …`, its options into a task, and a failure into one line."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import click
from pydantic import SecretStr

from importer import importing, mapping, reporting
from importer.errors import FileError, ImporterError
from importer.importing import Task
from importer.settings import ImporterSettings

REJECTED = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Bring a history into Daybook."""


def _pairs(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        key, equals, what = value.partition("=")
        if not equals:
            raise click.BadParameter(f"{value!r} is not KEY=VALUE.")
        pairs[key.strip()] = what
    return pairs


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--operator", default="", metavar="NAME", help="Whose bets these are: the operator's name or id.")
@click.option("--company", default="", metavar="NAME", help="The operator's company, when two have one of that name.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), metavar="YAML", help="What columns mean.")
@click.option("--column", multiple=True, callback=_pairs, metavar="KEY=COLUMN", help="One column of the mapping.")
@click.option("--constant", multiple=True, callback=_pairs, metavar="KEY=VALUE", help="A value for the whole file.")
@click.option("--currency", metavar="CODE", help="The currency of all amounts (--constant currency=CODE).")
@click.option("--encoding", help="Of the file: utf-8, latin-1, …")
@click.option("--delimiter", help="Between columns; \\t for a tab.")
@click.option("--quote", help="Quotation mark; '' for none.")
@click.option("--null", "nulls", multiple=True, metavar="TEXT", help="A text that means no value, such as NA.")
@click.option("--timezone", metavar="ZONE", help="Of times that name none: UTC, America/Sao_Paulo, …")
@click.option("--time-format", metavar="FORMAT", help="iso, epoch_seconds, epoch_millis, epoch_micros or %d/%m/%Y …")
@click.option("--decimal-comma", is_flag=True, help="Amounts are written 12,34.")
@click.option("--thousands", metavar="SIGN", help="The sign between thousands.")
@click.option("--rounding", metavar="RULE", help="Amounts with too many decimals: reject or half_even.")
@click.option("--missing-result", metavar="RULE", help="A bet without payout or profit: lost or open.")
@click.option("--dry-run", is_flag=True, help="Read the whole file and sum it up; send nothing.")
@click.option("--from-start", is_flag=True, help="Send every row again; known ones are answered as duplicates.")
@click.option("--rejects", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="For rejected rows.")
@click.option("--patience", type=click.FloatRange(0), default=60, show_default=True, help="Seconds of waiting.")
@click.option("--platform-key", metavar="KEY", help="The operator's key; better in DAYBOOK_PLATFORM_KEY.")
@click.option("--players", metavar="HOST:PORT", help="The players service; also DAYBOOK_PLAYERS_ADDRESS.")
@click.option("--players-ca", metavar="PEM", help="TLS authority of the door; 'system' for the machine's own.")
@click.option("--home", type=click.Path(path_type=Path), metavar="DIR", help="State folder; also DAYBOOK_HOME.")
@click.option("--batch", type=click.IntRange(2, 1000), default=1000, show_default=True, help="Activities in a request.")
@click.option("--window", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests in flight.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def bets(
    file: Path,
    operator: str,
    company: str,
    mapping_file: Path | None,
    rejects: Path | None,
    dry_run: bool,
    from_start: bool,
    patience: float,
    batch: int,
    window: int,
    as_json: bool,
    **options: Any,
) -> None:
    """Import bets, deposits and withdrawals from a CSV, plain or gzipped.

    Ends with 0 when every row was recorded or known already, with 2 when some were rejected. Run it again at any time:
    it goes on where it ended.
    """
    if not file.is_file():
        raise FileError(f"{file} is not a file.")
    task = Task(
        path=file,
        mapping=mapping.load(mapping_file, _mapping_flags(options)),
        operator=operator,
        company=company,
        rejects=rejects,
        from_start=from_start,
        patience=patience,
        batch=batch,
        window=window,
    )
    summary = importing.dry_run(task) if dry_run else importing.import_file(task, _settings(options))
    click.echo(json.dumps(summary, indent=2) if as_json else reporting.text(summary))
    if summary["rejected"]:
        sys.exit(REJECTED)


def _mapping_flags(options: dict[str, Any]) -> dict[str, Any]:
    """The keys of a mapping that were given as options."""
    flags = {
        key: options[key]
        for key in ("encoding", "quote", "timezone", "time_format", "thousands", "rounding", "missing_result")
        if options[key] is not None
    }
    if options["delimiter"] is not None:
        flags["delimiter"] = "\t" if options["delimiter"] == "\\t" else options["delimiter"]
    if options["decimal_comma"]:
        flags["decimal_comma"] = True
    if options["nulls"]:
        flags["null_values"] = list(options["nulls"])
    constants = dict(options["constant"])
    if options["currency"] is not None:
        constants["currency"] = options["currency"]
    if constants:
        flags["constants"] = constants
    if options["column"]:
        flags["columns"] = options["column"]
    return flags


def _settings(options: dict[str, Any]) -> ImporterSettings:
    """The environment's settings, with the options over them."""
    given: dict[str, Any] = {}
    if options["platform_key"]:
        given["platform_key"] = SecretStr(options["platform_key"])
    if options["players"]:
        given["players_address"] = options["players"]
    if options["players_ca"]:
        given["players_ca"] = Path(options["players_ca"])
    if options["home"]:
        given["home"] = options["home"]
    return ImporterSettings(**given)


def main() -> None:
    """Runs the command; every expected failure is one line."""
    try:
        cli(prog_name="import", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(ImporterError.exit_code)  # click's own 2 says here that rows were rejected
    except ImporterError as error:
        click.echo(f"import: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort, asyncio.CancelledError):
        click.echo("import: stopped; run the same command again to go on from here.", err=True)
        sys.exit(130)
