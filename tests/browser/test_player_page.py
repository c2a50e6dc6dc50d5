"""Support on the phone: one page tells all, acts with a reason, and money above the limit waits for another person."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from daybook.players.v1 import activity_service_pb2, activity_service_pb2_grpc
from daybook.types.v1 import money_pb2
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from kit.rpc import client
from tests.browser.conftest import browser_of, hire
from tests.polling import until
from tests.system.players import register


@dataclass(frozen=True)
class Known:
    """A player with money, as the tests made it."""

    player_id: str
    name: str
    email: str


@pytest.fixture
async def known(suite: Suite, acme: Brand) -> Known:
    """A player of acme with deposits, bets and a balance of 75.00."""
    name = f"zoe{uuid7().hex[-10:]}"
    async with client.channel(suite.address("players")) as channel:
        player = await register(channel, acme, name, username=name, first_name="Zoé", email=f"{name}@mail.example")
        asked = activity_service_pb2.RecordActivityRequest(operator_id=acme.operator_id)

        def happened(minutes_ago: int) -> activity_service_pb2.Activity:
            activity = asked.activities.add(player_external_id=name)
            activity.occurred_at.FromDatetime(datetime.now(UTC) - timedelta(minutes=minutes_ago))
            return activity

        deposit = happened(9).deposit
        deposit.transaction_id, deposit.method = f"d-{name}", "pix"
        deposit.amount.CopyFrom(money_pb2.Money(minor=10_000, currency="BIT"))
        bet = happened(8).bet_placed
        # A slash is as good a letter of a platform's id as any.
        bet.bet_id, bet.round_id, bet.game = f"b/{name}", f"r-{name}", "Crash"
        bet.stake.CopyFrom(money_pb2.Money(minor=5_000, currency="BIT"))
        bet.settlement.payout.CopyFrom(money_pb2.Money(minor=2_500, currency="BIT"))
        stub: Any = activity_service_pb2_grpc.ActivityServiceStub(channel)
        answer = await client.call(stub.RecordActivity, asked, acme.platform_key, seconds=10)
        recorded = activity_service_pb2.ActivityResult.OUTCOME_RECORDED
        assert {result.outcome for result in answer.results} == {recorded}
    return Known(player.player_id, name, f"{name}@mail.example")


@pytest.fixture(scope="session")
async def second(browser: Browser, suite: Suite, acme: Brand) -> AsyncIterator[BrowserContext]:
    """A browser in which another member of acme's staff is signed in."""
    context = await browser_of(browser, suite, await hire(suite, acme, "Bea Souza", "operator-manager"))
    yield context
    await context.close()


async def open_player(page: Page, suite: Suite, brand: Brand, player: Known, tab: str = "") -> None:
    await page.goto(f"{suite.url}/players/{player.player_id}{tab}?op={brand.operator_id}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(player.name)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog").last


async def give_reason(page: Page, reason: str, confirm: str) -> None:
    await dialog(page).get_by_label("Reason", exact=True).fill(reason)
    await dialog(page).get_by_role("button", name=confirm).click()


async def test_one_page_tells_all(page: Page, suite: Suite, acme: Brand, known: Known) -> None:
    await page.goto(f"{suite.url}/players?op={acme.operator_id}")
    await page.get_by_role("main").get_by_role("searchbox").fill(known.name)
    await page.get_by_role("link", name=known.name).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Active")
    await expect(page.get_by_role("group", name="Balances")).to_contain_text("75.00")
    assert known.email not in await page.content(), "personal data is masked"

    figures = page.get_by_role("table", name="What the player did")
    await expect(figures.get_by_role("row", name=re.compile("^Deposits"))).to_contain_text("100.00")
    await expect(figures.get_by_role("row", name=re.compile("^RTP"))).to_contain_text("50%")
    await expect(page.get_by_role("table", name="Favourite games")).to_contain_text("Crash")
    await page.get_by_role("button", name="Reveal").click()
    await expect(page.get_by_text(known.email)).to_be_visible()

    await page.keyboard.press("3")
    await page.get_by_role("button", name=f"b/{known.name}").click()
    await expect(dialog(page)).to_contain_text("What it moved")
    await expect(dialog(page).get_by_role("table", name="What it moved").get_by_role("row")).to_have_count(3)
    await page.keyboard.press("Escape")

    await page.get_by_role("tab", name="Balance history").click()
    await expect(page.get_by_text("Each line follows from the one before")).to_be_visible()
    await page.get_by_role("button", name="Check the whole ledger").click()
    await expect(page.get_by_text("The ledger adds up")).to_be_visible()
    await expect(page.get_by_text("is the sum of 3 movements")).to_be_visible()


