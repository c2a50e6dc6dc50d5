"""Commands that another package carries out: it runs in our place with the environment of this home's suite."""

import os
from typing import NoReturn

from deploy.local import services
from deploy.local.errors import LaunchError
from deploy.local.home import ROOT, Home

# command → (module, the service whose environment it gets, whether the command's own name is an argument)
MODULES = {
    "company": ("gateway", "gateway", True),
    "operator": ("gateway", "gateway", True),
    "staff": ("gateway", "gateway", True),
    "import": ("importer", "gateway", False),
    "audit": ("services.audit", "audit", False),
}


# With these the importer and the help texts need no suite of this home.
ALONE = ("--help", "-h", "--dry-run", "--players")


def run(name: str, home: Home, arguments: tuple[str, ...]) -> NoReturn:
    """Become the command, in the caller's folder. LaunchError when the suite does not run."""
    module, service, named = MODULES[name]
    if home.exists() and home.launcher_runs():
        environment = services.environment(services.spec(service), home, home.ports(), services.version())
    elif not arguments or any(argument.split("=")[0] in ALONE for argument in arguments):
        environment = services.base_environment() | {"DAYBOOK_HOME": str(home.folder)}
    else:
        raise LaunchError("Daybook is not running; start it with ./daybook up (and the same --home).")
    _become(services.command(module, *([name] if named else []), *arguments), environment)


def bench(home: Home, arguments: tuple[str, ...]) -> NoReturn:
    """Run benchmarks.NAME with the rest of the arguments; without a name, say which there are."""
    available = sorted(
        path.stem for path in (ROOT / "benchmarks").glob("*") if path.suffix == ".py" or (path / "__main__.py").exists()
    )
    available = [name for name in available if not name.startswith("_")]
    if not arguments or arguments[0] not in available:
        raise LaunchError(f"Name a benchmark: {', '.join(available) if available else 'there is none yet'}.")
    environment = services.base_environment() | {"DAYBOOK_HOME": str(home.folder)}
    _become(services.command(f"benchmarks.{arguments[0]}", *arguments[1:]), environment)


def _become(command: list[str], environment: dict[str, str]) -> NoReturn:
    os.execve(command[0], command, environment)  # noqa: S606 - our own module, no shell wanted
