"""Placed and settled bets as bytes of their messages, without the messages: they are nearly all of what is announced.

Whoever puts them together parses them, so that what is announced is well formed, and in protobuf's own form. A test
holds each to what the messages give.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.players.domain.bet import Bet
from services.players.domain.player import Acquisition

# A length or a number goes in groups of seven bits, the last without the high bit; a field begins with 8 times its
# number, plus 2 when bytes follow behind their length.
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CACHED: Final = 20_000


def varint(number: int) -> bytes:
    """A number that is not negative."""
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


# Ids and names are bounded at 128 characters, so that no activity is longer.
_LENGTHS: Final = tuple(varint(length) for length in range(4096))


_CHANNELS: Final = {
    None: b"",
    Acquisition.DIRECT: b"\x82\x01\x06direct",
    Acquisition.AFFILIATE: b"\x82\x01\x09affiliate",
    Acquisition.REFERRAL: b"\x82\x01\x08referral",
}


@lru_cache(_CACHED)
def who(player_id: UUID, country: str, device: str = "", channel: Acquisition | None = None) -> bytes:
    """The player and the country of a RecordedActivity, what it was done on and how the player had come."""
    on = b"\x7a%b" % _sized(device.encode()) if device else b""
    return b"\x0a\x24%b\x1a%b%b%b" % (str(player_id).encode(), _sized(country.encode()), on, _CHANNELS[channel])


def placed(who: bytes, at: datetime, bet: Bet) -> bytes:
    """A bet that was placed, as a RecordedActivity."""
    bet_id = bet.bet_id.encode()
    body = b"\x0a%b%b\x12%b%b" % (
        _LENGTHS[len(bet_id)],
        bet_id,
        _money(bet.stake, bet.currency),
        _placed_names(bet.game, bet.provider),
    )
    return b"%b\x12%b\x3a%b%b" % (who, _stamp(at), _LENGTHS[len(body)], body)


def settled(who: bytes, at: datetime, bet: Bet) -> bytes:
    """A bet that was settled, as a RecordedActivity."""
    bet_id = bet.bet_id.encode()
    body = b"\x0a%b%b\x12%b\x1a%b%b\x32%b" % (
        _LENGTHS[len(bet_id)],
        bet_id,
        _money(bet.stake, bet.currency),
        _money(bet.payout or 0, bet.currency),
        _settled_names(bet.game, bet.provider),
        _stamp(bet.placed_at),
    )
    return b"%b\x12%b\x42%b%b" % (who, _stamp(at), _LENGTHS[len(body)], body)


def listed(item: bytes) -> bytes:
    """A RecordedActivity as one of those of an ActivityRecorded."""
    return b"\x1a%b%b" % (_LENGTHS[len(item)], item)


def again(item: bytes) -> bytes:
    """A RecordedActivity as one of those of a ReplayActivityResponse."""
    return b"\x22%b%b" % (_LENGTHS[len(item)], item)


@lru_cache(_CACHED)
def _money(minor: int, currency: str) -> bytes:
    code = currency.encode()
    return _sized(b"\x08%b\x12%b" % (varint(minor), _sized(code)))


@lru_cache(_CACHED)
def _placed_names(game: str, provider: str) -> bytes:
    return b"\x1a%b\x22%b" % (_sized(game.encode()), _sized(provider.encode()))


@lru_cache(_CACHED)
def _settled_names(game: str, provider: str) -> bytes:
    return b"\x22%b\x2a%b" % (_sized(game.encode()), _sized(provider.encode()))


@lru_cache(64)  # a bet is mostly placed and settled at one moment
def _stamp(moment: datetime) -> bytes:
    since = moment - _EPOCH
    nanos = since.microseconds * 1000
    # In five groups whatever it is, which any reader takes; the seconds of these two centuries need as many.
    return b"\x0c%b\x10%b" % (
        _seconds(since.days * 86_400 + since.seconds),
        bytes(
            (nanos & 127 | 128, nanos >> 7 & 127 | 128, nanos >> 14 & 127 | 128, nanos >> 21 & 127 | 128, nanos >> 28)
        ),
    )


@lru_cache(_CACHED)
def _seconds(seconds: int) -> bytes:
    groups = [seconds >> shift & 127 | 128 for shift in (0, 7, 14, 21)]
    return b"\x08" + bytes((*groups, seconds >> 28))


def _sized(content: bytes) -> bytes:
    return _LENGTHS[len(content)] + content
