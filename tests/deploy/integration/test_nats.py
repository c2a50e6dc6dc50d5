"""The embedded NATS: passwords, and what a killed server keeps."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import nats
import pytest

from deploy.local.nats import EmbeddedNats
from deploy.local.ports import HOST


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedNats]:
    made = EmbeddedNats(tmp_path / "nats", durable=False)
    made.start()
    yield made
    made.stop()


async def test_a_published_message_survives_kill_9(server: EmbeddedNats) -> None:
    connection = await nats.connect(server.url)
    stream = connection.jetstream()
    await stream.add_stream(name="EVENTS", subjects=["events.>"])
    await stream.publish("events.one", b"hello")
    await connection.close()
    server.kill()
    server.start()
    connection = await nats.connect(server.url)
    message = await connection.jetstream().get_msg("EVENTS", 1)
    assert message.data == b"hello"
    await connection.close()


def test_without_the_password_nobody_enters(server: EmbeddedNats) -> None:
    with socket.create_connection((HOST, server.port), timeout=10) as connection, connection.makefile("rwb") as stream:
        assert b'"auth_required":true' in stream.readline()
        stream.write(b'CONNECT {"user":"daybook","pass":"wrong"}\r\nPING\r\n')
        stream.flush()
        assert stream.readline() == b"-ERR 'Authorization Violation'\r\n"


async def test_it_takes_large_messages(server: EmbeddedNats) -> None:
    connection = await nats.connect(server.url)
    assert connection.max_payload == 8 * 1024 * 1024
    await connection.close()


def test_only_we_read_its_configuration(server: EmbeddedNats) -> None:
    assert stat.S_IMODE((server.folder / "nats.conf").stat().st_mode) == 0o600
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700


def test_it_ends_by_itself_when_asked(server: EmbeddedNats) -> None:
    assert server.stop()
    assert not server.ready()
