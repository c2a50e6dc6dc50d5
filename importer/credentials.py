"""Credentials: which operator is meant, and a platform key that opens the door for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import jwt

from importer.errors import CredentialError
from importer.settings import ImporterSettings
from kit.auth.tokens import PLATFORM_PREFIX

_KEY_NAME: Final = "importer"
_ADMIN_SECONDS: Final = 60


class Credentials:
    """The operator's id and a key for it, from what the user gave or from the gateway's own admin commands."""

    def __init__(self, settings: ImporterSettings, operator: str, company: str = "") -> None:
        self._settings = settings
        self._operator = operator
        self._company = company
        self._named: tuple[str, str] | None = None  # the operator's and its company's name, once looked up
        self._given = settings.platform_key.get_secret_value()
        self.operator_id = self._given_operator() if self._given else self._listed_operator()

    def key(self) -> str:
        """The key. Raises CredentialError."""
        if self._given:
            return self._given
        kept = self._kept
        if kept.exists():
            return kept.read_text().strip()
        assert self._named is not None  # without a key of the user's the operator was looked up
        operator, company = self._named
        key = _admin("staff", "platform-key", "--operator", operator, "--company", company, "--name", _KEY_NAME).strip()
        if not key.startswith(PLATFORM_PREFIX):
            raise CredentialError("The gateway printed no platform key; make one and pass it as DAYBOOK_PLATFORM_KEY.")
        _keep(kept, key)
        return key

    def renew(self) -> bool:
        """Forgets a key that was refused. False when it is the user's own, which only the user can replace."""
        if self._given or not self._kept.exists():
            return False
        self._kept.unlink()
        return True

    @property
    def _kept(self) -> Path:
        return self._settings.keys / self.operator_id

    def _given_operator(self) -> str:
        """The operator of the user's key: the only one that it opens, or the one named among several."""
        operators = operators_of(self._given)
        wanted = self._operator
        if wanted and not _is_uuid(wanted) and self._settings.has_directory:
            wanted = self._listed_operator()
        if not wanted and len(operators) == 1:
            return operators[0]
        if wanted in operators:
            return wanted
        known = ", ".join(operators)
        if wanted and _is_uuid(wanted):
            raise CredentialError(f"The platform key is not for operator {wanted} but for {known}.")
        raise CredentialError(f"Beside a platform key, name the operator by its id: --operator {known}.")

    def _listed_operator(self) -> str:
        """The id of the operator of that name, of that company when it is given."""
        if not self._operator:
            raise CredentialError("Say which operator the bets belong to: --operator NAME.")
        if not self._settings.has_directory:
            raise CredentialError(
                "There is no platform key and no gateway to ask for one: set DAYBOOK_PLATFORM_KEY, "
                "or run this as ./daybook import where the suite runs."
            )
        listed: list[dict[str, Any]] = json.loads(_admin("operator", "list", "--json"))
        named = [one for one in listed if self._operator in (one["name"], one["id"])]
        found = [one for one in named if self._company in ("", one["company_name"], one["company_id"])]
        if len(found) == 1:
            self._named = (found[0]["name"], found[0]["company_name"])
            return str(found[0]["id"])
        if found:
            companies = ", ".join(sorted(repr(one["company_name"]) for one in found))
            raise CredentialError(
                f"Several companies have an operator {self._operator!r}: {companies}; add --company NAME."
            )
        company = f" of company {self._company!r}" if self._company else ""
        names = ", ".join(sorted({str(one["name"]) for one in listed})) or "none yet"
        raise CredentialError(f"There is no operator {self._operator!r}{company}. There are: {names}.")


def operators_of(key: str) -> list[str]:
    """The operators that a platform key names. Its signature is the door's to check. Raises CredentialError."""
    try:
        claims = jwt.decode(key.removeprefix(PLATFORM_PREFIX), options={"verify_signature": False})
        operators = sorted({operator for grant in claims["g"] for operator in grant["o"]})
    except (jwt.PyJWTError, KeyError, TypeError):
        operators = []
    if not operators or not key.startswith(PLATFORM_PREFIX):
        raise CredentialError(f"The platform key is not one of Daybook's, which begin with {PLATFORM_PREFIX}.")
    return operators


def _admin(*arguments: str) -> str:
    """What one of the gateway's admin commands prints. Raises CredentialError with its last line."""
    command = [sys.executable, "-P", "-m", "gateway", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_ADMIN_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise CredentialError("The gateway's database does not answer; look at ./daybook status.") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise CredentialError(lines[-1].removeprefix("daybook: ") if lines else "The gateway's admin command failed.")
    return done.stdout


def _keep(path: Path, key: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
