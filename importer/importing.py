"""Importing: one file from beginning to end, for real or as a dry run, and what came of it."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from importer import columns, reading
from importer.batches import Batch, batches
from importer.checkpoint import Checkpoint, Progress
from importer.confirming import Confirmations
from importer.credentials import Credentials
from importer.errors import FileError, KeyRefused
from importer.mapping import FileMapping
from importer.parsing import Parser
from importer.reading import CsvFile, Row
from importer.rejects import Rejects
from importer.reporting import Reporter, reporter
from importer.sending import Door, Sender
from importer.settings import ImporterSettings
from importer.tally import Tally

# Distinct players are counted exactly up to here, so that a dry run's memory has an end too.
_PLAYERS_COUNTED: Final = 2_000_000


@dataclass(frozen=True)
class Task:
    """What the user asked for."""

    path: Path
    mapping: FileMapping
    operator: str = ""
    company: str = ""
    rejects: Path | None = None
    from_start: bool = False
    patience: float = 60.0
    batch: int = 1000
    window: int = 4


def dry_run(task: Task) -> dict[str, Any]:
    """Reads the whole file as an import would and sums it up, with rejected rows when a place for them is given."""
    tally, players, begun = Tally(), set[int](), time.monotonic()
    with closing(CsvFile(task.path, task.mapping)) as file, closing(reporter(file.size)) as progress:
        rejects = Rejects(_guarded(task.rejects, task.path), file.header, task.mapping) if task.rejects else None
        for batch in _batches(file, file.rows(), task, check=True):
            for entry in batch.entries:
                tally.rows = entry.row.number
                if entry.reject is not None:
                    tally.reject(entry.reject)
                    if rejects:
                        rejects.add(entry.row, entry.reject)
                elif entry.record is None:
                    tally.ignored += 1
                else:
                    tally.count(entry.record)
                    if len(players) < _PLAYERS_COUNTED:
                        players.add(hash(entry.record.player))
            progress.advance(tally, batch.position)
        if rejects:
            rejects.close()
    tally.players = len(players)
    place = str(task.rejects) if task.rejects and tally.rejected else ""
    summary = _summary(task, tally, "", place, time.monotonic() - begun, 0)
    return summary | {"dry_run": True, "players_at_least": "at least " if len(players) == _PLAYERS_COUNTED else ""}


def import_file(task: Task, settings: ImporterSettings) -> dict[str, Any]:
    """Sends the file, going on where an earlier run ended. Raises ImporterError."""
    # What is wrong with the mapping or the file should show before anybody is asked for a key.
    with closing(CsvFile(task.path, task.mapping)) as file:
        columns.bind(task.mapping, file.header)
    credentials = Credentials(settings, task.operator, task.company)
    content = reading.content_hash(task.path)
    checkpoint = Checkpoint(settings.imports, content, task.mapping, credentials.operator_id, task.path.name)
    place = _guarded(task.rejects or _default_rejects(task.path, settings), task.path)
    with checkpoint.held():
        stored = None if task.from_start else checkpoint.load()
        if stored is None or not stored.rejects.holds(place):
            stored = Progress(Tally())
        before, begun = stored.tally.rows, time.monotonic()
        nothing_to_do = stored.complete
        if not nothing_to_do:
            with closing(reporter(task.path.stat().st_size, before)) as progress:
                _send(task, settings, credentials, checkpoint, stored, place, progress)
    shown = str(place) if stored.tally.rejected else ""
    seconds = time.monotonic() - begun
    summary = _summary(task, stored.tally, credentials.operator_id, shown, seconds, before)
    return summary | {"nothing_to_do": nothing_to_do}


def _send(
    task: Task,
    settings: ImporterSettings,
    credentials: Credentials,
    checkpoint: Checkpoint,
    stored: Progress,
    place: Path,
    progress: Reporter,
) -> None:
    with closing(CsvFile(task.path, task.mapping)) as file:
        rows = _after(file.rows(), stored.tally.rows)
        made = _batches(file, rows, task, check=False)
        with closing(Rejects(place, file.header, task.mapping, stored.rejects)) as rejects:
            confirmations = Confirmations(stored, rejects, checkpoint, progress)
            door = Door(settings.players_address, credentials.key(), credentials.operator_id, _authority(settings))
            if door.in_clear:
                progress.note(f"The way to {door.address} is not encrypted; others may read the key; see --players-ca.")
            sender = Sender(door, task.window, task.patience, progress.note)
            try:
                try:
                    asyncio.run(_until_stopped(sender, made, confirmations))
                except KeyRefused:
                    if not credentials.renew():
                        raise
                    sender.door = replace(door, key=credentials.key())
                    asyncio.run(_until_stopped(sender, made, confirmations))
            finally:
                confirmations.save()
            confirmations.finish()


async def _until_stopped(sender: Sender, made: Iterator[Batch], confirmations: Confirmations) -> None:
    """SIGTERM ends it like Ctrl-C: in order, with what is confirmed on disk."""
    task = asyncio.ensure_future(sender.send(made, confirmations.confirm))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


def _batches(file: CsvFile, rows: Iterator[Row], task: Task, *, check: bool) -> Iterator[Batch]:
    parser = Parser(task.mapping, columns.bind(task.mapping, file.header))
    made = batches(rows, parser, task.batch, check=check)
    for batch in made:
        batch.position = file.position()
        yield batch


def _after(rows: Iterator[Row], confirmed: int) -> Iterator[Row]:
    """The rows that are not confirmed yet."""
    for row in rows:
        if row.number > confirmed:
            yield row


def _guarded(place: Path, source: Path) -> Path:
    if place.exists() and place.samefile(source):
        raise FileError("Rejected rows cannot go into the file that is imported; choose another place with --rejects.")
    return place


def _default_rejects(path: Path, settings: ImporterSettings) -> Path:
    """Beside the file, or with the checkpoints when that folder is not ours to write to."""
    name = f"{path.name}.rejected.csv"
    return path.with_name(name) if os.access(path.absolute().parent, os.W_OK) else settings.imports / name


def _authority(settings: ImporterSettings) -> bytes | None:
    """The certificates that vouch for the door; None for a door without TLS."""
    if settings.players_ca is None:
        return None
    path = settings.players_ca
    if str(path) == "system":
        path = Path(ssl.get_default_verify_paths().cafile or "")
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"The certificates {path} cannot be read: {error.strerror}.") from error


def _summary(
    task: Task, tally: Tally, operator_id: str, rejects: str, seconds: float, resumed_after: int
) -> dict[str, Any]:
    return {
        "file": str(task.path),
        "operator_id": operator_id,
        "dry_run": False,
        "nothing_to_do": False,
        "rows": tally.rows,
        "recorded": tally.recorded,
        "duplicates": tally.duplicates,
        "rejected": tally.rejected,
        "ignored": tally.ignored,
        "players": tally.players,
        "from": tally.first,
        "to": tally.last,
        "totals": tally.totals(),
        "reasons": dict(sorted(tally.reasons.items())),
        "rejects": rejects,
        "resumed_after": resumed_after,
        "seconds": round(seconds, 3),
        "rows_per_second": round((tally.rows - resumed_after) / max(seconds, 1e-6), 1),
    }
