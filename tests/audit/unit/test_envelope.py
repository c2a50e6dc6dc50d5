"""The bytes of entries: fixed for version 1, exact both ways, and nothing else is taken for an entry."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.entries import Announced, Flag, Place, Recorded
from services.audit.domain.envelope import MalformedEntry, entry_bytes, event_block, read_entry, read_event

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
EVENTS = st.builds(
    Announced,
    event_id=st.uuids(),
    source=TEXT,
    seq=st.integers(1, 2**63 - 1),
    type=TEXT,
    time=TEXT,
    tenant=TEXT,
    action=st.none() | TEXT,
    payload=st.binary(max_size=200),
)
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants it so
PLACES = st.builds(Place, st.none() | st.uuids(), st.none() | st.uuids())
FLAGS = st.sets(st.sampled_from(Flag))


@given(EVENTS)
def test_an_event_block_gives_back_the_event(event: Announced) -> None:
    assert read_event(event_block(event)) == event


@given(MOMENTS, FLAGS, PLACES, EVENTS)
def test_an_entry_gives_back_what_was_recorded(
    moment: datetime, flags: set[Flag], place: Place, event: Announced
) -> None:
    ordered = tuple(sorted(flags, key=lambda flag: flag.value))
    assert read_entry(entry_bytes(moment, flags, place, event)) == Recorded(moment, ordered, place, event)


def test_the_bytes_of_version_1_never_change() -> None:
    event = Announced(
        event_id=UUID("0190b6a0-0000-7000-8000-000000000001"),
        source="/daybook/players/e",
        seq=7,
        type="daybook.players.v1.PlayerSuspended",
        time="2026-03-02T09:30:00+00:00",
        tenant="0190b6a0-0000-7000-8000-000000000002",
        action="player.suspend",
        payload=b"\x0a\x00",
    )
    place = Place(UUID("0190b6a0-0000-7000-8000-000000000002"), None)
    raw = entry_bytes(datetime(2026, 3, 2, 9, 30, 1, 5, UTC), [Flag.UNKNOWN_ACTION, Flag.BAD_VALUE], place, event)
    fields = [
        b"1772443801000005",
        b"bad_value,unknown_action",
        b"0190b6a0-0000-7000-8000-000000000002",
        b"",
        b"0190b6a0-0000-7000-8000-000000000001",
        b"/daybook/players/e",
        b"7",
        b"daybook.players.v1.PlayerSuspended",
        b"2026-03-02T09:30:00+00:00",
        b"0190b6a0-0000-7000-8000-000000000002",
        b"=player.suspend",
        b"\x0a\x00",
    ]
    assert raw == b"DBAUDIT\x01" + b"".join(len(field).to_bytes(4) + field for field in fields)


@given(MOMENTS, PLACES, EVENTS, st.data())
def test_bytes_cut_short_or_with_a_tail_are_no_entry(
    moment: datetime, place: Place, event: Announced, data: st.DataObject
) -> None:
    raw = entry_bytes(moment, [], place, event)
    with pytest.raises(MalformedEntry):
        read_entry(raw[: data.draw(st.integers(0, len(raw) - 1))])
    with pytest.raises(MalformedEntry):
        read_entry(raw + b"\x00")


@pytest.mark.parametrize("start", [b"DBAUDIT\x02", b"DBAUDIX\x01", b""])
def test_another_version_is_not_guessed_at(start: bytes) -> None:
    with pytest.raises(MalformedEntry, match="version"):
        read_entry(start + bytes(48))


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_read_or_refused(data: bytes) -> None:
    for raw in (data, b"DBAUDIT\x01" + data):
        try:
            read_entry(raw)
        except MalformedEntry:
            continue
