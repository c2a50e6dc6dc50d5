"""Players as JSON."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import player_pb2 as pb
from daybook.players.v1 import players_service_pb2 as service_pb

from gateway.convert import player_care
from gateway.convert.values import day_or_none, moment, moment_or_none, money_of
from gateway.models import players as models
from kit import money
from kit.ids import uuid7

STATUS: Final[dict[str, pb.PlayerStatus.ValueType]] = {
    "active": pb.PLAYER_STATUS_ACTIVE,
    "suspended": pb.PLAYER_STATUS_SUSPENDED,
    "closed": pb.PLAYER_STATUS_CLOSED,
}
STATUS_NAMES: Final = {value: name for name, value in STATUS.items()}


def player(one: pb.Player, *, masked: bool) -> models.Player:
    """A player."""
    suspension = None
    if one.HasField("suspension"):
        suspension = models.Suspension(reason=one.suspension.reason, by=one.suspension.by, at=moment(one.suspension.at))
    return models.Player(
        id=UUID(one.player_id),
        external_id=one.external_id,
        username=one.username,
        first_name=one.first_name,
        last_name=one.last_name,
        email=one.email,
        phone=one.phone,
        date_of_birth=day_or_none(one.date_of_birth),
        country=one.country,
        region=one.region,
        language=one.language,
        currency=one.currency,
        status=STATUS_NAMES[one.status],
        suspension=suspension,
        registered_at=moment(one.registered_at),
        registration_ip=one.registration_ip,
        last_seen_at=moment_or_none(one.HasField("last_seen_at"), one.last_seen_at),
        document=player_care.document(one),
        kyc_level=one.kyc_level,
        kyc_status=player_care.KYC_STATUS_NAMES[one.kyc_status],
        vip_level=one.vip_level,
        affiliate_id=one.affiliate_id,
        referrer_external_id=one.referrer_external_id,
        acquisition=player_care.ACQUISITION_NAMES[one.acquisition],
        exclusion=player_care.exclusion(one),
        risk_flags=list(one.risk_flags),
        tags=list(one.tags),
        bans=[player_care.ban(held) for held in one.bans],
        online=one.online,
        two_factor=one.two_factor,
        two_factor_reset_at=moment_or_none(one.HasField("two_factor_reset_at"), one.two_factor_reset_at),
        revision=one.revision,
        masked=masked,
    )


def profile(answer: service_pb.GetPlayerResponse, *, masked: bool) -> models.PlayerProfile:
    """A player with wallets and totals."""
    return models.PlayerProfile(
        player=player(answer.player, masked=masked),
        balances=[
            models.Balance(
                currency=balance.amount.currency,
                amount=money_of(balance.amount),
                updated_at=moment_or_none(balance.HasField("updated_at"), balance.updated_at),
            )
            for balance in answer.balances
        ],
        totals=[_totals(one) for one in answer.totals],
        open_sessions=answer.open_sessions,
    )


def _totals(one: pb.PlayerTotals) -> models.PlayerTotals:
    return models.PlayerTotals(
        currency=one.currency,
        deposits=money.to_decimal(one.deposits, one.currency),
        withdrawals=money.to_decimal(one.withdrawals, one.currency),
        turnover=money.to_decimal(one.turnover, one.currency),
        payouts=money.to_decimal(one.payouts, one.currency),
        ggr=money.to_decimal(one.ggr, one.currency),
        bets=one.bets,
        bonuses=money.to_decimal(one.bonuses, one.currency),
        ngr=money.to_decimal(one.ngr, one.currency),
        pending_withdrawals=money.to_decimal(one.pending_withdrawals, one.currency),
        adjustments=money.to_decimal(one.adjustments, one.currency),
    )


def status_change(body: models.StatusChange) -> dict[str, Any]:
    """The fields that suspending and reinstating have in common; a caller that sends no request id gets a new one."""
    return {
        "operator_id": str(body.operator_id),
        "reason": body.reason,
        "revision": body.revision,
        "request_id": str(body.request_id or uuid7()),
    }
