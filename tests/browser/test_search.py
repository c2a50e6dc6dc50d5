"""Finding players in a real browser: by anything typed, by filters that combine, over brands, in saved views."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from daybook.players.v1 import activity_service_pb2, activity_service_pb2_grpc, players_service_pb2
from daybook.players.v1 import players_service_pb2_grpc as players_grpc
from daybook.types.v1 import money_pb2
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from kit.rpc import client
from tests.browser.conftest import Staff, browser_of, faultless, hire
from tests.polling import until
from tests.system.players import register

TAG = uuid7().hex[-10:]
HOME, SISTER = f"finders {TAG}", f"finders {TAG} two"
ZOE, BIA, CAI = f"zoe{TAG}", f"bia{TAG}", f"cai{TAG}"


@dataclass(frozen=True)
class Finders:
    """A company with two brands, and who works there."""

    home: Brand
    sister: Brand
    manager: Staff
    support: Staff


@pytest.fixture(scope="module")
async def finders(suite: Suite) -> Finders:
    """Two brands with three players: each has placed a bet, one is known by much else."""
    home = suite.brand(HOME)
    async with suite.client(home.api_key) as api:
        wanted = {"company_id": home.company_id, "name": SISTER, "timezone": "Europe/Malta", "currency": "BIT"}
        sister_id = (await api.post("/operators", json=wanted)).raise_for_status().json()["id"]
        asked = {"operator_id": sister_id, "name": "probe"}
        key = (await api.post("/platform-keys", json=asked)).raise_for_status().json()["key"]
        sister = replace(home, operator=SISTER, operator_id=sister_id, platform_key=key)
        async with client.channel(suite.address("players")) as channel:
            facts = {
                "first_name": "Zoé",
                "last_name": "Łuczak",
                "email": f"{ZOE}@mail.example",
                "phone": "+5511987650001",
            }
            await register(channel, home, ZOE, username=ZOE, **facts)
            await register(channel, home, BIA, username=BIA, first_name="Beatriz", last_name="Zoeller")
            await register(channel, sister, CAI, username=CAI, first_name="Zoela", email=f"{CAI}@mail.example")
            await log_in(channel, home, ZOE, "203.0.113.77", f"device-{TAG}")
            await play(channel, home, ZOE, deposit=500_00, stake=100_00, payout=20_00)
            await play(channel, home, BIA, deposit=50_00, stake=10_00, payout=90_00)
            await play(channel, sister, CAI, deposit=70_00, stake=30_00, payout=0)

        async def counted() -> bool:
            both = {"operator_id": [home.operator_id, sister_id], "currency": "BIT", "deposits_min": "1"}
            answer = (await api.get("/players", params=both)).json()
            return len([row for row in answer["items"] if float(row["ggr"]["amount"])]) == 3

        await until(counted)
    manager = await hire(suite, home, "Marta Reis", "operator-manager")
    return Finders(home, sister, manager, await hire(suite, home, "Sandro Luz", "support"))


async def log_in(channel: Any, brand: Brand, player: str, ip: str, device: str) -> None:
    stub: Any = players_grpc.PlayersServiceStub(channel)
    request = players_service_pb2.StartSessionRequest(
        operator_id=brand.operator_id,
        session_id=f"session-{player}",
        player_external_id=player,
        ip=ip,
        device=device,
        country="BR",
    )
    await client.call(stub.StartSession, request, brand.platform_key, seconds=10)


async def play(channel: Any, brand: Brand, player: str, *, deposit: int, stake: int, payout: int) -> None:
    """A deposit and a settled bet, known by ids made from the player's."""
    request = activity_service_pb2.RecordActivityRequest(operator_id=brand.operator_id)
    paid, placed = request.activities.add(), request.activities.add()
    for activity in (paid, placed):
        activity.player_external_id = player
        activity.occurred_at.FromDatetime(datetime.now(UTC))
    paid.deposit.transaction_id, paid.deposit.method = f"pay-{player}", "pix"
    paid.deposit.amount.CopyFrom(money_pb2.Money(minor=deposit, currency="BIT"))
    placed.bet_placed.bet_id, placed.bet_placed.game = f"bet-{player}", "Crash"
    placed.bet_placed.stake.CopyFrom(money_pb2.Money(minor=stake, currency="BIT"))
    placed.bet_placed.settlement.payout.CopyFrom(money_pb2.Money(minor=payout, currency="BIT"))
    stub: Any = activity_service_pb2_grpc.ActivityServiceStub(channel)
    answer = await client.call(stub.RecordActivity, request, brand.platform_key, seconds=10)
    assert {one.outcome for one in answer.results} == {activity_service_pb2.ActivityResult.OUTCOME_RECORDED}


