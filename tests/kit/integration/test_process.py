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


async def test_a_role_that_a_service_does_not_have_is_refused_in_one_line(
    make_database: MakeDatabase, nats_server: EmbeddedNats, keys: Keys
) -> None:
    settings = {
        "DAYBOOK_DATABASE_URL": make_database("kit"),
        "DAYBOOK_NATS_URL": nats_server.url,
        "DAYBOOK_ACTOR_PUBLIC_KEYS": str(keys.public_keys_file),
        "DAYBOOK_LISTEN": "127.0.0.1:0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _PROGRAM,
        "relay",
        cwd=Path(__file__).parents[3],
        env=os.environ | settings,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().splitlines() == ["idle has nothing to do in the role relay; do not start it."]
