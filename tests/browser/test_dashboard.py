"""The dashboard in a real browser: its figures are the API's, narrow down, compare, explain themselves, move."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from daybook.players.v1 import activity_service_pb2, activity_service_pb2_grpc
from daybook.types.v1 import money_pb2
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from kit.rpc import client
from tests.browser.conftest import browser_of, faultless, hire
from tests.browser.test_accessibility import AXE, RUN, SETTLED
from tests.polling import until
from tests.system.players import register

# Game, device, stake and payout in minor units: enough for parts that differ and for a game that lost.
BETS = (
    ("Jaguar Gold", "mobile", 1_000, 0),
    ("Jaguar Gold", "desktop", 5_050, 2_500),
    ("Comet Crash", "mobile", 2_000, 9_001),
    ("Fruit Parade", "desktop", 12_345, 0),
)


@dataclass(frozen=True)
class House:
    """A brand of its own with a morning behind it, and a browser in which its administrator is signed in."""

    brand: Brand
    player: str
    context: BrowserContext


async def play(suite: Suite, brand: Brand, player: str, game: str, device: str, stake: int, payout: int) -> None:
    """One bet, placed and settled now."""
    request = activity_service_pb2.RecordActivityRequest(operator_id=brand.operator_id)
    activity = request.activities.add(player_external_id=player, device=device)
    activity.occurred_at.FromDatetime(datetime.now(UTC))
    activity.bet_placed.bet_id, activity.bet_placed.game = str(uuid7()), game
    activity.bet_placed.provider = "Northstar"
    activity.bet_placed.stake.CopyFrom(money_pb2.Money(minor=stake, currency="BIT"))
    activity.bet_placed.settlement.payout.CopyFrom(money_pb2.Money(minor=payout, currency="BIT"))
    async with client.channel(suite.address("players")) as channel:
        stub: Any = activity_service_pb2_grpc.ActivityServiceStub(channel)
        answer = await client.call(stub.RecordActivity, request, brand.platform_key, seconds=10)
    assert answer.results[0].outcome == activity_service_pb2.ActivityResult.OUTCOME_RECORDED


@pytest.fixture(scope="module")
async def house(browser: Browser, suite: Suite) -> AsyncIterator[House]:
    brand = suite.brand(f"Dawn {uuid7().hex[-8:]}")
    player = f"early-{uuid7().hex[-8:]}"
    async with client.channel(suite.address("players")) as channel:
        await register(channel, brand, player, username=player)
    for game, device, stake, payout in BETS:
        await play(suite, brand, player, game, device, stake, payout)

    async def counted() -> bool:
        tiles = (await figures(suite, brand))["tiles"]
        return any(one["metric"] == "bets" and one["value"] == len(BETS) for one in tiles)

    await until(counted)
    context = await browser_of(browser, suite, await hire(suite, brand, "Dora Dawn", "company-admin"))
    yield House(brand, player, context)
    await context.close()


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    """A page whose errors fail the test."""
    async with faultless(house.context) as page:
        yield page


async def figures(suite: Suite, brand: Brand, path: str = "", **query: str) -> Any:
    """What the API says of today."""
    today = datetime.now(ZoneInfo("America/Sao_Paulo")).date().isoformat()
    asked = {"operator_id": brand.operator_id, "from": today, "to": today} | query
    async with suite.client(brand.api_key) as api:
        return (await api.get(f"/dashboard{path}", params=asked)).raise_for_status().json()


async def open_dashboard(page: Page, suite: Suite, house: House, query: str = "") -> None:
    await page.goto(f"{suite.url}/dashboard?op={house.brand.operator_id}&period=today{query}")
    await expect(tile(page, "bets")).to_be_visible()


def tile(page: Page, metric: str) -> Locator:
    return page.locator(f'[data-metric="{metric}"]')


def shown(value: str | int | None, kind: str) -> str:
    """A figure as an English reader sees it."""
    if value is None:
        return "–"
    if kind == "ratio":
        return f"{Decimal(value) * 100:,.2f}%"
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(value):,}\u00a0BIT"


async def value_of(page: Page, metric: str) -> str:
    """What a tile shows, without its name and comparison."""
    return await tile(page, metric).locator('[style*="--chars"]').inner_text()


async def test_every_tile_shows_what_the_api_says(page: Page, suite: Suite, house: House) -> None:
    await open_dashboard(page, suite, house)
    told = await figures(suite, house.brand)
    seen = {one["metric"]: await value_of(page, one["metric"]) for one in told["tiles"]}
    assert seen == {one["metric"]: shown(one["value"], one["kind"]) for one in told["tiles"]}
    assert {"turnover", "ggr", "ngr", "hold", "arpu", "online_now", "player_balances"} <= set(seen)
    # GGR by hand: stakes less payouts.
    assert seen["ggr"] == shown(str(Decimal(sum(stake - payout for *_, stake, payout in BETS)) / 100), "money")
    await expect(page.get_by_text(re.compile(r"until \d\d:\d\d, compared with .* until \d\d:\d\d"))).to_be_visible()


async def test_a_filter_narrows_everything_and_lives_in_the_address(page: Page, suite: Suite, house: House) -> None:
    await open_dashboard(page, suite, house)
    await page.get_by_role("button", name=re.compile("Filter$")).click()
    await page.get_by_role("combobox", name="Game", exact=True).click()
    await page.get_by_title("Jaguar Gold").last.click()
    await page.keyboard.press("Escape")
    told = await figures(suite, house.brand, game="Jaguar Gold")
    turnover = next(one["value"] for one in told["tiles"] if one["metric"] == "turnover")
    await expect(tile(page, "turnover")).to_contain_text(shown(turnover, "money"))
    await expect(page).to_have_url(re.compile(r"game=Jaguar"))
    await page.reload()
    await expect(tile(page, "turnover")).to_contain_text(shown(turnover, "money"))
    await expect(page.get_by_text("Game: Jaguar Gold")).to_be_visible()
    await expect(tile(page, "player_balances")).to_have_count(0)  # it is not known of a part
    await page.get_by_role("button", name="Clear filters").click()
    await expect(tile(page, "bets")).to_contain_text(str(len(BETS)))


async def test_without_a_comparison_nothing_is_compared(page: Page, suite: Suite, house: House) -> None:
    await open_dashboard(page, suite, house)
    await expect(tile(page, "turnover")).to_contain_text("was")
    await page.get_by_role("combobox", name="Compare with").click()
    await page.get_by_title("No comparison").click()
    await expect(tile(page, "turnover")).not_to_contain_text("was")
    await expect(page).to_have_url(re.compile("compare=none"))
    await page.go_back()
    await expect(tile(page, "turnover")).to_contain_text("was")


async def test_a_figure_tells_how_it_came_about(page: Page, suite: Suite, house: House) -> None:
    await open_dashboard(page, suite, house)
    ggr = await value_of(page, "ggr")
    await tile(page, "ggr").get_by_role("button", name=re.compile("How did this come about")).click()
    drawer = page.get_by_role("dialog")
    await expect(drawer).to_contain_text("settled stakes - payouts")
    await expect(drawer).to_contain_text("America/Sao Paulo")
    await expect(drawer.get_by_text(re.compile(rf"adds? up to exactly|is exactly {re.escape(ggr)}"))).to_be_visible()
    await drawer.get_by_text("Game", exact=True).click()
    await expect(drawer.get_by_role("row", name=re.compile("Fruit Parade"))).to_contain_text("123.45")
    await expect(drawer.get_by_text(f"add up to exactly {ggr}")).to_be_visible()

    await drawer.get_by_role("row", name=re.compile("Comet Crash")).get_by_role("button", name="Show bets").click()
    bets = page.get_by_role("dialog", name="Bets: Comet Crash")
    await expect(bets.get_by_role("link", name=house.player)).to_be_visible()
    await bets.get_by_role("button", name="Close").click()

    await drawer.get_by_role("tab", name="What changed?").click()
    await expect(drawer.get_by_text("These parts add up to exactly")).to_contain_text(ggr)
    await drawer.get_by_role("tab", name="Waterfall").click()
    await expect(drawer.get_by_role("row", name=re.compile("^GGR"))).to_contain_text(ggr)
    await expect(page).to_have_url(re.compile("figure=ggr"))
    await page.reload()
    await expect(page.get_by_role("dialog").get_by_role("row", name=re.compile("^GGR"))).to_contain_text(ggr)


async def test_figures_move_and_nothing_else_does(page: Page, suite: Suite, house: House) -> None:
    await open_dashboard(page, suite, house)
    await expect(page.get_by_role("status", name="Live updates")).to_have_attribute("data-state", "live")
    await expect(page.get_by_role("table", name="Top games")).to_be_visible()
    before = await value_of(page, "bets")
    export = page.get_by_role("button", name="Export Top games")
    await export.scroll_into_view_if_needed()
    await export.focus()
    place = await page.evaluate("scrollY")
    await page.evaluate("window.same = true")
    await play(suite, house.brand, house.player, "Jaguar Gold", "mobile", 700, 0)
    await expect(tile(page, "bets")).not_to_contain_text(re.compile(rf"Bets\s*{before}\b"))
    await expect(tile(page, "bets").locator('[style*="--chars"]')).to_have_text(str(int(before) + 1))
    assert await page.evaluate("window.same") is True, "without a reload"
    assert await page.evaluate("scrollY") == place
    await expect(export).to_be_focused()


async def taken(page: Page, title: str, form: str) -> tuple[str, bytes]:
    """The file that an export gives."""
    await expect(page.get_by_role("menuitem")).to_have_count(0)  # the one before has closed
    await page.get_by_role("button", name=f"Export {title}", exact=True).click()
    async with page.expect_download() as waiting:
        await page.get_by_role("menuitem", name=form).click()
    download = await waiting.value
    path = await download.path()
    return download.suggested_filename, path.read_bytes()


async def test_what_is_shown_can_be_taken_away(page: Page, suite: Suite, house: House) -> None:
    await play(suite, house.brand, house.player, "=1+1", "mobile", 100, 0)
    await open_dashboard(page, suite, house)
    await expect(page.get_by_role("table", name="Top games")).to_contain_text("=1+1")
    name, content = await taken(page, "Top games", "Table (CSV)")
    assert name.startswith("top-games-")
    assert name.endswith(".csv")
    told = await figures(suite, house.brand)
    lines = content.decode("utf-8-sig").split("\r\n")
    assert len(lines) == len(told["top_games"]) + 2
    assert any(line.startswith("'=1+1,") for line in lines), "no spreadsheet takes it for a formula"
    (fruit,) = [one for one in told["top_games"] if one["game"] == "Fruit Parade"]
    assert any(line.startswith("Fruit Parade,") and f",{fruit['ggr']}," in line for line in lines)
    for title in ("GGR and NGR", "Hours of the week", "Map of regions", "Top games"):
        name, content = await taken(page, title, "Picture (PNG)")
        assert name.endswith(".png")
        assert content.startswith(b"\x89PNG")
        assert len(content) > 3_000


async def test_a_layout_stays_until_it_is_reset(page: Page, suite: Suite, house: House) -> None:
    await open_dashboard(page, suite, house)
    await page.get_by_role("button", name=re.compile("Layout$")).click()
    async with page.expect_response(lambda answer: "/preferences/dashboard.layout" in answer.url) as kept:
        await page.get_by_role("checkbox", name="Show Payouts").click()
    assert (await kept.value).ok
    await expect(tile(page, "payouts")).to_have_count(0)
    await page.reload()
    await expect(tile(page, "bets")).to_be_visible()
    await expect(tile(page, "payouts")).to_have_count(0)
    await page.get_by_role("button", name=re.compile("Layout$")).click()
    await page.get_by_role("button", name="Back to the standard layout").click()
    await expect(tile(page, "payouts")).to_be_visible()


async def test_without_players_the_rest_stands(page: Page, suite: Suite, house: House) -> None:
    players = suite.pid("players")
    os.kill(players, signal.SIGSTOP)
    try:
        await open_dashboard(page, suite, house)
        await expect(page.get_by_text("Part of this page is missing")).to_be_visible()
        await expect(page.get_by_text("Not answering right now: players.")).to_be_visible()
        await expect(tile(page, "turnover")).to_contain_text("BIT")
        await expect(tile(page, "player_balances")).to_have_count(0)
    finally:
        os.kill(players, signal.SIGCONT)


async def test_a_new_operator_is_told_how_to_begin(page: Page, suite: Suite, house: House, browser: Browser) -> None:
    brand = suite.brand(f"Blank {uuid7().hex[-8:]}")
    context = await browser_of(browser, suite, await hire(suite, brand, "Nina New", "company-admin"))
    async with faultless(context) as fresh:
        await fresh.goto(f"{suite.url}/dashboard?op={brand.operator_id}")
        await expect(fresh.get_by_text("has no activity yet")).to_be_visible()
        await expect(fresh.get_by_role("group", name="Turnover", exact=True)).to_have_count(0)
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_is_closed_to_nobody(page: Page, suite: Suite, house: House, scheme: Literal["light", "dark"]) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: dict[str, Any] = {}
    for query in ("", "&figure=ggr", "&figure=ggr&part=change", "&figure=ngr&part=waterfall"):
        await open_dashboard(page, suite, house, query)
        await page.wait_for_load_state("load")
        await page.wait_for_function(SETTLED)
        await page.evaluate(AXE.read_text())  # the page itself lets no script in
        if violations := await page.evaluate(RUN):
            found[query] = violations
    assert found == {}


async def test_it_fits_a_telephone_and_a_year(house: House, suite: Suite) -> None:
    async with faultless(house.context) as page:
        await page.set_viewport_size({"width": 390, "height": 844})
        year = datetime.now(UTC).year
        for query in ("&period=today", f"&from={year - 1}-12-01&to={year}-11-30"):
            await page.goto(f"{suite.url}/dashboard?op={house.brand.operator_id}{query}")
            await expect(tile(page, "bets")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query
