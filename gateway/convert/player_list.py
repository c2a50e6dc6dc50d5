"""The list of players: filters and orders as messages, and its rows as JSON."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import filter_pb2 as filter_pb
from daybook.players.v1 import player_pb2 as pb
from daybook.players.v1 import players_service_pb2 as service_pb

from gateway.convert import player_care
from gateway.convert.players import STATUS, STATUS_NAMES
from gateway.convert.values import amount, moment, moment_or_none, money_of, timestamp
from gateway.models import player_list as models
from gateway.models.player_care import Acquisition
from kit import money

MONEY: Final = ("balance", "deposits", "withdrawals", "ggr")
_BY_MONEY: Final = frozenset({*MONEY, "turnover"})
_ACQUISITIONS: Final[dict[Acquisition, pb.Acquisition.ValueType]] = {
    "direct": pb.ACQUISITION_DIRECT,
    "affiliate": pb.ACQUISITION_AFFILIATE,
    "referral": pb.ACQUISITION_REFERRAL,
}


def sort_message(sort: models.PlayerSort) -> filter_pb.PlayerSort.ValueType:
    """An order."""
    by = sort.removeprefix("-").removesuffix("_at").upper()
    return filter_pb.PlayerSort.Value(f"PLAYER_SORT_{by}_{'DESC' if sort.startswith('-') else 'ASC'}")


def needs_currency(wanted: models.PlayerFilter, sort: models.PlayerSort | None) -> bool:
    """Whether money is compared, which it is within one currency only."""
    ranges = (getattr(wanted, f"{name}_{end}") for name in MONEY for end in ("min", "max"))
    return any(end is not None for end in ranges) or (sort is not None and sort.removeprefix("-") in _BY_MONEY)


def filter_message(wanted: models.PlayerFilter, currency: str = "") -> filter_pb.PlayerFilter:
    """A filter. `currency` binds ranges of money when the filter names none. Raises BadAmount and UnknownCurrency."""
    currency = wanted.currency or currency
    message = filter_pb.PlayerFilter(
        query=wanted.q,
        statuses=[STATUS[one] for one in wanted.status],
        banned=[player_care.SCOPE[one] for one in wanted.banned],
        kyc_statuses=[player_care.KYC_STATUS[one] for one in wanted.kyc_status],
        countries=wanted.country,
        region=wanted.region,
        tags=wanted.tag,
        risk_flags=wanted.risk_flag,
        acquisition=_ACQUISITIONS[wanted.acquisition] if wanted.acquisition else pb.ACQUISITION_UNSPECIFIED,
        affiliate_id=wanted.affiliate,
        currency=currency,
        online=wanted.online,
        email=wanted.email,
        phone=wanted.phone,
        document=wanted.document,
        registration_ip=wanted.registration_ip,
        login_ip=wanted.login_ip,
        device=wanted.device,
        self_excluded=wanted.self_excluded,
    )
    for name in ("registered", "last_seen"):
        _span(message, name, wanted)
    for name, least, most in (
        ("kyc_level", wanted.kyc_level_min, wanted.kyc_level_max),
        ("vip_level", wanted.vip_min, wanted.vip_max),
    ):
        _range(message, name, least, most)
    for name in MONEY if currency else ():
        _range(message, name, *(_minor(wanted, f"{name}_{end}", currency) for end in ("min", "max")))
    return message


def summary(row: service_pb.ListPlayersResponse.Row) -> models.PlayerSummary:
    """A row of the list."""
    one, totals = row.player, row.totals
    return models.PlayerSummary(
        id=UUID(one.player_id),
        operator_id=UUID(one.operator_id),
        external_id=one.external_id,
        username=one.username,
        name=f"{one.first_name} {one.last_name}".strip(),
        email=one.email,
        phone=one.phone,
        country=one.country,
        region=one.region,
        status=STATUS_NAMES[one.status],
        kyc_level=one.kyc_level,
        kyc_status=player_care.KYC_STATUS_NAMES[one.kyc_status],
        vip_level=one.vip_level,
        affiliate_id=one.affiliate_id,
        acquisition=player_care.ACQUISITION_NAMES[one.acquisition],
        tags=list(one.tags),
        bans=[player_care.SCOPE_NAMES[ban.scope] for ban in one.bans],
        risk_flags=list(one.risk_flags),
        excluded=player_care.exclusion(one) is not None,
        online=one.online,
        registered_at=moment(one.registered_at),
        last_seen_at=moment_or_none(one.HasField("last_seen_at"), one.last_seen_at),
        balances=[money_of(balance.amount) for balance in row.balances],
        currency=one.currency,
        deposits=amount(totals.deposits, one.currency),
        withdrawals=amount(totals.withdrawals, one.currency),
        turnover=amount(totals.turnover, one.currency),
        ggr=amount(totals.ggr, one.currency),
        matched=row.matched,
    )


def _span(message: filter_pb.PlayerFilter, name: str, wanted: models.PlayerFilter) -> None:
    span = getattr(message, name)
    for end in ("from", "until"):
        if (at := timestamp(getattr(wanted, f"{name}_{end}"))) is not None:
            getattr(span, end).CopyFrom(at)


def _range(message: filter_pb.PlayerFilter, name: str, least: Any, most: Any) -> None:
    asked = getattr(message, name)
    if least is not None:
        asked.least = least
    if most is not None:
        asked.most = most


def _minor(wanted: models.PlayerFilter, field: str, currency: str) -> int | None:
    text = getattr(wanted, field)
    return None if text is None else money.to_minor(text, currency, field)
