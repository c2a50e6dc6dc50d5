"""The environment of each service: own database and role, keys only where they are needed."""

from pathlib import Path

import pytest

from deploy.local.home import Home
from deploy.local.ports import PortPlan
from deploy.local.services import SERVICES, address, environment, spec, version

PLAN = PortPlan.from_base(18000)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.create()
    return made


def test_every_service_has_its_own_role_and_database(home: Home) -> None:
    urls = {one.name: environment(one, home, PLAN, "1")["DAYBOOK_DATABASE_URL"] for one in SERVICES}
    for name, url in urls.items():
        assert url.startswith(f"postgresql+asyncpg://{name}:")
        assert url.endswith(f"@127.0.0.1:18007/{name}")
    assert len({url.split(":")[2].split("@")[0] for url in urls.values()}) == len(SERVICES)


def test_players(home: Home) -> None:
    ours = environment(spec("players"), home, PLAN, "0.1.0+gabc")
    assert ours["DAYBOOK_LISTEN"] == "127.0.0.1:18001"
    assert ours["DAYBOOK_NATS_URL"] == f"nats://daybook:{home.password('nats')}@127.0.0.1:18008"
    assert ours["DAYBOOK_VERSION"] == "0.1.0+gabc"
    assert Path(ours["DAYBOOK_ACTOR_PUBLIC_KEYS"]).exists()


def test_only_the_gateway_can_sign_for_people(home: Home) -> None:
    holders = [one.name for one in SERVICES if "DAYBOOK_ACTOR_PRIVATE_KEY" in environment(one, home, PLAN, "1")]
    assert holders == ["gateway"]
    ours = environment(spec("gateway"), home, PLAN, "1")
    assert Path(ours["DAYBOOK_SEAL_KEY"]).exists()
    assert ours["DAYBOOK_PLAYERS_ADDRESS"] == "127.0.0.1:18001"
    assert ours["DAYBOOK_METRICS_ADDRESS"] == "127.0.0.1:18006"
    assert ours["DAYBOOK_AUDIT_ADDRESS"] == "127.0.0.1:18004"
    assert ours["DAYBOOK_PUBLIC_URL"] == address(PLAN) == "http://127.0.0.1:18000"


def test_only_audit_signs_checkpoints(home: Home) -> None:
    holders = [one.name for one in SERVICES if "DAYBOOK_CHECKPOINT_KEY" in environment(one, home, PLAN, "1")]
    assert holders == ["audit"]
    ours = environment(spec("audit"), home, PLAN, "1")
    assert ours["DAYBOOK_CHECKPOINT_ORIGIN"].startswith("daybook.local/")
    assert ours["DAYBOOK_CHECKPOINT_DIR"] == str(home.data / "checkpoints")


def test_the_users_environment_passes_except_what_slows_us(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBOOK_OTLP_ENDPOINT", "http://collector:4317")
    monkeypatch.setenv("DAYBOOK_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("DAYBOOK_LISTEN", "0.0.0.0:1")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    ours = environment(spec("players"), home, PLAN, "1")
    assert ours["DAYBOOK_OTLP_ENDPOINT"] == "http://collector:4317"
    assert ours["DAYBOOK_LOG_LEVEL"] == "DEBUG"
    assert ours["DAYBOOK_LISTEN"] == "127.0.0.1:18001"
    assert "PYTHONDONTWRITEBYTECODE" not in ours


def test_the_version_outside_a_checkout_is_the_release(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "7.8.9"\n')
    assert version(tmp_path) == "7.8.9"
