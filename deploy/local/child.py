"""One child process: how it is started, recognised after the launcher died, and stopped."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local.as_user import argv_as
from deploy.local.errors import LaunchError

# Two processes with one pid cannot start within this time of each other; clocks may be adjusted by less.
START_TIME_TOLERANCE_SECONDS = 2.0
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class RunAs:
    """The user a child runs as. `keeps_access` lets it pass file permission checks (see as_user)."""

    uid: int
    gid: int
    keeps_access: bool


class Child:
    """A process started by this one, or found again by its record; its output goes to a log file.

    The record file holds pid and start time, so that a later launcher can tell its own left-overs from strangers.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        *,
        log: Path,
        record: Path | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        run_as: RunAs | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        stop_seconds: float = 10.0,
    ) -> None:
        self.name = name
        self.argv = list(argv)
        self.log = log
        self.record = record
        self.env = dict(env) if env is not None else None
        self.cwd = cwd
        self.run_as = run_as
        self.stop_signal = stop_signal
        self.stop_seconds = stop_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process in its own session (a Ctrl-C in the terminal reaches only the launcher)."""
        argv = self.argv
        user: dict[str, object] = {}
        if self.run_as is not None and self.run_as.keeps_access:
            argv = argv_as(self.run_as.uid, self.run_as.gid, argv)
        elif self.run_as is not None:
            user = {"user": self.run_as.uid, "group": self.run_as.gid, "extra_groups": []}
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            try:
                self._process = subprocess.Popen(
                    argv,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=self.env,
                    cwd=self.cwd,
                    start_new_session=True,
                    **user,  # type: ignore[call-overload]
                )
            except OSError as error:
                raise LaunchError(f"{self.name} could not be started: {error.strerror} ({argv[0]})") from error
        if self.record is not None:
            write_record(self.record, self._process.pid)

    @property
    def pid(self) -> int | None:
        """The pid while the process runs, None otherwise."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def exit_code(self) -> int | None:
        """The exit status (negative: the signal that ended it); None while it runs or before it started."""
        return self._process.poll() if self._process is not None else None

    def running(self) -> bool:
        return self.pid is not None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal if the process still runs."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    def request_stop(self) -> None:
        """Ask the process to stop without waiting for it."""
        self.signal(self.stop_signal)

    def wait_stopped(self, seconds: float | None = None) -> bool:
        """Wait until it ended, killing it after `seconds` (default: its own limit). True when it ended by itself."""
        if self._process is None:
            return True
        try:
            self._process.wait(self.stop_seconds if seconds is None else seconds)
            by_itself = True
        except subprocess.TimeoutExpired:
            self.kill()
            by_itself = False
        if self.record is not None:
            self.record.unlink(missing_ok=True)
        return by_itself

    def stop(self) -> bool:
        """Ask, wait, then kill. True when it ended by itself."""
        self.request_stop()
        return self.wait_stopped()

    def kill(self) -> None:
        """End the process and what it started, at once."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def log_tail(self, lines: int = 20) -> list[str]:
        """The last lines of its log, oldest first."""
        return tail(self.log, lines)


def tail(path: Path, lines: int) -> list[str]:
    """The last `lines` lines of a text file, reading at most 256 kB of it; empty when there is no file."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 262_144))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-lines:] if lines > 0 else []


def write_record(path: Path, pid: int) -> None:
    """Write down pid and start time of a process just started."""
    try:
        started = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps({"pid": pid, "started": started}))
    temporary.replace(path)


def recorded_process(path: Path) -> psutil.Process | None:
    """The process a record names, if it is still that very process and not a later one with the same pid."""
    try:
        record = json.loads(path.read_text())
        process = psutil.Process(int(record["pid"]))
        same = abs(process.create_time() - float(record["started"])) < START_TIME_TOLERANCE_SECONDS
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (FileNotFoundError, ValueError, KeyError, TypeError, psutil.NoSuchProcess):
        return None


def stop_recorded(path: Path, stop_signal: signal.Signals, seconds: float) -> int | None:
    """Stop a left-over of an earlier launcher and forget its record. Returns the pid that was stopped, if any."""
    process = recorded_process(path)
    stopped = None
    if process is not None:
        stopped = process.pid
        stop_process(process, stop_signal, seconds)
    path.unlink(missing_ok=True)
    return stopped


def stop_process(process: psutil.Process, stop_signal: signal.Signals, seconds: float) -> None:
    """Signal a process that is not our child, wait up to `seconds`, then kill it with its children."""
    with contextlib.suppress(psutil.NoSuchProcess):
        children = process.children(recursive=True)
        process.send_signal(stop_signal)
        if _gone(process, seconds):
            return
        for left in [process, *children]:
            with contextlib.suppress(psutil.NoSuchProcess):
                left.kill()
        _gone(process, 5.0)


def _gone(process: psutil.Process, seconds: float) -> bool:
    """Wait until it ended; one that ended and that its parent has not noticed yet counts as ended."""
    deadline = time.monotonic() + seconds
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def wait_until(ready: Callable[[], bool], child: Child, seconds: float) -> None:
    """Poll until `ready`; LaunchError with the log's last lines when the child ends or time runs out."""
    deadline = time.monotonic() + seconds
    while not ready():
        code = child.exit_code
        if code is not None:
            raise LaunchError(f"{child.name} ended while starting (exit {code}): {last_words(child)}")
        if time.monotonic() > deadline:
            raise LaunchError(f"{child.name} was not ready within {seconds:.0f} s: {last_words(child)}")
        time.sleep(POLL_SECONDS)


def last_words(child: Child) -> str:
    """The last non-empty log line of a child, for a one-line error."""
    lines = [line for line in child.log_tail() if line.strip()]
    return lines[-1].strip() if lines else f"nothing in {child.log}"
