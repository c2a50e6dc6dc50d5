"""Columns: finds those that the mapping names in the file's header, and reads their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from importer.errors import MappingError
from importer.mapping import FileMapping

# An id is taken as it stands: a player may well be called "NA" or "null".
VERBATIM = frozenset({"player", "bet_id", "transaction_id", "round_id", "username"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row."""

    names: tuple[str, ...]
    positions: dict[str, int]
    constants: dict[str, str]
    nulls: frozenset[str]

    def get(self, cells: Sequence[str], key: str) -> str:
        """The field's text; empty when it is missing, null or not mapped."""
        position = self.positions.get(key)
        if position is None:
            return self.constants.get(key, "")
        text = cells[position]
        return text if key in VERBATIM or text.strip() not in self.nulls else ""

    def label(self, key: str) -> str:
        """The field as the file calls it."""
        position = self.positions.get(key)
        return self.names[position] if position is not None else key


def bind(mapping: FileMapping, header: Sequence[str]) -> Columns:
    """The mapping over a header (for a file without one: over "1", "2" …). Raises MappingError."""
    names = tuple(name.strip() for name in header)
    positions: dict[str, int] = {}
    for key, name in mapping.columns.items():
        count = names.count(name)
        if count != 1:
            fault = "is not in the file" if count == 0 else f"is {count} times in the file"
            raise MappingError(f"columns.{key}: the column {name!r} {fault}, which has: {', '.join(names)}.")
        positions[key] = names.index(name)
    return Columns(names, positions, dict(mapping.constants), frozenset(mapping.null_values))
