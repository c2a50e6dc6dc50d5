"""The file of rejected rows: each as it stood, with its line, the reason, the field and a sentence."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from importer.errors import FileError
from importer.mapping import FileMapping
from importer.reading import Row
from importer.records import Reject

HEADER: Final = ("rejected_line", "rejected_reason", "rejected_field", "rejected_message")


class Extent(NamedTuple):
    """How much of the file is confirmed, and the SHA-256 of that much."""

    bytes: int = 0
    digest: str = ""

    def holds(self, path: Path) -> bool:
        """Whether the file still begins with it."""
        if not self.bytes:
            return True
        try:
            with path.open("rb") as file:
                return _digest(file, self.bytes).hexdigest() == self.digest
        except OSError:
            return False


class Rejects:
    """Written as the import goes, in file order, UTF-8, delimiter and columns of the original after ours.

    The file appears with the first rejected row. Of an earlier run's file the confirmed extent is kept and the rest
    written anew, so that an import that was interrupted leaves the same file as one that was not.
    """

    def __init__(self, path: Path, columns: Sequence[str], mapping: FileMapping, keep: Extent = Extent()) -> None:  # noqa: B008
        self.path = path
        self._columns = list(columns)
        self._mapping = mapping
        self._file: IO[bytes] | None = None
        self._bytes, self._digest = keep.bytes, hashlib.sha256()
        if keep.bytes:
            with path.open("rb") as file:
                self._digest = _digest(file, keep.bytes)
            os.truncate(path, keep.bytes)
            self._file = self._open(os.O_APPEND)
        else:
            self._clear()

    def add(self, row: Row, reject: Reject) -> None:
        """Adds a row."""
        if self._file is None:
            self._file = self._open(os.O_TRUNC)
            self._write([*HEADER, *self._columns])
        self._write([str(row.line), reject.reason, reject.field, reject.message, *row.cells])

    def confirmed(self) -> Extent:
        """Forces what was added to the disk and says how much it is."""
        if self._file is None:
            return Extent()
        self._file.flush()
        os.fsync(self._file.fileno())
        return Extent(self._bytes, self._digest.hexdigest())

    def close(self) -> None:
        """Closes the file, when there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, cells: list[str]) -> None:
        assert self._file is not None
        text = io.StringIO(newline="")
        quote = self._mapping.quote or '"'
        csv.writer(
            text,
            delimiter=self._mapping.delimiter,
            quotechar=quote,
            lineterminator="\n",
            # Before Python 3.13 a lone CR would stand unquoted, and what follows it be read as a row of its own.
            quoting=csv.QUOTE_ALL if any("\r" in cell for cell in cells) else csv.QUOTE_MINIMAL,
        ).writerow(cells)
        # Bytes that a declared encoding turned into lone surrogates have no UTF-8 form.
        data = text.getvalue().encode("utf-8", "backslashreplace")
        self._file.write(data)
        self._digest.update(data)
        self._bytes += len(data)

    def _open(self, how: int) -> IO[bytes]:
        try:
            # Rows may hold personal data: nobody else may read them.
            return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | how, 0o600), "wb")
        except OSError as error:
            raise FileError(
                f"The rejected rows cannot be written to {self.path}: {error.strerror}; choose a place with --rejects."
            ) from error

    def _clear(self) -> None:
        """Removes the file of an earlier run; refuses to touch a file that is not one of ours."""
        try:
            with self.path.open("rb") as file:
                ours = file.read(len(HEADER[0])) == HEADER[0].encode()
        except FileNotFoundError:
            return
        except OSError as error:
            raise FileError(f"The rejected rows cannot be written to {self.path}: {error.strerror}.") from error
        if not ours:
            raise FileError(
                f"{self.path} is not a file of rejected rows and is left alone; choose another place with --rejects."
            )
        self.path.unlink()


def _digest(file: IO[bytes], size: int) -> hashlib._Hash:
    """SHA-256 of the first `size` bytes."""
    digest = hashlib.sha256()
    while size and (chunk := file.read(min(size, 1 << 20))):
        digest.update(chunk)
        size -= len(chunk)
    return digest
