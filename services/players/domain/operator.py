"""What this service knows of an operator, and whom it lets in."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID


class OperatorStatus(IntEnum):
    """The state of an operator's business, as the gateway announces it; one that was not told is open."""

    UNTOLD = 0
    PENDING = 1
    LIVE = 2
    MAINTENANCE = 3
    SUSPENDED = 4
    CLOSING = 5
    CLOSED = 6


@dataclass(frozen=True, slots=True)
class Door:
    """Whether an operator is open, for whom it is when it is in maintenance, and what it tells the others."""

    status: int
    allowed_ips: tuple[str, ...] = ()
    notice: str = ""

    def is_open_to(self, ip: str) -> bool:
        """Whether somebody from an address is let in as if nothing were the matter."""
        if self.status in (OperatorStatus.LIVE, OperatorStatus.UNTOLD):
            return True
        return self.status == OperatorStatus.MAINTENANCE and self._allows(ip)

    def _allows(self, ip: str) -> bool:
        try:
            address = ipaddress.ip_address(ip)
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in ipaddress.ip_network(allowed) for allowed in self.allowed_ips)


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as the gateway announced it; the greater revision is the newer."""

    operator_id: UUID
    company_id: UUID
    name: str
    timezone: str
    currency: str
    status: int
    revision: int
    allowed_ips: tuple[str, ...] = ()
    notice: str = ""

    @property
    def door(self) -> Door:
        """Whom it lets in."""
        return Door(self.status, self.allowed_ips, self.notice)
