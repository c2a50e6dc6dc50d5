"""Pages as axe-core judges them, in light and in dark: players, tickets, jobs, approvals, operators, staff."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import BrowserContext, Page, expect

from deploy.local.suite import Brand, Suite
from kit.rpc import client
from tests.browser.conftest import faultless
from tests.browser.test_player_page import Known, dialog, give_reason, known, open_player
from tests.browser.test_tickets import open_ticket
from tests.polling import until

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TABS = ("overview", "balance", "bets", "sessions", "tickets", "notes", "linked", "bans", "revisions", "audit")
# What is still loading or moving is no page yet.
SETTLED = """() => document.querySelector("main h1") && !document.querySelector(".ant-skeleton, .ant-spin-spinning")
    && document.getAnimations().every(
        (one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity)"""
RUN = """async () => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
    const { violations } = await axe.run(document, { runOnly });
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => html + failureSummary)]);
}"""

__all__ = ["known"]


async def ask_for_money(page: Page, suite: Suite, brand: Brand, player: Known) -> None:
    """A request that somebody else must approve."""
    await open_player(page, suite, brand, player, "/balance")
    await page.keyboard.press("c")
    await dialog(page).get_by_label("Amount").fill("700")
    await give_reason(page, "Payout that never came", "Ask for approval")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def addresses(suite: Suite, brand: Brand, player: Known) -> list[str]:
    """Every page, each with something on it."""
    named = {"operator_id": brand.operator_id}
    one = f"/players/{player.player_id}"
    async with client.channel(suite.address("players")) as channel:
        ticket = await open_ticket(channel, brand, player.name, "Where is it", "It never came")
    async with suite.client(brand.api_key) as api:

        async def post(path: str, **body: Any) -> Any:
            return (await api.post(path, json=named | body)).raise_for_status().json()

        await post(f"{one}/notes", text="Prefers to be called", pinned=True)
        await post(f"{one}/ban", scopes=["play"], reason="Asked for a break", revision=1)
        export = await post("/players/exports", format="csv")
        filter_ = {"player_id": [player.player_id]}
        bulk = await post(
            "/players/bulk",
            filter=filter_,
            action={"type": "tag", "add": ["vip"], "remove": []},
            reason="Loyal for years",
            expected=1,
        )

        async def ended() -> bool:
            jobs = [(await api.get(f"/jobs/{job['id']}", params=named)).json() for job in (export, bulk)]
            return all(job["state"] == "done" for job in jobs)

        await until(ended)
    return [
        *(f"{one}/{tab}" for tab in TABS),
        "/players",
        "/tickets?view=unassigned",
        f"/tickets/{ticket.ticket_id}",
        "/jobs",
        f"/jobs?results={bulk['id']}",
        "/approvals",
        "/operators",
        f"/operators/compare?a={brand.operator_id}",
        *(f"/operators/{brand.operator_id}{tab}" for tab in ("", "/history", "/audit")),
        "/staff",
    ]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_is_closed_to_anybody(
    signed_in: BrowserContext, suite: Suite, acme: Brand, known: Known, scheme: Literal["light", "dark"]
) -> None:
    found: dict[str, Any] = {}
    async with faultless(signed_in) as page:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await ask_for_money(page, suite, acme, known)
        for address in await addresses(suite, acme, known):
            await page.goto(f"{suite.url}{address}{'&' if '?' in address else '?'}op={acme.operator_id}")
            await expect(page.locator("main h1")).to_be_visible()
            await page.wait_for_load_state("networkidle")
            await page.wait_for_function(SETTLED)
            await page.evaluate(AXE.read_text())  # the page itself lets no script in
            if violations := await page.evaluate(RUN):
                found[address] = violations
    assert found == {}
