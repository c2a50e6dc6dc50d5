"""What the gateway forgets by itself, and what it does not."""

from __future__ import annotations

from gateway.service.housekeeping import Housekeeping
from tests.gateway.backoffice import Backoffice


async def test_only_what_is_long_over_is_forgotten(backoffice: Backoffice) -> None:
    old = await backoffice.signed_in("root")
    await old.browser.post("/auth/sign-out")
    await backoffice.client().post("/auth/sign-in", json={"email": "nobody@mail.example", "password": "x"})
    housekeeping = Housekeeping(backoffice.database, backoffice.clock)
    await housekeeping.prune()
    assert len(await backoffice.rows("SELECT 1 FROM sessions")) == 1
    assert len(await backoffice.rows("SELECT 1 FROM attempts")) >= 1
    backoffice.clock.forward(days=31)
    fresh = await backoffice.signed_in("root")
    await housekeeping.prune()
    assert len(await backoffice.rows("SELECT 1 FROM sessions")) == 1
    assert (await fresh.browser.get("/auth/me")).status_code == 200
    assert await backoffice.rows("SELECT 1 FROM attempts WHERE scope = 'account'") == []
