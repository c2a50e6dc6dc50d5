"""A suite of its own in a folder, for tests and benchmarks: started by ./daybook, used as its users use it."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from deploy.local.errors import LaunchError
from deploy.local.home import ROOT

PORTS = 9


@dataclass(frozen=True)
class Brand:
    """A company with one operator, and the keys with which it is used."""

    company: str
    operator: str
    company_id: str
    operator_id: str
    api_key: str
    platform_key: str


@dataclass
class Suite:
    """All processes of a home of its own."""

    home: Path
    port_base: int
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """The gateway's address."""
        return f"http://127.0.0.1:{self.port_base}"

    def address(self, service: str) -> str:
        """host:port of a service, as --port-base lays them out."""
        offset = ("gateway", "players", "kyc", "blacklist", "audit", "tracking", "metrics").index(service)
        return f"127.0.0.1:{self.port_base + offset}"

    def run(self, *arguments: str, check: bool = True, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """./daybook with this home."""
        command, *rest = arguments
        full = [sys.executable, "-P", "-m", "deploy.local", command, *rest, "--home", str(self.home)]
        done = subprocess.run(
            full, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False
        )
        if check and done.returncode != 0:
            raise LaunchError(f"./daybook {' '.join(arguments)} failed: {done.stdout}\n{done.stderr}")
        return done

    def start(self) -> None:
        """Starts it in the background; returns when it is ready."""
        self.run("up", "--detach", "--no-demo", "--port-base", str(self.port_base))

    def stop(self) -> None:
        """Stops all of it."""
        self.run("down")

    def pid(self, service: str) -> int:
        """The process of a service, or 0 while there is none."""
        processes = json.loads(self.run("status", "--json", check=False).stdout)["processes"]
        return next((process["pid"] or 0 for process in processes if process["name"] == service), 0)

    def kill(self, service: str) -> None:
        """kill -9; the launcher starts it again."""
        os.kill(self.pid(service), signal.SIGKILL)

    def client(self, key: str = "") -> httpx.AsyncClient:
        """An HTTP client of the gateway's API, with an API key."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.AsyncClient(base_url=f"{self.url}/api/v1", headers=headers, timeout=30)

    def brand(self, name: str, *, timezone: str = "America/Sao_Paulo", currency: str = "BIT") -> Brand:
        """A new company and operator, by the command line."""
        company = f"{name} Ltd"
        self.run("company", "create", "--name", company, "--currency", currency)
        self.run(
            "operator", "create", "--company", company, "--name", name, "--timezone", timezone, "--currency", currency
        )
        api_key = self.run("staff", "api-key", "--name", "probe", "--role", "company-admin", "--company", company)
        platform_key = self.run("staff", "platform-key", "--operator", name, "--name", "probe")
        headers = {"Authorization": f"Bearer {api_key.stdout.strip()}"}
        found = httpx.get(f"{self.url}/api/v1/operators", headers=headers, timeout=30).json()["items"]
        (operator,) = [item for item in found if item["name"] == name]
        return Brand(
            company, name, operator["company_id"], operator["id"], api_key.stdout.strip(), platform_key.stdout.strip()
        )


def free_ports() -> int:
    """The first of a run of free ports; drawn, so that two who look at the same time do not find the same."""
    for base in random.sample(range(21_000, 32_000, 50), 220):
        sockets: list[socket.socket] = []
        try:
            for port in range(base, base + PORTS):
                sockets.append(socket.create_server(("127.0.0.1", port)))
        except OSError:
            continue
        else:
            return base
        finally:
            for one in sockets:
                one.close()
    raise LaunchError("There is no run of free ports.")


def new_suite(home: Path, **environment: Any) -> Suite:
    """A suite that is not started yet."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("DAYBOOK_")}
    return Suite(home, free_ports(), inherited | environment)
