"""Sets up the demo's directory through the gateway's own commands, as a person would: company, brands, staff, keys."""

import json
import subprocess
from pathlib import Path

from deploy.local import services
from deploy.local.demo.brands import ADMIN_EMAIL, ADMIN_NAME, ADMIN_ROLE, BRANDS, COMPANY, COMPANY_CURRENCY
from deploy.local.errors import LaunchError
from deploy.local.home import Home, write_whole


class Directory:
    """Does each step once, remembering in a private file what is done and what it printed: a key is shown only once."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._path: Path = home.secrets / "demo.json"
        self._done: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}

    def remember(self, name: str, value: str) -> str:
        """The value remembered under a name; this one from now on when there is none."""
        if name not in self._done:
            self._done[name] = value
            write_whole(self._path, json.dumps(self._done, indent=2) + "\n", mode=0o600)
        return self._done[name]

    def create(self) -> None:
        """The company, its brands and its first staff member, whose first sign-in is kept for `up` to show."""
        self._once("company", "company", "create", "--name", COMPANY, "--currency", COMPANY_CURRENCY)
        for brand in BRANDS:
            self._once(
                f"operator {brand.name}",
                "operator",
                "create",
                "--company",
                COMPANY,
                "--name",
                brand.name,
                "--timezone",
                brand.timezone,
                "--currency",
                brand.currency,
            )
        password = self._once(
            "staff",
            "staff",
            "create",
            "--email",
            ADMIN_EMAIL,
            "--name",
            ADMIN_NAME,
            "--role",
            ADMIN_ROLE,
            "--company",
            COMPANY,
        )
        write_whole(self._home.secrets / "first-sign-in", f"{ADMIN_EMAIL} {password}\n", mode=0o600)

    def platform_key(self, operator: str) -> str:
        """The key of the operator's platform."""
        return self._once(
            f"platform key {operator}", "staff", "platform-key", "--operator", operator, "--name", "demo platform"
        )

    def api_key(self) -> str:
        """A key for the HTTP API with the first staff member's role."""
        return self._once("api key", "staff", "api-key", "--name", "demo", "--role", ADMIN_ROLE, "--company", COMPANY)

    def _once(self, name: str, *arguments: str) -> str:
        if name in self._done:
            return self._done[name]
        done = subprocess.run(services.command("gateway", *arguments), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise LaunchError(f"{' '.join(arguments[:2])}: {lines[-1] if lines else f'exit {done.returncode}'}")
        lines = done.stdout.strip().splitlines()
        return self.remember(name, lines[-1] if lines else "")
