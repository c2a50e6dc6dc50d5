"""When the web app is built again: its sources count, what tools leave there does not."""

from pathlib import Path

import pytest

from deploy.local.web import WebBuild, source_hash


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.tsx").write_text("let a = 1")
    (tmp_path / "package-lock.json").write_text("{}")
    return tmp_path


def test_the_hash_follows_contents_and_names(frontend: Path) -> None:
    first = source_hash(frontend)
    assert source_hash(frontend) == first
    (frontend / "src" / "main.tsx").write_text("let a = 2")
    second = source_hash(frontend)
    assert second != first
    (frontend / "src" / "main.tsx").rename(frontend / "src" / "index.tsx")
    assert source_hash(frontend) not in (first, second)


def test_what_tools_leave_does_not_count(frontend: Path) -> None:
    first = source_hash(frontend)
    for folder in ("node_modules", "dist", ".dist-123", "coverage"):
        (frontend / folder).mkdir()
        (frontend / folder / "file.js").write_text("x")
    (frontend / "tsconfig.tsbuildinfo").write_text("x")
    (frontend / ".build.lock").write_text("")
    assert source_hash(frontend) == first


def test_a_build_is_current_until_a_source_changes(frontend: Path, tmp_path: Path) -> None:
    build = WebBuild(tmp_path / "build.log", frontend)
    assert not build.is_current()
    (frontend / "dist").mkdir()
    (frontend / "dist" / ".source-hash").write_text(source_hash(frontend))
    assert build.is_current()
    assert build.run() is False
    (frontend / "src" / "new.tsx").write_text("")
    assert not build.is_current()
