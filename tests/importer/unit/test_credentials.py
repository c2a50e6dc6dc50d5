"""Credentials: the user's key names its operators; otherwise the gateway is asked, once."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from importer.credentials import Credentials, operators_of
from importer.errors import CredentialError
from importer.sending import Door
from importer.settings import ImporterSettings
from kit.auth.actor import Actor, ActorKind, Grant
from kit.ids import uuid7
from tests.conftest import Keys

OPERATOR, OTHER = str(uuid7()), str(uuid7())


def settings(home: Path, key: str = "", directory: bool = False) -> ImporterSettings:
    return ImporterSettings(
        home=home, platform_key=SecretStr(key), database_url=SecretStr("postgresql://x" if directory else "")
    )


def key_for_two(keys: Keys) -> str:
    grant = Grant(frozenset({"players.record"}), {OPERATOR: "c", OTHER: "c"})
    return keys.signer.platform_key(Actor(ActorKind.PLATFORM, "k", "two", (grant,)), 1)


def test_a_key_for_one_operator_needs_no_name(tmp_path: Path, keys: Keys) -> None:
    key = keys.platform(OPERATOR)
    found = Credentials(settings(tmp_path, key), "")
    assert (found.operator_id, found.key()) == (OPERATOR, key)
    assert not found.renew()
    assert not list(tmp_path.iterdir())


def test_the_operator_must_be_one_of_the_keys(tmp_path: Path, keys: Keys) -> None:
    both = settings(tmp_path, key_for_two(keys))
    assert Credentials(both, OTHER).operator_id == OTHER
    with pytest.raises(CredentialError, match="name the operator by its id"):
        Credentials(both, "")
    with pytest.raises(CredentialError, match="name the operator by its id"):
        Credentials(settings(tmp_path, keys.platform(OPERATOR)), "bustabit")
    with pytest.raises(CredentialError, match=f"not for operator {OTHER} but for {OPERATOR}"):
        Credentials(settings(tmp_path, keys.platform(OPERATOR)), OTHER)


@pytest.mark.parametrize("key", ["dbp_", "dbp_abc", "secret", "dbk_xyz"])
def test_what_is_no_platform_key(key: str) -> None:
    with pytest.raises(CredentialError, match="not one of Daybook's"):
        operators_of(key)


def test_without_key_and_gateway_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match="DAYBOOK_PLATFORM_KEY"):
        Credentials(settings(tmp_path), "bustabit")
    with pytest.raises(CredentialError, match="--operator NAME"):
        Credentials(settings(tmp_path, directory=True), "")


LISTED = [
    {"id": OPERATOR, "name": "bustabit", "company_id": "c1", "company_name": "Bustabit Ltd"},
    {"id": OTHER, "name": "bustabit", "company_id": "c2", "company_name": "Copycat Ltd"},
    {"id": str(uuid7()), "name": "acme", "company_id": "c2", "company_name": "Copycat Ltd"},
]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, keys: Keys) -> list[list[str]]:
    """The gateway's admin commands as they answer, and a list of those that were run."""
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        arguments = command[command.index("gateway") + 1 :]
        ran.append(arguments)
        if arguments[:2] == ["operator", "list"]:
            return subprocess.CompletedProcess(command, 0, json.dumps(LISTED), "")
        named = dict(zip(arguments[2::2], arguments[3::2], strict=True))
        if named["--operator"] == "acme":
            return subprocess.CompletedProcess(command, 1, "", "noise\ndaybook: The operator is closed.\n")
        [one] = [
            one for one in LISTED if (one["name"], one["company_name"]) == (named["--operator"], named["--company"])
        ]
        return subprocess.CompletedProcess(command, 0, keys.platform(one["id"]) + "\n", "")

    monkeypatch.setattr("importer.credentials.subprocess.run", run)
    return ran


def test_a_key_is_made_once_and_kept_private(tmp_path: Path, gateway: list[list[str]]) -> None:
    asked = settings(tmp_path, directory=True)
    first = Credentials(asked, "bustabit", "Bustabit Ltd")
    key = first.key()
    assert operators_of(key) == [OPERATOR]
    assert Credentials(asked, OPERATOR).key() == key
    assert [arguments[:2] for arguments in gateway].count(["staff", "platform-key"]) == 1
    kept = tmp_path / "secrets" / "platform-keys" / OPERATOR
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert first.renew()
    assert first.key() != key
    assert [arguments[:2] for arguments in gateway].count(["staff", "platform-key"]) == 2


def test_names_that_do_not_say_which_operator(tmp_path: Path, gateway: list[list[str]]) -> None:
    asked = settings(tmp_path, directory=True)
    with pytest.raises(CredentialError, match="'Bustabit Ltd', 'Copycat Ltd'; add --company"):
        Credentials(asked, "bustabit")
    with pytest.raises(CredentialError, match=r"no operator 'bustabot'\. There are: acme, bustabit"):
        Credentials(asked, "bustabot")
    with pytest.raises(CredentialError, match="no operator 'acme' of company 'Bustabit Ltd'"):
        Credentials(asked, "acme", "Bustabit Ltd")


def test_a_failed_admin_command_is_told_in_its_own_words(tmp_path: Path, gateway: list[list[str]]) -> None:
    with pytest.raises(CredentialError, match=r"^The operator is closed\.$"):
        Credentials(settings(tmp_path, directory=True), "acme").key()


def test_a_named_operator_beside_a_key_is_looked_up(tmp_path: Path, gateway: list[list[str]], keys: Keys) -> None:
    key = keys.platform(OPERATOR)
    assert Credentials(settings(tmp_path, key, directory=True), "bustabit", "Bustabit Ltd").operator_id == OPERATOR
    with pytest.raises(CredentialError, match="not for operator"):
        Credentials(settings(tmp_path, key, directory=True), "acme")


@pytest.mark.parametrize("address", ["127.0.0.1:50051", "localhost:50051", "[::1]:50051", "unix:/run/players"])
def test_a_key_that_stays_on_this_machine_needs_no_tls(address: str) -> None:
    assert not Door(address, "dbp_x", "operator").in_clear


@pytest.mark.parametrize("address", ["players.example.com:443", "10.0.0.7:50051", "[2001:db8::7]:50051"])
def test_a_key_that_leaves_this_machine_is_in_clear_without_tls(address: str) -> None:
    assert Door(address, "dbp_x", "operator").in_clear
    assert not Door(address, "dbp_x", "operator", b"certificates").in_clear
