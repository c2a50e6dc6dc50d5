"""Which players a list wants and in what order, and which wishes make no sense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from kit.errors import InvalidField
from services.players.domain.ban import BanScope
from services.players.domain.player import Acquisition, KycStatus, PlayerStatus


class SortBy(StrEnum):
    """What players are listed by; the values are the columns'."""

    REGISTERED = "registered_at"
    LAST_SEEN = "last_seen_at"
    USERNAME = "username_folded"
    NAME = "name_folded"
    EMAIL = "email"
    EXTERNAL_ID = "external_id"
    COUNTRY = "country"
    STATUS = "status"
    KYC_LEVEL = "kyc_level"
    KYC_STATUS = "kyc_status"
    VIP_LEVEL = "vip_level"
    AFFILIATE = "affiliate_id"
    BALANCE = "balance"
    DEPOSITS = "deposits"
    WITHDRAWALS = "withdrawals"
    TURNOVER = "turnover"
    GGR = "ggr"


# Money compares within one currency only.
BY_MONEY: Final = frozenset({SortBy.BALANCE, SortBy.DEPOSITS, SortBy.WITHDRAWALS, SortBy.TURNOVER, SortBy.GGR})


class Order(NamedTuple):
    """An order of players; their id decides among equals."""

    by: SortBy = SortBy.REGISTERED
    descending: bool = True


class Span(NamedTuple):
    """From the first moment on and before the second; None where it has no bound."""

    since: datetime | None = None
    until: datetime | None = None


class Amounts(NamedTuple):
    """Whole numbers, both ends included; None where there is no bound. Money is in minor units."""

    least: int | None = None
    most: int | None = None


ALWAYS: Final = Span()
ANY: Final = Amounts()


@dataclass(frozen=True, slots=True)
class PlayerFilter:
    """Which players are wanted; an empty value asks for nothing, and all that is asked must hold."""

    query: str = ""
    registered: Span = ALWAYS
    statuses: frozenset[PlayerStatus] = frozenset()
    banned: frozenset[BanScope] = frozenset()
    kyc_level: Amounts = ANY
    kyc_statuses: frozenset[KycStatus] = frozenset()
    vip_level: Amounts = ANY
    countries: frozenset[str] = frozenset()
    region: str = ""
    tags: frozenset[str] = frozenset()
    risk_flags: frozenset[str] = frozenset()
    acquisition: Acquisition | None = None
    affiliate_id: str = ""
    currency: str = ""
    balance: Amounts = ANY
    deposits: Amounts = ANY
    withdrawals: Amounts = ANY
    ggr: Amounts = ANY
    last_seen: Span = ALWAYS
    online: bool | None = None
    email: str = ""
    phone: str = ""
    document: str = ""
    registration_ip: str = ""
    login_ip: str = ""
    device: str = ""
    self_excluded: bool | None = None
    player_ids: frozenset[UUID] = frozenset()

    def check(self, order: Order) -> None:
        """Raises InvalidField for a wish that makes no sense, by itself or in this order."""
        if self.region and len(self.countries) != 1:
            raise InvalidField("filter.region", "needs exactly one country beside it")
        if not self.currency:
            for name in ("balance", "deposits", "withdrawals", "ggr"):
                if getattr(self, name) != ANY:
                    raise InvalidField("filter.currency", f"must be set to ask for a range of {name}")
            if order.by in BY_MONEY:
                raise InvalidField("filter.currency", f"must be set to sort by {order.by}")
        for name in ("kyc_level", "vip_level", "balance", "deposits", "withdrawals", "ggr"):
            asked = getattr(self, name)
            if asked.least is not None and asked.most is not None and asked.least > asked.most:
                raise InvalidField(f"filter.{name}.most", "must not be less than the least")
        for name in ("registered", "last_seen"):
            span = getattr(self, name)
            if span.since is not None and span.until is not None and span.since >= span.until:
                raise InvalidField(f"filter.{name}.until", "must be later than the beginning")
