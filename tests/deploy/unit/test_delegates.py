"""Commands that other packages carry out: what becomes of the process, and when it is refused."""

from pathlib import Path

import pytest

from deploy.local import delegates
from deploy.local.errors import LaunchError
from deploy.local.home import Home


class Became(Exception):
    """The process would now be this command."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        super().__init__(command)
        self.module = command[command.index("-m") + 1 :]
        self.environment = environment


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


@pytest.fixture(autouse=True)
def stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def become(path: str, command: list[str], environment: dict[str, str]) -> None:
        raise Became(command, environment)

    monkeypatch.setattr("deploy.local.delegates.os.execve", become)


@pytest.mark.parametrize(
    ("name", "arguments", "module", "service"),
    [
        ("company", ("create", "--name", "A"), ["gateway", "company", "create", "--name", "A"], "gateway"),
        ("staff", ("api-key", "--name", "x"), ["gateway", "staff", "api-key", "--name", "x"], "gateway"),
        ("import", ("bets", "a.csv"), ["importer", "bets", "a.csv"], "gateway"),
    ],
)
def test_a_command_gets_the_environment_of_the_running_suite(
    home: Home, name: str, arguments: tuple[str, ...], module: list[str], service: str
) -> None:
    with home.launcher_lock(), pytest.raises(Became) as became:
        delegates.run(name, home, arguments)
    assert became.value.module == module
    assert became.value.environment["DAYBOOK_DATABASE_URL"].endswith(f"/{service}")
    assert became.value.environment["DAYBOOK_HOME"] == str(home.folder)


@pytest.mark.parametrize("name", ["company", "operator", "staff", "import"])
def test_without_a_running_suite_it_says_how_to_start_one(home: Home, name: str) -> None:
    with pytest.raises(LaunchError, match=r"\./daybook up"):
        delegates.run(name, home, ("create",))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("staff", ("--help",)),
        ("import", ("bets", "a.csv", "--dry-run")),
        ("import", ("bets", "--players=h:1")),
        ("company", ()),
    ],
)
def test_what_needs_no_suite_runs_without(tmp_path: Path, name: str, arguments: tuple[str, ...]) -> None:
    home = Home(tmp_path / "never-started")
    with pytest.raises(Became) as became:
        delegates.run(name, home, arguments)
    assert "DAYBOOK_DATABASE_URL" not in became.value.environment
    assert not home.folder.exists()


def test_maintenance_gets_the_environment_of_its_service(home: Home) -> None:
    with home.launcher_lock(), pytest.raises(Became) as became:
        delegates.maintain("audit", home, ("verify", "--bytes-only"))
    assert became.value.module == ["services.audit", "verify", "--bytes-only"]
    assert became.value.environment["DAYBOOK_DATABASE_URL"].endswith("/audit")


@pytest.mark.parametrize(
    ("name", "arguments", "text"),
    [
        ("wallet", ("dead-letters",), "no service wallet; there are: players, metrics, audit, gateway"),
        ("players", ("serve",), "dead-letters, republish, migrate"),
        ("players", ("verify",), "dead-letters, republish, migrate"),
        ("audit", (), "verify, dead-letters, republish, migrate"),
    ],
)
def test_what_is_not_maintenance_is_refused(home: Home, name: str, arguments: tuple[str, ...], text: str) -> None:
    with home.launcher_lock(), pytest.raises(LaunchError, match=text):
        delegates.maintain(name, home, arguments)


def test_a_benchmark_must_exist(home: Home) -> None:
    with pytest.raises(LaunchError, match="Name a benchmark"):
        delegates.bench(home, ("no-such-benchmark",))
