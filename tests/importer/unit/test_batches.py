"""Batches: file order, each player registered once just before the first row, bounded in size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer import columns, mapping
from importer.batches import Batch, Registered, batches
from importer.parsing import Parser
from importer.reading import Row

WHEN = "2021-11-20T19:44:19Z"
HEADER = ["Id", "Who", "Bet", "When", "Mail"]
MAPPING = mapping.build(
    {
        "columns": {"bet_id": "Id", "player": "Who", "stake": "Bet", "placed_at": "When", "email": "Mail"},
        "constants": {"currency": "BIT", "game": "crash"},
    }
)


def made(rows: list[list[str]], size: int, *, check: bool = False) -> list[Batch]:
    numbered: Iterator[Row] = (Row(n, n + 1, cells) for n, cells in enumerate(rows, 1))
    return list(batches(numbered, Parser(MAPPING, columns.bind(MAPPING, HEADER)), size, check=check))


def sent(found: list[Batch]) -> list[tuple[str | None, str]]:
    return [
        (one.WhichOneof("kind"), one.bet_placed.bet_id or one.player_external_id)
        for batch in found
        for one in batch.activities
    ]


def test_players_are_registered_once_before_their_first_row() -> None:
    found = made([["1", "ann", "1", WHEN, ""], ["2", "bob", "1", WHEN, ""], ["3", "ann", "1", WHEN, ""]], 1000)
    assert sent(found) == [
        ("registered", "ann"),
        ("bet_placed", "1"),
        ("registered", "bob"),
        ("bet_placed", "2"),
        ("bet_placed", "3"),
    ]
    assert found[0].registrations == {0: "ann", 2: "bob"}
    assert [entry.activity for entry in found[0].entries] == [1, 3, 4]


def test_a_registration_that_breaks_the_rules_rejects_its_row_and_the_next_one_registers() -> None:
    found = made([["1", "ann", "1", WHEN, "not a mail"], ["2", "ann", "1", WHEN, "ann@example.com"]], 1000)
    reject = found[0].entries[0].reject
    assert reject is not None
    assert (reject.reason, reject.field) == ("INVALID_FIELD", "email")
    assert sent(found) == [("registered", "ann"), ("bet_placed", "2")]


def test_a_dry_run_applies_the_contracts_rules() -> None:
    rows = [["x" * 129, "ann", "1", WHEN, ""]]
    assert made(rows, 1000)[0].entries[0].reject is None
    reject = made(rows, 1000, check=True)[0].entries[0].reject
    assert reject is not None
    assert (reject.reason, reject.field) == ("INVALID_FIELD", "bet_id")


def test_a_file_of_rejected_rows_still_makes_batches() -> None:
    found = made([["", "ann", "1", WHEN, ""]] * 50, 5)
    assert [len(batch.entries) for batch in found] == [20, 20, 10]
    assert all(not batch.activities for batch in found)


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), min_size=1, max_size=60),
    st.integers(2, 20),
)
def test_every_row_is_in_one_batch_in_order_and_no_batch_is_too_large(rows: list[tuple[str, bool]], size: int) -> None:
    cells = [[str(n), player, "1" if valid else "?", WHEN, ""] for n, (player, valid) in enumerate(rows)]
    found = made(cells, size)
    assert [entry.row.number for batch in found for entry in batch.entries] == list(range(1, len(rows) + 1))
    assert all(len(batch.activities) <= size for batch in found)
    seen: set[str] = set()
    for batch in found:
        for activity in batch.activities:
            if activity.HasField("registered"):
                assert activity.player_external_id not in seen
                seen.add(activity.player_external_id)
            else:
                assert activity.player_external_id in seen
        for entry in batch.entries:
            valid = rows[entry.row.number - 1][1]
            assert (entry.reject is None) == valid
            if valid:
                assert batch.activities[entry.activity].bet_placed.bet_id == str(entry.row.number - 1)


def test_the_player_not_seen_for_longest_is_forgotten() -> None:
    known = Registered(limit=2)
    known.add("a")
    known.add("b")
    assert "a" in known
    known.add("c")
    assert "a" in known
    assert "b" not in known


@pytest.mark.parametrize("size", [2, 3])
def test_the_smallest_batches_hold_a_registration_with_its_row(size: int) -> None:
    found = made([["1", "a", "1", WHEN, ""], ["2", "b", "1", WHEN, ""]], size)
    assert [len(batch.activities) for batch in found] == [2, 2]
