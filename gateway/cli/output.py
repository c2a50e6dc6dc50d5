"""How commands speak: results on standard output, words for people on standard error, lists as columns."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def result(text: str) -> None:
    """What a script wants to read, alone on its line."""
    sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """What a person wants to know."""
    sys.stderr.write(f"{text}\n")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest value."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
