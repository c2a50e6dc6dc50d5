"""Bets that are plainly in order, read without the long way round: they are nearly all of what platforms tell.

Whatever is not plainly in order comes back as None and goes that way, which also finds out what is wrong with it. A
test holds the two to the same answers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from daybook.players.v1 import activity_service_pb2 as wire

from kit.money import EXPONENTS, MAX_MINOR
from services.players.domain.activity import EARLIEST, Item, Placing, Settlement, Settling

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST: Final = int(EARLIEST.timestamp())
_LONGEST: Final = 128  # characters of an id or a name, as the contract bounds them
_NANOS: Final = 1_000_000_000
# The words that the contract names; others go the long way.
_DEVICES: Final = frozenset({"", "desktop", "mobile", "tablet", "app"})


def placed(activity: wire.Activity, until: int) -> Item | None:
    """A bet with its settlement, if told; `until` is a second that has come already."""
    player, bet = activity.player_external_id, activity.bet_placed
    bet_id, round_id, game, provider = bet.bet_id, bet.round_id, bet.game, bet.provider
    stake, occurred_at = bet.stake, activity.occurred_at
    minor, currency, seconds, nanos = stake.minor, stake.currency, occurred_at.seconds, occurred_at.nanos
    device = activity.device
    if not (
        0 < len(player) <= _LONGEST
        and 0 < len(bet_id) <= _LONGEST
        and 0 < len(game) <= _LONGEST
        and len(round_id) <= _LONGEST
        and len(provider) <= _LONGEST
        and 0 <= minor <= MAX_MINOR
        and currency in EXPONENTS
        and _EARLIEST <= seconds < until
        and 0 <= nanos < _NANOS
        and "\0" not in f"{player}{bet_id}{round_id}{game}{provider}"
        and device in _DEVICES
    ):
        return None
    at = _EPOCH + timedelta(0, seconds, nanos // 1_000)
    settlement = None
    if bet.HasField("settlement"):
        ending = bet.settlement
        payout = ending.payout
        settled_at = at
        if ending.HasField("settled_at"):
            seconds, nanos = ending.settled_at.seconds, ending.settled_at.nanos
            if not (_EARLIEST <= seconds < until and 0 <= nanos < _NANOS):
                return None
            settled_at = _EPOCH + timedelta(0, seconds, nanos // 1_000)
        if payout.currency != currency or not 0 <= payout.minor <= MAX_MINOR:
            return None
        settlement = Settlement(payout.minor, settled_at)
    return Item(player, at, Placing(bet_id, minor, currency, round_id, game, provider, settlement), device)


def settled(activity: wire.Activity, until: int) -> Item | None:
    """The end of a bet; `until` is a second that has come already."""
    player, bet, occurred_at = activity.player_external_id, activity.bet_settled, activity.occurred_at
    bet_id, payout, device = bet.bet_id, bet.payout, activity.device
    minor, currency, seconds, nanos = payout.minor, payout.currency, occurred_at.seconds, occurred_at.nanos
    if not (
        0 < len(player) <= _LONGEST
        and 0 < len(bet_id) <= _LONGEST
        and 0 <= minor <= MAX_MINOR
        and currency in EXPONENTS
        and _EARLIEST <= seconds < until
        and 0 <= nanos < _NANOS
        and "\0" not in player
        and "\0" not in bet_id
        and device in _DEVICES
    ):
        return None
    return Item(player, _EPOCH + timedelta(0, seconds, nanos // 1_000), Settling(bet_id, minor, currency), device)
