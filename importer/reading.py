"""Reading: a CSV in any encoding, plain or gzipped, as a stream of rows that remember their line."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple, cast

from importer.errors import FileError
from importer.mapping import FileMapping

_GZIP: Final = b"\x1f\x8b"
_BUFFER: Final = 1 << 20
_LONGEST_FIELD: Final = 1 << 20


class Row(NamedTuple):
    """One row as it stands. `number` counts rows from 1; `line` is where it begins in the file."""

    number: int
    line: int
    cells: list[str]


class CsvFile:
    """One open file. Blank lines are no rows; memory does not grow with the file."""

    def __init__(self, path: Path, mapping: FileMapping) -> None:
        self._path = path
        self._mapping = mapping
        self._raw = _open(path)
        self.size = path.stat().st_size
        packed = self._raw.read(2) == _GZIP
        self._raw.seek(0)
        data = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw)) if packed else self._raw
        self._text = io.TextIOWrapper(data, encoding=_encoding(mapping.encoding), errors="strict", newline="")
        csv.field_size_limit(_LONGEST_FIELD)
        if mapping.quote:
            self._csv = csv.reader(self._text, delimiter=mapping.delimiter, quotechar=mapping.quote)
        else:
            self._csv = csv.reader(self._text, delimiter=mapping.delimiter, quoting=csv.QUOTE_NONE)
        self._lines = self._numbered()
        self._first: list[str] | None = None
        try:
            self.header = self._header()
        except FileError:
            self.close()
            raise

    def position(self) -> int:
        """How many bytes of the file are read, for progress."""
        return self._raw.tell()

    def rows(self) -> Iterator[Row]:
        """Every row below the header. Raises FileError where the file stops being what it was declared to be."""
        number = 0
        if self._first is not None:
            number = 1
            yield Row(1, 1, self._first)
        for line, cells in self._lines:
            if cells:
                number += 1
                yield Row(number, line, cells)

    def close(self) -> None:
        """Closes the file."""
        self._text.close()
        self._raw.close()

    def _header(self) -> list[str]:
        cells = next((cells for _, cells in self._lines if cells), None)
        if cells is None:
            raise FileError(f"{self._path} is empty.")
        if self._mapping.header:
            return cells
        self._first = cells
        return [str(position) for position in range(1, len(cells) + 1)]

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._csv.line_num + 1
            try:
                cells = next(self._csv)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                # The decoder takes in a block only when no whole line is left of the one before.
                at = line + error.object[: error.start].count(b"\n")
                raise FileError(
                    f"{self._path}, line {at}: the byte 0x{error.object[error.start]:02X} is not "
                    f"{self._mapping.encoding}; name the file's encoding (--encoding latin-1, for example)."
                ) from None
            except UnicodeError as error:
                raise FileError(f"{self._path} is not {self._mapping.encoding}: {error}.") from None
            except csv.Error as error:
                hint = " If quotation marks are ordinary characters, map quote: ''." if self._mapping.quote else ""
                raise FileError(f"{self._path}, line {line}: {error}.{hint}") from None
            except (EOFError, gzip.BadGzipFile, OSError) as error:
                raise FileError(f"{self._path} breaks off after line {line - 1}: {error}.") from None
            yield line, cells


def content_hash(path: Path) -> str:
    """SHA-256 of the file's bytes. Raises FileError."""
    with _open(path) as file:
        return hashlib.file_digest(cast(io.BufferedReader, file), "sha256").hexdigest()


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb", buffering=_BUFFER)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from error


def _encoding(name: str) -> str:
    """UTF-8 with its byte order mark left out, when there is one."""
    return "utf-8-sig" if name.lower().replace("_", "-") in ("utf-8", "utf8") else name
