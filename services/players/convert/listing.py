"""Lists of players: what they ask for, protobuf -> domain, and their rows back."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import filter_pb2 as wire
from daybook.players.v1 import player_pb2
from daybook.players.v1 import players_service_pb2 as service_wire

from kit.errors import InvalidField
from services.players.convert import player as player_convert
from services.players.convert import times
from services.players.domain.ban import BanScope
from services.players.domain.listing import Amounts, Order, PlayerFilter, SortBy, Span
from services.players.domain.player import Acquisition, KycStatus, PlayerStatus
from services.players.service.listing import Listed

_STATUSES: Final = {
    player_pb2.PLAYER_STATUS_ACTIVE: PlayerStatus.ACTIVE,
    player_pb2.PLAYER_STATUS_SUSPENDED: PlayerStatus.SUSPENDED,
    player_pb2.PLAYER_STATUS_CLOSED: PlayerStatus.CLOSED,
}
_DESCENDING: Final = "_DESC"


def read_filter(told: wire.PlayerFilter) -> PlayerFilter:
    """Which players are asked for, with addresses, numbers and e-mail as they are stored. Raises InvalidField."""
    return PlayerFilter(
        query=told.query.strip(),
        registered=_span(told, "registered"),
        statuses=frozenset(_STATUSES[status] for status in told.statuses if status in _STATUSES),
        banned=frozenset(BanScope(scope) for scope in told.banned if scope),
        kyc_level=_amounts(told, "kyc_level"),
        kyc_statuses=frozenset(KycStatus(status) for status in told.kyc_statuses),
        vip_level=_amounts(told, "vip_level"),
        countries=frozenset(told.countries),
        region=told.region,
        tags=frozenset(told.tags),
        risk_flags=frozenset(told.risk_flags),
        acquisition=Acquisition(told.acquisition) if told.acquisition else None,
        affiliate_id=told.affiliate_id,
        currency=told.currency,
        balance=_amounts(told, "balance"),
        deposits=_amounts(told, "deposits"),
        withdrawals=_amounts(told, "withdrawals"),
        ggr=_amounts(told, "ggr"),
        last_seen=_span(told, "last_seen"),
        online=told.online if told.HasField("online") else None,
        email=told.email.strip().lower(),
        phone=_phone(told.phone),
        document="".join(told.document.split()).upper(),
        registration_ip=_ip(told.registration_ip, "registration_ip"),
        login_ip=_ip(told.login_ip, "login_ip"),
        device=told.device.strip(),
        self_excluded=told.self_excluded if told.HasField("self_excluded") else None,
        player_ids=frozenset(UUID(player_id) for player_id in told.player_ids),
    )


def read_order(sort: wire.PlayerSort.ValueType) -> Order:
    """In which order."""
    name = wire.PlayerSort.Name(sort).removeprefix("PLAYER_SORT_")
    if name == "UNSPECIFIED":
        return Order()
    by, _, _ = name.rpartition("_")
    return Order(SortBy[by], name.endswith(_DESCENDING))


def row(listed: Listed) -> service_wire.ListPlayersResponse.Row:
    """A player of the list; the interceptor masks."""
    return service_wire.ListPlayersResponse.Row(
        player=player_convert.player(listed.player),
        balances=player_convert.balances(listed.wallets),
        totals=player_convert.totals([listed.own_wallet])[0],
        matched=listed.matched,
    )


def _span(told: wire.PlayerFilter, name: str) -> Span:
    asked: Any = getattr(told, name)
    return Span(
        *(
            times.read(getattr(asked, end), f"filter.{name}.{end}") if asked.HasField(end) else None
            for end in ("from", "until")
        )
    )


def _amounts(told: wire.PlayerFilter, name: str) -> Amounts:
    asked: Any = getattr(told, name)
    return Amounts(*(getattr(asked, end) if asked.HasField(end) else None for end in ("least", "most")))


def _phone(text: str) -> str:
    """A number as it is stored, whatever stands between its digits."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return f"+{digits}" if digits else text.strip()


def _ip(text: str, name: str) -> str:
    try:
        return str(ip_address(text.strip())) if text.strip() else ""
    except ValueError:
        raise InvalidField(f"filter.{name}", "must be an IP address") from None
