"""A ticket's clocks: they stop, stand still and run on; priorities and settings move what is due, not what passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import InvalidField
from services.players.domain.tickets import clocks
from services.players.domain.tickets.calendar import Hours
from services.players.domain.tickets.settings import Target, TicketSettings
from services.players.domain.tickets.ticket import Priority, TicketState, Times

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)  # a Monday
RULES = TicketSettings("UTC")
HIGH = Priority.HIGH  # first reply within an hour, solved within eight
OPEN, WAITING, SOLVED, CLOSED = TicketState


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def move(times: Times, state: TicketState, at: datetime) -> Times:
    return clocks.moved(times, state, at, RULES, HIGH)


def test_both_run_from_the_opening() -> None:
    times = clocks.started(NOON, RULES, HIGH)
    assert (times.reply_due_at, times.resolution_due_at) == (after(1), after(8))
    reply = clocks.first_reply(times, after(0.25), RULES, HIGH)
    assert (reply.left, reply.breached, reply.paused) == (timedelta(minutes=45), False, False)
    late = clocks.first_reply(times, after(2), RULES, HIGH)
    assert (late.left, late.breached) == (timedelta(hours=-1), True)
    assert clocks.falls_due(times, OPEN) == after(1)


def test_the_first_answer_stops_the_first_clock_in_time_or_late() -> None:
    times = clocks.started(NOON, RULES, HIGH)
    in_time = clocks.replied(times, after(1), RULES, HIGH)
    assert clocks.first_reply(in_time, after(99), RULES, HIGH) == clocks.Clock(after(1), after(1), False, None, False)
    late = clocks.replied(times, after(1) + timedelta(microseconds=1), RULES, HIGH)
    assert clocks.first_reply(late, after(99), RULES, HIGH).breached
    assert clocks.replied(late, after(5), RULES, HIGH) == late
    assert clocks.falls_due(in_time, OPEN) == after(8)


def test_waiting_stands_still_and_open_runs_on() -> None:
    times = move(clocks.started(NOON, RULES, HIGH), WAITING, after(0.5))
    still = clocks.resolution(times, after(500), RULES, HIGH)
    assert (still.paused, still.left, still.due_at, still.breached) == (True, None, None, False)
    assert clocks.falls_due(times, WAITING) == clocks.NEVER[WAITING]
    again = move(times, OPEN, after(100))
    assert (again.reply_due_at, again.resolution_due_at) == (after(100.5), after(107.5))


def test_solved_meets_the_second_clock_and_opening_again_lets_it_run_on() -> None:
    solved = move(clocks.started(NOON, RULES, HIGH), SOLVED, after(3))
    assert clocks.resolution(solved, after(50), RULES, HIGH) == clocks.Clock(None, after(3), False, None, False)
    closed = move(solved, CLOSED, after(200))
    assert closed.resolved_at == after(3)  # when it was solved, not when it was filed away
    again = move(closed, OPEN, after(300))
    assert (again.resolved_at, again.resolution_due_at) == (None, after(305))
    assert move(again, SOLVED, after(306)).resolved_late


def test_a_ticket_over_its_time_that_waits_stays_over() -> None:
    times = move(clocks.started(NOON, RULES, HIGH), WAITING, after(9))
    assert clocks.resolution(times, after(10), RULES, HIGH).breached


def test_another_priority_moves_what_is_due_and_not_what_was_met() -> None:
    times = clocks.replied(clocks.started(NOON, RULES, HIGH), after(0.5), RULES, HIGH)
    urgent = clocks.due(times, RULES, Priority.URGENT)
    assert (urgent.reply_due_at, urgent.resolution_due_at) == (after(1), after(4))
    none = replace(RULES, targets={Priority.LOW: Target(0, 0)})
    untimed = clocks.due(times, none, Priority.LOW)
    assert clocks.resolution(untimed, after(99), none, Priority.LOW).due_at is None
    assert clocks.falls_due(untimed, OPEN) == clocks.NEVER[OPEN]


def test_a_target_shorter_than_what_has_passed_was_due_in_the_past() -> None:
    office = replace(RULES, hours=tuple(Hours(day, 540, 1080) for day in range(1, 6)))
    times = clocks.started(NOON, office, Priority.LOW)  # 72 hours of work
    paused = clocks.moved(times, WAITING, NOON + timedelta(days=2), office, Priority.LOW)  # 18 hours later
    again = clocks.moved(paused, OPEN, NOON + timedelta(days=7), office, Priority.URGENT)
    assert again.resolution_due_at is not None
    assert office.calendar.between(again.resolution_due_at, NOON + timedelta(days=7)) == timedelta(hours=14)


def test_new_settings_count_on_from_what_the_old_ones_counted() -> None:
    office = replace(RULES, hours=tuple(Hours(day, 540, 1080) for day in range(1, 6)), revision=1)
    times = clocks.started(NOON, RULES, HIGH)
    rebased = clocks.rebased(times, after(5), RULES, office, HIGH)  # 17:00, an hour of work left that day
    assert (rebased.spent, rebased.running_since) == (timedelta(hours=5), after(5))
    assert rebased.resolution_due_at == datetime(2026, 5, 5, 11, 0, tzinfo=UTC)  # three more: one today, two tomorrow
    waiting = move(times, WAITING, after(1))
    assert clocks.rebased(waiting, after(5), RULES, office, HIGH) == waiting


def test_settings_by_a_clock_that_is_behind_count_no_time_twice() -> None:
    times = clocks.started(NOON, RULES, HIGH)
    assert clocks.rebased(times, after(-0.5), RULES, RULES, HIGH) == times


@given(st.lists(st.tuples(st.sampled_from(list(TicketState)), st.integers(1, 10_000)), max_size=12))
def test_what_was_spent_is_the_time_in_which_it_was_open(moves: list[tuple[TicketState, int]]) -> None:
    times, state, at, spent = clocks.started(NOON, RULES, HIGH), OPEN, NOON, timedelta()
    for to, minutes in moves:
        later = at + timedelta(minutes=minutes)
        if state is OPEN:
            spent += later - at
        times, state, at = clocks.moved(times, to, later, RULES, HIGH), to, later
        assert clocks.spent(times, RULES, at) == spent
        assert (times.running_since is not None) == (state is OPEN)
        assert (times.resolved_at is not None) == (state in (SOLVED, CLOSED))
        if times.resolution_due_at is not None:
            assert times.resolution_due_at == at + timedelta(hours=8) - spent


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hours": (Hours(1, 600, 600),)}, "settings.hours"),
        ({"hours": (Hours(1, 540, 720), Hours(1, 700, 800))}, "settings.hours"),
        ({"hours": (Hours(1, 0, 1),)}, "settings.targets"),
        ({"targets": {Priority.HIGH: Target(60, 30)}}, "settings.targets"),
        ({"categories": ("deposit",)}, "settings.categories"),
    ],
)
def test_settings_that_make_no_sense(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        replace(RULES, **wrong).check()  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
    RULES.check()
    replace(RULES, hours=(Hours(1, 540, 720), Hours(1, 720, 800)), targets={Priority.HIGH: Target(60, 0)}).check()
