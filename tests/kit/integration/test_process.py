"""The process of a service as a command: what it says when it is started wrongly."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from deploy.local.nats import EmbeddedNats
from tests.conftest import Keys, MakeDatabase

_PROGRAM = """
from pathlib import Path
from kit import process
from kit.settings import ServiceSettings

process.main("idle", ServiceSettings(), Path("."), lambda resources: process.Service(serve=[]))
"""


async def start(role: str, database: str, nats: str, keys: Keys) -> asyncio.subprocess.Process:
    settings = {
        "DAYBOOK_DATABASE_URL": database,
        "DAYBOOK_NATS_URL": nats,
        "DAYBOOK_ACTOR_PUBLIC_KEYS": str(keys.public_keys_file),
        "DAYBOOK_LISTEN": "127.0.0.1:0",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _PROGRAM,
        role,
        cwd=Path(__file__).parents[3],
        env=os.environ | settings,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_a_role_that_a_service_does_not_have_is_refused_in_one_line(
    make_database: MakeDatabase, nats_server: EmbeddedNats, keys: Keys
) -> None:
    process = await start("relay", make_database("kit"), nats_server.url, keys)
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().splitlines() == ["idle has nothing to do in the role relay; do not start it."]


async def test_a_process_that_still_waits_for_nats_can_be_stopped(make_database: MakeDatabase, keys: Keys) -> None:
    called = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    process = await start("serve", make_database("kit"), f"nats://127.0.0.1:{port}", keys)
    try:
        await asyncio.wait_for(called.wait(), 20)
        process.terminate()
        await asyncio.wait_for(process.wait(), 10)
    finally:
        if process.returncode is None:
            process.kill()
        listener.close()
