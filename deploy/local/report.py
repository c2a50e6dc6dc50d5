"""What the launcher says to a person: steps with their time, the summary, warnings."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from deploy.local.home import Home


class Report:
    """Prints one line a step; on a terminal the current step shows as a spinner meanwhile."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._started = time.monotonic()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Announce a step, and its time once done."""
        begun = time.monotonic()
        if self.console.is_terminal:
            with self.console.status(text):
                yield
        else:
            yield
        self.console.print(f"  {text} [dim]{time.monotonic() - begun:.1f} s[/dim]")

    def say(self, text: str) -> None:
        self.console.print(text)

    def warn(self, text: str) -> None:
        self.console.print(f"[yellow]{text}[/yellow]")

    def elapsed(self) -> float:
        """Seconds since the launcher began."""
        return time.monotonic() - self._started


def summary(home: Home, address: str) -> str:
    """The last lines of `up`: the address and the first sign-in."""
    lines = [f"[bold]Daybook is ready: {address}[/bold]"]
    sign_in = home.secrets / "first-sign-in"
    if sign_in.exists():
        email, _, password = sign_in.read_text().strip().partition(" ")
        lines.append(f"First sign-in: {email}   password: {password}   (2FA is bound at the first sign-in)")
    else:
        lines.append("Sign in with a staff account; ./daybook staff create --help tells how to make one.")
    return "\n".join(lines)
