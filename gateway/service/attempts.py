"""How often something may be tried, and who is told when it was too often."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.repository import attempts

_WINDOW: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts in a window."""

    scope: str
    most: int
    window: timedelta = _WINDOW


ACCOUNT: Final = Limit("account", 10)
ADDRESS: Final = Limit("address", 100)
CODE: Final = Limit("code", 5)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an attempt may go on; `retry_after` in seconds when it may not.

    `crossed` is true for the first attempt too many, which is the one worth a record.
    """

    retry_after: int
    crossed: bool

    @property
    def allowed(self) -> bool:
        """Whether the attempt may go on."""
        return self.retry_after == 0


async def take(connection: AsyncConnection, limit: Limit, key: bytes, at: datetime) -> Verdict:
    """Counts an attempt before it is made, so that many at once cannot all pass."""
    counted = await attempts.take(connection, limit.scope, key, at, limit.window)
    if counted.count <= limit.most:
        return Verdict(0, crossed=False)
    left = (counted.window_started_at + limit.window - at).total_seconds()
    return Verdict(max(ceil(left), 1), crossed=counted.count == limit.most + 1)


def network(ip: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
