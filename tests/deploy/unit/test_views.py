"""What status and logs show, and the order and result of checks."""

import json
import os
import sys
from pathlib import Path

import pytest

from deploy.local import checking, logs, state, status
from deploy.local.child import recorded_process, write_record
from deploy.local.errors import LaunchError
from deploy.local.home import Home
from deploy.local.launcher import cut_log


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, ""), (0, "0s"), (59.9, "59s"), (61, "1m 1s"), (7500, "2h 5m"), (90_000, "1d 1h")]
)
def test_durations(seconds: float | None, text: str) -> None:
    assert status.duration(seconds) == text


def test_status_of_a_stopped_suite(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    state.SuiteState(phase="ready", address="http://127.0.0.1:1").write(home)
    assert status.show(home, as_json=False) == 3
    assert "not running" in capsys.readouterr().out
    assert status.show(home, as_json=True) == 3
    assert json.loads(capsys.readouterr().out)["processes"] == []


def test_status_of_a_running_suite(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (state.LAUNCHER, "players"):
        write_record(home.record(name), os.getpid())
    processes = {
        "players": state.ProcessState("ready", 18001, os.getpid(), 2),
        "audit": state.ProcessState("restarting", 18004, None, 5),
    }
    state.SuiteState(phase="ready", version="1.2.3", address="http://127.0.0.1:18000", processes=processes).write(home)
    with home.launcher_lock():
        assert status.show(home, as_json=True) == 0
    document = json.loads(capsys.readouterr().out)
    launcher, players, audit = document["processes"]
    assert document["address"] == "http://127.0.0.1:18000"
    assert (launcher["name"], launcher["state"]) == ("launcher", "ready")
    assert (players["port"], players["pid"], players["version"], players["restarts"]) == (
        18001,
        os.getpid(),
        "1.2.3",
        2,
    )
    assert players["memory"] > 1_000_000
    assert players["uptime"] > 0
    assert (audit["state"], audit["pid"], audit["memory"]) == ("restarting", None, None)
    assert document["memory"] == sum(one["memory"] or 0 for one in document["processes"])
    assert recorded_process(home.record("players")) is not None


def test_an_unreadable_state_is_no_state(home: Home) -> None:
    assert state.read(home) is None
    home.state_file.write_text('{"phase": "ready", "processes": {"x": {"unknown": 1}}}')
    assert state.read(home) is None


def test_logs_of_several_name_their_process(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.log("players").write_text("one\ntwo\n")
    home.log("nats").write_text("three\n")
    logs.show(home, None, follow=False, lines=1)
    assert capsys.readouterr().out.splitlines() == ["nats    three", "players two"]
    logs.show(home, "players", follow=False, lines=10)
    assert capsys.readouterr().out.splitlines() == ["one", "two"]
    with pytest.raises(LaunchError, match=r"no log of wallet; there are: nats, players"):
        logs.show(home, "wallet", follow=False, lines=1)


def test_following_goes_on_after_a_log_was_cut(home: Home) -> None:
    path = home.log("players")
    path.write_text("old\n")
    follower = logs._Follower(path)
    with path.open("a") as file:
        file.write("new\nhal")
    assert follower.fresh() == ["new"]
    with path.open("a") as file:
        file.write("f\n")
    assert follower.fresh() == ["half"]
    cut_log(path, limit=5)
    assert path.stat().st_size == 0
    assert path.with_suffix(".log.1").read_text() == "old\nnew\nhalf\n"
    path.write_text("x\n")
    assert follower.fresh() == ["x"]


def test_checks_run_to_the_end_and_name_what_failed(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> None:
        raise LaunchError("npm is unhappy")

    def python(code: str) -> list[str]:
        return [sys.executable, "-c", code]

    steps = [
        checking.Step("first", python("print('line 7 is wrong'); raise SystemExit(1)")),
        checking.Step("second", python("print('quiet when it passes')")),
        checking.Step("third", action=refuse),
        checking.Step("fourth", ["/nonexistent/tool"]),
    ]
    assert checking.check(steps) == 1
    shown = capsys.readouterr().out
    assert "line 7 is wrong" in shown
    assert "quiet when it passes" not in shown
    assert "npm is unhappy" in shown
    assert "Failed: first, third, fourth." in shown
    assert checking.check(steps[1:2]) == 0
