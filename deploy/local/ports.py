"""Which TCP port each process listens on, and who holds one that is taken."""

import contextlib
import socket
from dataclasses import dataclass

import psutil

from deploy.local.errors import LaunchError

HOST = "127.0.0.1"

# Postgres and NATS do not take their well-known ports, which servers of the system may hold.
DEFAULT_PORTS = {
    "gateway": 8080,
    "players": 50051,
    "kyc": 50052,
    "blacklist": 50053,
    "audit": 50054,
    "tracking": 50055,
    "metrics": 50056,
    "postgres": 50057,
    "nats": 50058,
}


@dataclass(frozen=True)
class PortPlan:
    """A port for every process, running or not, so that a later service does not move the others."""

    ports: dict[str, int]

    @classmethod
    def from_base(cls, base: int | None) -> "PortPlan":
        """The default ports, or `base` for the gateway and the following ones for the rest in the same order."""
        if base is None:
            return cls(dict(DEFAULT_PORTS))
        if not 1024 <= base <= 65535 - len(DEFAULT_PORTS) + 1:
            raise LaunchError(f"--port-base {base} is out of range: choose one from 1024 to 65527.")
        return cls({name: base + offset for offset, name in enumerate(DEFAULT_PORTS)})

    def __getitem__(self, name: str) -> int:
        return self.ports[name]

    def address(self, name: str) -> str:
        """host:port of a process."""
        return f"{HOST}:{self.ports[name]}"


def free_port() -> int:
    """A port that nobody listens on now; for tests, which must not meet each other."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether a server could listen on the port right now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def holder(port: int) -> str | None:
    """Name and pid of the process that listens on a port, when the system lets us see it."""
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.net_connections(kind="tcp"):
            listening = connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port
            if listening and connection.pid:
                return f"{psutil.Process(connection.pid).name()}, pid {connection.pid}"
    return None


def require_free(plan: PortPlan, names: list[str]) -> None:
    """Raise LaunchError for the first port that is taken, naming its holder and the way out."""
    for name in names:
        if not is_free(plan[name]):
            who = holder(plan[name])
            held = f" by {who}" if who else ""
            raise LaunchError(
                f"Port {plan[name]} for {name} is taken{held}; free it or choose other ports with --port-base N."
            )
