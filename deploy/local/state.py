"""What a launcher tells others about itself: the state file it writes and `status`, `down` and `--detach` read."""

import json
from dataclasses import asdict, dataclass, field

from deploy.local.child import recorded_process
from deploy.local.home import Home, write_whole

LAUNCHER = "launcher"


@dataclass
class ProcessState:
    """One supervised process as the launcher sees it. `state`: starting, ready, restarting, stopped, failed."""

    state: str = "stopped"
    port: int = 0
    pid: int | None = None
    restarts: int = 0


@dataclass
class SuiteState:
    """The whole suite. `phase`: starting, ready, stopping, stopped, failed; `step`: what is being done, for people."""

    phase: str = "starting"
    pid: int = 0
    step: str = ""
    version: str = ""
    address: str = ""
    error: str | None = None
    details: list[str] = field(default_factory=list)
    processes: dict[str, ProcessState] = field(default_factory=dict)

    def write(self, home: Home) -> None:
        write_whole(home.state_file, json.dumps(asdict(self), indent=2) + "\n", mode=0o600, durable=False)


def read(home: Home) -> SuiteState | None:
    """The last state written, by a launcher that may be gone; None when there is none or it is unreadable."""
    try:
        raw = json.loads(home.state_file.read_text())
        raw["processes"] = {name: ProcessState(**state) for name, state in raw["processes"].items()}
        return SuiteState(**raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def launcher_pid(home: Home) -> int | None:
    """The pid of the running launcher, if any."""
    process = recorded_process(home.record(LAUNCHER))
    return process.pid if process is not None else None
