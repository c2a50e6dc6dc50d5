"""What all tables of this service share: their metadata, and how moments, ids and plain flags are kept."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Boolean, Column, DateTime, MetaData, SmallInteger, Text, Uuid, text

metadata: Final = MetaData()

MOMENT: Final = DateTime(timezone=True)
# Platform ids and folded names compare by bytes: faster, and the same on every machine.
BYTES: Final = Text(collation="C")


def operator() -> Column[Any]:
    """The first column of every key: the same schema shards by operator."""
    return Column("operator_id", Uuid, nullable=False)


def player() -> Column[Any]:
    """Whose row it is."""
    return Column("player_id", Uuid, nullable=False)


def plain(name: str) -> Column[Any]:
    """A text that is empty until it is told."""
    return Column(name, BYTES, nullable=False, server_default="")


def small(name: str) -> Column[Any]:
    """A small number that is 0 until it is told."""
    return Column(name, SmallInteger, nullable=False, server_default=text("0"))


def flag(name: str) -> Column[Any]:
    """A yes or no that is no until it is told."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))
