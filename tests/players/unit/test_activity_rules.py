"""Single activities: moments and fingerprints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InvalidField
from services.players.convert import activity as convert
from services.players.convert import times
from services.players.domain.activity import Item, Placing, Rejection, check_time, fingerprint
from tests.players.building import NOON, activity, deposit, placed, registration

moments = st.integers(0, 253_402_300_799_999_999).map(
    lambda micros: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
)


@given(moments)
def test_moments_survive_the_wire(moment: datetime) -> None:
    stamp = Timestamp()
    times.write(stamp, moment)
    assert stamp.ToDatetime(UTC) == moment
    assert times.read(stamp, "at") == moment


def test_a_moment_is_cut_to_microseconds() -> None:
    assert times.read(Timestamp(seconds=1, nanos=1_999), "at").microsecond == 1


@pytest.mark.parametrize("stamp", [Timestamp(seconds=-1), Timestamp(seconds=253_402_300_800), Timestamp(nanos=-1)])
def test_a_moment_that_is_none_names_its_field(stamp: Timestamp) -> None:
    with pytest.raises(InvalidField) as refused:
        times.read(stamp, "here")
    assert list(refused.value.fields) == ["here"]


def test_the_bounds_of_a_moment() -> None:
    check_time(datetime(2000, 1, 1, tzinfo=UTC), NOON, "at")
    check_time(NOON + timedelta(minutes=5), NOON, "at")
    for outside in (
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        NOON + timedelta(minutes=5, microseconds=1),
    ):
        with pytest.raises(InvalidField):
            check_time(outside, NOON, "at")


word = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
facts = st.tuples(word, st.integers(0, 20), word)


@given(facts, facts)
def test_fingerprints_differ_when_facts_do(one: tuple[str, int, str], other: tuple[str, int, str]) -> None:
    assert (fingerprint("p", NOON, *one) == fingerprint("p", NOON, *other)) == (one == other)
    assert -(2**63) <= fingerprint("p", NOON, *one) < 2**63


def test_a_fingerprint_is_kept_for_ever() -> None:
    """It is stored: a release that computes another would take every repetition for something else."""
    assert fingerprint("p", NOON, 100, "BRL", "") == -8545839587563511135


def test_reading_fills_in_what_the_contract_lets_out() -> None:
    told = activity("ana", registered=registration(""))
    item = convert.read(told, NOON)
    assert isinstance(item, Item)
    assert item.external_id == "ana"
    bet = convert.read(placed("ana", "b", 1, payout=2), NOON)
    assert isinstance(bet, Item)
    assert isinstance(bet.fact, Placing)
    assert bet.fact.settlement is not None
    assert bet.fact.settlement.at == NOON


def test_a_rejection_says_one_sentence() -> None:
    refused = convert.read(deposit("ana", "x", -5), NOON)
    assert refused == Rejection(
        "INVALID_FIELD", "deposit.amount.minor", "deposit.amount.minor: must be greater than zero"
    )
