"""The whole suite as a person runs it: up, status, a second up, crashes, recovery after kill -9, Ctrl-C, down."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from deploy.local.ports import DEFAULT_PORTS, HOST, PortPlan, is_free
from deploy.local.services import SERVICES, base_environment, command

NAMES = ["postgres", "nats", *(service.name for service in SERVICES)]
IDLE_BYTES = 1_200_000_000


def free_base() -> int:
    """A base with room for all ports above it that nobody uses now."""
    for base in range(21000, 32000, len(DEFAULT_PORTS)):
        if all(is_free(port) for port in PortPlan.from_base(base).ports.values()):
            return base
    raise AssertionError("no free range of ports")


def until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "condition did not hold in time"
        os.sched_yield()


@dataclass
class Suite:
    """One home and the commands on it."""

    home: Path
    base: int

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        environment = base_environment() | {"DAYBOOK_HOME": str(self.home), "DAYBOOK_SKIP_WEB_BUILD": "1"}
        output = subprocess.PIPE
        line = command("deploy.local", *arguments)
        return subprocess.Popen(line, env=environment, stdout=output, stderr=output, text=True, start_new_session=True)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=150)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def up(self) -> str:
        done = self.run("up", "--detach", "--no-demo", "--port-base", str(self.base))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def status(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return document | {"processes": {row["name"]: row for row in document["processes"]}}

    def state(self, name: str) -> tuple[str, int | None]:
        row = self.status()["processes"].get(name, {"state": "gone", "pid": None})
        return row["state"], row["pid"]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    made = Suite(tmp_path_factory.mktemp("suite") / "home", free_base())
    out = made.up()
    assert f"http://{HOST}:{made.base}" in out
    yield made
    assert made.run("down").returncode == 0


def test_everything_is_ready_and_says_so(suite: Suite) -> None:
    document = suite.status()
    assert list(document["processes"]) == ["launcher", *NAMES]
    assert {row["state"] for row in document["processes"].values()} == {"ready"}
    assert document["processes"]["gateway"]["port"] == suite.base
    assert document["processes"]["postgres"]["version"].startswith("18.")
    with urllib.request.urlopen(f"http://{HOST}:{suite.base}/api/v1/health", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"


def test_the_idle_suite_is_small(suite: Suite) -> None:
    document = suite.status()
    assert 0 < document["memory"] < IDLE_BYTES
    assert all(row["memory"] for row in document["processes"].values())


def test_a_second_up_says_that_it_runs(suite: Suite) -> None:
    done = suite.run("up")
    assert done.returncode == 0
    assert f"already running: http://{HOST}:{suite.base}" in done.stdout


def test_another_home_on_the_same_ports_is_told_who_holds_them(suite: Suite, tmp_path: Path) -> None:
    done = Suite(tmp_path / "other", suite.base).run("up", "--no-demo", "--port-base", str(suite.base))
    assert done.returncode == 1
    assert "is taken by" in done.stderr
    assert "--port-base" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_reach_the_running_suite(suite: Suite) -> None:
    done = suite.run("company", "create", "--name", "Test Ltd", "--currency", "EUR")
    assert done.returncode == 0, done.stderr
    wrong = suite.run("company", "create", "--name", "Test Ltd", "--currency", "NOPE")
    assert wrong.returncode != 0
    assert "NOPE" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_logs_are_there_for_each_process(suite: Suite) -> None:
    for name in NAMES:
        assert suite.run("logs", name, "-n", "5").stdout.strip(), name


def test_a_killed_service_comes_back(suite: Suite) -> None:
    _, pid = suite.state("players")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    def back() -> bool:
        state, now = suite.state("players")
        return state == "ready" and now != pid

    until(back, 60)
    assert suite.status()["processes"]["players"]["restarts"] == 1


def test_after_kill_9_of_the_launcher_up_recovers_with_all_data(suite: Suite) -> None:
    assert suite.run("company", "create", "--name", "Kept Ltd", "--currency", "EUR").returncode == 0
    before = suite.status()["processes"]
    os.kill(before["launcher"]["pid"], signal.SIGKILL)
    until(lambda: "left" in suite.run("status").stdout, 20)
    suite.up()
    after = suite.status()["processes"]
    assert {row["state"] for row in after.values()} == {"ready"}
    old = {row["pid"] for row in before.values()}
    assert not old & {row["pid"] for row in after.values()}
    assert not [pid for pid in old if alive(pid)]
    assert "Kept Ltd" in suite.run("company", "list").stdout


def test_ctrl_c_stops_everything(tmp_path: Path) -> None:
    suite = Suite(tmp_path / "home", free_base())
    with suite.start("up", "--no-demo", "--port-base", str(suite.base)) as process:
        assert process.stdout is not None
        until(lambda: "Daybook is ready" in process.stdout.readline(), 120)  # type: ignore[union-attr]
        pids = [row["pid"] for row in suite.status()["processes"].values()]
        assert len(pids) == len(NAMES) + 1
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert not [pid for pid in pids if alive(pid)]
    assert all(is_free(port) for port in PortPlan.from_base(suite.base).ports.values())
    assert suite.run("status").returncode == 3


def test_a_port_that_is_taken_stops_up_with_one_line(tmp_path: Path) -> None:
    base = free_base()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, base))
        listener.listen()
        done = Suite(tmp_path / "home", base).run("up", "--detach", "--no-demo", "--port-base", str(base))
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(f"daybook: Port {base} for gateway is taken")


def alive(pid: int) -> bool:
    """Whether a process still runs (one that ended and was not yet noticed by its parent does not)."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
