"""The state folder of one local suite: where things lie, the secrets made once, the ports chosen."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from deploy.local.errors import LaunchError
from deploy.local.ports import PortPlan

ROOT = Path(__file__).resolve().parents[2]
ACTOR_ISSUER = "gateway"
# Services that call others in their own name; what each may do is in kit.auth.permissions.
CALLERS = ("metrics",)
# Somebody who only asks whether a launcher runs holds the lock for a moment; a launcher waits that long.
LOCK_SECONDS = 1.0


class Home:
    """Paths and secrets below one folder. Secret files are 0600 in a 0700 folder and never written twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.abspath(folder))
        self.secrets = self.folder / "secrets"
        self.postgres = self.folder / "postgres"
        self.nats = self.folder / "nats"
        self.logs = self.folder / "logs"
        self.run = self.folder / "run"
        self.data = self.folder / "data"
        self.state_file = self.run / "state.json"

    def create(self) -> None:
        """Make the folders; LaunchError when we may not."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for private in (self.secrets, self.nats, self.logs, self.run, self.data):
                private.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise LaunchError(
                f"The state folder {self.folder} cannot be written ({error.strerror}); choose another with --home DIR."
            ) from error

    def exists(self) -> bool:
        """Whether a suite was ever started here."""
        return self.secrets.is_dir() and self.run.is_dir()

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def record(self, name: str) -> Path:
        """Where pid and start time of a process are written down."""
        return self.run / f"{name}.json"

    # Ports

    def choose_ports(self, base: int | None) -> PortPlan:
        """The plan asked for, remembered for the next time; without a wish the remembered one, else the defaults."""
        path = self.folder / "ports.json"
        if base is None and path.exists():
            return self.ports()
        plan = PortPlan.from_base(base)
        write_whole(path, json.dumps(plan.ports, indent=2) + "\n", mode=0o644)
        return plan

    def ports(self) -> PortPlan:
        """The remembered plan, or the defaults; a service added since then gets its default port."""
        defaults = PortPlan.from_base(None).ports
        try:
            stored = json.loads((self.folder / "ports.json").read_text())
            return PortPlan({**defaults, **{str(name): int(port) for name, port in stored.items()}})
        except FileNotFoundError:
            return PortPlan(defaults)
        except (ValueError, TypeError, AttributeError) as error:
            raise LaunchError(f"{self.folder / 'ports.json'} is damaged; delete it and start again.") from error

    # Secrets

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """The secret of this name, made and written on first use."""
        path = self.secrets / name
        with contextlib.suppress(FileNotFoundError):
            return path.read_text().strip()
        write_whole(path, make() + "\n", mode=0o600)
        return path.read_text().strip()

    def password(self, name: str) -> str:
        """A password (256 bits, URL-safe) for a database role or server."""
        return self.secret(f"{name}-password", lambda: secrets.token_urlsafe(32))

    def actor_keys(self) -> tuple[Path, Path]:
        """Files of the Ed25519 key that signs actor tokens: the private PEM, and issuer → public PEM as JSON.

        Beside the gateway's the latter has those of the services that call others in their own name.
        """
        private, public = self.secrets / "actor-private.pem", self.secrets / "issuers-public.json"
        pems = {ACTOR_ISSUER: self.secret(private.name, ed25519_pem)}
        pems |= {name: self.caller_key(name).read_text() for name in CALLERS}
        self.secret(public.name, lambda: json.dumps({issuer: public_pem(pem) for issuer, pem in pems.items()}))
        return private, public

    def caller_key(self, service: str) -> Path:
        """File of the Ed25519 key with which a service signs what it calls in its own name."""
        name = f"caller-{service}.pem"
        self.secret(name, ed25519_pem)
        return self.secrets / name

    def seal_key(self, service: str = "gateway") -> Path:
        """File of the 32-byte key (base64) that seals what a service must read back: TOTP seeds, documents."""
        name = "seal.key" if service == "gateway" else f"seal-{service}.key"
        self.secret(name, lambda: base64.b64encode(secrets.token_bytes(32)).decode())
        return self.secrets / name

    def checkpoint_key(self) -> Path:
        """File of the Ed25519 key that signs audit checkpoints."""
        self.secret("checkpoint-private.pem", ed25519_pem)
        return self.secrets / "checkpoint-private.pem"

    def report_key(self) -> Path:
        """File of the Ed25519 key that signs reports to regulators."""
        self.secret("report-private.pem", ed25519_pem)
        return self.secrets / "report-private.pem"

    def checkpoint_origin(self) -> str:
        """The name this suite's audit log signs under; unique, so that two logs cannot be taken for one."""
        return self.secret("checkpoint-origin", lambda: f"daybook.local/{secrets.token_hex(8)}")

    # One launcher at a time

    @contextlib.contextmanager
    def launcher_lock(self) -> Iterator[bool]:
        """Hold the launcher's lock; yields False when another launcher holds it. Ends with the process."""
        deadline = time.monotonic() + LOCK_SECONDS
        with (self.run / "launcher.lock").open("w") as file:
            while not _lock(file, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    yield False
                    return
                time.sleep(0.05)
            yield True

    def launcher_runs(self) -> bool:
        """Whether a launcher holds the lock now. Asking takes a shared lock for a moment."""
        try:
            with (self.run / "launcher.lock").open() as file:
                return not _lock(file, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False


def _lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def ed25519_pem() -> str:
    """A new Ed25519 private key as PKCS8 PEM."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode().strip()


def public_pem(private: str) -> str:
    """The public half of a PEM private key, as PEM."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(private.encode(), password=None)
    pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem.decode().strip()


def write_whole(path: Path, text: str, mode: int, *, durable: bool = True) -> None:
    """Write a file so that a reader sees the old or the new text, never a part, and never with wider rights.

    A durable one also survives a power cut from the return on.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
