"""The second place of checkpoints: a folder in which each is written once, read-only and synced to disk."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

_SUFFIX: Final = ".checkpoint"


class Copies:
    """A folder per day, `YYYY/MM/DD`, and in it a file per checkpoint, named by size and time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, size: int, signed_at: datetime, note: str) -> Path:
        """Writes a note where there is none yet; raises FileExistsError rather than touch one that is there."""
        folder = self._folder / signed_at.strftime("%Y/%m/%d")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{size:020d}-{signed_at.strftime('%H%M%S%f')}{_SUFFIX}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        with os.fdopen(descriptor, "wb") as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        _sync(folder)
        return path

    def newest(self) -> tuple[Path, str] | None:
        """The note of the largest size; a file cut short by a crash holds none and is passed over."""
        for path in sorted(self._files(), key=lambda path: path.name, reverse=True):
            if note := read(path):
                return path, note
        return None

    def sizes(self) -> list[tuple[int, Path]]:
        """Every copy with the size in its name, smallest first."""
        return sorted((int(path.name.partition("-")[0]), path) for path in self._files())

    def _files(self) -> Iterator[Path]:
        return self._folder.rglob(f"{'[0-9]' * 20}-*{_SUFFIX}")


def read(path: Path) -> str:
    """The text of a copy."""
    return path.read_text(errors="replace")


def _sync(folder: Path) -> None:
    """Makes the folder's new name durable, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
