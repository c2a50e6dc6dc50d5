"""Parsing: one row into one record, or the reason why not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from importer.amounts import AmountFormat, BadNumber
from importer.columns import Columns
from importer.mapping import FileMapping
from importer.reading import Row
from importer.records import Bet, Player, Record, Reject, Transfer
from importer.times import BadTime, TimeFormat, check_range
from kit.clock import Clock, now
from kit.money import UnknownCurrency

_PLAIN: Final = ("username", "first_name", "last_name", "email", "phone", "language", "registration_ip")


class Parser:
    """Reads the rows of one file as its mapping says."""

    def __init__(self, mapping: FileMapping, columns: Columns, clock: Clock = now) -> None:
        self._columns = columns
        self._clock = clock
        self._amounts = AmountFormat(mapping.decimal_comma, mapping.thousands, mapping.rounding == "half_even")
        self._times = TimeFormat(mapping.time_format, ZoneInfo(mapping.timezone))
        self._kinds = {value.casefold(): kind for kind, values in mapping.kinds.items() for value in values}
        self._kind = mapping.constants.get("kind", "bet")
        self._by_kind = "kind" in columns.positions
        self._open = mapping.missing_result == "open"
        self._result = next((key for key in ("payout", "profit") if key in columns.positions), "")

    def parse(self, row: Row) -> Record | None:
        """The row's record; None when its kind is one to ignore. Raises Reject."""
        expected, found = len(self._columns.names), len(row.cells)
        if found != expected:
            raise Reject("COLUMN_COUNT", "row", f"The row has {found} fields where the header has {expected}.")
        kind = self._kind_of(row)
        if kind == "ignore":
            return None
        player = self._required(row, "player")
        currency = self._required(row, "currency").strip()
        # One lower-case word, by contract.
        device = "_".join(self._columns.get(row.cells, "device").lower().split())
        if kind == "bet":
            return Record(player, self._moment(row, "placed_at"), currency, self._bet(row, currency), device)
        key = "occurred_at" if "occurred_at" in self._columns.positions else "placed_at"
        what = self._transfer(row, currency, out=kind == "withdrawal")
        return Record(player, self._moment(row, key), currency, what, device)

    def player(self, row: Row, record: Record) -> Player:
        """What the row says of its player. Raises Reject."""
        get = self._columns.get
        cells = row.cells
        registered = "registered_at" in self._columns.positions and get(cells, "registered_at")
        return Player(
            external_id=record.player,
            seen=record.at,
            currency=record.currency,
            registered_at=self._moment(row, "registered_at") if registered else None,
            date_of_birth=self._birthday(get(cells, "date_of_birth")),
            country=get(cells, "country").strip().upper(),
            region=get(cells, "region").strip().upper(),
            **{key: get(cells, key).strip() for key in _PLAIN},
        )

    def _kind_of(self, row: Row) -> str:
        if not self._by_kind:
            return self._kind
        text = self._required(row, "kind").strip()
        kind = self._kinds.get(text.casefold())
        if kind is None:
            known = ", ".join(sorted(self._kinds))
            raise self._reject("UNKNOWN_KIND", "kind", text, f"is not a kind in the mapping, which has: {known}")
        return kind

    def _bet(self, row: Row, currency: str) -> Bet:
        get, cells = self._columns.get, row.cells
        stake = self._amount(row, "stake", currency)
        settled = get(cells, "settled_at")
        return Bet(
            bet_id=self._required(row, "bet_id"),
            round_id=get(cells, "round_id"),
            game=self._required(row, "game"),
            provider=get(cells, "provider"),
            stake=stake,
            payout=self._payout(row, stake, currency),
            settled_at=self._moment(row, "settled_at") if settled else None,
        )

    def _payout(self, row: Row, stake: int, currency: str) -> int | None:
        if not self._result:
            return None
        if not self._columns.get(row.cells, self._result):
            return None if self._open else 0
        if self._result == "payout":
            return self._amount(row, "payout", currency)
        payout = stake + self._amount(row, "profit", currency, least=None)
        if payout < 0:
            text = self._columns.get(row.cells, "profit")
            raise self._reject("BAD_AMOUNT", "profit", text, "loses more than the stake")
        return payout

    def _transfer(self, row: Row, currency: str, *, out: bool) -> Transfer:
        # Beside bets in one file, the columns of bets usually serve for transactions too.
        positions = self._columns.positions
        identity = "transaction_id" if "transaction_id" in positions else "bet_id"
        amount = "amount" if "amount" in positions else "stake"
        return Transfer(
            transaction_id=self._required(row, identity),
            amount=self._amount(row, amount, currency, least=1),
            method=self._columns.get(row.cells, "method"),
            out=out,
        )

    def _required(self, row: Row, key: str) -> str:
        text = self._columns.get(row.cells, key)
        if not text:
            raise Reject("MISSING_VALUE", key, f"{self._columns.label(key)} is empty.")
        return text

    def _amount(self, row: Row, key: str, currency: str, *, least: int | None = 0) -> int:
        text = self._required(row, key)
        try:
            minor = self._amounts.minor(text, currency)
        except BadNumber as problem:
            raise self._reject("BAD_AMOUNT", key, text, str(problem)) from None
        except UnknownCurrency:
            raise self._reject(
                "UNKNOWN_CURRENCY", "currency", currency, "is not a currency that Daybook knows"
            ) from None
        if least is not None and minor < least:
            raise self._reject("BAD_AMOUNT", key, text, "is negative" if minor < 0 else "is nothing")
        return minor

    def _moment(self, row: Row, key: str) -> datetime:
        text = self._required(row, key)
        try:
            moment = self._times.read(text)
            check_range(moment, self._clock())
        except BadTime as problem:
            raise self._reject("BAD_TIME", key, text, str(problem)) from None
        return moment

    def _birthday(self, text: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text.strip()[:10])
        except ValueError:
            raise self._reject("BAD_TIME", "date_of_birth", text, "is not a date like 1990-12-31") from None

    def _reject(self, reason: str, key: str, text: str, problem: str) -> Reject:
        shown = text if len(text) <= 80 else text[:77] + "..."
        return Reject(reason, key, f"{self._columns.label(key)}: {shown!r} {problem}.")
