"""`up` and `down` as a person calls them: in the foreground, detached, already running, not running."""

import os
import signal
import subprocess
import time

from deploy.local import services, state
from deploy.local.child import tail
from deploy.local.errors import LaunchError
from deploy.local.home import ROOT, Home
from deploy.local.launcher import DEMO_SECONDS, SERVICES_SECONDS, WEB_SECONDS, Launcher, stop_left_overs
from deploy.local.report import Report, summary

POLL_SECONDS = 0.05
DETACHED_SECONDS = WEB_SECONDS + SERVICES_SECONDS + DEMO_SECONDS + 120.0
DOWN_SECONDS = 90.0
SKIP_WEB = "DAYBOOK_SKIP_WEB_BUILD"


def up(home: Home, *, detach: bool, demo: bool, port_base: int | None) -> None:
    """Start the suite; say so when it runs already. LaunchError when it cannot be started."""
    home.create()
    if home.launcher_runs():
        _say_running(home)
        return
    if detach:
        _detach(home, demo=demo, port_base=port_base)
        return
    with home.launcher_lock() as mine:
        if not mine:
            _say_running(home)
            return
        web = os.environ.get(SKIP_WEB, "") in ("", "0")
        Launcher(home, home.choose_ports(port_base), Report(), demo=demo, web=web).run()


def _say_running(home: Home) -> None:
    current, report = state.read(home), Report()
    if current is not None and current.phase == "ready":
        report.say(f"Daybook is already running: {current.address}")
    else:
        doing = current.phase if current is not None else "starting"
        report.say(f"Daybook is already {doing} (see ./daybook status).")


def _detach(home: Home, *, demo: bool, port_base: int | None) -> None:
    """Start the launcher in a session of its own and follow it until it is ready."""
    arguments = ["up", "--home", str(home.folder)]
    arguments += [] if demo else ["--no-demo"]
    arguments += [] if port_base is None else ["--port-base", str(port_base)]
    report, log = Report(), home.log("launcher")
    with log.open("wb") as output:
        process = subprocess.Popen(
            services.command("deploy.local", *arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=services.base_environment(),
            start_new_session=True,
        )
    deadline = time.monotonic() + DETACHED_SECONDS
    shown = ""
    try:
        while time.monotonic() < deadline:
            current = _state_of(home, process.pid)
            if current is not None and current.phase == "ready":
                report.say(summary(home, current.address))
                report.say(f"[dim]Ready after {report.elapsed():.1f} s. Stop it with ./daybook down.[/dim]")
                return
            if current is not None and current.step not in ("", shown):
                shown = current.step
                report.say(f"  {shown} …")
            if process.poll() is not None:
                if process.returncode == 0 and home.launcher_runs():  # somebody else was faster
                    _say_running(home)
                    return
                raise _why(home, process.pid)
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        process.send_signal(signal.SIGTERM)
        process.wait()
        report.say("Interrupted; everything is stopped.")
        return
    process.send_signal(signal.SIGTERM)
    process.wait()
    raise LaunchError(f"The suite was not ready within {DETACHED_SECONDS:.0f} s; see {log}")


def _state_of(home: Home, pid: int) -> state.SuiteState | None:
    """The state, if it is this launcher's and not an earlier one's."""
    current = state.read(home)
    return current if current is not None and current.pid == pid else None


def _why(home: Home, pid: int) -> LaunchError:
    """Why a detached launcher ended."""
    current = _state_of(home, pid)
    if current is not None and current.error:
        return LaunchError(current.error, current.details)
    lines = [line for line in tail(home.log("launcher"), 20) if line.strip()]
    last = lines[-1].removeprefix("daybook: ") if lines else f"The launcher ended; see {home.log('launcher')}"
    return LaunchError(last)


def down(home: Home) -> None:
    """Stop the running suite, or what a killed launcher left; say so when there is nothing to stop."""
    report = Report()
    if not home.exists():
        report.say("Daybook is not running.")
        return
    pid = state.launcher_pid(home) if home.launcher_runs() else None
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + DOWN_SECONDS
        while home.launcher_runs():
            if time.monotonic() > deadline:
                raise LaunchError(f"The launcher (pid {pid}) did not stop within {DOWN_SECONDS:.0f} s.")
            time.sleep(POLL_SECONDS)
        report.say("Stopped.")
        return
    with home.launcher_lock() as mine:
        left = stop_left_overs(home) if mine else []
    report.say(f"Stopped what was left running: {', '.join(left)}." if left else "Daybook is not running.")
