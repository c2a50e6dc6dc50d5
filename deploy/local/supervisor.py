"""Keeps processes running: what is started, when it counts as ready, when it is restarted, in what order it stops."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from deploy.local.child import Child, last_words
from deploy.local.errors import LaunchError
from deploy.local.state import ProcessState

FIRST_BACKOFF_SECONDS = 0.5
LONGEST_BACKOFF_SECONDS = 30.0
# A process that was ready this long is healthy: its next failure counts as the first.
HEALTHY_SECONDS = 60.0
# Ends of a process that was never ready, during `up`, after which `up` gives up.
START_ATTEMPTS = 3
TICK_SECONDS = 0.02


class StopRequested(Exception):
    """The user asked to stop while something was being waited for."""


@dataclass
class Supervised:
    """One process under supervision. `ready` is asked while it starts and must answer at once."""

    child: Child
    port: int
    ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None  # runs before every start
    state: str = "stopped"
    failures: int = 0
    restarts: int = 0
    was_ready: bool = False
    ready_since: float = 0.0
    start_at: float = 0.0
    exits: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.child.name

    def describe(self) -> ProcessState:
        return ProcessState(self.state, self.port, self.child.pid, self.restarts)


class Supervisor:
    """Supervises processes in the order they were added. Single-threaded: everything happens in `tick`."""

    def __init__(
        self,
        *,
        changed: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`changed` is called whenever a state moved."""
        self.items: dict[str, Supervised] = {}
        self._changed = changed
        self._clock = clock
        self._sleep = sleep
        self._stop_requests = 0
        self.patient = False  # True once `up` has succeeded: from then on a crash never gives up

    # Asked from signal handlers

    def request_stop(self) -> None:
        """Stop in order; asked a second time, at once."""
        self._stop_requests += 1

    @property
    def stop_requested(self) -> bool:
        return self._stop_requests > 0

    @property
    def hurried(self) -> bool:
        """Asked twice: nothing is waited for any more."""
        return self._stop_requests > 1

    # Running

    def start(self, item: Supervised) -> None:
        """Begin to supervise a process and start it."""
        self.items[item.name] = item
        self._launch(item)

    def wait_ready(self, names: Sequence[str], seconds: float) -> None:
        """Tick until all are ready. LaunchError for one that keeps ending or takes longer than `seconds`."""

        def ready() -> bool:
            return all(self.items[name].state == "ready" for name in names)

        if not self.wait(ready, seconds):
            late = next(name for name in names if self.items[name].state != "ready")
            child = self.items[late].child
            raise LaunchError(f"{late} was not ready within {seconds:.0f} s: {last_words(child)}", child.log_tail())

    def wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Tick until the condition holds (True) or time runs out (False); StopRequested when asked to stop."""
        deadline = self._clock() + seconds
        while True:
            if self.stop_requested:
                raise StopRequested
            self.tick()
            if condition():
                return True
            if self._clock() >= deadline:
                return False
            self._sleep(TICK_SECONDS)

    def tick(self) -> None:
        """Notice what ended, became ready or is due to be started again. LaunchError when `up` must give up."""
        for item in self.items.values():
            if item.state in ("starting", "ready") and not item.child.running():
                self._ended(item)
            elif item.state == "starting" and item.ready():
                item.was_ready, item.ready_since = True, self._clock()
                self._move(item, "ready")
            elif item.state == "restarting" and self._clock() >= item.start_at:
                item.restarts += 1
                self._launch(item)

    def _launch(self, item: Supervised) -> None:
        item.prepare()
        item.child.start()
        self._move(item, "starting")

    def _ended(self, item: Supervised) -> None:
        now = self._clock()
        if item.state == "ready" and now - item.ready_since >= HEALTHY_SECONDS:
            item.failures = 0
        item.failures += 1
        item.exits.append(item.child.exit_code or 0)
        if not self.patient and not item.was_ready and item.failures >= START_ATTEMPTS:
            self._move(item, "failed")
            raise LaunchError(
                f"{item.name} ended {item.failures} times while starting (exit {item.exits[-1]}): "
                f"{last_words(item.child)}",
                item.child.log_tail(),
            )
        item.start_at = now + min(FIRST_BACKOFF_SECONDS * 2 ** (item.failures - 1), LONGEST_BACKOFF_SECONDS)
        self._move(item, "restarting")

    def _move(self, item: Supervised, state: str) -> None:
        item.state = state
        self._changed()

    # Stopping

    def stop(self, groups: Sequence[Sequence[str]]) -> list[str]:
        """Stop group after group, the members of one together. Returns the names that had to be killed."""
        killed: list[str] = []
        for group in groups:
            items = [self.items[name] for name in group if name in self.items]
            for item in items:
                item.state = "stopping"
                item.child.request_stop()
            self._changed()
            killed += [item.name for item in items if not self._wait_stopped(item)]
        return killed

    def _wait_stopped(self, item: Supervised) -> bool:
        deadline = self._clock() + item.child.stop_seconds
        while item.child.running() and self._clock() < deadline and not self.hurried:
            self._sleep(TICK_SECONDS)
        by_itself = item.child.wait_stopped(0)
        self._move(item, "stopped")
        return by_itself
