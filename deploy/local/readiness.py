"""Follows which of our services are ready, by a probe process of its own (see probe)."""

import contextlib
import subprocess
import threading
from collections.abc import Mapping

from deploy.local.services import base_environment, command


class Readiness:
    """`watch` names to be asked; `is_ready` answers at once from what the probe has said so far."""

    def __init__(self, targets: Mapping[str, tuple[str, str]]) -> None:
        """`targets`: name → (protocol, host:port)."""
        self._targets = dict(targets)
        self._ready: set[str] = set()
        self._waiting: set[str] = set()
        self._process: subprocess.Popen[str] | None = None

    def watch(self, name: str) -> None:
        """Ask about a service from now on, whatever was known of it."""
        self.watch_all([name])

    def watch_all(self, names: list[str]) -> None:
        self._ready -= set(names)
        self._waiting = (self._waiting - self._ready) | set(names)
        self.close()
        self._process = subprocess.Popen(
            command("deploy.local.probe", *("=".join((name, *self._targets[name])) for name in sorted(self._waiting))),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=base_environment(),
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def is_ready(self, name: str) -> bool:
        return name in self._ready

    def close(self) -> None:
        """End the probe."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._ready.add(line.strip())
        process.wait()
