"""The file of rejected rows: readable by the same mapping, private, and the same after an interruption."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from importer.errors import FileError
from importer.mapping import FileMapping
from importer.reading import Row
from importer.records import Reject
from importer.rejects import HEADER, Extent, Rejects

COLUMNS = ["Id", "Who"]
ROWS = [Row(n, n + 1, [str(n), name]) for n, name in enumerate(["ann", "1-11ÔÂ", 'a;b "c"', "x\ny"], 1)]
REJECT = Reject("BAD_AMOUNT", "stake", "Bet: 'x' is not a number.")
MAPPING = FileMapping(delimiter=";")


def write(path: Path, rows: list[Row], keep: Extent | None = None) -> Extent:
    rejects = Rejects(path, COLUMNS, MAPPING, keep or Extent())
    for row in rows:
        rejects.add(row, REJECT)
    extent = rejects.confirmed()
    rejects.close()
    return extent


def test_rows_stand_as_they_were_with_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write(path, ROWS)
    with path.open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file, delimiter=";"))
    assert read[0] == [*HEADER, *COLUMNS]
    assert read[2] == ["3", "BAD_AMOUNT", "stake", "Bet: 'x' is not a number.", "2", "1-11ÔÂ"]
    assert [row[-1] for row in read[1:]] == ["ann", "1-11ÔÂ", 'a;b "c"', "x\ny"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_value_cannot_become_a_row_of_its_own(tmp_path: Path, end: str) -> None:
    path = tmp_path / "r.csv"
    write(path, [Row(1, 2, ["1", f"ann{end}mallory"])])
    with path.open(encoding="utf-8", newline="") as file:
        _, *read = csv.reader(file, delimiter=";")
    assert [row[-2:] for row in read] == [["1", f"ann{end}mallory"]]


def test_without_rejected_rows_there_is_no_file_and_an_old_one_goes(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    write(path, ROWS)
    assert write(path, []) == Extent()
    assert not path.exists()


def test_an_interrupted_run_leaves_the_same_file(tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole.csv", tmp_path / "parts.csv"
    expected = write(whole, ROWS)
    kept = write(parts, ROWS[:2])
    # Rows that were written but never confirmed go.
    with parts.open("ab") as file:
        file.write(b"half a ro")
    assert kept.holds(parts)
    assert write(parts, ROWS[2:], kept) == expected
    assert parts.read_bytes() == whole.read_bytes()


def test_an_extent_holds_only_its_own_content(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    extent = write(path, ROWS)
    assert extent.holds(path)
    assert not extent.holds(tmp_path / "absent.csv")
    path.write_bytes(path.read_bytes().replace(b"ann", b"bob"))
    assert not extent.holds(path)
    path.write_bytes(b"")
    assert not extent.holds(path)
    assert Extent().holds(tmp_path / "absent.csv")


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "precious.csv"
    path.write_text("precious")
    with pytest.raises(FileError, match="is not a file of rejected rows and is left alone"):
        write(path, ROWS)
    assert path.read_text() == "precious"
    with pytest.raises(FileError, match="cannot be written"):
        write(tmp_path / "absent" / "r.csv", ROWS)
