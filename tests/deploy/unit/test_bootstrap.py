"""The bootstrap script: when it sets up again, and how it hands pip's index settings to uv."""

import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    loader = SourceFileLoader("daybook_bootstrap", str(ROOT / "daybook"))
    spec = importlib.util.spec_from_loader("daybook_bootstrap", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = written
    return module


@pytest.fixture
def tree(tmp_path: Path) -> tuple[Path, Path]:
    """A root with locks and an environment that looks complete except for the stamp."""
    (tmp_path / "requirements-uv.lock").write_text("uv==1\n")
    (tmp_path / "requirements-dev.lock").write_text("click==1\n")
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.2\n")
    (venv / "bin" / "python").symlink_to(sys.executable)
    return tmp_path, venv


def stamp(bootstrap: ModuleType, tree: tuple[Path, Path]) -> None:
    root, venv = tree
    (venv / ".daybook-stamp").write_text(bootstrap.stamp_of(root, venv))


def test_an_environment_without_stamp_is_not_ready(bootstrap: ModuleType, tree: tuple[Path, Path]) -> None:
    assert not bootstrap.is_ready(*tree)
    stamp(bootstrap, tree)
    assert bootstrap.is_ready(*tree)


@pytest.mark.parametrize("name", ["requirements-uv.lock", "requirements-dev.lock"])
def test_a_changed_lock_sets_up_again(bootstrap: ModuleType, tree: tuple[Path, Path], name: str) -> None:
    stamp(bootstrap, tree)
    (tree[0] / name).write_text("click==2\n")
    assert not bootstrap.is_ready(*tree)


def test_another_python_in_the_environment_sets_up_again(bootstrap: ModuleType, tree: tuple[Path, Path]) -> None:
    stamp(bootstrap, tree)
    (tree[1] / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.0\n")
    assert not bootstrap.is_ready(*tree)


def test_a_python_that_vanished_sets_up_again(bootstrap: ModuleType, tree: tuple[Path, Path]) -> None:
    stamp(bootstrap, tree)
    (tree[1] / "bin" / "python").unlink()
    (tree[1] / "bin" / "python").symlink_to("/nonexistent/python3")
    assert not bootstrap.is_ready(*tree)


def test_a_moved_folder_sets_up_again(bootstrap: ModuleType, tree: tuple[Path, Path]) -> None:
    stamp(bootstrap, tree)
    moved = tree[0] / "moved"
    shutil.move(tree[1], moved)
    assert not bootstrap.is_ready(tree[0], moved)


def test_pip_settings_are_read_with_the_environment_last(bootstrap: ModuleType) -> None:
    text = "\n".join(
        [
            ":env:.find-links='/wheels'",
            "global.cert='/etc/ca.pem'",
            "global.extra-index-url='https://a.example/simple https://b.example/simple'",
            "global.find-links='/old'",
            "global.trusted-host='x.example\\ny.example'",
        ]
    )
    assert bootstrap.parse_pip_settings(text) == {
        "find-links": ["/wheels"],
        "cert": ["/etc/ca.pem"],
        "extra-index-url": ["https://a.example/simple", "https://b.example/simple"],
        "trusted-host": ["x.example", "y.example"],
    }


def test_uv_gets_pips_indexes(bootstrap: ModuleType) -> None:
    settings = {"index-url": ["https://i.example/simple"], "extra-index-url": ["https://a", "https://b"]}
    environment = bootstrap.uv_environment({}, settings | {"find-links": ["/x", "/y"]})
    assert environment["UV_DEFAULT_INDEX"] == "https://i.example/simple"
    assert environment["UV_INDEX"] == "https://a https://b"
    assert environment["UV_FIND_LINKS"] == "/x,/y"
    assert environment["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_settings_of_uv_itself_win(bootstrap: ModuleType) -> None:
    mine = {"UV_DEFAULT_INDEX": "https://mine.example", "UV_INDEX": "https://m", "UV_INDEX_STRATEGY": "first-index"}
    environment = bootstrap.uv_environment(dict(mine), {"index-url": ["https://i"], "extra-index-url": ["https://a"]})
    assert {key: environment[key] for key in mine} == mine


def test_without_settings_uv_is_left_alone(bootstrap: ModuleType) -> None:
    assert bootstrap.uv_environment({"PATH": "/bin"}, {}) == {"PATH": "/bin"}


def test_an_old_python_says_what_is_needed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 8, 18, "final", 0))
    with pytest.raises(bootstrap.SetUpError, match=r"Python 3\.11 or newer; this is 3\.8\.18"):
        bootstrap.check_python()


def test_a_failing_step_ends_in_one_line(bootstrap: ModuleType) -> None:
    command = [sys.executable, "-c", "print('first'); print('no such index'); raise SystemExit(2)"]
    with pytest.raises(bootstrap.SetUpError, match="could not install: first no such index") as failure:
        bootstrap.run(command, "could not install")
    assert "\n" not in str(failure.value)


def test_the_script_hands_over_to_the_launcher() -> None:
    """The real script, with the environment these tests run in."""
    done = subprocess.run([str(ROOT / "daybook"), "--help"], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    assert "Start the suite and print its address." in done.stdout
    assert os.access(ROOT / "daybook", os.X_OK)
