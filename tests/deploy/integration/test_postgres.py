"""The embedded Postgres: ownership, clones, recovery from what a killed launcher leaves, private folders."""

import os
import pwd
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.local.errors import LaunchError
from deploy.local.postgres import EmbeddedPostgres, binaries

PLAYERS, METRICS = secrets.token_urlsafe(8), "with/odd@signs:" + secrets.token_urlsafe(8)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres") / "data", durable=False)
    server.start()
    server.ensure_databases({"players": PLAYERS, "metrics": METRICS})
    yield server
    server.stop()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "data", durable=False)
    yield server
    server.stop()


async def connect(server: EmbeddedPostgres, database: str, user: str, password: str) -> asyncpg.Connection:
    return await asyncpg.connect(server.url(database, user, password, driver="postgresql"))


async def test_each_role_enters_its_own_database_only(postgres: EmbeddedPostgres) -> None:
    for name, password in (("players", PLAYERS), ("metrics", METRICS)):
        connection = await connect(postgres, name, name, password)
        assert await connection.fetchval("SELECT current_user::text") == name
        await connection.execute("CREATE TABLE mine (id int)")
        await connection.close()
    for database in ("metrics", "postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connect(postgres, database, "players", PLAYERS)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await connect(postgres, "players", "players", "wrong")


async def test_the_server_is_set_up_for_us(postgres: EmbeddedPostgres) -> None:
    connection = await connect(postgres, "players", "players", PLAYERS)
    row = await connection.fetchrow(
        "SELECT current_setting('server_version_num')::int, current_setting('timezone'), current_setting('jit')"
    )
    assert row is not None
    version, zone, jit = row
    assert (version // 10_000, zone, jit) == (18, "UTC", "off")
    assert await connection.fetchval("SELECT 'ÁÇÃO' ILIKE 'áção'")
    assert await connection.fetchval("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = 'players'") is False
    await connection.close()


async def test_a_clone_has_what_its_template_has(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("template_7", "players", PLAYERS)
    connection = await connect(postgres, "template_7", "players", PLAYERS)
    await connection.execute("CREATE TABLE bets (id int PRIMARY KEY); INSERT INTO bets VALUES (1), (2)")
    await connection.close()
    postgres.create_database("clone_7", "players", PLAYERS, template="template_7")
    clone = await connect(postgres, "clone_7", "players", PLAYERS)
    assert await clone.fetchval("SELECT count(*) FROM bets") == 2
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connect(postgres, "clone_7", "metrics", METRICS)
    postgres.drop_database("clone_7")  # though a connection is open
    assert "clone_7" not in postgres.execute("SELECT datname FROM pg_database").split("\n")
    clone.terminate()


def test_ensuring_twice_changes_nothing(postgres: EmbeddedPostgres) -> None:
    before = postgres.execute("SELECT oid, datname FROM pg_database ORDER BY oid")
    postgres.ensure_databases({"players": PLAYERS, "metrics": METRICS})
    assert postgres.execute("SELECT oid, datname FROM pg_database ORDER BY oid") == before


def test_a_refused_statement_says_why(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(LaunchError, match='relation "nowhere" does not exist'):
        postgres.execute("SELECT * FROM nowhere")


async def test_a_committed_row_survives_kill_9(fresh: EmbeddedPostgres) -> None:
    fresh.start()
    fresh.create_database("players", "players", PLAYERS)
    connection = await connect(fresh, "players", "players", PLAYERS)
    await connection.execute("CREATE TABLE bets (id int); INSERT INTO bets VALUES (7)")
    fresh.kill()
    connection.terminate()
    fresh.start()
    connection = await connect(fresh, "players", "players", PLAYERS)
    assert await connection.fetchval("SELECT id FROM bets") == 7
    await connection.close()


def test_a_server_that_outlived_its_launcher_is_replaced(fresh: EmbeddedPostgres) -> None:
    fresh.start()
    old = fresh.child.pid
    successor = EmbeddedPostgres(fresh.data_dir, password=fresh.password, durable=False)
    successor.start()
    try:
        assert fresh.child.exit_code == 0
        assert successor.child.pid not in (None, old)
        assert successor.execute("SELECT 1") == "1"
    finally:
        successor.stop()


def test_a_pid_file_that_names_a_stranger_does_not_hinder(fresh: EmbeddedPostgres) -> None:
    """After a reboot the pid in the file may be anybody's; here it is this test's, which must live on."""
    fresh.start()
    pid_file = fresh.data_dir / "postmaster.pid"
    text = pid_file.read_text()
    fresh.stop()
    pid_file.write_text(text.replace(text.split("\n")[0], str(os.getpid()), 1))
    fresh.start()
    assert fresh.execute("SELECT 1") == "1"


def test_an_interrupted_initdb_is_begun_again(fresh: EmbeddedPostgres) -> None:
    half = fresh.data_dir.with_name("data.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    fresh.start()
    assert fresh.execute("SELECT 1") == "1"
    assert not half.exists()


def test_data_of_another_release_is_refused(fresh: EmbeddedPostgres) -> None:
    fresh.data_dir.mkdir()
    (fresh.data_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(LaunchError, match="holds PostgreSQL 16 data, this release needs 18"):
        fresh.start()


def test_below_a_private_folder_it_runs_unprivileged_and_nothing_is_opened_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root: the user `nobody` cannot walk through a 0700 folder of root, and the folder must stay so.

    The programs lie below it as well, as those of an environment in root's home do.
    """
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    package = binaries().parents[1]
    for folder in (package / "pginstall18", package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, private / folder.relative_to(package.parent))
    monkeypatch.setattr("deploy.local.postgres.binaries", lambda: private / package.name / "pginstall18" / "bin")
    server = EmbeddedPostgres(private / "deeper" / "data", durable=False)
    server.start()
    try:
        assert server.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1); SELECT id FROM t") == "1"
        expected = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
        assert server.child.pid is not None
        process = psutil.Process(server.child.pid)
        assert process.uids().effective == process.uids().real == expected
        assert process.exe().startswith(str(private))
        if sys.platform == "linux" and os.geteuid() == 0:
            status = Path(f"/proc/{server.child.pid}/status").read_text()
            held = {int(line.split()[1], 16) for line in status.splitlines() if line.startswith(("CapEff:", "CapPrm:"))}
            assert held == {1 << 2}  # to read and to walk, not to write what is another's
        assert server.data_dir.stat().st_uid == expected
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700
    finally:
        server.stop()
