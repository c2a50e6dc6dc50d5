"""The platform guide's example against a whole suite: what it tells is what the backoffice shows."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from deploy.local.suite import Brand, Suite
from kit.codegen import GEN, PROTOS
from tests.polling import until

EXAMPLE = PROTOS.parent / "docs" / "examples" / "platform_client.py"


async def test_what_the_example_tells_is_what_the_backoffice_shows(suite: Suite, acme: Brand) -> None:
    told: list[str] = []

    async def runs() -> bool:
        """The service hears of a brand that is just made within moments; until then it says OPERATOR_UNKNOWN."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(EXAMPLE), "--address", suite.address("players"), "--operator", acme.operator_id),
            *("--currency", "BIT", "--player", "guide-ana"),
            env={**os.environ, "PYTHONPATH": str(GEN), "DAYBOOK_PLATFORM_KEY": acme.platform_key},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, failed = await process.communicate()
        assert process.returncode == 0 or b"OPERATOR_UNKNOWN" in failed, failed.decode()
        told[:] = out.decode().splitlines()
        return process.returncode == 0

    await until(runs, 60)
    assert told[-2:] == ["balance 8875 BIT", "refused: INVALID_FIELD update.email"]
    async with suite.client(acme.api_key) as office:
        params: dict[str, Any] = {"operator_id": acme.operator_id}
        [row] = (await office.get("/players", params={**params, "q": "guide-ana"})).json()["items"]
        assert (row["kyc_level"], row["acquisition"], row["name"]) == (2, "affiliate", "A•• S••••")
        profile = (await office.get(f"/players/{row['id']}", params=params)).json()
        [balance] = profile["balances"]
        assert balance["amount"] == {"amount": "88.75", "currency": "BIT"}
        assert (profile["totals"][0]["turnover"], profile["totals"][0]["withdrawals"]) == ("30.00", "40.00")

        async def audited() -> bool:
            wanted = {"operator_id": acme.operator_id, "target_type": "player", "target_id": row["id"]}
            found = (await office.get("/audit/events", params=wanted)).json()["items"]
            return [one["action"] for one in found] == ["player.update"]

        await until(audited, 60)
