"""What a player did: messages as JSON, and filters as messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final
from uuid import UUID

from daybook.players.v1 import filter_pb2
from daybook.players.v1 import player_pb2 as pb
from daybook.players.v1 import players_service_pb2 as service_pb
from google.protobuf.timestamp_pb2 import Timestamp

from gateway.convert.players import STATUS_NAMES
from gateway.convert.values import amount, day, moment, moment_or_none, money_of, timestamp
from gateway.models import player_history as models
from kit import money
from kit.errors import InvalidField

BET_STATUS: Final[dict[str, pb.BetStatus.ValueType]] = {
    "placed": pb.BET_STATUS_PLACED,
    "settled": pb.BET_STATUS_SETTLED,
    "voided": pb.BET_STATUS_VOIDED,
}
MOVEMENT_KIND: Final[dict[str, pb.MovementKind.ValueType]] = {
    name.removeprefix("MOVEMENT_KIND_").lower(): value for name, value in pb.MovementKind.items() if value
}
LINK_KIND: Final[dict[str, service_pb.LinkKind.ValueType]] = {
    name.removeprefix("LINK_KIND_").lower(): value for name, value in service_pb.LinkKind.items() if value
}
_BET_STATUS_NAMES: Final = {value: name for name, value in BET_STATUS.items()}
_MOVEMENT_NAMES: Final = {value: name for name, value in MOVEMENT_KIND.items()}
_LINK_NAMES: Final = {value: name for name, value in LINK_KIND.items()}
_FLAG_NAMES: Final = {value: name.removeprefix("SESSION_FLAG_").lower() for name, value in pb.SessionFlag.items()}
_NAMES: Final[dict[str, models.PeriodName]] = {"today": "today", "7d": "7d", "30d": "30d", "all": "all"}
_RTP: Final = Decimal("0.0001")


def span(since: datetime | None, until: datetime | None) -> filter_pb2.TimeRange:
    """A range of time; an end that is None is open."""
    ends: dict[str, Timestamp | None] = {"from": timestamp(since), "until": timestamp(until)}
    return filter_pb2.TimeRange(**ends)


def stakes(least: str | None, most: str | None, currency: str) -> filter_pb2.AmountRange:
    """A range of stakes, which are decimals of the currency. Raises InvalidField, UnknownCurrency or BadAmount."""
    if not currency and (least is not None or most is not None):
        raise InvalidField("currency", "must be set to ask for a range of stakes")
    return filter_pb2.AmountRange(
        least=None if least is None else money.to_minor(least, currency, "stake_min"),
        most=None if most is None else money.to_minor(most, currency, "stake_max"),
    )


def overview(answer: service_pb.GetOverviewResponse) -> models.Overview:
    """The overview."""
    return models.Overview(
        timezone=answer.timezone,
        periods=[models.OverviewPeriod(name=_NAMES[one.name], figures=_figures(one.figures)) for one in answer.periods],
        days=[models.OverviewDay(date=day(one.date), figures=_figures(one.figures)) for one in answer.days],
        games=[
            models.FavouriteGame(
                game=one.game,
                provider=one.provider,
                currency=one.currency,
                turnover=money.to_decimal(one.turnover, one.currency),
                ggr=money.to_decimal(one.ggr, one.currency),
                bets=one.bets,
            )
            for one in answer.games
        ],
    )


def _figures(figures: Iterable[service_pb.GetOverviewResponse.Figures]) -> list[models.Figures]:
    return [
        models.Figures(
            currency=one.currency,
            bets=one.bets,
            rtp=_rtp(one.rtp_ppm) if one.HasField("rtp_ppm") else None,
            deposits=money.to_decimal(one.deposits, one.currency),
            withdrawals=money.to_decimal(one.withdrawals, one.currency),
            turnover=money.to_decimal(one.turnover, one.currency),
            payouts=money.to_decimal(one.payouts, one.currency),
            ggr=money.to_decimal(one.ggr, one.currency),
            ngr=money.to_decimal(one.ngr, one.currency),
            bonuses=money.to_decimal(one.bonuses, one.currency),
        )
        for one in figures
    ]


def _rtp(millionths: int) -> str:
    return f"{Decimal(millionths).scaleb(-6).quantize(_RTP, ROUND_HALF_EVEN):f}"


def bet(one: pb.Bet) -> models.Bet:
    """A bet; GGR is known once it is settled."""
    settled = one.HasField("payout")
    return models.Bet(
        bet_id=one.bet_id,
        round_id=one.round_id,
        game=one.game,
        provider=one.provider,
        status=_BET_STATUS_NAMES[one.status],
        stake=money_of(one.stake),
        payout=money_of(one.payout) if settled else None,
        ggr=amount(one.stake.minor - one.payout.minor, one.stake.currency)
        if settled and one.status == pb.BET_STATUS_SETTLED
        else None,
        placed_at=moment(one.placed_at),
        settled_at=moment_or_none(one.HasField("settled_at"), one.settled_at),
        voided_at=moment_or_none(one.HasField("voided_at"), one.voided_at),
        void_reason=one.void_reason,
    )


def bet_trail(answer: service_pb.GetBetResponse) -> models.BetTrail:
    """A bet with its trail."""
    return models.BetTrail(
        bet=bet(answer.bet),
        movements=[movement(line) for line in answer.movements],
        round=[bet(other) for other in answer.round],
    )


def movement(one: pb.Movement) -> models.Movement:
    """A line of the balance history."""
    return models.Movement(
        id=one.movement_id,
        kind=_MOVEMENT_NAMES[one.kind],
        amount=money_of(one.amount),
        balance_before=amount(one.balance_after.minor - one.amount.minor, one.amount.currency),
        balance_after=money_of(one.balance_after),
        reference=one.reference,
        method=one.method,
        note=one.note,
        occurred_at=moment(one.occurred_at),
        recorded_at=moment(one.recorded_at),
    )


def ledger_check(answer: service_pb.CheckLedgerResponse) -> models.LedgerCheck:
    """The check of the ledger."""
    return models.LedgerCheck(
        wallets=[
            models.WalletCheck(
                currency=one.balance.currency,
                balance=money_of(one.balance),
                movements_sum=money_of(one.movements_sum),
                movements=one.movements,
                adds_up=one.adds_up,
                first_fault_movement_id=one.first_fault_movement_id or None,
            )
            for one in answer.wallets
        ],
        checked_at=moment(answer.checked_at),
        complete=answer.complete,
        checked=answer.checked,
        total=answer.total,
        begun_at=moment(answer.begun_at),
    )


def session(one: pb.Session) -> models.PlayerSession:
    """A player's session."""
    return models.PlayerSession(
        id=one.session_id,
        started_at=moment(one.started_at),
        ended_at=moment_or_none(one.HasField("ended_at"), one.ended_at),
        ip=one.ip,
        device=one.device,
        country=one.country,
        user_agent=one.user_agent,
        open=not one.HasField("ended_at"),
        flags=[_FLAG_NAMES[flag] for flag in one.flags],
        sharing_ip=one.sharing_ip,
        sharing_device=one.sharing_device,
    )


def linked(answer: service_pb.ListLinkedPlayersResponse) -> models.LinkedPlayers:
    """Linked players."""
    return models.LinkedPlayers(items=[_linked(one) for one in answer.players], more=answer.more)


def _linked(one: service_pb.ListLinkedPlayersResponse.Linked) -> models.Linked:
    other = one.player
    return models.Linked(
        player=models.LinkedAccount(
            id=UUID(other.player_id),
            external_id=other.external_id,
            username=other.username,
            name=f"{other.first_name} {other.last_name}".strip(),
            status=STATUS_NAMES[other.status],
            country=other.country,
            registered_at=moment(other.registered_at),
        ),
        links=[
            models.Link(
                kind=_LINK_NAMES[link.kind],
                value=link.value,
                first_seen_at=moment(link.first_seen_at),
                last_seen_at=moment(link.last_seen_at),
                players=link.players,
            )
            for link in one.links
        ],
    )