@pytest.fixture(scope="module")
async def desk(browser: Browser, suite: Suite, finders: Finders) -> AsyncIterator[BrowserContext]:
    """The manager's browser."""
    context = await browser_of(browser, suite, finders.manager)
    yield context
    await context.close()


@pytest.fixture
async def page(desk: BrowserContext) -> AsyncIterator[Page]:
    """A page of the manager's whose errors fail the test."""
    async with faultless(desk) as page:
        yield page


async def open_list(page: Page, suite: Suite, brand: Brand, query: str = "") -> None:
    await page.goto(f"{suite.url}/players?op={brand.operator_id}{query and '&' + query}")
    await expect(page.get_by_role("heading", name="Players", exact=True)).to_be_visible()


def row(page: Page, username: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=username))


async def listed(page: Page, *usernames: str) -> None:
    """The list shows these players in this order, and no others."""
    await expect(page.locator("tbody th a")).to_have_text(list(usernames))


async def add_filter(page: Page, name: str) -> Locator:
    """Chooses a filter to add; its form."""
    await page.get_by_role("button", name="Filter", exact=True).click()
    await page.get_by_label("Find a filter").fill(name)
    await page.get_by_role("button", name=name, exact=True).click()
    return page.get_by_role("form", name=name, exact=True)


@pytest.mark.parametrize(
    ("typed", "found_by"),
    [
        ("luc zoe", None),
        (ZOE[:8].upper(), None),
        (f"{ZOE}@MAIL.example", "found by email"),
        ("+55 11 98765-0001", "found by phone"),
        (f"bet-{ZOE}", "found by bet"),
        (f"pay-{ZOE}", "found by transaction"),
        ("203.0.113.77", "found by IP address"),
        (f"device-{TAG}", "found by device"),
    ],
)
async def test_one_box_finds_a_player_by_anything(
    page: Page, suite: Suite, finders: Finders, typed: str, found_by: str | None
) -> None:
    await open_list(page, suite, finders.home)
    await expect(row(page, BIA)).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type(typed)
    await page.keyboard.press("Enter")
    await listed(page, ZOE)
    if found_by:
        await expect(row(page, ZOE)).to_contain_text(found_by)
    else:
        await expect(row(page, ZOE)).not_to_contain_text("found by")
    assert f"{ZOE}@mail.example" not in await page.locator("tbody").inner_text(), "personal data is masked"


async def test_filters_combine_and_live_in_the_address(page: Page, suite: Suite, finders: Finders) -> None:
    await open_list(page, suite, finders.home)
    deposits = await add_filter(page, "Deposits")
    await deposits.get_by_label("Deposits: From").fill("oops")
    await page.keyboard.press("Enter")
    await expect(deposits.get_by_role("alert")).to_contain_text("Enter amounts")
    await deposits.get_by_label("Deposits: From").fill("40")
    await page.keyboard.press("Enter")
    active = page.get_by_role("list", name="Active filters")
    await expect(active).to_contain_text("Deposits: at least 40.00")
    await expect(active).to_contain_text("Amounts in BIT")
    registered = await add_filter(page, "Registered")
    await registered.get_by_text("Last 7 days").click()
    await registered.get_by_role("button", name="Apply").click()
    await expect(page).to_have_url(re.compile(r"deposits_min=40\.00"))
    await expect(page).to_have_url(re.compile("registered=7d"))
    await expect(page.locator("tbody th a")).to_have_count(2)

    await page.get_by_role("button", name=re.compile("^Change filter Deposits")).click()
    await page.get_by_label("Deposits: To").fill("100")
    await page.keyboard.press("Enter")
    await listed(page, BIA)
    await page.reload()
    await listed(page, BIA)
    await page.get_by_role("button", name=re.compile("^Remove filter Deposits")).click()
    await expect(page.locator("tbody th a")).to_have_count(2)
    country = (await add_filter(page, "Country")).get_by_role("combobox")
    for name, players in (("Malta", 0), ("Brazil", 2)):
        await country.fill(name)
        await page.get_by_title(name, exact=True).click()
        await expect(page.locator("tbody th a")).to_have_count(players)
    await page.keyboard.press("Escape")
    await expect(active).to_contain_text("Country: Malta, Brazil")
    await page.get_by_role("button", name="Clear all").click()
    await expect(page).not_to_have_url(re.compile("registered"))


