"""Loads the demo company through the suite's public doors; run by `up` once per home, safe to run again."""

import asyncio
import os
import random
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.demo.brands import BRANDS, Brand
from deploy.local.demo.care import known, tickets
from deploy.local.demo.directory import Directory
from deploy.local.demo.doors import REQUESTS, Backoffice, Platform
from deploy.local.demo.people import invent
from deploy.local.demo.play import Story, tell
from deploy.local.errors import LaunchError
from deploy.local.home import Home
from kit.errors import DomainError
from kit.rpc import client

SEED = 20260107
SUSPENSIONS = ("Two accounts share one card", "Asked for a break by e-mail", "Documents do not match the name")


def main() -> None:
    home = Home(Path(os.environ["DAYBOOK_HOME"]))
    begun = time.monotonic()
    try:
        directory = Directory(home)
        operators = {brand: directory.operator(brand) for brand in BRANDS}
        directory.first_sign_in()
        # The same story again when an interrupted run is completed: its end is remembered.
        now = datetime.fromisoformat(directory.remember("now", lambda: datetime.now(UTC).isoformat()))
        stories = {brand: story_of(brand, now) for brand in BRANDS}
        asyncio.run(_play(home, directory, stories))
        for brand in BRANDS:
            _suspend(directory.backoffice, operators[brand], stories[brand])
        directory.revoke_keys()
    except (LaunchError, DomainError) as error:
        sys.exit(str(error))
    count = sum(len(story.moments) for story in stories.values())
    print(f"{count} activities of {len(BRANDS)} brands in {time.monotonic() - begun:.1f} s")


def story_of(brand: Brand, now: datetime) -> Story:
    """What happened at a brand up to a time: always the same for the two."""
    chance = random.Random(f"{SEED} {brand.name}")  # noqa: S311 - a story, not a secret
    return tell(brand, invent(brand, now, chance), now, chance)


async def _play(home: Home, directory: Directory, stories: dict[Brand, Story]) -> None:
    async with client.channel(home.ports().address("players")) as channel:

        async def one(brand: Brand, story: Story) -> None:
            platform = Platform(channel, directory.platform_key(brand), directory.operator(brand), brand.currency)
            await platform.record(story.moments)
            await platform.visit(story.visits)
            asked = tickets(story, random.Random(f"{SEED} {brand.name} tickets"))  # noqa: S311 - a story, not a secret
            await platform.care(known(story), asked)

        await asyncio.gather(*(one(brand, story) for brand, story in stories.items()))


def _suspend(backoffice: Backoffice, operator_id: str, story: Story) -> None:
    """A few suspensions with their reasons, so that the audit log and the filter by status have something to show."""
    seen = list(dict.fromkeys(moment.person.external_id for moment in story.moments if moment.kind == "withdrawal"))
    for external_id, reason in zip(seen, SUSPENSIONS, strict=False):
        found = backoffice.call("GET", f"/players?operator_id={operator_id}&q={external_id}")["items"]
        if not found or found[0]["status"] != "active":
            continue
        player = backoffice.call("GET", f"/players/{found[0]['id']}?operator_id={operator_id}")["player"]
        backoffice.call(
            "POST",
            f"/players/{player['id']}/suspend",
            {
                "operator_id": operator_id,
                "reason": reason,
                "revision": player["revision"],
                "request_id": str(uuid.uuid5(REQUESTS, f"{operator_id} {external_id}")),
            },
        )


if __name__ == "__main__":
    main()
