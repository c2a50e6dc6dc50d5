"""A real browser on the running suite, with a member of staff who has signed in and bound 2FA."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pyotp
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Pages must settle within this, however busy the machine is.
expect.set_options(timeout=30_000)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]


@dataclass(frozen=True)
class Staff:
    """Somebody who may sign in."""

    email: str
    password: str


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "no Chromium on this machine (Debian, Ubuntu: apt install chromium)"
        # A machine of ours must have it; somebody's own need not.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def staff(suite: Suite, acme: Brand) -> Staff:
    """An administrator of acme who has never signed in."""
    arguments = ("--email", "ana@acme.example", "--name", "Ana Lima", "--role", "company-admin", "--company")
    done = suite.run("staff", "create", *arguments, acme.company)
    return Staff("ana@acme.example", done.stdout.split()[-1])


async def enter_password(page: Page, suite: Suite, staff: Staff) -> None:
    """The first step of signing in."""
    await page.goto(suite.url)
    await page.get_by_label("Email").fill(staff.email)
    await page.get_by_label("Password", exact=True).fill(staff.password)
    await page.get_by_role("button", name="Continue").click()


async def bind(page: Page) -> str:
    """Binds an authenticator as the page asks for it; returns its secret."""
    await expect(page.get_by_role("heading", name="Protect your account")).to_be_visible()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    text = re.sub(r"\s", "", await page.locator("body").inner_text())
    found = re.search(r"[A-Z2-7]{32}", text)
    assert found, "the key is shown for those who cannot scan"
    await page.get_by_label("6-digit code").fill(pyotp.TOTP(found.group()).now())
    await page.get_by_role("button", name="Turn on").click()
    await expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    await page.get_by_label("I saved them").check()
    await page.get_by_role("button", name="Open Daybook").click()
    return found.group()


async def hire(suite: Suite, brand: Brand, name: str, role: str) -> Staff:
    """Another member of a company's staff, who has never signed in."""
    email = f"{name.split()[0].lower()}-{uuid7().hex[-10:]}@staff.example"
    body = {"email": email, "name": name, "role": role, "company_id": brand.company_id}
    async with suite.client(brand.api_key) as api:
        answer = (await api.post("/staff", json=body)).raise_for_status().json()
    return Staff(email, answer["initial_password"])


async def new_browser(browser: Browser) -> BrowserContext:
    """A browser of its own: nobody is signed in."""
    return await browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-US")


async def browser_of(browser: Browser, suite: Suite, staff: Staff) -> BrowserContext:
    """A browser of its own in which somebody is signed in, by the API: how the pages do it is tested once."""
    context = await new_browser(browser)
    auth = f"{suite.url}/api/v1/auth"
    answer = await context.request.post(
        f"{auth}/sign-in", data={"email": staff.email, "password": staff.password}, fail_on_status_code=True
    )
    token = {"X-CSRF-Token": (await answer.json())["csrf_token"]}
    answer = await context.request.post(f"{auth}/totp/enrol", headers=token, fail_on_status_code=True)
    code = pyotp.TOTP((await answer.json())["secret"]).now()
    await context.request.post(f"{auth}/totp/confirm", data={"code": code}, headers=token, fail_on_status_code=True)
    return context


@asynccontextmanager
async def faultless(context: BrowserContext) -> AsyncIterator[Page]:
    """A page whose errors fail the test."""
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    await page.close()
    assert problems == []


@pytest.fixture(scope="session")
async def signed_in(browser: Browser, suite: Suite, staff: Staff) -> AsyncIterator[BrowserContext]:
    """A browser of its own in which the staff member is signed in."""
    context = await new_browser(browser)
    page = await context.new_page()
    await enter_password(page, suite, staff)
    await bind(page)
    await expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    await page.close()
    yield context
    await context.close()


@pytest.fixture
async def page(signed_in: BrowserContext) -> AsyncIterator[Page]:
    """A page whose errors fail the test."""
    async with faultless(signed_in) as page:
        yield page
