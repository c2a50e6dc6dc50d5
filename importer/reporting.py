"""Reporting: how far the import is, on a terminal as a bar, elsewhere as plain lines; and the summary at its end."""

from __future__ import annotations

import time
from typing import Any, Final, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from importer.tally import Tally

_LINE_SECONDS: Final = 5.0


class Reporter(Protocol):
    """Hears of every confirmed batch."""

    def advance(self, tally: Tally, position: int) -> None:
        """The tally so far, and how many bytes of the file it covers."""

    def note(self, text: str) -> None:
        """Something a person should know meanwhile."""

    def close(self) -> None:
        """The end."""


class _Rate:
    """Rows per second of this run."""

    def __init__(self, rows: int) -> None:
        self._started = time.monotonic()
        self._from = rows

    def of(self, rows: int) -> float:
        return (rows - self._from) / max(time.monotonic() - self._started, 1e-6)


class Bar:
    """A progress bar on standard error."""

    def __init__(self, size: int, rows: int) -> None:
        self._rate = _Rate(rows)
        self._progress = Progress(
            TextColumn("{task.fields[rows]:,} rows"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]:,.0f} rows/s"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[outcomes]}"),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task("import", total=max(size, 1), rows=0, rate=0.0, outcomes="")
        self._progress.start()

    def advance(self, tally: Tally, position: int) -> None:
        self._progress.update(
            self._task, completed=position, rows=tally.rows, rate=self._rate.of(tally.rows), outcomes=outcomes(tally)
        )

    def note(self, text: str) -> None:
        self._progress.console.print(text, style="yellow", markup=False)

    def close(self) -> None:
        self._progress.stop()


class Lines:
    """A line on standard error every few seconds."""

    def __init__(self, size: int, rows: int) -> None:
        self._rate = _Rate(rows)
        self._size = max(size, 1)
        self._due = time.monotonic() + _LINE_SECONDS

    def advance(self, tally: Tally, position: int) -> None:
        rate = self._rate.of(tally.rows)
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + _LINE_SECONDS
            self.note(f"{tally.rows:,} rows ({position / self._size:.0%}), {rate:,.0f} rows/s, {outcomes(tally)}")

    def note(self, text: str) -> None:
        click.echo(text, err=True)

    def close(self) -> None:
        """Nothing is open."""


def reporter(size: int, rows: int = 0) -> Reporter:
    """A bar where one can be seen, else lines; for a file of `size` bytes of which `rows` rows are done."""
    return Bar(size, rows) if Console(stderr=True).is_terminal else Lines(size, rows)


def outcomes(tally: Tally) -> str:
    """The counts in words."""
    sent = [f"{tally.recorded:,} recorded", f"{tally.duplicates:,} duplicates"]
    parts = sent if tally.recorded or tally.duplicates else []  # a dry run has neither
    parts += [f"{tally.rejected:,} rejected"]
    return ", ".join(parts + ([f"{tally.ignored:,} ignored"] if tally.ignored else []))


def text(summary: dict[str, Any]) -> str:
    """The summary for people."""
    lines = []
    rows = f"{summary['rows']:,} rows"
    if summary["dry_run"]:
        accepted = summary["rows"] - summary["rejected"] - summary["ignored"]
        ignored = f", {summary['ignored']:,} ignored" if summary["ignored"] else ""
        lines.append(f"Dry run: {rows}: {accepted:,} to send, {summary['rejected']:,} rejected{ignored}; nothing sent.")
    elif summary["nothing_to_do"]:
        lines.append(f"Nothing to do: all {rows} were confirmed before (--from-start sends them again).")
    else:
        lines.append(
            f"{rows} in {summary['seconds']:.1f} s ({summary['rows_per_second']:,.0f} rows/s)"
            + (f", going on after row {summary['resumed_after']:,}" if summary["resumed_after"] else "")
            + "."
        )
    if not summary["dry_run"]:
        ignored = f", {summary['ignored']:,} ignored" if summary["ignored"] else ""
        lines.append(
            f"recorded {summary['recorded']:,}, duplicates {summary['duplicates']:,}, "
            f"rejected {summary['rejected']:,}{ignored}; players registered {summary['players']:,}"
        )
    else:
        lines.append(f"players {summary['players_at_least']}{summary['players']:,}")
    if summary["from"]:
        lines.append(f"period {summary['from']} to {summary['to']}")
    for sums in summary["totals"]:
        lines.append(
            f"{sums['currency']}: bets {sums['bets']:,}"
            + (f" ({sums['open_bets']:,} open)" if sums["open_bets"] else "")
            + f", turnover {sums['turnover']}, payouts {sums['payouts']}, GGR {sums['ggr']}"
            + f", deposits {sums['deposits']}, withdrawals {sums['withdrawals']}"
        )
    for why, count in summary["reasons"].items():
        lines.append(f"rejected {count:,}: {why}")
    if summary["rejects"]:
        lines.append(f"Rejected rows: {summary['rejects']}")
    return "\n".join(lines)
