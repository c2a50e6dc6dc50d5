"""Parsing: what a row tells, or the reason and field for which it is rejected."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from importer import columns, mapping
from importer.convert import activity
from importer.parsing import Parser
from importer.reading import Row
from importer.records import Bet, Record, Reject, Transfer

NOW = datetime(2024, 1, 1, tzinfo=UTC)
AT = datetime(2021, 11, 20, 19, 44, 19, tzinfo=UTC)
WHEN = "2021-11-20T19:44:19Z"
BETS = {"bet_id": "Id", "player": "Who", "stake": "Bet", "placed_at": "When"}


def parser(header: str, extra: dict[str, str] | None = None, **settings: Any) -> Parser:
    constants = settings.pop("constants", {"currency": "BIT", "game": "crash"})
    read = mapping.build({"columns": {**BETS, **(extra or {})}, "constants": constants, **settings})
    return Parser(read, columns.bind(read, header.split(",")), lambda: NOW)


def parse(reader: Parser, *cells: str) -> Record | None:
    return reader.parse(Row(1, 2, list(cells)))


def bet(record: Record | None) -> Bet:
    assert record is not None
    assert isinstance(record.what, Bet)
    return record.what


def test_a_bet_with_profit() -> None:
    reader = parser("Id,Who,Bet,When,Profit", {"profit": "Profit"}, null_values=["NA"])
    won = parse(reader, "14196549", "papai", "5", WHEN, "1.25")
    assert won == Record("papai", AT, "BIT", Bet("14196549", "", "crash", "", 500, 625, None))
    assert bet(parse(reader, "2", "znay22", "3", WHEN, "NA")).payout == 0
    assert bet(parse(reader, "3", "ann", "3", WHEN, "")).payout == 0
    assert bet(parse(reader, "4", "ann", "3", WHEN, "-3")).payout == 0
    assert bet(parse(reader, "5", "ann", "3", WHEN, "-1.5")).payout == 150
    assert bet(parse(reader, "6", "ann", "3", WHEN, "0")).payout == 300
    with pytest.raises(Reject, match=r"Profit: '-3\.01' loses more than the stake"):
        parse(reader, "7", "ann", "3", WHEN, "-3.01")


def test_a_bet_with_payout_and_settlement_time() -> None:
    reader = parser("Id,Who,Bet,When,Paid,Done", {"payout": "Paid", "settled_at": "Done"}, missing_result="open")
    settled = bet(parse(reader, "1", "ann", "3", WHEN, "4", "2021-11-20T20:00:00Z"))
    assert (settled.payout, settled.settled_at) == (400, datetime(2021, 11, 20, 20, tzinfo=UTC))
    assert bet(parse(reader, "2", "ann", "3", WHEN, "", "")).payout is None


def test_a_bet_without_any_result_is_open() -> None:
    assert bet(parse(parser("Id,Who,Bet,When"), "1", "ann", "3", WHEN)).payout is None


def test_a_player_may_be_called_na() -> None:
    record = parse(parser("Id,Who,Bet,When", null_values=["NA", "null"]), "1", "NA", "3", WHEN)
    assert record is not None
    assert record.player == "NA"


def test_currency_game_and_provider_from_columns() -> None:
    extra = {"currency": "Cur", "game": "Game", "provider": "By", "round_id": "Round"}
    reader = parser("Id,Who,Bet,When,Cur,Game,By,Round", extra, constants={})
    record = parse(reader, "1", "a", "15", WHEN, "JPY", "g", "p", "r")
    assert record == Record("a", AT, "JPY", Bet("1", "r", "g", "p", 15, None, None))


def test_a_device_is_one_lower_case_word() -> None:
    reader = parser("Id,Who,Bet,When,On", {"device": "On"})
    for told, device in (("Mobile", "mobile"), (" Smart TV ", "smart_tv"), ("", "")):
        record = parse(reader, "1", "a", "15", WHEN, told)
        assert record is not None
        assert record.device == device
        assert activity(record).device == device


@pytest.mark.parametrize(
    ("cells", "reason", "field"),
    [
        (["1", "ann", "3"], "COLUMN_COUNT", "row"),
        (["1", "ann", "3", WHEN, "EUR", "x"], "COLUMN_COUNT", "row"),
        (["", "ann", "3", WHEN, "EUR"], "MISSING_VALUE", "bet_id"),
        (["1", "", "3", WHEN, "EUR"], "MISSING_VALUE", "player"),
        (["1", "ann", "NA", WHEN, "EUR"], "MISSING_VALUE", "stake"),
        (["1", "ann", "-1", WHEN, "EUR"], "BAD_AMOUNT", "stake"),
        (["1", "ann", "1.005", WHEN, "EUR"], "BAD_AMOUNT", "stake"),
        (["1", "ann", "lots", WHEN, "EUR"], "BAD_AMOUNT", "stake"),
        (["1", "ann", "3", WHEN, "XXX"], "UNKNOWN_CURRENCY", "currency"),
        (["1", "ann", "3", "", "EUR"], "MISSING_VALUE", "placed_at"),
        (["1", "ann", "3", "2999-01-01T00:00:00Z", "EUR"], "BAD_TIME", "placed_at"),
        (["1", "ann", "3", "1999-01-01", "EUR"], "BAD_TIME", "placed_at"),
        (["1", "ann", "3", "soon", "EUR"], "BAD_TIME", "placed_at"),
    ],
)
def test_rejects_say_why_and_where(cells: list[str], reason: str, field: str) -> None:
    reader = parser("Id,Who,Bet,When,Cur", {"currency": "Cur"}, constants={"game": "g"}, null_values=["NA"])
    with pytest.raises(Reject) as caught:
        parse(reader, *cells)
    assert (caught.value.reason, caught.value.field) == (reason, field)
    assert caught.value.message.endswith(".")


def test_rows_of_several_kinds() -> None:
    reader = parser(
        "Id,Who,Bet,When,Type,Pay,Via",
        {"kind": "Type", "payout": "Pay", "method": "Via"},
        kinds={"bet": ["wager"], "deposit": ["top-up"], "withdrawal": ["cash-out", "payout"], "ignore": ["bonus"]},
    )
    assert bet(parse(reader, "1", "ann", "3", WHEN, "Wager", "0", "")).stake == 300
    deposit = parse(reader, "d1", "ann", "50", WHEN, "TOP-UP", "", "pix")
    assert deposit == Record("ann", AT, "BIT", Transfer("d1", 5000, "pix", out=False))
    withdrawal = parse(reader, "w1", "ann", "20.5", WHEN, "payout", "", "")
    assert withdrawal == Record("ann", AT, "BIT", Transfer("w1", 2050, "", out=True))
    assert parse(reader, "x", "ann", "", "", "bonus", "", "") is None
    with pytest.raises(Reject, match="Bet: '0' is nothing"):
        parse(reader, "d2", "ann", "0", WHEN, "top-up", "", "")
    with pytest.raises(Reject, match="Type: 'gift' is not a kind in the mapping, which has: bonus, cash-out"):
        parse(reader, "x", "ann", "1", WHEN, "gift", "", "")


def test_transactions_may_have_columns_of_their_own() -> None:
    extra = {"kind": "Type", "transaction_id": "Tx", "amount": "Sum", "occurred_at": "Paid"}
    reader = parser("Id,Who,Bet,When,Type,Tx,Sum,Paid", extra)
    record = parse(reader, "", "ann", "", "", "deposit", "t-1", "7", WHEN)
    assert record == Record("ann", AT, "BIT", Transfer("t-1", 700, "", out=False))


def test_what_a_row_says_of_its_player() -> None:
    extra = {
        "email": "Mail",
        "country": "Land",
        "date_of_birth": "Born",
        "registered_at": "Since",
        "first_name": "Name",
    }
    reader = parser("Id,Who,Bet,When,Mail,Land,Born,Since,Name", extra, null_values=["-"])
    row = Row(1, 2, ["1", "ann", "3", WHEN, " ann@example.com", "br", "1990-12-31", "2020-01-01", "-"])
    record = reader.parse(row)
    assert record is not None
    player = reader.player(row, record)
    assert (player.external_id, player.email, player.country, player.first_name) == ("ann", "ann@example.com", "BR", "")
    assert player.date_of_birth == date(1990, 12, 31)
    assert player.registered_at == datetime(2020, 1, 1, tzinfo=UTC)
    later = Row(2, 3, ["2", "bob", "3", WHEN, "", "", "", "-", "Bob"])
    record = reader.parse(later)
    assert record is not None
    assert reader.player(later, record)[:4] == ("bob", AT, "BIT", None)
    wrong = Row(3, 4, ["3", "eve", "3", WHEN, "", "", "31/12/1990", "", ""])
    with pytest.raises(Reject, match="Born: '31/12/1990' is not a date"):
        reader.player(wrong, record)


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(Reject) as caught:
        parse(parser("Id,Who,Bet,When"), "1", "ann", "x" * 5000, WHEN)
    assert len(caught.value.message) < 120
