"""Bets announced as bytes are what their messages say, byte for byte once they are put together."""

from __future__ import annotations

from datetime import datetime, timedelta

from daybook.players.v1 import events_pb2 as wire
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.ids import uuid7
from kit.money import MAX_MINOR
from services.players import events
from services.players.domain.activity import EARLIEST
from services.players.domain.bet import Bet
from services.players.domain.player import Acquisition
from services.players.domain.recording import Account, Happening, PlacedNow, RegisteredNow, SettledNow

OPERATOR = uuid7()
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["x" * 127, "x" * 128, "🎲" * 128]
)
minors = st.sampled_from([0, 127, 128, 16_383, 16_384, MAX_MINOR]) | st.integers(0, MAX_MINOR)
moments = st.integers(0, 6_000_000_000_000_000).map(lambda micros: EARLIEST + timedelta(microseconds=micros))
accounts = st.builds(lambda country: Account(uuid7(), country, EARLIEST), st.sampled_from(["", "BR", "PT"]))
CHANNELS = {
    None: "",
    Acquisition.DIRECT: "direct",
    Acquisition.AFFILIATE: "affiliate",
    Acquisition.REFERRAL: "referral",
}
bets = st.builds(
    lambda placed_at, bet_id, game, provider, currency, stake, payout, settled_at, device, channel: Bet(
        OPERATOR, placed_at, bet_id, "", game, provider, currency, stake, payout, settled_at, device=device,
        channel=channel,
    ),
    moments, words, words, words, st.sampled_from(["BRL", "USDT"]), minors, minors, moments,
    st.sampled_from(["", "app", "x" * 32]), st.sampled_from(list(CHANNELS)),
)  # fmt: skip


def stamp(moment: datetime) -> Timestamp:
    told = Timestamp()
    told.FromDatetime(moment)
    return told


def said(account: Account, bet: Bet) -> list[wire.RecordedActivity]:
    """The placement and the settlement of a bet, by the messages themselves."""
    placed, settled = (
        wire.RecordedActivity(player_id=str(account.player_id), country=account.country, occurred_at=stamp(at))
        for at in (bet.placed_at, bet.settled_at or bet.placed_at)
    )
    placed.device = settled.device = bet.device
    placed.channel = settled.channel = CHANNELS[bet.channel]
    for part in (placed.bet_placed, settled.bet_settled):
        part.bet_id, part.game, part.provider = bet.bet_id, bet.game, bet.provider
        part.stake.minor, part.stake.currency = bet.stake, bet.currency
    settled.bet_settled.payout.minor, settled.bet_settled.payout.currency = bet.payout or 0, bet.currency
    settled.bet_settled.placed_at.CopyFrom(stamp(bet.placed_at))
    return [placed, settled]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(accounts, bets), min_size=1, max_size=4), moments)
def test_bytes_say_what_messages_say(told: list[tuple[Account, Bet]], recorded_at: datetime) -> None:
    happenings, expected = [], wire.ActivityRecorded(operator_id=str(OPERATOR), recorded_at=stamp(recorded_at))
    for account, bet in told:
        ended = bet.settled_at or bet.placed_at
        happenings += [Happening(account, bet.placed_at, PlacedNow(bet)), Happening(account, ended, SettledNow(bet))]
        expected.activities.extend(said(account, bet))
    (event,) = [event for event in events.activity_recorded(OPERATOR, recorded_at, happenings) if event]
    assert event.message == expected
    assert event.message.SerializeToString() == expected.SerializeToString()


def test_what_does_not_fit_goes_into_the_next_event_and_others_have_their_turn() -> None:
    account = Account(uuid7(), "BR", EARLIEST)
    bet = Bet(account.player_id, EARLIEST, "é" * 128, "", "é" * 128, "é" * 128, "BRL", 1)
    happenings = [Happening(account, EARLIEST + timedelta(seconds=n), PlacedNow(bet)) for n in range(2_000)]
    happenings.append(Happening(account, EARLIEST, RegisteredNow("")))
    found = list(events.activity_recorded(OPERATOR, EARLIEST, happenings))
    whole = [event for event in found if event]
    assert None in found
    assert len(whole) == 3
    assert all(event.message.ByteSize() < 1_000_000 for event in whole)
    items = [item for event in whole for item in event.message.activities]  # type: ignore[attr-defined]
    assert [item.occurred_at.seconds - items[0].occurred_at.seconds for item in items[:-1]] == list(range(2_000))
    assert items[-1].HasField("registered")
