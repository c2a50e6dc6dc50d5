"""What a process remembers of days that it has read: valid while the day's version is the one that a snapshot shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final

_OVERHEAD: Final = 200  # bytes of what holds an entry


class DayMemory:
    """Values by key and version, up to so many bytes; what was not asked for the longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._known: OrderedDict[Hashable, tuple[int, Any, int]] = OrderedDict()

    def get(self, key: Hashable, version: int) -> Any | None:
        """What is known of a key at exactly this version."""
        found = self._known.get(key)
        if found is None or found[0] != version:
            return None
        self._known.move_to_end(key)
        return found[1]

    def put(self, key: Hashable, version: int, value: Any, size: int) -> None:
        """Remembers a value in place of an earlier one."""
        if known := self._known.pop(key, None):
            self._bytes -= known[2]
        self._known[key] = (version, value, size + _OVERHEAD)
        self._bytes += size + _OVERHEAD
        while self._bytes > self._most and self._known:
            _, (_, _, gone) = self._known.popitem(last=False)
            self._bytes -= gone
