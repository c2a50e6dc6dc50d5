"""The state folder: who may read its secrets, and that nothing in it changes once made."""

import base64
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from deploy.local.errors import LaunchError
from deploy.local.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_reads_secrets(home: Home) -> None:
    home.password("nats")
    home.actor_keys()
    home.seal_key()
    home.checkpoint_key()
    home.checkpoint_origin()
    assert mode(home.secrets) == 0o700
    files = list(home.secrets.iterdir())
    assert len(files) == 7
    assert {mode(path) for path in files} == {0o600}
    assert {mode(folder) for folder in (home.logs, home.run, home.data, home.nats)} == {0o700}


def test_secrets_are_made_once(home: Home) -> None:
    first = [home.password("nats"), home.checkpoint_origin(), home.seal_key().read_text()]
    again = Home(home.folder)
    again.create()
    assert [again.password("nats"), again.checkpoint_origin(), again.seal_key().read_text()] == first
    assert again.password("nats") != again.password("postgres")


def test_the_published_key_verifies_the_private_one(home: Home) -> None:
    private_file, public_file = home.actor_keys()
    private = serialization.load_pem_private_key(private_file.read_bytes(), password=None)
    published = json.loads(public_file.read_text())
    metrics = serialization.load_pem_private_key(home.caller_key("metrics").read_bytes(), password=None)
    assert set(published) == {"gateway", "metrics"}
    for issuer, key in (("gateway", private), ("metrics", metrics)):
        public = serialization.load_pem_public_key(published[issuer].encode())
        assert isinstance(key, Ed25519PrivateKey)
        assert isinstance(public, Ed25519PublicKey)
        public.verify(key.sign(b"token"), b"token")


def test_the_seal_key_has_32_bytes(home: Home) -> None:
    assert len(base64.b64decode(home.seal_key().read_text())) == 32


def test_chosen_ports_are_remembered(home: Home) -> None:
    chosen = home.choose_ports(18000)
    assert chosen["gateway"] == 18000
    assert home.choose_ports(None) == chosen
    assert Home(home.folder).ports() == chosen
    assert home.choose_ports(19000)["players"] == 19001


def test_damaged_ports_say_what_to_do(home: Home) -> None:
    (home.folder / "ports.json").write_text("{")
    with pytest.raises(LaunchError, match="delete it"):
        home.ports()


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LaunchError, match="--home DIR"):
        Home(tmp_path / "file" / "home").create()


def test_only_one_launcher_holds_a_home(home: Home) -> None:
    assert not home.launcher_runs()
    with home.launcher_lock() as mine:
        assert mine
        assert home.launcher_runs()
        with home.launcher_lock() as second:
            assert not second
    assert not home.launcher_runs()
