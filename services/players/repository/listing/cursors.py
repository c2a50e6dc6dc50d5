"""Cursors of the list: where the next page begins, and how many players the first page found in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from hashlib import blake2b
from typing import Any
from uuid import UUID

from kit.errors import BadCursor
from kit.paging import Total
from services.players.domain.listing import PlayerFilter


def asked(operator_ids: Sequence[UUID], wanted: PlayerFilter) -> str:
    """What tells a filter of some operators from another one; not what it asks for."""
    of_filter = [_settled(getattr(wanted, field.name)) for field in fields(wanted)]
    return blake2b(repr((sorted(operator_ids), of_filter)).encode(), digest_size=8).hexdigest()


def _settled(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def with_total(place: str, question: str, total: Total) -> str:
    """A cursor of a place in an order, with what was counted for a question as `asked` tells it.

    So that later pages need not count again, and say of how many they are as the first did. Who forges it misleads
    nobody else.
    """
    return f"{place}.{question}.{total.count}.{total.approximate:d}"


def parted(cursor: str, question: str) -> tuple[str, Total | None]:
    """The place, and the total when it was counted for this question. Raises BadCursor."""
    place, *told = cursor.split(".")
    if not told:
        return place, None
    match told:
        case [of, count, ("0" | "1") as approximate] if count.isascii() and count.isdecimal() and len(count) < 16:
            return place, Total(int(count), approximate == "1") if of == question else None
    raise BadCursor
