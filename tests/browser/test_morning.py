"""The morning in a real browser: sign in, see the figures move, find a player, act with a reason, see it in the log."""

from __future__ import annotations

import os
import re
import signal
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from daybook.players.v1 import activity_service_pb2, activity_service_pb2_grpc
from daybook.types.v1 import money_pb2
from playwright.async_api import Browser, Locator, Page, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from kit.rpc import client
from tests.browser.conftest import Staff, enter_password, new_browser
from tests.polling import until
from tests.system.players import register


async def bet(channel: Any, brand: Brand, player: str, stake: int, payout: int) -> None:
    """One bet, placed and settled now."""
    request = activity_service_pb2.RecordActivityRequest(operator_id=brand.operator_id)
    activity = request.activities.add(player_external_id=player)
    activity.occurred_at.FromDatetime(datetime.now(UTC))
    activity.bet_placed.bet_id, activity.bet_placed.game = str(uuid7()), "Crash"
    activity.bet_placed.stake.CopyFrom(money_pb2.Money(minor=stake, currency="BIT"))
    activity.bet_placed.settlement.payout.CopyFrom(money_pb2.Money(minor=payout, currency="BIT"))
    stub: Any = activity_service_pb2_grpc.ActivityServiceStub(channel)
    answer = await client.call(stub.RecordActivity, request, brand.platform_key, seconds=10)
    assert answer.results[0].outcome == activity_service_pb2.ActivityResult.OUTCOME_RECORDED


def tile(page: Page, name: str) -> Any:
    return page.get_by_role("group", name=name, exact=True)


async def open_page(page: Page, suite: Suite, path: str, brand: Brand) -> None:
    await page.goto(f"{suite.url}{path}?op={brand.operator_id}")


async def amount(shown: Locator) -> Decimal:
    """The money that a tile shows."""
    found = re.search(r"[\d,]+\.\d\d", await shown.inner_text())
    assert found, "it shows an amount"
    return Decimal(found[0].replace(",", ""))


async def test_the_dashboard_moves_by_itself(page: Page, suite: Suite, acme: Brand) -> None:
    player = f"live-{uuid7()}"
    async with client.channel(suite.address("players")) as channel:
        await register(channel, acme, player)
        await bet(channel, acme, player, 1000, 250)
        await open_page(page, suite, "/dashboard", acme)
        turnover = tile(page, "Turnover")
        await expect(turnover).to_contain_text(re.compile(r"\d"))
        await expect(page.get_by_role("status", name="Live updates")).to_have_attribute("data-state", "live")
        before = await amount(turnover)
        await bet(channel, acme, player, 777_700, 0)

    async def moved() -> bool:
        return await amount(turnover) >= before + Decimal("7777.00")

    await until(moved, 30)
    await expect(page.get_by_text("Crash").first).to_be_visible()


async def test_a_player_is_found_and_suspended_and_the_log_says_so(page: Page, suite: Suite, acme: Brand) -> None:
    name = f"zoe{uuid7().hex[:12]}"
    async with client.channel(suite.address("players")) as channel:
        await register(channel, acme, name, username=name, first_name="Zoé", email=f"{name}@mail.example")
    await open_page(page, suite, "/players", acme)
    await page.get_by_role("main").get_by_role("searchbox").fill(name)
    await expect(page).to_have_url(re.compile(name))
    await page.get_by_role("link", name=name).click()
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert f"{name}@mail.example" not in await page.content(), "personal data is masked"

    await page.get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Suspend player").click()
    await expect(dialog).to_be_visible()  # a reason is asked for
    await dialog.get_by_role("textbox").fill("Chargeback under review")
    await dialog.get_by_role("button", name="Suspend player").click()
    await expect(page.get_by_text("This player is suspended")).to_be_visible()

    await page.get_by_role("button", name="Reveal").click()
    await expect(page.get_by_text(f"{name}@mail.example")).to_be_visible()

    await page.get_by_role("tab", name="Audit trail").click()
    await expect(page.get_by_role("button", name="Player suspended")).to_be_visible()
    await expect(page.get_by_role("button", name="Personal data revealed")).to_be_visible()
    await page.get_by_role("button", name="Player suspended").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Chargeback under review")
    await expect(page.get_by_role("dialog").get_by_role("row", name=re.compile("status"))).to_contain_text("suspended")


async def test_portuguese_and_dark_are_remembered(page: Page, suite: Suite, acme: Brand) -> None:
    await open_page(page, suite, "/dashboard", acme)
    await page.get_by_role("button", name="Language").click()
    await (
        page.get_by_role("menuitem", name=re.compile("Português"))
        .or_(page.get_by_role("menuitemradio", name=re.compile("Português")))
        .first.click()
    )
    await expect(page.get_by_role("link", name="Jogadores")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("link", name="Jogadores")).to_be_visible()
    assert await page.locator("html").get_attribute("lang") == "pt-BR"
    await page.get_by_role("button", name="Idioma").click()
    await (
        page.get_by_role("menuitem", name="English")
        .or_(page.get_by_role("menuitemradio", name="English"))
        .first.click()
    )
    await expect(page.get_by_role("link", name="Players")).to_be_visible()


async def test_a_service_that_hangs_is_named_and_comes_back(page: Page, suite: Suite, acme: Brand) -> None:
    metrics = suite.pid("metrics")
    os.kill(metrics, signal.SIGSTOP)
    try:
        await open_page(page, suite, "/dashboard", acme)
        await expect(page.get_by_role("alert").first).to_be_visible(timeout=30_000)
        await expect(page.get_by_role("link", name="Players")).to_be_visible()
    finally:
        os.kill(metrics, signal.SIGCONT)
    await expect(tile(page, "Turnover")).to_be_visible(timeout=60_000)  # by itself, without a reload


async def test_a_wrong_password_says_so_and_nothing_more(browser: Browser, suite: Suite, staff: Staff) -> None:
    context = await new_browser(browser)
    page = await context.new_page()
    for email in (staff.email, "nobody@acme.example"):
        await enter_password(page, suite, Staff(email, "wrong"))
        await expect(page.get_by_text("The email or password is wrong")).to_be_visible()
    await context.close()
