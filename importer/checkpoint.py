"""Checkpoints: how far the import of one file into one operator is confirmed, so that a rerun goes on from there."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from importer.errors import AlreadyRunning, FileError
from importer.mapping import FileMapping
from importer.rejects import Extent
from importer.tally import Tally

_VERSION: Final = 1


@dataclass
class Progress:
    """What is confirmed: the tally of the rows so far, and the file of rejected rows as it was then."""

    tally: Tally
    rejects: Extent = field(default_factory=Extent)
    complete: bool = False


class Checkpoint:
    """The checkpoint of one file's content, read by one mapping, for one operator."""

    def __init__(self, folder: Path, content: str, mapping: FileMapping, operator_id: str, name: str) -> None:
        parts = json.dumps([_VERSION, content, mapping.fingerprint(), operator_id])
        self.path = folder / f"{hashlib.sha256(parts.encode()).hexdigest()[:40]}.json"
        self._about = {"file": name, "operator_id": operator_id}
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise FileError(f"{folder} cannot be written: {error.strerror}; choose another with --home.") from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps other importers off while the block runs. Raises AlreadyRunning."""
        with self.path.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(
                    "Another importer is at work on this file for this operator; wait for it or stop it."
                ) from None
            yield

    def load(self) -> Progress | None:
        """What was confirmed; None when nothing was, or when the checkpoint cannot be read."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            stored: dict[str, Any] = json.loads(self.path.read_text())
            return Progress(Tally.restored(stored["tally"]), Extent(*stored["rejects"]), bool(stored["complete"]))
        return None

    def save(self, progress: Progress) -> None:
        """Replaces the checkpoint, whole or not at all."""
        stored = self._about | {
            "tally": progress.tally.stored(),
            "rejects": list(progress.rejects),
            "complete": progress.complete,
        }
        descriptor, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=".checkpoint.")
        try:
            with os.fdopen(descriptor, "w") as file:
                json.dump(stored, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
