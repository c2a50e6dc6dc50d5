"""Players, registrations and sessions: protobuf <-> domain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from ipaddress import ip_address
from typing import Final

from daybook.players.v1 import player_pb2 as wire
from daybook.players.v1 import players_service_pb2 as service_wire
from daybook.types.v1 import money_pb2

from kit.errors import InvalidField
from kit.money import exponent
from services.players.convert import times
from services.players.domain.activity import check_time
from services.players.domain.ban import Ban
from services.players.domain.ledger import Wallet
from services.players.domain.player import NO_DOCUMENT, Document, Player, PlayerStatus, Registration
from services.players.domain.session import Session, SessionStart

_STATUSES: Final = {
    PlayerStatus.ACTIVE: wire.PLAYER_STATUS_ACTIVE,
    PlayerStatus.SUSPENDED: wire.PLAYER_STATUS_SUSPENDED,
    PlayerStatus.CLOSED: wire.PLAYER_STATUS_CLOSED,
}


def read_registration(told: wire.Registration, path: str, now: datetime) -> Registration:
    """A registration, normalised. Raises InvalidField or UnknownCurrency, naming fields below `path`."""
    exponent(told.currency, f"{path}.currency")
    registered_at = None
    if told.HasField("registered_at"):
        registered_at = times.read(told.registered_at, f"{path}.registered_at")
        check_time(registered_at, now, f"{path}.registered_at")
    return Registration(
        external_id=told.external_id,
        username=told.username or told.external_id,
        first_name=told.first_name.strip(),
        last_name=told.last_name.strip(),
        email=told.email.lower(),
        phone=told.phone,
        date_of_birth=read_birth(told, path, now),
        country=told.country,
        region=told.region,
        language=told.language,
        currency=told.currency,
        registration_ip=_ip(told.registration_ip, f"{path}.registration_ip"),
        registered_at=registered_at,
        document=read_document(told.document),
        affiliate_id=told.affiliate_id,
        referrer_external_id=told.referrer_external_id,
    )


def read_birth(told: wire.Registration | service_wire.PlayerUpdate, path: str, now: datetime) -> date | None:
    """A date of birth, None when none is told. Raises InvalidField, naming the field below `path`."""
    if not told.HasField("date_of_birth"):
        return None
    born = times.read_date(told.date_of_birth, f"{path}.date_of_birth")
    if born > now.date() or born.year < 1900:
        raise InvalidField(f"{path}.date_of_birth", "must lie between 1900 and today")
    return born


def read_document(told: wire.Document) -> Document:
    """A document, its number without spaces; none without a number."""
    number = "".join(told.number.split()).upper()
    return Document(told.type, number) if number else NO_DOCUMENT


def read_start(request: service_wire.StartSessionRequest, now: datetime) -> SessionStart:
    """A session's start. Raises InvalidField."""
    started_at = None
    if request.HasField("started_at"):
        started_at = times.read(request.started_at, "started_at")
        check_time(started_at, now, "started_at")
    return SessionStart(
        session_id=request.session_id,
        external_id=request.player_external_id,
        ip=_ip(request.ip, "ip"),
        device=request.device,
        country=request.country,
        user_agent=request.user_agent,
        started_at=started_at,
    )


def player(stored: Player) -> wire.Player:
    """A player in clear; the interceptor masks."""
    facts = stored.registration
    message = wire.Player(
        operator_id=str(stored.operator_id),
        player_id=str(stored.player_id),
        external_id=facts.external_id,
        username=facts.username,
        first_name=facts.first_name,
        last_name=facts.last_name,
        email=facts.email,
        phone=facts.phone,
        country=facts.country,
        region=facts.region,
        language=facts.language,
        currency=facts.currency,
        status=_STATUSES[stored.status],
        registration_ip=facts.registration_ip,
        revision=stored.revision,
        kyc_level=stored.kyc_level,
        kyc_status=wire.KycStatus.ValueType(stored.kyc_status),
        vip_level=stored.vip_level,
        affiliate_id=facts.affiliate_id,
        referrer_external_id=facts.referrer_external_id,
        acquisition=wire.Acquisition.ValueType(stored.acquisition),
        risk_flags=stored.risk_flags,
        tags=stored.tags,
        bans=[ban(one) for one in stored.bans],
        online=stored.online,
        two_factor=stored.two_factor,
    )
    if facts.document != NO_DOCUMENT:
        message.document.type, message.document.number = facts.document.type, facts.document.number
    if stored.exclusion is not None:
        times.write(message.exclusion.since, stored.exclusion.since)
        if stored.exclusion.until is not None:
            times.write(message.exclusion.until, stored.exclusion.until)
    if stored.two_factor_reset_at is not None:
        times.write(message.two_factor_reset_at, stored.two_factor_reset_at)
    if facts.date_of_birth is not None:
        message.date_of_birth.CopyFrom(times.write_date(facts.date_of_birth))
    times.write(message.registered_at, stored.registered_at)
    if stored.last_seen_at is not None:
        times.write(message.last_seen_at, stored.last_seen_at)
    if stored.suspension is not None:
        message.suspension.reason = stored.suspension.reason
        message.suspension.by = stored.suspension.by
        times.write(message.suspension.at, stored.suspension.at)
    return message


def ban(stored: Ban) -> wire.Ban:
    """A ban, in force or over."""
    message = wire.Ban(
        ban_id=str(stored.ban_id),
        scope=wire.BanScope.ValueType(stored.scope),
        reason=stored.reason,
        by=stored.placed_by,
        lifted_by=stored.lifted_by or "",
        lift_reason=stored.lift_reason or "",
    )
    times.write(message.placed_at, stored.placed_at)
    if stored.expires_at is not None:
        times.write(message.expires_at, stored.expires_at)
    if stored.lifted_at is not None:
        times.write(message.lifted_at, stored.lifted_at)
    return message


def balances(wallets: Iterable[Wallet]) -> list[wire.Balance]:
    """The balances of wallets."""
    messages = []
    for wallet in wallets:
        message = wire.Balance(amount=money_pb2.Money(minor=wallet.balance, currency=wallet.currency))
        if wallet.updated_at is not None:
            times.write(message.updated_at, wallet.updated_at)
        messages.append(message)
    return messages


def totals(wallets: Iterable[Wallet]) -> list[wire.PlayerTotals]:
    """The lifetime totals of wallets."""
    return [
        wire.PlayerTotals(
            currency=wallet.currency,
            deposits=wallet.deposits,
            withdrawals=wallet.withdrawals,
            turnover=wallet.turnover,
            payouts=wallet.payouts,
            ggr=wallet.ggr,
            bets=wallet.bets,
            bonuses=wallet.bonuses,
            ngr=wallet.ngr,
            pending_withdrawals=wallet.pending_withdrawals,
            adjustments=wallet.adjustments,
        )
        for wallet in wallets
    ]


def session(stored: Session) -> wire.Session:
    """A session in clear; the interceptor masks."""
    message = wire.Session(
        session_id=stored.session_id,
        ip=stored.ip,
        device=stored.device,
        country=stored.country,
        user_agent=stored.user_agent,
    )
    times.write(message.started_at, stored.started_at)
    if stored.ended_at is not None:
        times.write(message.ended_at, stored.ended_at)
    return message


def _ip(text: str, field: str) -> str:
    """An address in its one usual spelling."""
    try:
        return str(ip_address(text)) if text else ""
    except ValueError:
        raise InvalidField(field, "must be empty or an IP address") from None
