"""The short way of reading bets gives what the long one gives, or leaves it to it."""

from __future__ import annotations

from datetime import timedelta

from daybook.players.v1 import activity_service_pb2 as wire
from daybook.types.v1.money_pb2 import Money
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.money import MAX_MINOR
from services.players.convert import activity as convert
from services.players.convert import plain
from services.players.domain.activity import Item, Placing, Settlement
from tests.players.building import NOON, placed, settled

NOW = int(NOON.timestamp())
odd = st.sampled_from(["", "\0", "a\0b", "x" * 128, "x" * 129, "é" * 128, "é" * 129, "🎲" * 128])
words = st.text(min_size=1, max_size=4) | odd
minors = st.sampled_from([-1, 0, 1, MAX_MINOR, MAX_MINOR + 1, -(2**63), 2**63 - 1]) | st.integers(0, 10_000)
currencies = st.sampled_from(["BRL", "BIT", "XQQ", "", "brl", "TOOLONG", "USDT"])
amounts = st.builds(Money, minor=minors, currency=currencies) | st.builds(
    Money, minor=st.integers(0, 99), currency=st.just("BRL")
)
seconds = st.sampled_from([0, 946_684_799, 946_684_800, NOW - 1, NOW, NOW + 1, NOW + 300, NOW + 301, 10**13, -1])
stamps = st.builds(
    Timestamp,
    seconds=seconds | st.integers(946_684_800, NOW),
    nanos=st.sampled_from([0, 1, 999, 1_000, 999_999_999, 1_000_000_000, -1]),
)


def absent(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Now and then nothing at all."""
    return st.one_of(strategy, strategy, strategy, st.none())


settlements = st.builds(wire.Settlement, payout=absent(amounts), settled_at=st.none() | stamps)
bets = st.builds(
    wire.BetPlaced,
    bet_id=words,
    stake=absent(amounts),
    round_id=words,
    game=words,
    provider=words,
    settlement=st.none() | settlements,
)
ends = st.builds(wire.BetSettled, bet_id=words, payout=absent(amounts))
devices = st.sampled_from(["", "", "app", "desktop", "console", "Mobile", "two words", "x" * 32, "x" * 33, "\0"])
activities = st.builds(
    wire.Activity, player_external_id=words, occurred_at=absent(stamps), device=devices, bet_placed=bets
) | st.builds(wire.Activity, player_external_id=words, occurred_at=absent(stamps), device=devices, bet_settled=ends)


@settings(max_examples=3_000, deadline=None)
@given(activities)
def test_the_short_way_gives_what_the_long_one_gives(activity: wire.Activity) -> None:
    short = (plain.placed if activity.HasField("bet_placed") else plain.settled)(activity, NOW)
    at_length = convert.read_at_length(activity, NOON)
    assert short is None or short == at_length
    assert convert.read(activity, NOON) == at_length


def test_ordinary_bets_go_the_short_way() -> None:
    before = NOON - timedelta(seconds=5, microseconds=-7)
    for told in (placed("ana", "b", 100, at=before), placed("ana", "b", 100, payout=0, at=before)):
        item = plain.placed(told, NOW)
        assert isinstance(item, Item)
        assert item.at == before
    later = placed("ana", "b", 100, payout=3, at=before, settled_after=timedelta(seconds=2))
    ended = plain.placed(later, NOW)
    assert isinstance(ended, Item)
    assert isinstance(ended.fact, Placing)
    assert ended.fact.settlement == Settlement(3, before + timedelta(seconds=2))
    assert plain.settled(settled("ana", "b", 5, at=before), NOW) is not None
