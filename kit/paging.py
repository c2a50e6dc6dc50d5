"""Keyset paging: opaque cursors over ordered columns, and totals that are exact only while that is cheap."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, SmallInteger, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import BadCursor

DEFAULT_SIZE: Final = 50
MAX_SIZE: Final = 200
COUNT_CAP: Final = 10_000

_DECODERS: Final[dict[type, Any]] = {datetime: datetime.fromisoformat, date: date.fromisoformat, UUID: UUID}


# The conditions that rows must meet, made from the columns under which they are looked at.
Wanted = Callable[[Any], Sequence[ColumnElement[bool]]]


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows match; `approximate` means "more than"."""

    count: int
    approximate: bool


@dataclass(frozen=True, slots=True)
class PageOf:
    """Rows of one page with the cursor of the next; empty when there is none."""

    rows: Sequence[Any]
    next_cursor: str


class Keyset:
    """An order over columns, the last of which makes it unique. All run the same way, so that one index serves.

    `name` goes into the cursor, so that a cursor of another list or sort is refused.
    """

    def __init__(self, name: str, columns: Sequence[ColumnElement[Any]], *, descending: bool) -> None:
        self._name = name
        self._columns = list(columns)
        self._descending = descending

    async def page(self, connection: AsyncConnection, query: Select[Any], cursor: str, size: int) -> PageOf:
        """The rows after the cursor, one page of them. Raises BadCursor."""
        size = min(size or DEFAULT_SIZE, MAX_SIZE)
        if (after := self.after(cursor)) is not None:
            query = query.where(after)
        keys = self.labelled()
        rows = (await connection.execute(self.ordered(query).add_columns(*keys).limit(size + 1))).all()
        more = len(rows) > size
        rows = rows[:size]
        return PageOf(rows, self._encode(rows[-1]) if more else "")

    async def page_within(
        self, connection: AsyncConnection, query: Select[Any], wanted: Wanted, cursor: str, size: int, most: int
    ) -> PageOf:
        """As `page`, of those rows that are wanted, which no index finds: looks at `most` rows and no more.

        A page may then hold fewer rows than asked, or none, and still have a next cursor, from which looking goes on.
        Raises BadCursor.
        """
        size = min(size or DEFAULT_SIZE, MAX_SIZE)
        if (after := self.after(cursor)) is not None:
            query = query.where(after)
        query, keys = self.ordered(query), self.labelled()
        looked = query.add_columns(*keys).limit(most).subquery("looked")
        order = [looked.c[key.name] for key in keys]
        found = select(looked).where(*wanted(looked.c))
        found = found.order_by(*(column.desc() if self._descending else column for column in order))
        rows = (await connection.execute(found.limit(size + 1))).all()
        if len(rows) > size:
            return PageOf(rows[:size], self._encode(rows[size - 1]))
        last = (await connection.execute(query.with_only_columns(*keys).offset(most - 1).limit(1))).first()
        return PageOf(rows, self._encode(last) if last is not None else "")

    def ordered(self, query: Select[Any]) -> Select[Any]:
        """A query in this order."""
        return query.order_by(*(column.desc() if self._descending else column for column in self._columns))

    def after(self, cursor: str) -> ColumnElement[bool] | None:
        """That a row lies after the cursor; None for the first page. Raises BadCursor.

        For a query that must cut its parts before it merges them; `page` applies it by itself.
        """
        if not cursor:
            return None
        values = self.values_of(cursor)
        position = tuple_(*(literal(value, column.type) for value, column in zip(values, self._columns, strict=True)))
        ours = tuple_(*self._columns)
        return ours < position if self._descending else ours > position

    def labelled(self) -> list[ColumnElement[Any]]:
        """The columns as a row must hold them for `cursor_at`; for a query that pages by itself."""
        return [column.label(f"_key{i}") for i, column in enumerate(self._columns)]

    def cursor_at(self, row: Any) -> str:
        """The cursor of what comes after a row."""
        return self._encode(row)

    def _encode(self, row: Any) -> str:
        return self.cursor_of([getattr(row, f"_key{i}") for i in range(len(self._columns))])

    def cursor_of(self, values: Sequence[Any]) -> str:
        """The cursor of what comes after a row with these values in its columns. Whoever holds it can read them."""
        plain = [
            v.isoformat() if isinstance(v, (datetime, date)) else str(v) if isinstance(v, UUID) else v for v in values
        ]
        return (
            base64.urlsafe_b64encode(json.dumps([self._name, *plain], ensure_ascii=False).encode()).decode().rstrip("=")
        )

    def values_of(self, cursor: str) -> list[Any]:
        """What a cursor holds. Raises BadCursor."""
        try:
            name, *plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if name != self._name or len(plain) != len(self._columns):
                raise BadCursor
            return [self._value(column, value) for column, value in zip(self._columns, plain, strict=True)]
        except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
            raise BadCursor from error

    @staticmethod
    def _value(column: ColumnElement[Any], value: Any) -> Any:
        """The value as the database takes it. Raises ValueError and its like for what only a forged cursor holds."""
        kind = column.type.python_type
        if decoder := _DECODERS.get(kind):
            value = decoder(value)
        elif type(value) is not kind:
            raise BadCursor
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("a time without a zone")
            return value.astimezone(UTC)
        if isinstance(value, int) and not -(2 ** (bits := _bits(column))) <= value < 2**bits:
            raise ValueError("a number too large")
        if isinstance(value, str) and b"\0" in value.encode():  # encoding refuses lone surrogates
            raise ValueError("a text with NUL")
        return value


def _bits(column: ColumnElement[Any]) -> int:
    """How many bits of a whole number a column holds besides the sign."""
    return 63 if isinstance(column.type, BigInteger) else 15 if isinstance(column.type, SmallInteger) else 31


async def count_within(connection: AsyncConnection, query: Select[Any], wanted: Wanted, most: int) -> Total:
    """Counts those rows of a query that are wanted among `most` of them, in the query's order."""
    looked = query.limit(most + 1).subquery("looked")
    counts = select(func.count(), func.count().filter(*wanted(looked.c))).select_from(looked)
    seen, found = (await connection.execute(counts)).one()
    return Total(found, seen > most)


async def count(connection: AsyncConnection, query: Select[Any], cap: int = COUNT_CAP) -> Total:
    """Counts the rows of a query, but no more than `cap` of them."""
    found = query.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).limit(cap + 1).subquery()
    number = (await connection.execute(select(func.count()).select_from(found))).scalar_one()
    return Total(min(number, cap), number > cap)
