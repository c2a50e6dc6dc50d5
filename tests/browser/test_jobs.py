"""Many players at once in a real browser: written to a file, tagged after a preview, stopped half-way and resumed."""

from __future__ import annotations

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import asyncpg
from playwright.async_api import Locator, Page, expect

from deploy.local.home import Home
from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from kit.rpc import client
from services.players.service.jobs.bulk import STEP
from tests.polling import until
from tests.system.players import register

MANY = 2 * STEP + 50  # three steps of the worker


async def crowd(suite: Suite, brand: Brand, size: int) -> tuple[str, dict[str, str]]:
    """Players whose usernames begin with a word of their own: the word, and their ids by username."""
    word = f"crowd{uuid7().hex[-10:]}"
    names = [f"{word}-{number:03}" for number in range(size)]
    async with client.channel(suite.address("players")) as channel:
        made = await asyncio.gather(
            *(
                register(channel, brand, name, username=name, email=f"{name}@mail.example", first_name="Zoé")
                for name in names
            )
        )
    return word, {name: player.player_id for name, player in zip(names, made, strict=True)}


async def open_list(page: Page, suite: Suite, brand: Brand, word: str, *shown: str) -> None:
    await page.goto(f"{suite.url}/players?op={brand.operator_id}&q={word}&sort=username&view=all")
    await expect(page.locator("tbody th a")).to_have_text(list(shown))


async def tick(page: Page, *names: str) -> Locator:
    """Ticks players of the list; the bar of what can be done to them."""
    for name in names:
        await page.get_by_role("checkbox", name=f"Select {name}").check()
    return page.get_by_role("region", name="Actions on selected players")


async def tags_of(suite: Suite, brand: Brand, word: str) -> dict[str, list[str]]:
    asked = {"operator_id": brand.operator_id, "q": word, "limit": 200}
    found: dict[str, list[str]] = {}
    async with suite.client(brand.api_key) as api:
        cursor: str | None = ""
        while cursor is not None:
            page = (await api.get("/players", params=asked | {"cursor": cursor})).raise_for_status().json()
            found |= {row["username"]: row["tags"] for row in page["items"]}
            cursor = page["next_cursor"]
    return found


async def fill_tag(page: Page, tag: str, reason: str) -> Locator:
    """The first step of tagging many: what and why, then the preview."""
    dialog = page.get_by_role("dialog", name="Change tags of many players")
    await dialog.get_by_label("Tags to put on").fill(tag)
    await page.keyboard.press("Enter")
    await dialog.get_by_label("Reason", exact=True).fill(reason)
    await dialog.get_by_role("button", name="Preview").click()
    return dialog


async def test_what_the_list_finds_is_exported_and_masked(page: Page, suite: Suite, acme: Brand) -> None:
    word, known = await crowd(suite, acme, 3)
    names = list(known)
    await open_list(page, suite, acme, word, *names)
    await page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog", name="Export players")
    await expect(dialog).to_contain_text("3 players are written")
    await expect(dialog.get_by_role("checkbox", name="Personal data in clear")).not_to_be_checked()
    await dialog.get_by_label("Personal data in clear").check()
    await dialog.get_by_role("button", name="Start export").click()
    await expect(dialog).to_contain_text("Say why")
    await dialog.get_by_label("Personal data in clear").uncheck()
    await dialog.get_by_label("My choice").check()
    await dialog.get_by_role("button", name="Start export").click()
    await expect(dialog).to_have_count(0)

    # The tray is at hand wherever one is, and tells when the file is there.
    await page.get_by_role("button", name=re.compile("^Your jobs")).click()
    file = page.get_by_role("link", name="Download Export of players (CSV)").first
    async with page.expect_download() as download:
        await file.click()
    taken = await download.value
    assert taken.suggested_filename.endswith(".csv")
    text = (await taken.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["Username"] for row in rows] == names, "in the order of the list"
    assert "Zoé" not in text, "personal data is masked"
    assert f"{names[0]}@" not in text


