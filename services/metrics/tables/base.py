"""The metadata of all tables, and the columns that many of them have."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, DateTime, MetaData, SmallInteger, Uuid

metadata = MetaData()

MOMENT: Final = DateTime(timezone=True)


def key(name: str, kind: Any) -> Column[Any]:
    """A column of the primary key."""
    return Column(name, kind, primary_key=True, autoincrement=False)


def operator() -> Column[Any]:
    """The operator, first in every key."""
    return key("operator_id", Uuid)


def generation() -> Column[Any]:
    """Which build of the operator's figures a row belongs to; `operators.generation` names the one that is shown."""
    return key("generation", SmallInteger)
