"""What is asked of the list: every filter, every order and what support combines; values as `crowd` writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from daybook.players.v1 import filter_pb2 as wire
from daybook.players.v1 import player_pb2 as pb


@dataclass(frozen=True)
class Question:
    """A list that somebody wants."""

    name: str
    filter: dict[str, Any] = field(default_factory=dict)
    sort: wire.PlayerSort.ValueType = wire.PLAYER_SORT_REGISTERED_DESC

    def message(self) -> wire.PlayerFilter:
        """The filter as it is sent."""
        return wire.PlayerFilter(**self.filter)


_NOW: Final = datetime.now(UTC)


def _times(days: float, until: float | None = None) -> wire.TimeRange:
    span = wire.TimeRange()
    getattr(span, "from").FromDatetime(_NOW - timedelta(days=days))
    if until is not None:
        span.until.FromDatetime(_NOW - timedelta(days=until))
    return span


def _money(least: int | None = None, most: int | None = None) -> wire.AmountRange:
    return wire.AmountRange(least=least, most=most)


def _levels(least: int | None = None, most: int | None = None) -> wire.IntRange:
    return wire.IntRange(least=least, most=most)


_BRL: Final = {"currency": "BRL"}

FILTERS: Final = [
    Question("nothing"),
    Question("query: player id", {"query": "p40321"}),
    Question("query: e-mail", {"query": "maria40321@mail.example"}),
    Question("query: phone", {"query": "+55 10000 040321"}),
    Question("query: document", {"query": "00000040321"}),
    Question("query: transaction", {"query": "tx40321"}),
    Question("query: bet", {"query": "b4032"}),
    Question("query: IP", {"query": "203.0.40.80"}),
    Question("query: device", {"query": "device-1344"}),
    Question("query: first name of many", {"query": "maria"}),
    Question("query: one letter", {"query": "m"}),
    Question("query: rare name", {"query": "agata ozturk"}),
    Question("query: two names", {"query": "joão silva"}),
    Question("query: beginning of a username", {"query": "bruno403"}),
    Question("registered: last week", {"registered": _times(7)}),
    Question("registered: a year ago", {"registered": _times(400, 370)}),
    Question("status: active", {"statuses": [pb.PLAYER_STATUS_ACTIVE]}),
    Question("status: closed", {"statuses": [pb.PLAYER_STATUS_CLOSED]}),
    Question("banned: deposit", {"banned": [pb.BAN_SCOPE_DEPOSIT]}),
    Question("KYC level: 3", {"kyc_level": _levels(3)}),
    Question("KYC status: rejected", {"kyc_statuses": [pb.KYC_STATUS_REJECTED]}),
    Question("KYC status: none, pending", {"kyc_statuses": [pb.KYC_STATUS_UNSPECIFIED, pb.KYC_STATUS_PENDING]}),
    Question("VIP: 5", {"vip_level": _levels(5)}),
    Question("VIP: 1 to 2", {"vip_level": _levels(1, 2)}),
    Question("country: BR", {"countries": ["BR"]}),
    Question("country: NZ", {"countries": ["NZ"]}),
    Question("countries: FI, NZ, PY", {"countries": ["FI", "NZ", "PY"]}),
    Question("region: BR-SP", {"countries": ["BR"], "region": "SP"}),
    Question("region: BR-RR", {"countries": ["BR"], "region": "RR"}),
    Question("tag: many", {"tags": ["newsletter"]}),
    Question("tag: few", {"tags": ["press"]}),
    Question("risk flag: many", {"risk_flags": ["bonus_abuse"]}),
    Question("risk flag: few", {"risk_flags": ["collusion"]}),
    Question("acquisition: referral", {"acquisition": pb.ACQUISITION_REFERRAL}),
    Question("acquisition: direct", {"acquisition": pb.ACQUISITION_DIRECT}),
    Question("affiliate: large", {"affiliate_id": "aff-1"}),
    Question("affiliate: small", {"affiliate_id": "aff-390"}),
    Question("currency: BRL", _BRL),
    Question("currency: PEN", {"currency": "PEN"}),
    Question("balance: 1,000 and more", {**_BRL, "balance": _money(100_000)}),
    Question("balance: up to 1", {**_BRL, "balance": _money(most=100)}),
    Question("deposits: 5,000 and more", {**_BRL, "deposits": _money(500_000)}),
    Question("withdrawals: 1,000 to 2,000", {**_BRL, "withdrawals": _money(100_000, 200_000)}),
    Question("GGR: loss above 500", {**_BRL, "ggr": _money(most=-50_000)}),
    Question("last seen: today", {"last_seen": _times(1)}),
    Question("last seen: a year ago", {"last_seen": _times(400, 360)}),
    Question("online", {"online": True}),
    Question("not online", {"online": False}),
    Question("e-mail", {"email": "ana.silva1@mail.example"}),
    Question("phone", {"phone": "+5510000040321"}),
    Question("document", {"document": "00000040321"}),
    Question("registration IP", {"registration_ip": "198.18.40.80"}),
    Question("log-in IP", {"login_ip": "203.0.40.80"}),
    Question("device", {"device": "device-1344"}),
    Question("self-excluded", {"self_excluded": True}),
    Question("not self-excluded", {"self_excluded": False}),
]
_BY_MONEY: Final = ("BALANCE", "DEPOSITS", "WITHDRAWALS", "TURNOVER", "GGR")
SORTS: Final = [
    Question(
        f"sort: {name.removeprefix('PLAYER_SORT_').lower()}",
        _BRL if name.removeprefix("PLAYER_SORT_").startswith(_BY_MONEY) else {},
        value,
    )
    for name, value in wire.PlayerSort.items()
    if value
]
COMBINATIONS: Final = [
    Question(
        "suspended in Brazil, by GGR",
        {**_BRL, "countries": ["BR"], "statuses": [pb.PLAYER_STATUS_SUSPENDED]},
        wire.PLAYER_SORT_GGR_DESC,
    ),
    Question(
        "VIPs not seen for a month, by deposits",
        {**_BRL, "vip_level": _levels(1), "last_seen": _times(3000, 30)},
        wire.PLAYER_SORT_DEPOSITS_DESC,
    ),
    Question(
        "online with more than 100, by balance",
        {**_BRL, "online": True, "balance": _money(10_000)},
        wire.PLAYER_SORT_BALANCE_DESC,
    ),
    Question("named maria in São Paulo", {"query": "maria", "countries": ["BR"], "region": "SP"}),
    Question("registered this month without KYC", {"registered": _times(30), "kyc_statuses": [0]}),
    Question(
        "verified, tagged sports, by last seen",
        {"kyc_statuses": [pb.KYC_STATUS_VERIFIED], "tags": ["sports"]},
        wire.PLAYER_SORT_LAST_SEEN_DESC,
    ),
    Question(
        "banned from withdrawing with a balance, by balance",
        {**_BRL, "banned": [pb.BAN_SCOPE_WITHDRAW], "balance": _money(1)},
        wire.PLAYER_SORT_BALANCE_DESC,
    ),
    Question(
        "an affiliate's depositors, by turnover",
        {**_BRL, "affiliate_id": "aff-3", "deposits": _money(1)},
        wire.PLAYER_SORT_TURNOVER_DESC,
    ),
    Question(
        "flagged for chargebacks, by withdrawals",
        {**_BRL, "risk_flags": ["chargeback"]},
        wire.PLAYER_SORT_WITHDRAWALS_DESC,
    ),
    Question("excluded and seen this week", {"self_excluded": True, "last_seen": _times(7)}),
    Question("Mexico, by name", {"countries": ["MX"]}, wire.PLAYER_SORT_NAME_ASC),
    Question(
        "closed with money left, by balance",
        {**_BRL, "statuses": [pb.PLAYER_STATUS_CLOSED], "balance": _money(1)},
        wire.PLAYER_SORT_BALANCE_DESC,
    ),
    Question(
        "referred, KYC rejected, by e-mail",
        {"acquisition": pb.ACQUISITION_REFERRAL, "kyc_statuses": [pb.KYC_STATUS_REJECTED]},
        wire.PLAYER_SORT_EMAIL_ASC,
    ),
]
