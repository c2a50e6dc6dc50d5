"""Operators in a real browser: side by side, compared, set up, moved between statuses, closed by two people."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from tests.browser.conftest import browser_of, faultless, hire


@dataclass(frozen=True)
class House:
    """A company with several operators, and somebody who may do everything there."""

    brand: Brand
    context: BrowserContext


@pytest.fixture(scope="module")
async def house(browser: Browser, suite: Suite) -> AsyncIterator[House]:
    brand = suite.brand(f"Brisa {uuid7().hex[-6:]}")
    context = await browser_of(browser, suite, await hire(suite, brand, "Olga Prado", "company-admin"))
    yield House(brand, context)
    await context.close()


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    async with faultless(house.context) as page:
        yield page


async def new_operator(suite: Suite, brand: Brand, name: str, **facts: Any) -> dict[str, Any]:
    """Another operator of the company; a fresh name, so that tests do not meet."""
    body = {"company_id": brand.company_id, "timezone": "America/Sao_Paulo", "currency": "BIT", "status": "live"}
    async with suite.client(brand.api_key) as api:
        made = await api.post("/operators", json=body | facts | {"name": f"{name} {uuid7().hex[-6:]}"})
        found: dict[str, Any] = made.raise_for_status().json()
    return found


async def change(suite: Suite, brand: Brand, operator: dict[str, Any], **facts: Any) -> None:
    """What somebody else changes of an operator."""
    body = facts | {"revision": operator["revision"], "reason": "As agreed"}
    async with suite.client(brand.api_key) as api:
        (await api.patch(f"/operators/{operator['id']}", json=body)).raise_for_status()


async def open_list(page: Page, suite: Suite, house: House, query: str = "") -> Locator:
    """The list, loaded; returns its table."""
    await page.goto(f"{suite.url}/operators?op=company:{house.brand.company_id}{query}")
    await expect(page.get_by_role("heading", name="Operators", exact=True)).to_be_visible()
    table = page.get_by_role("table", name="Operators").first
    await expect(table.get_by_role("link").first).to_be_visible()
    return table


async def open_operator(page: Page, suite: Suite, operator: dict[str, Any]) -> None:
    await page.goto(f"{suite.url}/operators/{operator['id']}?op={operator['id']}")
    await expect(page.get_by_role("heading", name=re.compile(operator["name"]))).to_be_visible()


async def step(page: Page, name: str) -> Locator:
    """Opens the dialog of a step to another status."""
    await page.get_by_role("button", name="Change status").click()
    await page.get_by_role("menuitem", name=name).click()
    return page.get_by_role("dialog")


async def confirm(dialog: Locator, reason: str, button: str) -> None:
    await dialog.get_by_label("Reason", exact=True).fill(reason)
    await dialog.get_by_role("button", name=button, exact=True).click()
    await expect(dialog).to_have_count(0)


def names(table: Locator) -> Locator:
    return table.locator("tbody tr.ant-table-row").get_by_role("link")


async def test_the_list_sorts_filters_and_exports(page: Page, suite: Suite, house: House) -> None:
    word = uuid7().hex[-8:]
    first = await new_operator(suite, house.brand, f"Alba {word}")
    last = await new_operator(suite, house.brand, f"Zorro {word}", status="pending")
    await change(
        suite, house.brand, first, jurisdiction="MT", balance_thresholds=[{"amount": "5.00", "currency": "BIT"}]
    )
    table = await open_list(page, suite, house)
    await page.get_by_role("textbox", name="Name or licence").fill(word)
    await expect(names(table)).to_have_text([first["name"], last["name"]])
    await table.get_by_role("columnheader", name="Operator", exact=True).click()
    await expect(names(table)).to_have_text([last["name"], first["name"]])
    await expect(page).to_have_url(re.compile("sort=-name"))
    await expect(table).to_contain_text("Pending")
    await expect(table).to_contain_text("All 2 operators")
    await expect(table).to_contain_text("Balances low")
    balances = page.get_by_role("table", name="Balances held for players")
    await expect(balances.get_by_role("row", name=re.compile(first["name"]))).to_contain_text("Below threshold")

    async with page.expect_download() as begun:
        await page.get_by_role("link", name="Export CSV").click()
    lines = (await (await begun.value).path()).read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("operator")
    assert [last["name"] in lines[1], first["name"] in lines[2], len(lines)] == [True, True, 3]

    await page.get_by_role("combobox", name="Jurisdiction").click()
    await page.get_by_title("Malta").last.click()
    await expect(names(table)).to_have_text([first["name"]])
    # The address carries all of it.
    await page.reload()
    await expect(names(table)).to_have_text([first["name"]])


async def test_columns_are_chosen_and_views_saved(page: Page, suite: Suite, house: House) -> None:
    table = await open_list(page, suite, house, "&status=live&sort=-ggr")
    await page.get_by_role("button", name="Columns and density").click()
    await page.get_by_role("checkbox", name="Show Exclusions").click()  # it moves to those not chosen
    await expect(table.get_by_role("columnheader", name="Exclusions")).to_have_count(0)
    await page.keyboard.press("Escape")
    view = f"Live {uuid7().hex[-6:]}"
    await page.get_by_role("button", name=re.compile("^Saved views")).click()
    await page.get_by_role("button", name="Save as new view").click()
    dialog = page.get_by_role("dialog", name=re.compile("view", re.IGNORECASE))
    await dialog.get_by_label("Name", exact=True).fill(view)
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("button", name=re.compile(view))).to_be_visible()
    table = await open_list(page, suite, house)
    await expect(table.get_by_role("columnheader", name="Exclusions")).to_have_count(0)  # kept for the person
    await page.get_by_role("button", name=re.compile("^Saved views")).click()
    await page.get_by_role("button", name=view, exact=True).click()
    await expect(page).to_have_url(re.compile("status=live.*sort=-ggr|sort=-ggr.*status=live"))


async def test_the_list_is_walked_by_keyboard_and_two_are_compared(page: Page, suite: Suite, house: House) -> None:
    word = uuid7().hex[-8:]
    a = await new_operator(suite, house.brand, f"Alba {word}")
    b = await new_operator(suite, house.brand, f"Beta {word}")
    table = await open_list(page, suite, house, f"&q={word}")
    await expect(names(table)).to_have_text([a["name"], b["name"]])
    await page.get_by_role("heading", name="Operators", exact=True).click()
    for key in ("j", "Space", "j", "Space"):
        await page.keyboard.press(key)
    await page.get_by_role("button", name=re.compile("Compare$")).click()
    await expect(page.get_by_role("heading", name="Compare operators")).to_be_visible()
    compared = page.get_by_role("table", name="Compare operators")
    await expect(compared.get_by_role("columnheader")).to_have_text(
        ["Figure", a["name"], b["name"], f"{b['name']} against {a['name']}"]
    )
    await expect(compared.get_by_role("row", name=re.compile("^GGR"))).to_contain_text("equal")
    await expect(page.get_by_role("heading", name="Turnover")).to_be_visible()
    await page.get_by_role("button", name="Swap sides").click()
    await expect(compared.get_by_role("columnheader").nth(1)).to_have_text(b["name"])


async def test_a_step_is_scheduled_cancelled_and_taken(page: Page, suite: Suite, house: House) -> None:
    operator = await new_operator(suite, house.brand, "Carmo")
    await open_operator(page, suite, operator)
    dialog = await step(page, "Begin maintenance")
    await dialog.get_by_role("radio", name="At a moment").check()
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")
    begins = dialog.get_by_label(re.compile("^Begins"))
    await begins.fill(f"{day} 02:00")
    await begins.press("Enter")
    ends = dialog.get_by_label(re.compile("^Ends"))
    await ends.fill(f"{day} 01:00")
    await ends.press("Enter")
    await dialog.get_by_label("Reason", exact=True).fill("New wallet")
    await dialog.get_by_role("button", name="Schedule", exact=True).click()
    await expect(dialog.locator(".ant-form-item-explain-error")).not_to_be_empty()  # it would end before it begins
    await ends.fill(f"{day} 04:00")
    await ends.press("Enter")
    await dialog.get_by_role("button", name="Schedule", exact=True).click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("alert").filter(has_text="Maintenance from")).to_contain_text("New wallet")

    await page.get_by_role("button", name="Cancel the schedule").click()
    await confirm(page.get_by_role("dialog"), "Postponed", "Cancel the schedule")
    await expect(page.get_by_role("alert").filter(has_text="Maintenance from")).to_have_count(0)

    dialog = await step(page, "Begin maintenance")
    await dialog.get_by_label("Message for players").fill("Back in an hour")
    await dialog.get_by_role("combobox", name="Let in during maintenance").fill("203.0.113.7,")
    await confirm(dialog, "New wallet", "Begin maintenance")
    notice = page.get_by_role("alert").filter(has_text="In maintenance")
    await expect(notice).to_contain_text("Back in an hour")
    await expect(notice).to_contain_text("203.0.113.7")

    await page.get_by_role("tab", name="History").click()
    main = page.get_by_role("main")
    for words in ("Status changed", "Schedule cancelled", "Postponed", "Status scheduled", "Created"):
        await expect(main).to_contain_text(words)
    await page.get_by_role("tab", name="Audit trail").click()
    await expect(page.get_by_role("button", name="Operator's status changed")).to_be_visible()


async def test_settings_changed_by_two_at_once_lose_nothing(page: Page, suite: Suite, house: House) -> None:
    operator = await new_operator(suite, house.brand, "Duna")
    await open_operator(page, suite, operator)
    await page.get_by_role("button", name="Change settings").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Licence").fill("MGA/B2C/1")
    await expect(dialog.get_by_label("Currency", exact=True)).to_be_disabled()  # it is live
    await change(suite, house.brand, operator, name=f"{operator['name']} Bet")
    await dialog.get_by_label("Reason", exact=True).fill("Licence came")
    await dialog.get_by_role("button", name="Save settings").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Name: changed by probe")
    await dialog.get_by_role("button", name=re.compile("^Take over")).click()
    await expect(dialog.get_by_label("Name", exact=True)).to_have_value(f"{operator['name']} Bet")
    await expect(dialog.get_by_label("Licence")).to_have_value("MGA/B2C/1")
    await dialog.get_by_role("button", name="Add a currency").click()
    await dialog.get_by_role("textbox", name="Threshold in BIT").fill("1,000")
    await confirm(dialog, "Licence came", "Save settings")
    main = page.get_by_role("main")
    await expect(main).to_contain_text("MGA/B2C/1")
    await expect(main).to_contain_text("1,000.00")
    await expect(page.get_by_role("heading", name=f"{operator['name']} Bet")).to_be_visible()


async def test_nobody_closes_an_operator_alone(page: Page, suite: Suite, house: House, browser: Browser) -> None:
    operator = await new_operator(suite, house.brand, "Estrela")
    # Before closing is asked for: an account made since may not agree to it.
    other = await browser_of(browser, suite, await hire(suite, house.brand, "Rui Matos", "compliance"))
    await open_operator(page, suite, operator)
    await confirm(await step(page, "Begin closing"), "The licence ends", "Begin closing")
    await confirm(await step(page, "Ask to close for good"), "All players are paid", "Ask to close")
    notice = page.get_by_role("alert").filter(has_text="to close this operator for good")
    await expect(notice).to_contain_text("It was you who asked")
    await expect(page.get_by_role("button", name="Approve closing")).to_have_count(0)

    late = await browser_of(browser, suite, await hire(suite, house.brand, "Tina Luz", "compliance"))
    async with faultless(late) as third:
        await open_operator(third, suite, operator)
        await third.get_by_role("button", name="Approve closing").click()
        dialog = third.get_by_role("dialog")
        await dialog.get_by_label("Reason", exact=True).fill("Checked")
        await dialog.get_by_role("button", name="Close for good").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("account")
    await late.close()
    async with faultless(other) as second:
        await open_operator(second, suite, operator)
        await expect(second.get_by_role("button", name="Change status")).to_have_count(0)  # compliance only agrees
        await second.get_by_role("button", name="Approve closing").click()
        await confirm(second.get_by_role("dialog"), "Checked", "Close for good")
        await expect(second.get_by_role("heading", name=re.compile("Closed"))).to_be_visible()
    await other.close()
    # The page of who asked follows by itself.
    await expect(page.get_by_role("heading", name=re.compile("Closed"))).to_be_visible(timeout=60_000)
    await expect(page.get_by_role("button", name="Change settings")).to_have_count(0)


async def test_a_new_operator_begins_pending(page: Page, suite: Suite, house: House) -> None:
    await open_list(page, suite, house)
    await page.get_by_role("button", name="New operator").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Create", exact=True).click()
    await expect(dialog).to_contain_text("Choose a time zone")
    name = f"Farol {uuid7().hex[-6:]}"
    await dialog.get_by_label("Name", exact=True).fill(name)
    for field, typed, option in (("Time zone", "Kathmandu", "Kathmandu"), ("Currency", "NPR", "NPR")):
        box = dialog.get_by_role("combobox", name=field)
        await box.fill(typed)
        await page.locator(".ant-select-item-option").filter(has_text=option).last.click()
    await dialog.get_by_role("button", name="Create", exact=True).click()
    await expect(page.get_by_role("heading", name=re.compile(f"{name}.*Pending"))).to_be_visible()
    await confirm(await step(page, "Go live"), "All is set", "Go live")
    await expect(page.get_by_role("heading", name=re.compile(f"{name}.*Live"))).to_be_visible()


@pytest.mark.parametrize(("service", "gone", "stays"), [("metrics", "GGR", "Players"), ("players", "Players", "GGR")])
async def test_columns_of_a_service_that_hangs_are_absent(
    page: Page, suite: Suite, house: House, service: str, gone: str, stays: str
) -> None:
    process = suite.pid(service)
    os.kill(process, signal.SIGSTOP)
    try:
        table = await open_list(page, suite, house)
        await expect(page.get_by_role("alert")).to_contain_text(f"Not answering right now: {service}")
        await expect(table.get_by_role("columnheader", name=stays, exact=True)).to_be_visible()
        await expect(table.get_by_role("columnheader", name=gone, exact=True)).to_have_count(0)
    finally:
        os.kill(process, signal.SIGCONT)
    # By itself, without a reload.
    await expect(table.get_by_role("columnheader", name=gone, exact=True)).to_be_visible(timeout=90_000)
