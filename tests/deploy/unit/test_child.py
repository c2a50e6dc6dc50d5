"""Child processes: stopped in order, and after a crash told apart from strangers with the same pid."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local.child import Child, recorded_process, stop_recorded, tail, write_record
from deploy.local.errors import LaunchError

STUBBORN = "import signal as s; s.signal(s.SIGTERM, s.SIG_IGN); print('up', flush=True); s.pause(); s.pause()"
POLITE = "import signal; print('up', flush=True); signal.pause()"

Make = Callable[..., Child]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Child] = []

    def one(code: str, **options: object) -> Child:
        name = f"child{len(made)}"
        record = tmp_path / f"{name}.json"
        child = Child(name, [sys.executable, "-c", code], log=tmp_path / f"{name}.log", record=record, **options)  # type: ignore[arg-type]
        made.append(child)
        return child

    yield one
    for child in made:
        child.kill()


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "condition did not hold in time"
        os.sched_yield()


def test_a_child_is_recorded_and_its_output_logged(make: Make) -> None:
    child = make(POLITE)
    child.start()
    until(lambda: child.log_tail() == ["up"])
    assert child.record is not None
    found = recorded_process(child.record)
    assert found is not None
    assert found.pid == child.pid
    assert child.stop()
    assert child.exit_code == -signal.SIGTERM
    assert not child.record.exists()


def test_a_child_that_ignores_the_request_is_killed(make: Make) -> None:
    child = make(STUBBORN, stop_seconds=0.2)
    child.start()
    until(lambda: child.log_tail() == ["up"])
    assert child.stop() is False
    assert child.exit_code == -signal.SIGKILL


def test_a_left_over_is_found_by_its_record_and_stopped(make: Make) -> None:
    child = make(POLITE)
    child.start()
    until(lambda: child.log_tail() == ["up"])
    assert child.record is not None
    pid = child.pid
    assert stop_recorded(child.record, signal.SIGTERM, 5) == pid
    until(lambda: not child.running())
    assert not child.record.exists()


def test_a_stranger_with_the_recorded_pid_is_left_alone(tmp_path: Path) -> None:
    record = tmp_path / "players.json"
    started = psutil.Process().create_time()
    record.write_text(json.dumps({"pid": os.getpid(), "started": started - 3600}))
    assert recorded_process(record) is None
    assert stop_recorded(record, signal.SIGKILL, 1) is None
    assert not record.exists()


def test_a_record_of_a_process_that_ended_finds_nothing(make: Make) -> None:
    child = make("pass")
    child.start()
    until(lambda: not child.running())
    assert child.record is not None
    assert recorded_process(child.record) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_a_damaged_record_finds_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    assert recorded_process(tmp_path / "x.json") is None


def test_our_own_record_is_us(tmp_path: Path) -> None:
    write_record(tmp_path / "launcher.json", os.getpid())
    assert recorded_process(tmp_path / "launcher.json") == psutil.Process()


def test_a_missing_program_is_one_line(tmp_path: Path) -> None:
    child = Child("players", [str(tmp_path / "nothing")], log=tmp_path / "log")
    with pytest.raises(LaunchError, match="players could not be started: No such file"):
        child.start()


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    assert tail(path, 5) == []
    path.write_text("".join(f"line {number}\n" for number in range(100_000)))
    assert tail(path, 2) == ["line 99998", "line 99999"]
    assert tail(path, 0) == []
