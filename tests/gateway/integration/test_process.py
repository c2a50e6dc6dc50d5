"""The gateway as a process: it migrates, serves, relays, stops with streams open; and the administrator's commands."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from daybook.gateway.v1 import events_pb2
from nats.aio.client import Client

from deploy.local.nats import EmbeddedNats
from deploy.local.postgres import EmbeddedPostgres
from gateway import cli
from kit.auth.tokens import Verifier
from kit.ids import uuid7
from tests.conftest import PASSWORD, ROOT, Keys
from tests.gateway.upstream import Upstream
from tests.polling import until


@dataclass
class Installation:
    """The environment of one gateway process."""

    environment: dict[str, str]
    port: int

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        """A command: its exit code, standard output and standard error."""
        child = await asyncio.create_subprocess_exec(
            *_COMMAND, *arguments, env=self.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await child.communicate()
        return child.returncode or 0, out.decode(), err.decode()

    async def result(self, *arguments: str) -> str:
        """The standard output of a command that must go well."""
        code, out, err = await self.run(*arguments)
        assert code == 0, err
        return out.strip()

    def client(self, key: str = "") -> httpx.AsyncClient:
        """A client of the running process."""
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}/api/v1", headers=headers, timeout=30)


_COMMAND = (sys.executable, "-m", "gateway")


@pytest.fixture(scope="module")
async def installation(
    postgres: EmbeddedPostgres,
    nats_server: EmbeddedNats,
    nats_client: Client,
    keys: Keys,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Installation]:
    """A running process on an empty database."""
    seal = tmp_path_factory.mktemp("process") / "seal.key"
    seal.write_text(base64.b64encode(os.urandom(32)).decode())
    postgres.create_database("gateway_process", owner="gateway", password=PASSWORD)
    upstream = Upstream(keys)
    await upstream.start()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'gen'}",
        "DAYBOOK_DATABASE_URL": postgres.url("gateway_process", "gateway", PASSWORD),
        "DAYBOOK_NATS_URL": nats_server.url,
        "DAYBOOK_LISTEN": f"127.0.0.1:{port}",
        "DAYBOOK_ACTOR_PUBLIC_KEYS": str(keys.public_keys_file),
        "DAYBOOK_ACTOR_PRIVATE_KEY": str(keys.private_key_file),
        "DAYBOOK_SEAL_KEY": str(seal),
        "DAYBOOK_PLAYERS_ADDRESS": upstream.address("players"),
        "DAYBOOK_METRICS_ADDRESS": upstream.address("metrics"),
        "DAYBOOK_AUDIT_ADDRESS": upstream.address("audit"),
        "DAYBOOK_WEB_ROOT": str(Path("/nonexistent")),
    }
    running = Installation(environment, port)
    log = tmp_path_factory.mktemp("log") / "gateway.log"
    with log.open("wb") as sink:
        child = await asyncio.create_subprocess_exec(*_COMMAND, env=environment, stdout=sink, stderr=sink)
    try:
        async with running.client() as client:

            async def serves() -> bool:
                assert child.returncode is None, log.read_text()
                try:
                    return (await client.get("/health")).json() == {"status": "ok"}
                except httpx.TransportError:
                    return False

            await until(serves, 60)
        running.child = child  # type: ignore[attr-defined]  # for the test of the end
        running.upstream = upstream  # type: ignore[attr-defined]
        yield running
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
        await upstream.stop()


async def test_an_administrator_sets_a_company_up_and_may_repeat_it(
    installation: Installation, nats_client: Client, keys: Keys
) -> None:
    name = f"Acme {uuid7()}"
    company = ("company", "create", "--name", name, "--currency", "BRL")
    company_id = await installation.result(*company)
    code, out, err = await installation.run(*company)
    assert (code, out.strip()) == (0, company_id)
    assert "exists already" in err
    code, out, err = await installation.run(*company[:-1], "EUR")
    assert (code, out) == (1, "")
    assert err == f"daybook: The company {name} exists already, with the currency BRL.\n"

    operator = ("operator", "create", "--company", name, "--name", "acme", "--currency", "BRL", "--timezone")
    operator_id = await installation.result(*operator, "America/Sao_Paulo")
    assert await installation.result(*operator, "America/Sao_Paulo") == operator_id
    assert (await installation.run(*operator, "UTC"))[0] == 1
    assert operator_id in await installation.result("operator", "list")
    assert name in await installation.result("company", "list")

    subject = f"daybook.events.gateway.operator_changed.{operator_id}"
    subscription = await nats_client.jetstream().subscribe(subject, ordered_consumer=True)
    message = await subscription.next_msg(timeout=20)
    await subscription.unsubscribe()
    changed = events_pb2.OperatorChanged.FromString(message.data)
    assert (changed.company_id, changed.timezone, changed.revision) == (company_id, "America/Sao_Paulo", 1)
    assert changed.action.actor.name
    assert message.headers is not None
    assert message.headers["daybook-action"] == "operator.create"

    key = await installation.result("staff", "api-key", "--name", "probe", "--role", "company-admin", "--company", name)
    assert key.startswith("dbk_")
    async with installation.client(key) as client:
        (shown,) = (await client.get("/operators")).json()["items"]
    assert shown["id"] == operator_id
    ours = ("--operator", "acme", "--company", name, "--name", "wallet")
    platform = await installation.result("staff", "platform-key", *ours)
    assert Verifier("players", keys.public_keys).verify(platform).may("players.record", operator_id)


async def test_an_administrator_makes_staff_and_resets_their_second_factor(installation: Installation) -> None:
    email = f"{uuid7()}@staff.example"
    person = ("staff", "create", "--email", email, "--name", "Root", "--role", "root")
    password = await installation.result(*person)
    assert "\n" not in password
    async with installation.client() as client:
        answer = await client.post("/auth/sign-in", json={"email": email, "password": password})
        assert answer.json()["stage"] == "totp_enrolment_required"
    code, out, err = await installation.run(*person)
    assert (code, out) == (0, "")
    assert "staff already" in err
    assert (await installation.run(*person[:-1], "analyst"))[0] == 1
    assert email in await installation.result("staff", "list")
    assert (await installation.run("staff", "reset-2fa", "--email", email))[0] == 0
    changed = await installation.result("staff", "reset-password", "--email", email)
    async with installation.client() as client:
        old, new = [
            await client.post("/auth/sign-in", json={"email": email, "password": one}) for one in (password, changed)
        ]
    assert (old.status_code, new.status_code) == (401, 200)
    assert (await installation.run("staff", "disable", "--email", email, "--reason", "left"))[0] == 0
    assert "disabled" in await installation.result("staff", "list")
    async with installation.client() as client:
        shut = await client.post("/auth/sign-in", json={"email": email, "password": changed})
        assert shut.json()["reason"] == "STAFF_DISABLED"
        assert (await installation.run("staff", "enable", "--email", email, "--reason", "back"))[0] == 0
        assert (await client.post("/auth/sign-in", json={"email": email, "password": changed})).status_code == 200


async def test_an_administrator_has_the_directory_announced_again(
    installation: Installation, nats_client: Client
) -> None:
    name = f"Acme {uuid7()}"
    await installation.result("company", "create", "--name", name, "--currency", "EUR")
    operator = ("operator", "create", "--company", name, "--name", "acme", "--currency", "EUR", "--timezone", "UTC")
    operator_id = await installation.result(*operator)
    subject = f"daybook.events.gateway.operator_changed.{operator_id}"
    subscription = await nats_client.jetstream().subscribe(subject, ordered_consumer=True)
    first = events_pb2.OperatorChanged.FromString((await subscription.next_msg(timeout=20)).data)
    code, _, err = await installation.run("operator", "announce")
    assert (code, "announced again" in err) == (0, True)
    again = events_pb2.OperatorChanged.FromString((await subscription.next_msg(timeout=20)).data)
    await subscription.unsubscribe()
    assert (first.revision, again.revision, again.HasField("action")) == (1, 1, False)
    first.ClearField("action")
    assert again == first


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("company", "create", "--name", "X", "--currency", "XXX"), 1, "daybook: 'XXX' is not a currency"),
        (
            ("operator", "create", "--company", "Nobody", "--name", "x", "--timezone", "UTC", "--currency", "EUR"),
            1,
            "no company",
        ),
        (("staff", "platform-key", "--operator", "nobody", "--name", "x"), 1, "no operator 'nobody'"),
        (("staff", "reset-2fa", "--email", "nobody@staff.example"), 1, "Nobody of the staff"),
        (("staff", "create", "--email", "x", "--name", "x", "--role", "root"), 1, "not an e-mail address"),
        (("staff", "create", "--email", "x", "--name", "x", "--role", "emperor"), 2, "invalid choice"),
        (("company",), 2, "required"),
    ],
)
async def test_a_wrong_command_says_what_is_wrong(
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    for name, value in installation.environment.items():
        if name.startswith("DAYBOOK_"):
            monkeypatch.setenv(name, value)

    def run() -> object:
        try:
            return cli.main(arguments)
        except SystemExit as exited:  # argparse's way of refusing
            return exited.code

    assert await asyncio.to_thread(run) == code  # in a thread: it has an event loop of its own
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err
    if code == 1:
        assert err.count("\n") == 1


async def test_a_command_without_its_settings_names_them(installation: Installation) -> None:
    bare = Installation({k: v for k, v in installation.environment.items() if k != "DAYBOOK_SEAL_KEY"}, 0)
    assert (await bare.run("company", "list"))[2] == "daybook: These settings are missing or wrong: DAYBOOK_SEAL_KEY.\n"


async def test_it_stops_within_seconds_with_a_stream_open(installation: Installation) -> None:
    """Last of its module: it ends the process that the others use."""
    name = f"Last {uuid7()}"
    await installation.result("company", "create", "--name", name, "--currency", "BRL")
    operator = ("--name", "last", "--timezone", "UTC", "--currency", "BRL")
    operator_id = await installation.result("operator", "create", "--company", name, *operator)
    key = await installation.result("staff", "api-key", "--name", "k", "--role", "analyst", "--company", name)
    child: asyncio.subprocess.Process = installation.child  # type: ignore[attr-defined]
    async with (
        installation.client(key) as client,
        client.stream("GET", "/dashboard/stream", params={"operator_id": operator_id}) as answer,
    ):
        lines = answer.aiter_lines()
        async with asyncio.timeout(15):
            while (await anext(lines)) != "event: figures":
                pass
        assert json.loads((await anext(lines)).removeprefix("data: "))["operator_id"] == operator_id
        child.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            async for _ in lines:
                pass
            assert await child.wait() == 0
