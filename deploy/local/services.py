"""What the suite consists of: each service's module, how its readiness is asked, and its environment."""

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from deploy.local.home import ROOT, Home
from deploy.local.nats import USER as NATS_USER
from deploy.local.ports import HOST, PortPlan


@dataclass(frozen=True)
class ServiceSpec:
    """One process of ours. It owns the database and role of its name."""

    name: str
    module: str
    protocol: str  # "grpc" (grpc.health.v1) or "http" (GET /api/v1/health)


# In the order of start; stopping goes the other way, so that the door closes first.
SERVICES = (
    ServiceSpec("players", "services.players", "grpc"),
    ServiceSpec("metrics", "services.metrics", "grpc"),
    ServiceSpec("audit", "services.audit", "grpc"),
    ServiceSpec("gateway", "gateway", "http"),
)

# Set by a user for one run of their own, harmful to ours: without bytecode every start compiles every module again.
NOT_INHERITED = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONSTARTUP")


def spec(name: str) -> ServiceSpec:
    return next(service for service in SERVICES if service.name == name)


def command(module: str, *args: str) -> list[str]:
    """Run one of our modules with the environment's Python; -P keeps the current folder from standing in for ours."""
    return [sys.executable, "-P", "-m", module, *args]


def base_environment() -> dict[str, str]:
    """What every process of ours inherits from the caller."""
    environment = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
    return {**environment, "PYTHONUNBUFFERED": "1"}


def environment(service: ServiceSpec, home: Home, ports: PortPlan, version: str) -> dict[str, str]:
    """The whole environment of a service's process; makes the secrets it names when they do not exist yet."""
    name = service.name
    database_password, nats_password = home.password(f"database-{name}"), home.password("nats")
    private_actor, public_actors = home.actor_keys()
    ours = {
        "DAYBOOK_HOME": str(home.folder),
        "DAYBOOK_VERSION": version,
        "DAYBOOK_LOG_LEVEL": os.environ.get("DAYBOOK_LOG_LEVEL", "INFO"),
        "DAYBOOK_DATABASE_URL": f"postgresql+asyncpg://{name}:{database_password}@{ports.address('postgres')}/{name}",
        "DAYBOOK_NATS_URL": f"nats://{NATS_USER}:{nats_password}@{ports.address('nats')}",
        "DAYBOOK_LISTEN": ports.address(name),
        "DAYBOOK_ACTOR_PUBLIC_KEYS": str(public_actors),
    }
    if name == "gateway":
        ours |= {
            "DAYBOOK_ACTOR_PRIVATE_KEY": str(private_actor),
            "DAYBOOK_SEAL_KEY": str(home.seal_key()),
            "DAYBOOK_PLAYERS_ADDRESS": ports.address("players"),
            "DAYBOOK_METRICS_ADDRESS": ports.address("metrics"),
            "DAYBOOK_AUDIT_ADDRESS": ports.address("audit"),
            "DAYBOOK_WEB_ROOT": str(ROOT / "frontend" / "dist"),
            "DAYBOOK_PUBLIC_URL": address(ports),
        }
    if name == "metrics":
        ours |= {
            "DAYBOOK_REPORT_KEY": str(home.report_key()),
            "DAYBOOK_CALLER_KEY": str(home.caller_key(name)),
            "DAYBOOK_PLAYERS_ADDRESS": ports.address("players"),
        }
    if name == "players":
        ours |= {"DAYBOOK_SEAL_KEY": str(home.seal_key(name))}
    if name == "audit":
        ours |= {
            "DAYBOOK_CHECKPOINT_KEY": str(home.checkpoint_key()),
            "DAYBOOK_CHECKPOINT_ORIGIN": home.checkpoint_origin(),
            "DAYBOOK_CHECKPOINT_DIR": str(home.data / "checkpoints"),
        }
    return base_environment() | ours


def address(ports: PortPlan) -> str:
    """Where the browser goes."""
    return f"http://{HOST}:{ports['gateway']}"


def version(root: Path = ROOT) -> str:
    """The release, with the commit when this is a checkout: 0.1.0+gc4d0055."""
    with (root / "pyproject.toml").open("rb") as file:
        release = str(tomllib.load(file)["project"]["version"])
    try:
        git = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
        )
    except OSError:
        return release
    commit = git.stdout.strip()
    return f"{release}+g{commit}" if git.returncode == 0 and commit else release
