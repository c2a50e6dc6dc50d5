"""The supervisor with real small processes: readiness, restarts with growing pauses, giving up, stopping in order."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.child import Child
from deploy.local.errors import LaunchError
from deploy.local.supervisor import LONGEST_BACKOFF_SECONDS, StopRequested, Supervised, Supervisor

CRASH = "print('no database', flush=True); raise SystemExit(3)"
RUN = "import signal; print('up', flush=True); signal.pause()"
STUBBORN = "import signal as s; s.signal(s.SIGTERM, s.SIG_IGN); print('up', flush=True); s.pause(); s.pause()"

Add = Callable[..., Supervised]


class Clock:
    """A clock that only the test moves, and a sleep that moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    made = Supervisor()
    yield made
    for item in made.items.values():
        item.child.kill()


@pytest.fixture
def item(tmp_path: Path) -> Add:
    def one(name: str, code: str, stop_seconds: float = 10.0) -> Supervised:
        child = Child(name, [sys.executable, "-c", code], log=tmp_path / f"{name}.log", stop_seconds=stop_seconds)
        return Supervised(child, 0, lambda: child.log_tail() == ["up"])

    return one


def test_a_process_becomes_ready(supervisor: Supervisor, item: Add) -> None:
    supervisor.start(item("players", RUN))
    assert supervisor.items["players"].state == "starting"
    supervisor.wait_ready(["players"], 10)
    described = supervisor.items["players"].describe()
    assert (described.state, described.restarts) == ("ready", 0)
    assert described.pid == supervisor.items["players"].child.pid


def test_a_process_that_keeps_crashing_at_start_fails_with_its_last_words(supervisor: Supervisor, item: Add) -> None:
    supervisor.start(item("players", CRASH))
    with pytest.raises(LaunchError, match=r"players ended 3 times while starting \(exit 3\): no database") as failure:
        supervisor.wait_ready(["players"], 30)
    assert failure.value.details == ["no database"] * 3
    assert supervisor.items["players"].state == "failed"


def test_a_process_that_is_late_fails(supervisor: Supervisor, item: Add) -> None:
    late = item("players", RUN)
    late.ready = lambda: False
    supervisor.start(late)
    with pytest.raises(LaunchError, match="players was not ready within 0 s"):
        supervisor.wait_ready(["players"], 0.2)


def test_a_process_killed_later_comes_back(supervisor: Supervisor, item: Add) -> None:
    supervisor.start(item("players", RUN))
    supervisor.wait_ready(["players"], 10)
    supervisor.patient = True
    players = supervisor.items["players"]
    first = players.child.pid
    players.child.kill()
    players.ready = players.child.running
    assert supervisor.wait(lambda: players.state == "restarting", 5)
    assert supervisor.wait(lambda: players.state == "ready", 10)
    assert players.child.pid != first
    assert players.restarts == 1


def test_the_pause_before_a_restart_doubles_up_to_a_limit(item: Add) -> None:
    clock = Clock()
    supervisor = Supervisor(clock=clock, sleep=lambda seconds: None)
    supervisor.patient = True
    crashing = item("players", CRASH)
    supervisor.start(crashing)
    pauses = []
    for _ in range(9):
        crashing.child.wait_stopped(10)
        supervisor.tick()
        assert crashing.state == "restarting"
        pauses.append(crashing.start_at - clock.now)
        clock.now = crashing.start_at - 0.001
        supervisor.tick()
        assert crashing.state == "restarting"
        clock.now = crashing.start_at
        supervisor.tick()
        assert crashing.state == "starting"
    crashing.child.kill()
    assert pauses == [0.5, 1, 2, 4, 8, 16, LONGEST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS]


def test_a_long_healthy_life_forgives_old_crashes(item: Add) -> None:
    clock = Clock()
    supervisor = Supervisor(clock=clock, sleep=lambda seconds: None)
    one = item("players", "pass")
    one.failures, one.ready = 7, lambda: False
    supervisor.start(one)
    one.child.wait_stopped(10)
    one.state, one.was_ready, one.ready_since = "ready", True, clock.now
    clock.now += 61
    supervisor.tick()
    assert one.failures == 1


def test_stop_takes_group_after_group(supervisor: Supervisor, item: Add) -> None:
    for name in ("postgres", "players", "gateway"):
        supervisor.start(item(name, RUN))
    supervisor.wait_ready(["postgres", "players", "gateway"], 10)
    seen: list[list[str]] = []

    def note() -> None:
        seen.append(sorted(name for name, one in supervisor.items.items() if one.child.running()))

    supervisor._changed = note
    assert supervisor.stop([["gateway"], ["players", "missing"], ["postgres"]]) == []
    distinct = [names for position, names in enumerate(seen) if position == 0 or names != seen[position - 1]]
    # The first may be over before anything is noted.
    assert distinct[-3:] == [["players", "postgres"], ["postgres"], []]
    assert distinct[:-3] in ([], [["gateway", "players", "postgres"]])


def test_a_stop_request_ends_a_wait(supervisor: Supervisor) -> None:
    supervisor.request_stop()
    with pytest.raises(StopRequested):
        supervisor.wait(lambda: False, 60)


def test_a_second_stop_request_kills_at_once(supervisor: Supervisor, item: Add) -> None:
    supervisor.start(item("players", STUBBORN, stop_seconds=60))
    supervisor.wait_ready(["players"], 10)
    supervisor.request_stop()
    supervisor.request_stop()
    begun = time.monotonic()
    assert supervisor.stop([["players"]]) == ["players"]
    assert time.monotonic() - begun < 5
