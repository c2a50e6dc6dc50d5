"""A ticket's day in a real browser: opened by the platform, answered, answered back, solved; found in queue and log."""

from __future__ import annotations

import re
from typing import Any

from daybook.players.v1 import tickets_service_pb2 as wire
from daybook.players.v1 import tickets_service_pb2_grpc
from playwright.async_api import Page, expect

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from kit.rpc import client
from tests.system.players import register


async def open_ticket(channel: Any, brand: Brand, player: str, subject: str, text: str) -> wire.Ticket:
    """What the platform does when a player writes."""
    stub: Any = tickets_service_pb2_grpc.TicketsServiceStub(channel)
    request = wire.OpenTicketRequest(
        operator_id=brand.operator_id,
        player_external_id=player,
        subject=subject,
        text=text,
        category="withdrawal",
        priority=wire.TICKET_PRIORITY_HIGH,
        request_id=str(uuid7()),
    )
    return (await client.call(stub.OpenTicket, request, brand.platform_key, seconds=10)).ticket


async def test_a_ticket_is_answered_answered_back_and_solved(page: Page, suite: Suite, acme: Brand) -> None:
    player, word = f"tk-{uuid7()}", f"payout{uuid7().hex[-10:]}"
    async with client.channel(suite.address("players")) as channel:
        stub: Any = tickets_service_pb2_grpc.TicketsServiceStub(channel)
        await register(channel, acme, player, username=f"maria {word}")
        ticket = await open_ticket(channel, acme, player, f"Where is my {word}", "First line\n<b>second</b> line")

        await page.goto(f"{suite.url}/tickets?op={acme.operator_id}&view=unassigned")
        await page.get_by_role("textbox", name="Number or words of the subject").fill(word)
        row = page.get_by_role("row").filter(has_text=word)
        await expect(row).to_contain_text("Reply in")
        await expect(row).to_contain_text("High")
        await expect(page.get_by_role("row").filter(has_text="Where is my")).to_have_count(1)
        await expect(page).to_have_url(re.compile(f"q={word}"))
        await page.get_by_role("heading", name="Tickets", exact=True).click()
        await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        await expect(
            page.get_by_role("heading", name=re.compile(f"#{ticket.number} Where is my {word}"))
        ).to_be_visible()

        # The player's words are text, whatever they hold.
        talk = page.get_by_role("list", name="Conversation")
        await expect(talk).to_contain_text("<b>second</b> line")
        await expect(talk.locator("b")).to_have_count(0)
        await page.keyboard.press("a")
        about = page.get_by_role("complementary", name="About this ticket")
        await expect(about).to_contain_text("Assigned: Nobody → Ana Lima")

        await page.get_by_text("Internal note", exact=True).click()
        await page.get_by_role("textbox", name="Internal note").fill("Looks in order")
        await page.get_by_role("button", name="Save note").click()
        await expect(talk).to_contain_text("Looks in order")
        await page.get_by_text("Reply to the player", exact=True).click()
        await page.get_by_role("textbox", name="Reply to the player").fill("Which bank, please?")
        await page.get_by_role("button", name="Send and wait").click()
        await expect(talk).to_contain_text("Which bank, please?")
        await expect(about).to_contain_text("Replied in time")
        await expect(about).to_contain_text("Open → Waiting")

        asked = wire.GetPlayerTicketRequest(
            operator_id=acme.operator_id, ticket_id=ticket.ticket_id, player_external_id=player
        )
        seen = await client.call(stub.GetPlayerTicket, asked, acme.platform_key, seconds=10)
        assert [message.text for message in seen.messages][1:] == ["Which bank, please?"]
        assert seen.messages[1].author_name == "Ana"
        answer = wire.AddPlayerMessageRequest(
            operator_id=acme.operator_id,
            ticket_id=ticket.ticket_id,
            player_external_id=player,
            text="The second one",
            request_id=str(uuid7()),
        )
        await client.call(stub.AddPlayerMessage, answer, acme.platform_key, seconds=10)

        # Somebody who has not seen that yet is told what changed, and nothing is lost.
        await page.get_by_role("button", name="Solve", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("Messages: changed by player")
        await expect(talk).to_contain_text("The second one")
        await page.get_by_role("textbox", name="Reply to the player").fill("It is on its way.")
        await page.get_by_role("button", name="Send and solve").click()
        await expect(talk).to_contain_text("It is on its way.")
        await expect(about).to_contain_text("Solved in time")

        await page.get_by_role("link", name="All tickets").click()
        await page.get_by_role("tab", name=re.compile("^All$")).click()
        await page.get_by_role("textbox", name="Number or words of the subject").fill(word)
        await expect(page.get_by_role("row").filter(has_text=word)).to_contain_text("Solved")


async def test_staff_open_a_ticket_from_the_players_page(page: Page, suite: Suite, acme: Brand) -> None:
    external_id, word = f"tk-{uuid7()}", f"call{uuid7().hex[-10:]}"
    async with client.channel(suite.address("players")) as channel:
        player = await register(channel, acme, external_id, username=f"rui {word}")
    await page.goto(f"{suite.url}/players/{player.player_id}/tickets?op={acme.operator_id}")
    await expect(page.get_by_text("This player has never written to support.")).to_be_visible()
    await page.get_by_role("button", name="New ticket").click()
    dialog = page.get_by_role("dialog", name="New ticket")
    await dialog.get_by_role("button", name="Open ticket").click()
    await expect(dialog.get_by_text("This is needed.").first).to_be_visible()
    await dialog.get_by_label("Subject").fill(f"Called about {word}")
    await dialog.get_by_label("Text", exact=True).fill("Wants to know when the bonus comes.")
    await dialog.get_by_role("button", name="Open ticket").click()
    await expect(page.get_by_role("heading", name=re.compile(f"Called about {word}"))).to_be_visible()
    about = page.get_by_role("complementary", name="About this ticket")
    # A link must be to something of this player's.
    await about.get_by_role("textbox", name="Bet id").fill("no-such-bet")
    await about.get_by_role("button", name="Add link").click()
    await expect(about.get_by_role("alert")).to_contain_text("is not a bet of this player")