async def test_notes_and_tags(page: Page, suite: Suite, acme: Brand, known: Known) -> None:
    await open_player(page, suite, acme, known)
    summary = page.get_by_role("region", name="At a glance")
    await summary.get_by_role("button", name="Tag").click()
    await page.get_by_label("Tag", exact=True).fill("Calls  Often")
    await page.keyboard.press("Enter")
    await expect(summary.get_by_role("button", name="Remove tag calls often")).to_be_visible()
    await expect(summary.get_by_role("button", name=re.compile(r"\bTag$"))).to_be_focused()

    await page.keyboard.press("n")
    await dialog(page).get_by_role("textbox").fill("Prefers to be called in the morning")
    await dialog(page).get_by_label("Pin to the top").check()
    await dialog(page).get_by_role("button", name="Add note").click()
    await page.get_by_role("tab", name="Notes").click()
    note = page.get_by_role("listitem").filter(has_text="in the morning")
    await expect(note).to_contain_text("Pinned")
    await expect(note).to_contain_text("Ana Lima")
    await note.get_by_role("button", name="Withdraw").click()
    await page.get_by_role("tooltip").get_by_role("button", name="Withdraw").click()
    await expect(page.get_by_text("No notes")).to_be_visible()
    await page.get_by_label("Withdrawn ones too").click()
    await expect(note).to_contain_text("withdrawn by Ana Lima")

    await summary.get_by_role("button", name="Remove tag calls often").click()
    await expect(summary.get_by_role("button", name="Remove tag calls often")).to_have_count(0)


async def test_a_ban_by_scope_ends_and_is_lifted(page: Page, suite: Suite, acme: Brand, known: Known) -> None:
    await open_player(page, suite, acme, known)
    await page.keyboard.press("b")
    await dialog(page).get_by_role("button", name="Ban player").click()
    await expect(dialog(page)).to_contain_text("Choose at least one")
    await expect(dialog(page)).to_contain_text("Give a reason")
    await dialog(page).get_by_label("Deposit").check()
    await dialog(page).get_by_label("Play").check()
    await dialog(page).get_by_text("24 hours").click()
    await expect(dialog(page)).to_contain_text("Lifts itself on")
    await give_reason(page, "Chargeback on two deposits", "Ban player")

    summary = page.get_by_role("region", name="At a glance")
    deposit = summary.get_by_role("button", name=re.compile("^Deposit · until"))
    await expect(summary.get_by_role("button", name=re.compile("^Play · until"))).to_be_visible()
    await deposit.hover()
    await expect(page.get_by_text("Chargeback on two deposits")).to_be_visible()
    # The popup moves with the page as the notice above it goes; the pointer would chase it.
    await page.get_by_role("button", name="Lift a ban").dispatch_event("click")
    await expect(dialog(page).get_by_label("Deposit")).to_be_checked()
    await expect(dialog(page).get_by_label("Play")).not_to_be_checked()
    await give_reason(page, "Paid back", "Lift ban")
    await expect(deposit).to_have_count(0)
    await expect(summary.get_by_role("button", name=re.compile("^Play · until"))).to_be_visible()

    await page.get_by_role("tab", name="Bans").click()
    await expect(page.get_by_role("row", name=re.compile("Deposit.*Over"))).to_contain_text("Paid back")
    await expect(page.get_by_role("row", name=re.compile("Play.*In force"))).to_contain_text("Chargeback")
    await page.get_by_role("tab", name="Audit trail").click()
    await expect(page.get_by_role("button", name="Player banned")).to_be_visible()
    await expect(page.get_by_role("button", name="Ban lifted")).to_be_visible()


async def test_an_edit_that_came_second_keeps_what_was_typed(
    page: Page, suite: Suite, acme: Brand, known: Known
) -> None:
    await open_player(page, suite, acme, known)
    await page.keyboard.press("e")
    await dialog(page).get_by_label("Region", exact=True).fill("RJ")
    await dialog(page).get_by_label("Phone", exact=True).fill("+5511999990000")
    await dialog(page).get_by_label("Reason", exact=True).fill("Told on the phone")

    async with suite.client(acme.api_key) as api:
        address = f"/players/{known.player_id}"
        profile = (await api.get(address, params={"operator_id": acme.operator_id})).json()
        other: dict[str, Any] = {
            "operator_id": acme.operator_id,
            "changes": {"region": "SP", "username": f"{known.name}x"},
            "reason": "Corrected by another",
            "revision": profile["player"]["revision"],
            "request_id": str(uuid7()),
        }
        (await api.patch(address, json=other)).raise_for_status()

    await dialog(page).get_by_role("button", name="Save changes").click()
    await expect(dialog(page)).to_contain_text("Somebody changed this in the meantime")
    await expect(dialog(page)).to_contain_text(re.compile(r"Region: changed by probe, \w+"))
    await dialog(page).get_by_role("button", name="keep what I typed").click()
    await expect(dialog(page)).to_contain_text("Changed by both of you. Now: SP")
    await expect(dialog(page).get_by_label("Region", exact=True)).to_have_value("RJ")
    await expect(dialog(page).get_by_label("Phone", exact=True)).to_have_value("+5511999990000")
    await expect(dialog(page).get_by_label("Username", exact=True)).to_have_value(f"{known.name}x")
    await dialog(page).get_by_role("button", name="Save changes").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("region", name="Account")).to_contain_text("RJ")

    await page.get_by_role("tab", name="Revisions").click()
    await expect(page.get_by_role("row", name=re.compile("Ana Lima"))).to_contain_text("Phone")
    await expect(page.get_by_role("row", name=re.compile("probe"))).to_contain_text("Username")


