"""`check` and `test`: what must hold before a change goes in."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from deploy.local import services
from deploy.local.errors import LaunchError
from deploy.local.home import ROOT
from deploy.local.report import Report
from deploy.local.web import WebBuild

LOG_FOLDER = ROOT / ".daybook" / "logs"


@dataclass(frozen=True)
class Step:
    """One check: a command that must end with 0, or an action that raises LaunchError."""

    name: str
    command: list[str] | None = None
    action: Callable[[], None] | None = None


def _program(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def steps() -> list[Step]:
    """All checks, the quick ones first."""
    web = WebBuild(LOG_FOLDER / "web-check.log")
    return [
        Step("ruff check", [_program("ruff"), "check", ".", "daybook"]),
        Step("ruff format", [_program("ruff"), "format", "--check", ".", "daybook"]),
        Step("import contracts", [_program("lint-imports")]),
        Step("buf lint", [_program("buf"), "lint"]),
        Step("buf format", [_program("buf"), "format", "--diff", "--exit-code"]),
        *_breaking(),
        Step("generated code", services.command("kit.codegen", "--check")),
        Step("mypy", [_program("mypy")]),
        Step("web install", action=web.install),
        Step("web types", action=lambda: web.npm("run", "typecheck")),
        Step("web lint", action=lambda: web.npm("run", "lint")),
        Step("web tests", action=lambda: web.npm("run", "test")),
    ]


def _breaking() -> list[Step]:
    """Contracts against those of the main branch; nothing to compare with outside a checkout that knows it."""
    for branch in ("main", "origin/main"):
        known = subprocess.run(
            ["git", "rev-parse", "--verify", "--quiet", branch], cwd=ROOT, capture_output=True, check=False
        )
        if known.returncode == 0:
            return [Step("buf breaking", [_program("buf"), "breaking", "--against", f".git#ref={branch}"])]
    return []


def check(todo: list[Step] | None = None) -> int:
    """Run every step, print each with its time and the output of those that fail. Returns the exit status."""
    report, failed = Report(), []
    LOG_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    for step in steps() if todo is None else todo:
        begun = time.monotonic()
        complaint = _run(step)
        took = f"[dim]{time.monotonic() - begun:.1f} s[/dim]"
        if complaint is None:
            report.say(f"[green]ok[/green]      {step.name} {took}")
        else:
            failed.append(step.name)
            report.say(f"[red]failed[/red]  {step.name} {took}")
            report.console.print(complaint, markup=False)
    if failed:
        report.say(f"[red]Failed: {', '.join(failed)}.[/red]")
        return 1
    report.say(f"All checks passed in {report.elapsed():.0f} s.")
    return 0


def _run(step: Step) -> str | None:
    """None when the step holds, otherwise what it complained about."""
    if step.action is not None:
        try:
            step.action()
        except LaunchError as error:
            return "\n".join([*error.details, str(error)])
        return None
    assert step.command is not None
    try:
        done = subprocess.run(
            step.command,
            cwd=ROOT,
            env=services.base_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        return f"{step.command[0]}: {error.strerror}"
    return None if done.returncode == 0 else done.stdout.rstrip()


def test(arguments: tuple[str, ...]) -> NoReturn:
    """Build the web app when its sources changed, then become pytest in the repository's folder."""
    if os.environ.get("DAYBOOK_SKIP_WEB_BUILD", "") in ("", "0"):
        LOG_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
        WebBuild(LOG_FOLDER / "web-build.log").run()
    os.chdir(ROOT)
    command = [sys.executable, "-P", "-m", "pytest", *arguments]
    os.execve(command[0], command, services.base_environment())  # noqa: S606 - pytest takes our place