async def test_an_address_that_makes_no_sense_still_shows_a_list(page: Page, suite: Suite, finders: Finders) -> None:
    nonsense = f"q={ZOE}&vip_min=many&status=asleep&sort=shoe-size&registered=2025-02-30..&columns=gone&view=none"
    await open_list(page, suite, finders.home, nonsense)
    await listed(page, ZOE)
    warning = page.get_by_text("was not understood")
    for name in ("VIP level", "Status", "Registered"):
        await expect(warning).to_contain_text(name)


async def test_any_column_sorts_down_up_and_not(page: Page, suite: Suite, finders: Finders) -> None:
    await open_list(page, suite, finders.home, "columns=name,ggr")
    header = page.get_by_role("columnheader", name="GGR")
    for kind, order in (("descending", (ZOE, BIA)), ("ascending", (BIA, ZOE))):
        await header.click()
        await expect(header).to_have_attribute("aria-sort", kind)
        await listed(page, *order)
    await header.click()
    await expect(header).not_to_have_attribute("aria-sort", re.compile("."))
    await expect(page).not_to_have_url(re.compile("sort="))


async def test_rows_are_walked_and_opened_by_keyboard(page: Page, suite: Suite, finders: Finders) -> None:
    await open_list(page, suite, finders.home, "sort=username")
    await listed(page, BIA, ZOE)
    await page.keyboard.press("j")
    await expect(row(page, BIA)).to_be_focused()
    await page.keyboard.press(" ")
    await expect(page.get_by_role("checkbox", name=f"Select {BIA}")).to_be_checked()
    await page.keyboard.press("ArrowDown")
    await expect(row(page, ZOE)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=ZOE)).to_be_visible()


async def test_a_view_is_saved_told_apart_shared_and_deleted(
    page: Page, suite: Suite, finders: Finders, browser: Browser
) -> None:
    name = f"Winners {TAG}"
    await open_list(page, suite, finders.home, "ggr_max=0&sort=ggr")
    await listed(page, BIA)
    menu = page.get_by_role("button", name=re.compile("^Saved views:"))
    await menu.click()
    await page.get_by_role("button", name="Save as new view").click()
    dialog = page.get_by_role("dialog", name="Save view")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_contain_text("Give the view a name")
    await dialog.get_by_label("Name").fill(name)
    await dialog.get_by_label("Who sees it").click()
    await page.get_by_title(f"Support of {finders.home.company}").click()
    await dialog.get_by_role("button", name="Save").click()
    await expect(menu).to_have_text(name)
    await expect(page).to_have_url(re.compile("view="))

    await page.get_by_role("searchbox", name="Search players").fill(ZOE)
    await expect(menu).to_contain_text("changed")
    await menu.click()
    await page.get_by_role("button", name="Undo changes").click()
    await expect(menu).to_have_text(name)
    await listed(page, BIA)
    await page.reload()
    await expect(menu).to_have_text(name)

    other = await browser_of(browser, suite, finders.support)
    theirs = await other.new_page()
    await open_list(theirs, suite, finders.home)
    await theirs.get_by_role("button", name=re.compile("^Saved views:")).click()
    await theirs.get_by_role("button", name=re.compile(f"^{name}")).click()
    await listed(theirs, BIA)
    await theirs.get_by_role("button", name=re.compile("^Saved views:")).click()
    await expect(theirs.get_by_role("button", name=f"Delete {name}")).to_have_count(0)
    await other.close()

    await menu.click()
    await page.get_by_role("button", name=f"Delete {name}").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(menu).to_have_text("All")
    await page.goto(f"{suite.url}/audit?op=company:{finders.home.company_id}")
    for told in ("Shared view saved", "Shared view deleted"):
        await expect(page.get_by_role("row", name=re.compile(told)).filter(has_text=name)).to_be_visible()


