"""`logs`: the last lines of one or all processes, and what follows."""

import os
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from deploy.local.child import tail
from deploy.local.errors import LaunchError
from deploy.local.home import Home

POLL_SECONDS = 0.2
COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "red")


def names(home: Home) -> list[str]:
    """The processes that have a log."""
    return sorted(path.stem for path in home.logs.glob("*.log")) if home.logs.is_dir() else []


def show(home: Home, service: str | None, *, follow: bool, lines: int) -> None:
    """Print logs to stdout; with several, each line begins with its process. LaunchError for an unknown name."""
    known = names(home)
    if not known:
        raise LaunchError(f"There are no logs in {home.logs}; start the suite with ./daybook up.")
    if service is not None and service not in known:
        raise LaunchError(f"There is no log of {service}; there are: {', '.join(known)}.")
    chosen = [service] if service is not None else known
    console = Console(highlight=False, soft_wrap=True)
    width = max(len(name) for name in chosen)
    followed = {name: _Follower(home.log(name)) for name in chosen}

    def write(name: str, line: str) -> None:
        if service is not None:
            console.print(Text(line))
        else:
            colour = COLOURS[known.index(name) % len(COLOURS)]
            console.print(Text.assemble((f"{name:<{width}} ", colour), line))

    for name in chosen:
        for line in tail(home.log(name), lines):
            write(name, line)
    try:
        while follow:
            for name, file in followed.items():
                for line in file.fresh():
                    write(name, line)
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        return


class _Follower:
    """What was appended to a file since the last look; begins anew when the file was cut."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = path.stat().st_size if path.exists() else 0
        self._rest = b""

    def fresh(self) -> list[str]:
        try:
            with self._path.open("rb") as file:
                if file.seek(0, os.SEEK_END) < self._offset:
                    self._offset, self._rest = 0, b""
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return []
        self._offset += len(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("utf-8", "replace") for line in whole]
