"""Mappings: read from YAML and flags, and every mistake named by its key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from importer import columns, mapping
from importer.errors import MappingError

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "bustabit.yaml"
COLUMNS = {"bet_id": "Id", "player": "Who", "stake": "Bet", "placed_at": "When"}
CONSTANTS = {"currency": "EUR", "game": "dice"}


def good(**changes: Any) -> dict[str, Any]:
    return {"columns": dict(COLUMNS), "constants": dict(CONSTANTS), **changes}


def test_the_example_reads() -> None:
    example = mapping.load(EXAMPLE, {})
    assert example.encoding == "latin-1"
    assert example.columns["profit"] == "Profit"
    assert example.constants["currency"] == "BIT"
    assert set(example.null_values) == {"", "NA"}


def test_flags_win_over_the_file_key_by_key(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("encoding: latin-1\ncolumns: {bet_id: Id, player: Who, stake: Bet, placed_at: When}\n")
    read = mapping.load(file, {"encoding": "cp1252", "columns": {"stake": "Wager"}, "constants": CONSTANTS})
    assert (read.encoding, read.columns["stake"], read.columns["player"]) == ("cp1252", "Wager", "Who")


def test_mappings_that_read_otherwise_have_other_fingerprints() -> None:
    same = mapping.build(good(null_values=["NA", "-"]))
    assert same.fingerprint() == mapping.build(good(null_values=["-", "NA"])).fingerprint()
    assert same.fingerprint() != mapping.build(good(rounding="half_even")).fingerprint()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (good(colums={}), "colums: there is no such key. Did you mean 'columns'?"),
        ({"columns": {**COLUMNS, "user": "U"}, "constants": CONSTANTS}, "columns.user: there is no such key.*'player'"),
        ({"columns": COLUMNS, "constants": {**CONSTANTS, "stake": "1"}}, "constants.stake: there is no such key"),
        ({"columns": COLUMNS, "constants": {"game": "dice"}}, "columns.currency: is missing.*--currency CODE"),
        ({"columns": {"player": "Who"}, "constants": CONSTANTS}, "columns.bet_id: is missing"),
        ({"columns": {**COLUMNS, "game": "G"}, "constants": CONSTANTS}, "constants.game: is also in columns"),
        ({"columns": {**COLUMNS, "payout": "P", "profit": "Q"}, "constants": CONSTANTS}, "payout or profit, not both"),
        ({"columns": COLUMNS, "constants": {**CONSTANTS, "currency": "XXX"}}, "currency: 'XXX' is not a currency"),
        ({"columns": COLUMNS, "constants": {**CONSTANTS, "kind": "bets"}}, "constants.kind: must be bet"),
        ({"columns": [], "constants": 5}, "constants: must be a table"),
        ({"columns": COLUMNS, "constants": {**CONSTANTS, "country": False}}, "constants.country: must be text"),
        (good(encoding="klingon"), "encoding: 'klingon'"),
        (good(delimiter=";;"), "delimiter: must be one character"),
        (good(quote=","), "quote: must be one character other than the delimiter"),
        (good(timezone="Brasilia"), "timezone: 'Brasilia' is not an IANA"),
        (good(timezone="../etc/passwd"), "timezone: "),
        (good(time_format="unix"), "time_format: must be iso"),
        (good(thousands="."), "thousands: must be one character other"),
        (good(rounding="up"), "rounding: must be reject or half_even"),
        (good(missing_result="void"), "missing_result: must be lost or open"),
        (good(header="yes"), "header: must be true or false"),
        (good(null_values=[1]), "null_values: must be text"),
        (good(kinds={"bet": ["x"], "deposit": ["X"]}), "kinds: 'X' cannot mean both bet and deposit"),
        (good(kinds={"bonus": ["x"]}), "kinds.bonus: there is no such key"),
    ],
)
def test_mistakes_are_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(MappingError, match=message):
        mapping.build(settings)


def test_a_file_of_deposits_needs_no_stakes() -> None:
    read = mapping.build(
        {
            "columns": {"transaction_id": "T", "player": "P", "amount": "A", "occurred_at": "W"},
            "constants": {"kind": "deposit", "currency": "BRL"},
        }
    )
    assert read.constants["kind"] == "deposit"
    with pytest.raises(MappingError, match=r"columns\.amount"):
        mapping.build({"columns": {"transaction_id": "T", "player": "P"}, "constants": read.constants})


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a: [1", "is not YAML, line 1"), (b"- a\n- b\n", "must consist of keys"), (b"\xff\xfe\xff", "not UTF-8")],
)
def test_unreadable_mapping_files(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(content)
    with pytest.raises(MappingError, match=message):
        mapping.load(file, {})
    with pytest.raises(MappingError, match="cannot be read"):
        mapping.load(tmp_path / "absent.yaml", {})


def test_binding_names_the_available_columns() -> None:
    read = mapping.build(good())
    bound = columns.bind(read, [" Id", "Who ", "Bet", "When"])
    assert bound.get(["1", "ann", "2", "now"], "player") == "ann"
    with pytest.raises(
        MappingError, match=r"columns.stake: the column 'Bet' is not in the file, which has: Id, Who, When"
    ):
        columns.bind(read, ["Id", "Who", "When"])
    with pytest.raises(MappingError, match="'Bet' is 2 times in the file"):
        columns.bind(read, ["Id", "Who", "When", "Bet", "Bet"])


def test_ids_are_taken_as_they_stand_and_null_texts_are_not_values() -> None:
    read = mapping.build({"columns": {**COLUMNS, "game": "G"}, "constants": {"currency": "EUR"}, "null_values": ["NA"]})
    bound = columns.bind(read, ["Id", "Who", "Bet", "When", "G"])
    cells = ["NA", "NA", " NA ", "", "NA"]
    assert bound.get(cells, "player") == "NA"
    assert bound.get(cells, "bet_id") == "NA"
    assert [bound.get(cells, key) for key in ("stake", "placed_at", "game", "provider")] == ["", "", "", ""]