async def test_the_first_view_opens_by_itself(page: Page, suite: Suite, finders: Finders) -> None:
    await open_list(page, suite, finders.home, f"q={ZOE}")
    menu = page.get_by_role("button", name=re.compile("^Saved views:"))
    await menu.click()
    await page.get_by_role("button", name="Save as new view").click()
    dialog = page.get_by_role("dialog", name="Save view")
    await dialog.get_by_label("Name").fill("Mine first")
    await dialog.get_by_label("Open this view first").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(menu).to_have_text("Mine first")
    await open_list(page, suite, finders.home)
    await listed(page, ZOE)
    await expect(menu).to_have_text("Mine first")
    await menu.click()
    await page.get_by_role("button", name="All", exact=True).click()
    await expect(row(page, BIA)).to_be_visible()
    await menu.click()
    await page.get_by_role("button", name="Delete Mine first").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await open_list(page, suite, finders.home)
    await expect(row(page, BIA)).to_be_visible()


async def test_columns_and_density_follow_the_person(
    page: Page, suite: Suite, finders: Finders, desk: BrowserContext
) -> None:
    await open_list(page, suite, finders.home)
    await page.get_by_role("button", name="Columns and density").click()
    async with page.expect_response(lambda answer: "/preferences/players.columns" in answer.url):
        # Not by check(): the mark follows what the server keeps, a moment later.
        await page.get_by_role("checkbox", name="Show Turnover").dispatch_event("click")
    await expect(page.get_by_role("columnheader", name="Turnover")).to_be_visible()
    async with page.expect_response(lambda answer: "/preferences/players.density" in answer.url):
        await page.get_by_text("Compact").click()
    # Another browser of the same person knows it from the server alone.
    await page.evaluate("localStorage.clear()")
    await page.reload()
    await expect(page.get_by_role("columnheader", name="Turnover")).to_be_visible()
    await expect(page.locator(".ant-table-small")).to_be_visible()
    await page.get_by_role("button", name="Columns and density").click()
    await page.get_by_role("button", name="Restore the standard columns").click()
    await expect(page.get_by_role("columnheader", name="Turnover")).to_have_count(0)


async def test_players_of_all_ones_brands_are_found(page: Page, suite: Suite, finders: Finders) -> None:
    await open_list(page, suite, finders.home, f"q={CAI}")
    await expect(page.get_by_text("No player matches")).to_be_visible()
    await page.get_by_role("button", name="Search all brands").click()
    await listed(page, CAI)
    await expect(row(page, CAI)).to_contain_text(SISTER)
    await expect(page.get_by_role("list", name="Active filters")).to_contain_text(f"Brand: {HOME}, {SISTER}")

    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Search pages, operators and players").fill(f"bet-{CAI}")
    option = page.get_by_role("option", name=CAI).first
    await expect(option).to_contain_text("found by bet")
    await expect(option).to_contain_text(SISTER)
    await option.click()
    await expect(page.get_by_role("heading", name=CAI)).to_be_visible()
    await expect(page).to_have_url(re.compile(finders.sister.operator_id))


async def test_the_list_fits_a_telephone(page: Page, suite: Suite, finders: Finders) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await open_list(page, suite, finders.home, "deposits_min=1&status=active&registered=30d")
    await expect(row(page, ZOE)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
