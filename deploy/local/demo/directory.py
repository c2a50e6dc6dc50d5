"""Sets up the demo's directory: the company by the command for administrators, the rest through the HTTP API."""

import json
import subprocess
import uuid
from collections.abc import Callable

from deploy.local import services
from deploy.local.demo.brands import ADMIN_EMAIL, ADMIN_NAME, ADMIN_ROLE, BRANDS, COMPANY, COMPANY_CURRENCY, Brand
from deploy.local.demo.doors import REQUESTS, Backoffice
from deploy.local.errors import LaunchError
from deploy.local.home import Home, write_whole


class Directory:
    """Does each step once and remembers its result in a private file: a key or a password is shown only once."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._path = home.secrets / "demo.json"
        self._known: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        self.company_id = self.remember("company", self._create_company)
        key = self.remember("api key", self._issue_api_key)
        self.backoffice = Backoffice(services.address(home.ports()), key)

    def remember(self, name: str, make: Callable[[], str]) -> str:
        """The value remembered under a name, made now when there is none."""
        if name not in self._known:
            self._known[name] = make()
            write_whole(self._path, json.dumps(self._known, indent=2) + "\n", mode=0o600)
        return self._known[name]

    def operator(self, brand: Brand) -> str:
        """The id of the brand's operator."""
        wanted = {
            "company_id": self.company_id,
            "name": brand.name,
            "timezone": brand.timezone,
            "currency": brand.currency,
        }
        return self.remember(f"operator {brand.name}", lambda: self._post("/operators", wanted, "id"))

    def platform_key(self, brand: Brand) -> str:
        """The key of the brand's platform."""
        wanted = {"name": "demo platform", "operator_id": self.operator(brand)}
        return self.remember(f"platform key {brand.name}", lambda: self._post("/platform-keys", wanted, "key"))

    def first_sign_in(self) -> None:
        """The first member of staff, whose address and password are kept for `up` to show."""
        wanted = {"email": ADMIN_EMAIL, "name": ADMIN_NAME, "role": ADMIN_ROLE, "company_id": self.company_id}
        password = self.remember("password", lambda: self._post("/staff", wanted, "initial_password"))
        write_whole(self._home.secrets / "first-sign-in", f"{ADMIN_EMAIL} {password}\n", mode=0o600)

    def revoke_keys(self) -> None:
        """End the keys that only the loading needed, the one that does it last."""
        for brand in BRANDS:
            listed = self.backoffice.call("GET", f"/platform-keys?operator_id={self.operator(brand)}")
            for key in listed["items"]:
                self.backoffice.call("DELETE", f"/platform-keys/{key['id']}")
        for key in self.backoffice.call("GET", "/api-keys")["items"]:
            if key["name"] == "demo":
                self.backoffice.call("DELETE", f"/api-keys/{key['id']}")

    def _post(self, path: str, body: dict[str, str], wanted: str) -> str:
        request_id = uuid.uuid5(REQUESTS, f"{self.company_id} {path} {json.dumps(body, sort_keys=True)}")
        return str(self.backoffice.call("POST", path, {**body, "request_id": str(request_id)})[wanted])

    def _create_company(self) -> str:
        return _command("company", "create", "--name", COMPANY, "--currency", COMPANY_CURRENCY)

    def _issue_api_key(self) -> str:
        return _command("staff", "api-key", "--name", "demo", "--role", ADMIN_ROLE, "--company", COMPANY)


def _command(*arguments: str) -> str:
    """What the administrator's command prints. LaunchError with its last words when it fails."""
    done = subprocess.run(services.command("gateway", *arguments), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise LaunchError(f"{' '.join(arguments[:2])}: {lines[-1] if lines else f'exit {done.returncode}'}")
    return done.stdout.strip()
