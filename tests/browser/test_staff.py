"""Accounts of staff in a real browser: somebody is added, shut out and let in again, and chooses another password."""

from __future__ import annotations

import re
import time

import pyotp
from playwright.async_api import Browser, Page, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from tests.browser.conftest import Staff, bind, browser_of, enter_password, faultless, hire, new_browser


async def test_somebody_is_added_shut_out_and_let_in_again(
    page: Page, suite: Suite, acme: Brand, browser: Browser
) -> None:
    email = f"nina-{uuid7().hex[-10:]}@staff.example"
    await page.goto(f"{suite.url}/staff?op={acme.operator_id}")
    await page.get_by_role("button", name="Add staff").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_contain_text("Choose a role")
    await dialog.get_by_label("Email").fill(email)
    await dialog.get_by_label("Name", exact=True).fill("Nina Rocha")
    await dialog.get_by_role("combobox", name="Role").click()
    await page.get_by_title("Analyst").last.click()
    await expect(dialog).to_contain_text("Allows: directory.read, metrics.read")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    told = page.get_by_role("dialog", name="Nina Rocha can sign in")
    password = await told.locator("code").inner_text()
    await told.get_by_role("button", name="I have it").click()

    row = page.get_by_role("row").filter(has_text=email)
    await expect(row).to_contain_text("Analyst")
    context = await new_browser(browser)
    async with faultless(context) as theirs:
        await enter_password(theirs, suite, Staff(email, password))
        secret = await bind(theirs)
        await expect(theirs.get_by_role("heading", name="Dashboard")).to_be_visible()
        await row.get_by_role("button", name="Disable the account of Nina Rocha").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Disable", exact=True).click()
        await expect(dialog).to_contain_text("Give a reason")
        await dialog.get_by_label("Reason", exact=True).fill("Left the company")
        await dialog.get_by_role("button", name="Disable", exact=True).click()
        await expect(row).to_contain_text("Disabled")
        await theirs.reload()
        await expect(theirs.get_by_role("heading", name="Sign in")).to_be_visible()

        await row.get_by_role("button", name="Enable the account of Nina Rocha").click()
        await page.get_by_role("dialog").get_by_label("Reason", exact=True).fill("Came back")
        await page.get_by_role("dialog").get_by_role("button", name="Enable", exact=True).click()
        await expect(row).to_contain_text("Open")
        await enter_password(theirs, suite, Staff(email, password))
        await expect(theirs.get_by_role("heading", name="Two-step verification")).to_be_visible()
        # The code that bound the authenticator is used up; the one after it is accepted as well.
        await theirs.get_by_label("6-digit code").fill(pyotp.TOTP(secret).at(int(time.time()) + 30))
        await expect(theirs.get_by_role("heading", name="Dashboard")).to_be_visible()
        # An analyst neither sees staff nor operators' buttons.
        await expect(theirs.get_by_role("link", name="Staff")).to_have_count(0)
    await context.close()


async def test_a_password_is_changed_by_its_owner(suite: Suite, acme: Brand, browser: Browser) -> None:
    staff = await hire(suite, acme, "Paulo Reis", "analyst")
    context = await browser_of(browser, suite, staff)
    async with faultless(context) as page:
        await page.goto(suite.url)
        await page.get_by_role("button", name=re.compile("Account of")).click()
        await page.get_by_role("menuitem", name="Change password").click()
        dialog = page.get_by_role("dialog")
        new = f"a quiet morning {uuid7().hex[-4:]}"
        await dialog.get_by_label("Present password").fill("wrong")
        await dialog.get_by_label("New password", exact=True).fill(new)
        await dialog.get_by_label("New password again").fill("another one altogether")
        await dialog.get_by_role("button", name="Change password").click()
        await expect(dialog).to_contain_text("The two are not the same")
        await dialog.get_by_label("New password again").fill(new)
        await dialog.get_by_role("button", name="Change password").click()
        await expect(dialog).to_contain_text("This is not your present password")
        await dialog.get_by_label("Present password").fill(staff.password)
        await dialog.get_by_role("button", name="Change password").click()
        await expect(page.get_by_text("Your password is changed")).to_be_visible()
    await context.close()

    again = await new_browser(browser)
    async with faultless(again) as page:
        await enter_password(page, suite, staff)
        await expect(page.get_by_text("The email or password is wrong")).to_be_visible()
        await enter_password(page, suite, Staff(staff.email, new))
        await expect(page.get_by_role("heading", name="Two-step verification")).to_be_visible()
    await again.close()
