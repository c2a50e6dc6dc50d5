"""Recording from JetStream: exactly once, in order per source, whatever comes twice, late or out of order."""

from __future__ import annotations

from collections.abc import Callable

from nats.aio.client import Client

from kit.consumer import Consumer
from kit.events import Received, Stream
from kit.ids import uuid7
from services.audit import consumers
from tests.audit.world import Log, Source, Tenant, running
from tests.polling import until

MakeSource = Callable[[str], Source]


def consumer(log: Log, client: Client, name: str) -> Consumer:
    """The audit service's consumer as its composition root makes it, under a name of the test's own."""
    take = consumers.recording(log.recorder)
    return Consumer(
        name, Stream.EVENTS, log.database, client.jetstream(), take, batch=500, max_attempts=0, use_inbox=False
    )


async def published(client: Client, source: Source) -> list[Received]:
    """What a source has on the stream, in order."""
    expected = len(await source.ids())
    subscription = await client.jetstream().subscribe("daybook.events.>", ordered_consumer=True)
    found: list[Received] = []
    while len(found) < expected:
        message = await subscription.next_msg(timeout=10)
        if f"/daybook/{source.database.service}/" in message.headers["ce-source"]:
            found.append(Received.from_message(message.subject, message.headers, message.data, 1))
    await subscription.unsubscribe()
    return found


async def take(log: Log, events: list[Received]) -> None:
    """Takes a batch in, as the consumer does."""
    async with log.database.unit_of_work() as uow:
        await consumers.recording(log.recorder)(uow, events)


async def announced(make_source: MakeSource, client: Client, service: str, count: int) -> tuple[Source, list[Received]]:
    """A source that has announced so many suspensions, and these as received."""
    source, tenant = make_source(service), Tenant()
    await source.suspend(tenant, [f"player-{n}" for n in range(count)])
    async with running(source.relay):
        received = await published(client, source)
    return source, received


async def test_what_is_announced_is_recorded_once_and_in_order(
    log: Log, make_source: MakeSource, nats_client: Client
) -> None:
    one, other = make_source("one"), make_source("other")
    tenant = Tenant()
    async with running(one.relay, other.relay, consumer(log, nats_client, f"audit-{uuid7()}")):
        for n in range(20):
            await one.suspend(tenant, [f"one-{n}-{m}" for m in range(30)])
            await other.suspend(tenant, [f"other-{n}-{m}" for m in range(10)])
        ours = [*await one.ids(), *await other.ids()]

        async def complete() -> bool:
            return len(await log.rows("SELECT event_id FROM entries WHERE event_id = ANY(:ids)", ids=ours)) == 800

        await until(complete)
    for source in (one, other):
        rows = await log.rows(
            "SELECT event_id FROM entries WHERE source LIKE :source ORDER BY leaf_index",
            source=f"/daybook/{source.database.service}/%",
        )
        assert [row.event_id for row in rows] == await source.ids()
    await log.assert_whole([row.event_id for row in await log.entries()])
    assert (await log.verify()).fault is None
