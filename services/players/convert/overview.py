"""The overview, the check of the ledger, stays and linked players: domain -> protobuf."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from daybook.players.v1 import player_pb2 as wire
from daybook.players.v1 import players_service_pb2 as service_wire
from daybook.types.v1 import money_pb2

from services.players.convert import player as convert
from services.players.convert import times
from services.players.domain.ledger_check import Check
from services.players.domain.linking import Link
from services.players.domain.overview import Overview, Sums
from services.players.domain.session import Stay
from services.players.service.history import LinkedPlayer


def overview(found: Overview) -> service_wire.GetOverviewResponse:
    """What a player did."""
    message = service_wire.GetOverviewResponse(timezone=found.timezone)
    for name, figures in found.periods:
        message.periods.add(name=name, figures=_figures(figures))
    for day, figures in found.days:
        message.days.add(date=times.write_date(day), figures=_figures(figures))
    for game in found.games:
        message.games.add(
            game=game.game,
            provider=game.provider,
            currency=game.currency,
            turnover=game.sums.turnover,
            ggr=game.sums.ggr,
            bets=game.sums.bets,
        )
    return message


def _figures(by_currency: Mapping[str, Sums]) -> list[service_wire.GetOverviewResponse.Figures]:
    return [
        service_wire.GetOverviewResponse.Figures(
            currency=currency,
            deposits=sums.deposits,
            withdrawals=sums.withdrawals,
            turnover=sums.turnover,
            payouts=sums.payouts,
            ggr=sums.ggr,
            ngr=sums.ngr,
            bonuses=sums.bonuses,
            bets=sums.bets,
            rtp_ppm=sums.rtp_ppm,
        )
        for currency, sums in by_currency.items()
    ]


def ledger_check(found: Check, checked_at: datetime) -> service_wire.CheckLedgerResponse:
    """Each wallet beside its movements, and how far the check has come."""
    message = service_wire.CheckLedgerResponse(
        wallets=[
            service_wire.CheckLedgerResponse.Wallet(
                balance=money_pb2.Money(minor=one.balance, currency=one.currency),
                movements_sum=money_pb2.Money(minor=one.followed.total, currency=one.currency),
                movements=one.followed.lines,
                adds_up=one.adds_up,
                first_fault_movement_id="" if one.followed.first_fault is None else str(one.followed.first_fault),
            )
            for one in found.wallets
        ],
        complete=found.complete,
        checked=found.checked,
        total=found.total,
    )
    times.write(message.checked_at, checked_at)
    times.write(message.begun_at, found.begun_at)
    return message


def stay(stored: Stay) -> wire.Session:
    """A session with what is new about it; the interceptor masks."""
    message = convert.session(stored.session)
    message.flags.extend(wire.SessionFlag.ValueType(flag) for flag in stored.flags)
    message.sharing_ip, message.sharing_device = stored.sharing_ip, stored.sharing_device
    return message


def linked(found: LinkedPlayer) -> service_wire.ListLinkedPlayersResponse.Linked:
    """Another player and what both have in common, in clear; the interceptor masks."""
    return service_wire.ListLinkedPlayersResponse.Linked(
        player=convert.player(found.player), links=[_link(link) for link in found.links]
    )


def _link(link: Link) -> service_wire.ListLinkedPlayersResponse.Link:
    message = service_wire.ListLinkedPlayersResponse.Link(
        kind=service_wire.LinkKind.ValueType(link.kind), value=link.value, players=link.players
    )
    times.write(message.first_seen_at, link.first_seen_at)
    times.write(message.last_seen_at, link.last_seen_at)
    return message
