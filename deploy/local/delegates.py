"""Commands that another package carries out: it runs in our place with the environment of this home's suite."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from deploy.local import services
from deploy.local.errors import LaunchError
from deploy.local.home import ROOT, Home


@dataclass(frozen=True)
class Delegate:
    """A module and the service whose environment it gets. With one of `alone` it needs no running suite."""

    module: str
    service: str
    prefix: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


HELP = ("--help", "-h")
DELEGATES = {
    "company": Delegate("gateway", "gateway", ("company",), HELP),
    "operator": Delegate("gateway", "gateway", ("operator",), HELP),
    "staff": Delegate("gateway", "gateway", ("staff",), HELP),
    "import": Delegate("importer", "gateway", (), (*HELP, "--dry-run", "--players")),
}
# What may be asked of a service beside the process that serves; another one that serves is not for people to start.
MAINTENANCE = ("dead-letters", "republish", "migrate")
AUDIT_MAINTENANCE = ("verify", *MAINTENANCE)


def run(name: str, home: Home, arguments: Sequence[str]) -> NoReturn:
    """Become the command, in the caller's folder. LaunchError when it needs the suite and that does not run."""
    delegate = DELEGATES[name]
    alone = not arguments or any(argument.split("=")[0] in delegate.alone for argument in arguments)
    if alone and not _runs(home):
        environment = services.base_environment() | {"DAYBOOK_HOME": str(home.folder)}
    else:
        environment = _environment(home, delegate.service)
    _become(services.command(delegate.module, *delegate.prefix, *arguments), environment)


def maintain(name: str, home: Home, arguments: Sequence[str]) -> NoReturn:
    """Become a maintenance command of a service. LaunchError for an unknown service or command."""
    known = [service.name for service in services.SERVICES]
    if name not in known:
        raise LaunchError(f"There is no service {name or 'without a name'}; there are: {', '.join(known)}.")
    allowed = AUDIT_MAINTENANCE if name == "audit" else MAINTENANCE
    if not arguments or arguments[0] not in allowed:
        raise LaunchError(f"Say what {name} shall do: {', '.join(allowed)}.")
    environment = _environment(home, name)
    _become(services.command(services.spec(name).module, *arguments), environment)


def bench(home: Home, arguments: Sequence[str]) -> NoReturn:
    """Run benchmarks.NAME with the rest of the arguments; without a name, say which there are."""
    folder = ROOT / "benchmarks"
    modules = [path for path in folder.glob("*.py") if '__name__ == "__main__"' in path.read_text()]
    available = sorted(path.stem for path in [*modules, *(main.parent for main in folder.glob("*/__main__.py"))])
    if not arguments or arguments[0] not in available:
        raise LaunchError(f"Name a benchmark: {', '.join(available) if available else 'there is none yet'}.")
    environment = services.base_environment() | {"DAYBOOK_HOME": str(home.folder)}
    _become(services.command(f"benchmarks.{arguments[0]}", *arguments[1:]), environment)


def _runs(home: Home) -> bool:
    return home.exists() and home.launcher_runs()


def _environment(home: Home, service: str) -> dict[str, str]:
    if not _runs(home):
        raise LaunchError("Daybook is not running; start it with ./daybook up (and the same --home).")
    return services.environment(services.spec(service), home, home.ports(), services.version())


def _become(command: list[str], environment: dict[str, str]) -> NoReturn:
    os.execve(command[0], command, environment)  # noqa: S606 - our own module, no shell wanted
