"""Embedded NATS with JetStream: its configuration and its process.

    nats = EmbeddedNats(folder / "nats", durable=False)     # a free port unless port= is given
    nats.start()                                            # ready on return
    connection = await nats_py.connect(nats.url)            # nats://user:password@127.0.0.1:port
    nats.restart(); nats.kill()                             # for fault tests; start() again afterwards
    nats.stop()

JetStream acknowledges a message when the operating system has it and asks the disk every `SYNC_INTERVAL`: a killed
server loses nothing, a power cut may lose the last seconds. Syncing each message costs more than nine tenths of the
throughput, and the truth is elsewhere: every event is first a committed row in its service's outbox.
"""

import json
import os
import secrets
import socket
import sysconfig
from pathlib import Path

from deploy.local.child import Child, wait_until
from deploy.local.errors import LaunchError
from deploy.local.ports import HOST, free_port

USER = "daybook"
SYNC_INTERVAL = "10s"
MAX_PAYLOAD_BYTES = 8 * 1024 * 1024
START_SECONDS = 30.0
STOP_SECONDS = 15.0


def binary() -> Path:
    """The nats-server program of the virtual environment."""
    path = Path(sysconfig.get_path("scripts")) / "nats-server"
    if not path.exists():
        raise LaunchError("The embedded NATS is not installed; run ./daybook again to complete the set-up.")
    return path


class EmbeddedNats:
    """One JetStream server over one folder, on 127.0.0.1 only, with a password."""

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        *,
        password: str | None = None,
        log: Path | None = None,
        record: Path | None = None,
        durable: bool = True,
    ) -> None:
        self.folder = folder.absolute()
        self.port = port or free_port()
        self.password = password or secrets.token_urlsafe(24)
        self._sync_interval = SYNC_INTERVAL if durable else "5m"
        self._config = self.folder / "nats.conf"
        self.child = Child(
            "nats",
            [str(binary()), "--config", str(self._config)],
            log=log or self.folder.with_name(self.folder.name + ".log"),
            record=record,
            stop_seconds=STOP_SECONDS,
        )

    @property
    def url(self) -> str:
        return f"nats://{USER}:{self.password}@{HOST}:{self.port}"

    def start(self, seconds: float = START_SECONDS) -> None:
        """Start and return when clients are accepted. Raises LaunchError."""
        self.prepare()
        self.child.start()
        wait_until(self.ready, self.child, seconds)

    def prepare(self) -> None:
        """Write the configuration; it holds the password, so only we may read it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        config = {
            "server_name": "daybook",
            "listen": f"{HOST}:{self.port}",
            "max_payload": MAX_PAYLOAD_BYTES,
            "pid_file": str(self.folder / "nats.pid"),
            "authorization": {"user": USER, "password": self.password},
            "jetstream": {
                "store_dir": str(self.folder / "store"),
                "max_memory_store": 64 * 1024 * 1024,
                "sync_interval": self._sync_interval,
            },
        }
        descriptor = os.open(self._config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(config, file, indent=2)  # the server's configuration language contains JSON

    def ready(self) -> bool:
        """Whether the server greets clients and has JetStream on."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1.0) as connection:
                greeting = connection.makefile("rb").readline()
        except OSError:
            return False
        prefix = b"INFO "
        return greeting.startswith(prefix) and bool(json.loads(greeting[len(prefix) :]).get("jetstream"))

    def stop(self) -> bool:
        """Ordered shutdown. True when the server ended by itself."""
        return self.child.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def kill(self) -> None:
        """kill -9 of the server; start() continues from its store."""
        self.child.kill()
