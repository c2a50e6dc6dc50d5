"""Linked accounts: what two players have in common, and which link says most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

from services.players.domain.trace import TraceKind


class LinkKind(IntEnum):
    """What two accounts have in common; the numbers are the contract's."""

    DEVICE = 1
    IP = 2
    DOCUMENT = 3
    INSTRUMENT = 4


# An address is an address, whether somebody registered or logged in from it.
TRACES: Final = {
    LinkKind.DEVICE: (TraceKind.DEVICE,),
    LinkKind.IP: (TraceKind.LOGIN_IP, TraceKind.REGISTRATION_IP),
    LinkKind.DOCUMENT: (TraceKind.DOCUMENT,),
    LinkKind.INSTRUMENT: (TraceKind.INSTRUMENT,),
}
_STRENGTH: Final = (LinkKind.DOCUMENT, LinkKind.INSTRUMENT, LinkKind.DEVICE, LinkKind.IP)

LINKED: Final = 100  # players shown
# Beyond these, values and people are not looked at one by one: a mobile carrier's address has thousands of players.
VALUES_OF_A_KIND: Final = 200
PLAYERS_OF_A_VALUE: Final = 200
COUNTED: Final = 1000  # sharers are counted up to here


class Link(NamedTuple):
    """A value that the other player was seen with as well, when, and how many players have it in all."""

    kind: LinkKind
    value: str
    first_seen_at: datetime
    last_seen_at: datetime
    players: int

    @property
    def weakness(self) -> tuple[int, int, str]:
        """Orders links: documents, instruments, devices, addresses; what fewer share says more."""
        return (_STRENGTH.index(self.kind), self.players, self.value)


def strongest(found: Iterable[tuple[UUID, Link]]) -> list[tuple[UUID, list[Link]]]:
    """Each linked player with the links, strongest first; the player with the strongest links first."""
    links: dict[UUID, list[Link]] = {}
    for player_id, link in found:
        links.setdefault(player_id, []).append(link)
    for of_one in links.values():
        of_one.sort(key=lambda link: link.weakness)
    return sorted(links.items(), key=lambda one: ([link.weakness for link in one[1]], one[0]))