async def test_a_selection_is_tagged_after_a_preview(page: Page, suite: Suite, acme: Brand) -> None:
    word, known = await crowd(suite, acme, 3)
    names = list(known)
    await open_list(page, suite, acme, word, *names)
    tag = f"vip {word}"
    bar = await tick(page, names[0], names[2])
    await expect(bar).to_contain_text("2 players selected")
    await bar.get_by_role("button", name="Tags").click()
    await page.get_by_role("dialog").get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Name at least one tag")
    dialog = await fill_tag(page, tag, "Invited to the tournament")
    await expect(dialog).to_contain_text("2 players are concerned.")
    sample = dialog.get_by_role("region", name="First players concerned")
    await expect(sample.get_by_role("rowheader")).to_have_count(2)
    for name in (names[0], names[2]):
        await expect(sample).to_contain_text(name)
    assert await tags_of(suite, acme, word) == {name: [] for name in names}, "a preview changes nothing"
    await dialog.get_by_role("button", name="Do it to 2 players").click()
    await expect(bar).to_have_count(0)

    # All that the list finds: who has the tag already is left alone.
    bar = await tick(page, names[1])
    await bar.get_by_role("button", name="Select all 3 that the list finds").click()
    await expect(bar).to_contain_text("All 3 players of this list selected")

    async def tagged() -> bool:
        return [tags for _, tags in sorted((await tags_of(suite, acme, word)).items())] == [[tag], [], [tag]]

    await until(tagged)
    await bar.get_by_role("button", name="Tags").click()
    dialog = await fill_tag(page, tag, "Everybody is invited")
    await expect(dialog).to_contain_text("3 players are concerned. Of the first 3, 2 need no change.")
    await dialog.get_by_role("button", name="Do it to 3 players").click()
    await expect(dialog).to_have_count(0)
    await page.goto(f"{suite.url}/jobs?op={acme.operator_id}")
    job = page.get_by_role("row").filter(has_text="Everybody is invited")
    await expect(job).to_contain_text("Done")
    await expect(job).to_contain_text("2 unchanged")
    await job.get_by_role("button", name=f"Results of Tags: +{tag}").click()
    drawer = page.get_by_role("dialog", name=f"Results: Tags: +{tag}")
    for name, outcome in zip(names, ("Unchanged", "Done", "Unchanged"), strict=True):
        await expect(drawer.get_by_role("row").filter(has_text=name)).to_contain_text(outcome)
    await drawer.get_by_label("Failed only").check()
    await expect(drawer).to_contain_text("No player failed")
    await drawer.get_by_label("Failed only").uncheck()
    await drawer.get_by_role("link", name=names[1]).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(names[1])
    await expect(page.get_by_role("button", name=f"Remove tag {tag}")).to_be_visible()
    await page.get_by_role("tab", name="Audit trail").click()
    await page.get_by_role("button", name="Tags changed").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Everybody is invited")


@asynccontextmanager
async def somebody_else_holds(suite: Suite, players: Collection[str]) -> AsyncIterator[asyncpg.Connection]:
    """While it is open, nothing can be done to these players; gives a connection that sees who waits."""
    home = Home(suite.home)
    database = await asyncpg.connect(
        host="127.0.0.1",
        port=home.ports()["postgres"],
        user="players",
        password=home.password("database-players"),
        database="players",
    )
    try:
        async with database.transaction():
            await database.fetch("SELECT 1 FROM accounts WHERE player_id = ANY($1::uuid[]) FOR UPDATE", list(players))
            yield database
    finally:
        await database.close()


async def test_a_job_is_stopped_and_goes_on_where_it_stopped(page: Page, suite: Suite, acme: Brand) -> None:
    word, known = await crowd(suite, acme, MANY)
    names = list(known)
    await page.goto(f"{suite.url}/players?op={acme.operator_id}&q={word}&sort=username&view=all")
    bar = await tick(page, names[0], names[1])
    await bar.get_by_role("button", name=re.compile("^Select all")).click()
    await bar.get_by_role("button", name="Tags").click()

    async with somebody_else_holds(suite, known.values()) as database:

        async def waiting(count: int) -> bool:
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'players' AND wait_event_type = 'Lock'"
            return bool(await database.fetchval(query) >= count)

        dialog = await fill_tag(page, "slow", "Marked by mistake")
        await dialog.get_by_role("button", name=f"Do it to {MANY} players").click()
        await expect(dialog).to_have_count(0)
        await page.goto(f"{suite.url}/jobs?op={acme.operator_id}&kind=bulk")
        job = page.get_by_role("row").filter(has_text="Marked by mistake")
        await expect(job).to_contain_text(f"0 of {MANY}")
        await expect(job.get_by_role("progressbar", name="Progress of Tags: +slow")).to_be_visible()
        await until(lambda: waiting(1))
        await job.get_by_role("button", name="Stop Tags: +slow").click()
        await page.get_by_role("tooltip").get_by_role("button", name="Stop").click()
        await until(lambda: waiting(2))
    # The step under way is finished, then it stops.
    await expect(job).to_contain_text("Cancelled")
    told = re.search(rf"(\d+) of {MANY}", await job.inner_text())
    assert told, "it says how far it came"
    done = int(told[1])
    assert 0 < done < MANY
    assert list((await tags_of(suite, acme, word)).values()).count(["slow"]) == done
    await job.get_by_role("button", name="Resume Tags: +slow").click()
    await expect(job).to_contain_text(f"{MANY} of {MANY}")
    await expect(job).to_contain_text("Done")
    assert list((await tags_of(suite, acme, word)).values()).count(["slow"]) == MANY
