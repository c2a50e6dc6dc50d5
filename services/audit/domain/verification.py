"""Verification: reads a log through and names the first thing that is not as it was recorded or signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.audit.domain.envelope import MalformedEntry
from services.audit.domain.merkle import Frontier, leaf_hash


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is stored; `columns` are the values that must follow from `raw`."""

    index: int
    raw: bytes
    leaf_hash: bytes
    columns: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A root that somebody stated for a size; None when the statement is not one that they signed."""

    who: str
    size: int
    root: bytes | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and at which index when that can be told."""

    problem: str
    index: int | None = None


class Verification:
    """Takes entries in order, and claims of roots at sizes in order, each before the entry of that index.

    `columns_of` gives the columns that must stand beside raw bytes; None checks the bytes only. Only the first fault
    is kept: what comes after it proves nothing.
    """

    def __init__(self, columns_of: Callable[[int, bytes, bytes], tuple[Any, ...]] | None = None) -> None:
        self._columns_of = columns_of
        self._frontier = Frontier()
        self._agreed = 0  # the size up to which a claim has confirmed the bytes
        self.fault: Fault | None = None

    @property
    def size(self) -> int:
        """How many entries were read and found whole."""
        return self._frontier.size

    def root(self) -> bytes:
        """The root over the entries read."""
        return self._frontier.root()

    def add(self, entry: StoredEntry) -> None:
        """Checks and counts in the next entry."""
        if self.fault:
            return
        if entry.index != self.size:
            missing = "is missing" if entry.index > self.size else "is out of its place"
            self.fault = Fault(f"entry {self.size} {missing}", self.size)
            return
        leaf = leaf_hash(entry.raw)
        if leaf != entry.leaf_hash:
            self.fault = Fault(f"the bytes of entry {entry.index} are not those that were hashed", entry.index)
            return
        if self._columns_of is not None:
            self._compare(entry, self._columns_of)
        self._frontier.append(leaf)

    def confirm(self, claim: Claim) -> None:
        """Checks a claim; to be called when the entries before its size are in."""
        if self.fault:
            return
        who, size = claim.who, claim.size
        if claim.root is None:
            self.fault = Fault(f"{who} of size {size} is not what was signed")
        elif size > self.size:
            self.fault = Fault(f"{who} covers {size} entries, the log ends after {self.size}", self.size)
        elif size < self.size:
            self.fault = Fault(f"{who} of size {size} came out of order")
        elif claim.root != self.root():
            where = f"between {self._agreed} and {size - 1}" if size else "before the first"
            self.fault = Fault(f"{who} of size {size} has another root: an entry {where} was changed")
        else:
            self._agreed = size

    def _compare(self, entry: StoredEntry, columns_of: Callable[[int, bytes, bytes], tuple[Any, ...]]) -> None:
        try:
            expected = columns_of(entry.index, entry.raw, entry.leaf_hash)
        except MalformedEntry as error:
            self.fault = Fault(f"the bytes of entry {entry.index} are no entry: {error}", entry.index)
            return
        if expected != entry.columns:
            self.fault = Fault(f"a column of entry {entry.index} differs from its bytes", entry.index)
