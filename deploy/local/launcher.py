"""The course of `up`: from left-overs of the last time to a running suite, and back down in order."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import FrameType

from deploy.local import services, state
from deploy.local.child import Child, last_words, stop_recorded, write_record
from deploy.local.errors import LaunchError
from deploy.local.home import ROOT, Home
from deploy.local.nats import EmbeddedNats
from deploy.local.ports import PortPlan, require_free
from deploy.local.postgres import STOP_SECONDS, EmbeddedPostgres
from deploy.local.readiness import Readiness
from deploy.local.report import Report, summary
from deploy.local.services import SERVICES, ServiceSpec
from deploy.local.supervisor import StopRequested, Supervised, Supervisor
from deploy.local.web import WebBuild

INFRASTRUCTURE_SECONDS = 60.0
SERVICES_SECONDS = 120.0
WEB_SECONDS = 900.0
DEMO_SECONDS = 300.0
WATCH_SECONDS = 3600.0
# The door first, then what answers behind it, then what these stand on.
STOP_ORDER = (("demo",), ("gateway",), ("players", "metrics", "audit"), ("nats",), ("postgres",))
DEMO_MARK = "demo-loaded"
# A log that grows past this is cut: the last part stays in NAME.log.1.
LOG_LIMIT_BYTES = 64 * 1024 * 1024


class Launcher:
    """One `up` over one home. The caller holds the home's launcher lock."""

    def __init__(
        self,
        home: Home,
        ports: PortPlan,
        report: Report,
        *,
        demo: bool = True,
        web: bool = True,
        specs: Sequence[ServiceSpec] = SERVICES,
    ) -> None:
        self.home, self.ports, self.report = home, ports, report
        self._demo, self._web, self._specs = demo, web, specs
        self._state = state.SuiteState(version=services.version(), address=services.address(ports))
        self._supervisor = Supervisor(changed=self._write_state)
        self._build = WebBuild(home.log("web-build"))
        self._readiness = Readiness({one.name: (one.protocol, ports.address(one.name)) for one in specs})
        self._next_log_check = 0.0

    def run(self) -> None:
        """Start everything and stay until asked to stop. LaunchError when it could not be started."""
        write_record(self.home.record(state.LAUNCHER), os.getpid())
        self._state.pid = os.getpid()
        previous = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            self._phase("starting")
            self._start()
            self._supervisor.patient = True
            self._phase("ready")
            self.report.say(summary(self.home, self._state.address))
            self.report.say(f"[dim]Ready after {self.report.elapsed():.1f} s. Ctrl-C stops everything.[/dim]")
            while True:
                self._supervisor.wait(self._check_logs, WATCH_SECONDS)
        except StopRequested:
            pass
        except LaunchError as error:
            self._state.error, self._state.details = str(error), error.details
            raise
        finally:
            self._stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    # Up

    def _start(self) -> None:
        stop_left_overs(self.home)
        require_free(self.ports, ["postgres", "nats", *(one.name for one in self._specs)])
        with ThreadPoolExecutor(1, "web-build") as pool:
            build: Future[bool] | None = pool.submit(self._build.run) if self._web else None
            try:
                self._readiness.watch_all([one.name for one in self._specs])
                self._step("Postgres and NATS", self._start_infrastructure)
                self._step("Services", self._start_services)
                if build is not None:
                    self._step("Web app", lambda: self._await_build(build))
            except BaseException:
                self._build.cancel()
                raise
        if self._demo and not (self.home.data / DEMO_MARK).exists():
            self._step("Demo company", self._load_demo)

    def _step(self, text: str, action: Callable[[], None]) -> None:
        self._state.step = text
        self._write_state()
        with self.report.step(text):
            action()

    def _start_infrastructure(self) -> None:
        home = self.home
        postgres = EmbeddedPostgres(
            home.postgres,
            self.ports["postgres"],
            password=home.password("postgres"),
            log=home.log("postgres"),
            record=home.record("postgres"),
        )
        nats = EmbeddedNats(
            home.nats,
            self.ports["nats"],
            password=home.password("nats"),
            log=home.log("nats"),
            record=home.record("nats"),
        )
        for server, port in ((postgres, postgres.port), (nats, nats.port)):
            self._supervisor.start(Supervised(server.child, port, server.ready, server.prepare))
        self._supervisor.wait_ready(["postgres", "nats"], INFRASTRUCTURE_SECONDS)
        postgres.ensure_databases({one.name: home.password(f"database-{one.name}") for one in self._specs})

    def _start_services(self) -> None:
        for one in self._specs:
            self._supervisor.start(self._supervised(one))
        self._supervisor.wait_ready([one.name for one in self._specs], SERVICES_SECONDS)

    def _supervised(self, one: ServiceSpec) -> Supervised:
        child = Child(
            one.name,
            services.command(one.module),
            log=self.home.log(one.name),
            record=self.home.record(one.name),
            env=services.environment(one, self.home, self.ports, self._state.version),
            cwd=ROOT,
        )
        item = Supervised(child, self.ports[one.name], lambda: self._readiness.is_ready(one.name))

        def watch_again() -> None:
            if item.restarts or item.failures:
                self._readiness.watch(one.name)

        item.prepare = watch_again
        return item

    def _await_build(self, build: Future[bool]) -> None:
        if not self._supervisor.wait(build.done, WEB_SECONDS):
            raise LaunchError(f"The web app was not built within {WEB_SECONDS:.0f} s; see {self._build.log}")
        build.result()

    def _load_demo(self) -> None:
        """Load the demo once; a failure costs the demo, not the suite."""
        child = Child(
            "demo",
            services.command("deploy.local.demo"),
            log=self.home.log("demo"),
            record=self.home.record("demo"),
            env=services.environment(services.spec("gateway"), self.home, self.ports, self._state.version),
            cwd=ROOT,
        )
        child.start()
        try:
            done = self._supervisor.wait(lambda: not child.running(), DEMO_SECONDS)
        finally:
            child.stop()
        if done and child.exit_code == 0:
            (self.home.data / DEMO_MARK).touch()
        else:
            self.report.warn(f"The demo company could not be loaded (next `up` tries again): {last_words(child)}")

    # Meanwhile

    def _check_logs(self) -> bool:
        """Cut logs that grew too long, once a minute; never ends the wait."""
        now = time.monotonic()
        if now >= self._next_log_check:
            self._next_log_check = now + 60.0
            for path in self.home.logs.glob("*.log"):
                cut_log(path)
        return False

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._supervisor.request_stop()

    def _phase(self, phase: str) -> None:
        self._state.phase = phase
        self._state.step = ""
        self._write_state()

    def _write_state(self) -> None:
        self._state.processes = {name: item.describe() for name, item in self._supervisor.items.items()}
        self._state.write(self.home)

    # Down

    def _stop(self) -> None:
        failed = self._state.error is not None
        self._phase("stopping")
        self._readiness.close()
        killed = self._supervisor.stop(STOP_ORDER)
        if killed and not self._supervisor.hurried:
            self.report.warn(f"Had to kill: {', '.join(killed)}.")
        self._phase("failed" if failed else "stopped")
        with suppress(FileNotFoundError):
            self.home.record(state.LAUNCHER).unlink()


STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_left_overs(home: Home) -> list[str]:
    """Stop what a launcher that was killed left running, last started first. Returns the names.

    Only processes whose pid and start time match our record are touched.
    """
    names = [name for group in STOP_ORDER for name in group]
    stopped = []
    for name in names:
        number, seconds = (signal.SIGINT, STOP_SECONDS) if name == "postgres" else (signal.SIGTERM, 10.0)
        if stop_recorded(home.record(name), number, seconds) is not None:
            stopped.append(name)
    return stopped


def cut_log(path: Path, limit: int = LOG_LIMIT_BYTES) -> None:
    """Move a long log aside by copy and truncation: its writer has it open for appending and goes on."""
    with suppress(FileNotFoundError):
        if path.stat().st_size > limit:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)
