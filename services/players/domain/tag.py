"""Tags: short words of the operator's own by which players are grouped."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from kit.errors import InvalidField

MOST: Final = 50  # tags of one player
_LENGTH: Final = 64
_ALLOWED: Final = re.compile(r"[\w-]+( [\w-]+)*")


class TagInUse(NamedTuple):
    """A tag and how many players have it; `more` when they are more than were counted."""

    tag: str
    players: int
    more: bool


def normalised(tags: Iterable[str], field: str) -> frozenset[str]:
    """Tags in lower case with single spaces. Raises InvalidField for one that is no tag."""
    found = set()
    for told in tags:
        tag = " ".join(told.lower().split())
        if len(tag) > _LENGTH or not _ALLOWED.fullmatch(tag):
            raise InvalidField(field, f"must be letters, digits, spaces, “-” and “_”, at most {_LENGTH} of them")
        found.add(tag)
    return frozenset(found)


def retagged(tags: Collection[str], put: frozenset[str], taken: frozenset[str]) -> tuple[str, ...]:
    """What tags become of those of a player. Raises InvalidField when they are too many; fewer they may become."""
    has = (frozenset(tags) | put) - taken
    if len(has) > MOST and not has.issubset(tags):
        raise InvalidField("add", f"would make more than {MOST} tags of one player")
    return tuple(sorted(has))
