"""Saved views of lists, who sees them, and what views and preferences must look like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from gateway.domain.access import Caller
from kit.errors import InvalidField

MOST_VIEWS: Final = 200  # of one person, and of one list shared with one role of a company
MOST_PREFERENCES: Final = 100
FILTER_BYTES: Final = 8 * 1024
PREFERENCE_BYTES: Final = 4 * 1024
MOST_COLUMNS: Final = 60
_PERSONAL: Final = frozenset(
    {"q", "email", "phone", "document", "registration_ip", "login_ip", "ip", "device", "player_id"}
)
_MOST_NESTED: Final = 6
_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_KEY_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class Share:
    """The role of a company with whom a view is shared."""

    role: str
    company_id: UUID


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list as somebody wants to see it again. `columns` None leaves the columns to whoever opens it.

    A view holds no data: whoever opens it sees what their own permissions show.
    """

    view_id: UUID
    owner_id: UUID
    owner_name: str
    surface: str
    name: str
    filter: Mapping[str, Any]
    sort: str
    columns: Sequence[str] | None
    share: Share | None
    created_at: datetime
    updated_at: datetime
    revision: int = 1

    def seen_by(self, caller: Caller) -> bool:
        """Whether the caller owns it or holds the role that it is shared with in that company."""
        if caller.id == str(self.owner_id):
            return True
        return self.share is not None and self.share in shares_of(caller)

    def state(self) -> Mapping[str, Any]:
        """What a record of a change compares."""
        return {
            "name": self.name,
            "surface": self.surface,
            "filter": dict(self.filter),
            "sort": self.sort,
            "columns": None if self.columns is None else list(self.columns),
            "role": self.share.role if self.share else None,
        }

    def personal(self) -> frozenset[str]:
        """The paths of its state that may hold personal data: what a filter looks for may be somebody's address."""
        return frozenset(_personal(self.filter, "filter"))


def shares_of(caller: Caller) -> frozenset[Share]:
    """The roles that the caller holds in companies, for the whole or for one of its operators."""
    return frozenset(Share(grant.role, grant.company_id) for grant in caller.grants if grant.company_id is not None)


def check_filter(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A filter as it is kept: any JSON object up to 8 KB. Raises InvalidField."""
    return dict(_checked(given, "filter", FILTER_BYTES))


def check_preference(key: str, value: Any) -> Any:
    """A preference as it is kept: any JSON up to 4 KB. Raises InvalidField."""
    if len(key) > _KEY_LENGTH or not _KEY.fullmatch(key):
        raise InvalidField("key", "must look like players.columns and have at most 64 characters")
    return _checked(value, "value", PREFERENCE_BYTES)


def _checked(value: Any, field: str, most: int) -> Any:
    if _nested(value) > _MOST_NESTED:
        raise InvalidField(field, "is nested too deeply")
    try:
        encoded = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:  # a number that is none, or half a character
        raise InvalidField(field, "is not valid JSON") from None
    if len(encoded) > most:
        raise InvalidField(field, f"must have at most {most // 1024} KB")
    if rb"\u0000" in encoded:
        raise InvalidField(field, "must not contain the character 0")
    return value


def _personal(filters: Mapping[str, Any], path: str, within: bool = False) -> Iterator[str]:
    for name, value in filters.items():
        hidden = within or name in _PERSONAL
        if isinstance(value, dict):
            yield from _personal(value, f"{path}.{name}", hidden)
        elif hidden:
            yield f"{path}.{name}"


def _nested(value: Any, depth: int = 0) -> int:
    if depth > _MOST_NESTED or not isinstance(value, (dict, list)):
        return depth
    within = value.values() if isinstance(value, dict) else value
    return max((_nested(one, depth + 1) for one in within), default=depth)
