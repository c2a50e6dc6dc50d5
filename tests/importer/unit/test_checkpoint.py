"""Checkpoints: whole or not at all, one for each file, mapping and operator, held by one importer at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from importer.checkpoint import Checkpoint, Progress
from importer.errors import AlreadyRunning, FileError
from importer.mapping import FileMapping
from importer.records import Bet, Record, Reject, Transfer
from importer.rejects import Extent
from importer.tally import Tally

AT = datetime(2021, 11, 20, 19, 44, 19, tzinfo=UTC)


def checkpoint(folder: Path, content: str = "c", mapping: FileMapping | None = None, operator: str = "o") -> Checkpoint:
    return Checkpoint(folder, content, mapping or FileMapping(), operator, "bets.csv")


def some_tally() -> Tally:
    tally = Tally(rows=4, recorded=2, duplicates=1, players=1)
    tally.count(Record("ann", AT, "BIT", Bet("1", "", "g", "", 500, 625, None)))
    tally.count(Record("ann", AT, "BIT", Bet("2", "", "g", "", 300, None, None)))
    tally.count(Record("ann", AT, "JPY", Transfer("d", 70, "pix", out=False)))
    tally.reject(Reject("BAD_TIME", "placed_at", "…"))
    return tally


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    one = checkpoint(tmp_path / "imports")
    assert one.load() is None
    one.save(Progress(some_tally(), Extent(42, "abc")))
    assert one.load() == Progress(some_tally(), Extent(42, "abc"), complete=False)
    one.save(Progress(some_tally(), Extent(), complete=True))
    assert one.load() == Progress(some_tally(), Extent(), complete=True)
    assert [path.suffix for path in (tmp_path / "imports").iterdir()] == [".json"]


def test_another_file_mapping_or_operator_has_another_checkpoint(tmp_path: Path) -> None:
    paths = {
        checkpoint(tmp_path).path,
        checkpoint(tmp_path, content="d").path,
        checkpoint(tmp_path, mapping=replace(FileMapping(), rounding="half_even")).path,
        checkpoint(tmp_path, operator="p").path,
    }
    assert len(paths) == 4
    assert checkpoint(tmp_path).path in paths


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tally": {}}', '{"tally": {"sums": {}, "x": 1}, "rejects": []}'])
def test_a_damaged_checkpoint_is_none(tmp_path: Path, content: str) -> None:
    one = checkpoint(tmp_path)
    one.path.write_text(content)
    assert one.load() is None


def test_only_one_importer_holds_it(tmp_path: Path) -> None:
    with (
        checkpoint(tmp_path).held(),
        pytest.raises(AlreadyRunning, match="Another importer is at work"),
        checkpoint(tmp_path).held(),
    ):
        pass
    with checkpoint(tmp_path).held():
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="choose another with --home"):
        checkpoint(tmp_path / "file" / "imports")


def test_totals_are_exact_strings_by_currency() -> None:
    bit, jpy = some_tally().totals()
    assert bit == {
        "currency": "BIT",
        "bets": 2,
        "open_bets": 1,
        "turnover": "8.00",
        "payouts": "6.25",
        "ggr": "-1.25",
        "deposits": "0.00",
        "withdrawals": "0.00",
    }
    assert (jpy["currency"], jpy["deposits"]) == ("JPY", "70")
