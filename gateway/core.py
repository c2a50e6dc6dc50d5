"""The parts of the gateway that need no other service and no server; the command line starts with these alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from gateway.passwords import Passwords
from gateway.sealing import Seal
from gateway.service.accounts import Accounts
from gateway.service.announcing import Announcer
from gateway.service.directory import Directory
from gateway.service.keys import Keys
from gateway.service.people import People
from gateway.settings import GatewaySettings
from kit import clock
from kit.auth.tokens import Signer
from kit.clock import Clock
from kit.db import Database

NAME: Final = "gateway"


@dataclass(frozen=True)
class Core:
    """Companies, operators, staff and keys, with the secrets they work with."""

    seal: Seal
    passwords: Passwords
    signer: Signer
    directory: Directory
    people: People
    accounts: Accounts
    keys: Keys
    announcer: Announcer


def assemble(settings: GatewaySettings, database: Database, now: Clock = clock.now) -> Core:
    """The core around a database."""
    seal, passwords = Seal(settings.seal()), Passwords(settings.concurrent_hashes)
    signer = Signer(NAME, settings.private_key())
    return Core(
        seal=seal,
        passwords=passwords,
        signer=signer,
        directory=Directory(database, seal, now),
        people=People(database, seal, passwords, now),
        accounts=Accounts(database, seal, passwords, now),
        keys=Keys(database, seal, signer, now, settings.platform_key_days),
        announcer=Announcer(database),
    )


@asynccontextmanager
async def opened(settings: GatewaySettings) -> AsyncIterator[Core]:
    """The core on a connection of its own, for one command."""
    database = Database(settings.database_url.get_secret_value(), NAME, pooled=False)
    try:
        yield assemble(settings, database)
    finally:
        await database.close()