async def test_money_above_the_limit_waits_for_a_second_person(
    page: Page, second: BrowserContext, suite: Suite, acme: Brand, known: Known
) -> None:
    async with suite.client(acme.api_key) as api:
        limits = (await api.get("/adjustment-limits", params={"operator_id": acme.operator_id})).json()
        asked: dict[str, Any] = {
            "operator_id": acme.operator_id,
            "limits": [{"amount": "50.00", "currency": "BIT"}],
            "reason": "What a supervisor may give",
            "revision": limits["revision"],
            "request_id": str(uuid7()),
        }
        (await api.put("/adjustment-limits", json=asked)).raise_for_status()

    await open_player(page, suite, acme, known, "/balance")
    await page.keyboard.press("c")
    await dialog(page).get_by_label("Amount").fill("1.005")
    await dialog(page).get_by_label("Amount").blur()
    await expect(dialog(page)).to_contain_text("More decimals than BIT has")
    await dialog(page).get_by_label("Amount").fill("20")
    await expect(dialog(page)).to_contain_text("Alone up to: 50.00")
    await give_reason(page, "Goodwill", "Do it now")
    await expect(page.get_by_role("row", name=re.compile("Manual cash credit"))).to_contain_text("95.00")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("c")
    await dialog(page).get_by_label("Amount").fill("1,234.5")
    await expect(dialog(page)).to_contain_text("a second person must approve")
    await (
        dialog(page)
        .get_by_label("Document")
        .set_input_files({"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"})
    )
    await give_reason(page, "Payout that never came", "Ask for approval")
    await expect(page.get_by_text("waits for a second person: ").or_(page.get_by_text("of 1,234.50"))).to_be_visible()
    await expect(page.get_by_role("group", name="Balances")).to_contain_text("95.00")

    await page.goto(f"{suite.url}/approvals?op={acme.operator_id}")
    await page.get_by_role("row", name=re.compile(known.name)).click()
    await expect(dialog(page)).to_contain_text("another person must decide it")
    await expect(dialog(page).get_by_role("button", name="Approve")).to_have_count(0)

    other = await second.new_page()
    await other.goto(f"{suite.url}/approvals?op={acme.operator_id}")
    await expect(other.get_by_role("navigation", name="Main")).to_contain_text(
        re.compile(r"\d+ requests? waits? for you")
    )
    await other.get_by_role("row", name=re.compile(known.name)).click()
    async with other.expect_download() as download:
        await dialog(other).get_by_role("link", name="Download receipt.pdf").click()
    assert (await download.value).suggested_filename == "receipt.pdf"
    await dialog(other).get_by_role("button", name="Approve").click()
    await dialog(other).get_by_role("button", name="Approve").click()
    await expect(other.get_by_role("dialog")).to_have_count(0)
    await other.get_by_role("tab", name="Decided").click()
    await expect(other.get_by_role("row", name=re.compile(rf"{known.name}.*1,234.50"))).to_contain_text("Bea Souza")
    await other.close()

    await open_player(page, suite, acme, known, "/balance")
    await expect(page.get_by_role("group", name="Balances")).to_contain_text("1,329.50")
    await expect(page.get_by_role("row", name=re.compile(r"Manual cash credit.*1,234\.50"))).to_contain_text("1,329.50")
    await page.get_by_role("button", name="Check the whole ledger").click()
    await expect(page.get_by_text("The ledger adds up")).to_be_visible()


async def test_the_past_is_shown_as_it_was_and_cannot_be_changed(
    page: Page, suite: Suite, acme: Brand, known: Known
) -> None:
    before = datetime.now(UTC)

    async def a_second_has_passed() -> bool:
        return datetime.now(UTC) > before + timedelta(seconds=1)

    await until(a_second_has_passed)
    await open_player(page, suite, acme, known, "/balance")
    await expect(page.get_by_role("row", name=re.compile("Deposit"))).to_be_visible()
    await page.get_by_role("button", name="Suspend").click()
    await give_reason(page, "Under review", "Suspend player")
    await expect(page.get_by_text("This player is suspended")).to_be_visible()

    at = before.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    await page.goto(f"{suite.url}/players/{known.player_id}?op={acme.operator_id}&at={at}")
    await expect(page.get_by_text("You are looking at the past")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Active")
    await expect(page.get_by_text("This player is suspended")).to_have_count(0)
    await expect(page.get_by_role("button", name=re.compile(r"\bBan$"))).to_be_disabled()
    await page.keyboard.press("b")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("table", name="Lifetime totals")).to_be_visible()

    await page.get_by_role("tab", name="Audit trail").click()
    await expect(page).to_have_url(re.compile("at="))
    await expect(page.get_by_text("No entry matches")).to_be_visible()
    await page.get_by_role("button", name="Back to now").click()
    await expect(page.get_by_role("button", name="Player suspended")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Suspended")
