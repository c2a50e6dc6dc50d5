"""Recording from JetStream: exactly once, in order per source, whatever comes twice, late or out of order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

import pytest
from daybook.gateway.v1.events_pb2 import OperatorChanged, PlatformKeyRevoked
from nats.aio.client import Client

from kit import clock
from kit.consumer import Consumer
from kit.events import Received, Stream
from kit.ids import uuid7
from services.audit import consumers, convert
from services.audit.service import recording
from services.audit.service.recording import Recorder
from services.audit.service.watching import Watch
from tests.audit.world import Log, Source, Tenant, running, suspension
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
    subject = f"daybook.events.{source.database.service}.>"
    subscription = await client.jetstream().subscribe(subject, ordered_consumer=True)
    found: list[Received] = []
    for _ in await source.ids():
        message = await subscription.next_msg(timeout=10)
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


async def test_duplicates_reorders_and_pieces_leave_one_of_each(
    log: Log, make_source: MakeSource, nats_client: Client
) -> None:
    source, events = await announced(make_source, nats_client, "shuffled", 300)
    shuffled = [*events, *events[:100], *events[50:150]]
    Random(7).shuffle(shuffled)
    for at in range(0, len(shuffled), 37):
        await take(log, shuffled[at : at + 37])
    await log.assert_whole(await source.ids())
    rows = await log.entries()
    assert [row.source_seq for row in rows] == list(range(1, 301))
    assert not await log.rows("SELECT source FROM parked")
    assert [row.seq for row in await log.rows("SELECT seq FROM sources")] == [300]


async def test_a_gap_parks_what_follows_and_resumes(log: Log, make_source: MakeSource, nats_client: Client) -> None:
    source, events = await announced(make_source, nats_client, "gapped", 40)
    await take(log, [*events[:10], *events[11:30]])
    await take(log, [*events[31:], *events[20:25]])
    assert await log.size() == 10
    watch = Watch(log.database, log.recorder, clock.now, alarm=60)
    (gap,) = await watch.look()
    assert (gap.source, gap.expected_seq, gap.parked) == (events[0].source, 11, 28)
    await take(log, [events[10]])
    assert await log.size() == 30
    assert [(each.expected_seq, each.parked) for each in await watch.look()] == [(31, 9)]
    await take(log, [events[30]])
    assert not await watch.look()
    await log.assert_whole(await source.ids())
    assert [row.source_seq for row in await log.entries()] == list(range(1, 41))


async def test_a_gap_stops_its_own_source_only(log: Log, make_source: MakeSource, nats_client: Client) -> None:
    _, stuck = await announced(make_source, nats_client, "stuck", 5)
    _, fine = await announced(make_source, nats_client, "fine", 5)
    await take(log, [*stuck[1:], *fine])
    assert {row.source for row in await log.entries()} == {fine[0].source}


async def test_a_gap_that_lasts_is_an_error_in_the_logs(
    log: Log, make_source: MakeSource, nats_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    _, events = await announced(make_source, nats_client, "alarming", 3)
    await take(log, events[1:])
    later = clock.now() + timedelta(seconds=61)
    await Watch(log.database, log.recorder, clock.now, alarm=60).look()
    assert not caplog.records
    watch = Watch(log.database, log.recorder, lambda: later, alarm=60)
    await watch.look()
    await watch.look()
    (record,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert "number 1 of " in record.getMessage()
    assert "2 later events wait" in record.getMessage()


async def test_a_long_gap_is_worked_off_in_pieces(
    log: Log, make_source: MakeSource, nats_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_CHUNK", 20)
    monkeypatch.setattr(recording, "_CHUNKS", 2)
    source, events = await announced(make_source, nats_client, "backlog", 200)
    await take(log, events[1:])
    await take(log, events[:1])
    assert await log.size() == 41
    watch = Watch(log.database, log.recorder, clock.now, alarm=60)
    for _ in range(4):
        await watch.look()
    await log.assert_whole(await source.ids())
    assert [row.source_seq for row in await log.entries()] == list(range(1, 201))


async def test_a_number_used_again_is_recorded_and_flagged(
    log: Log, make_source: MakeSource, nats_client: Client
) -> None:
    """A source whose database came back from a backup numbers new events with old numbers."""
    _, events = await announced(make_source, nats_client, "restored", 6)
    other, parked_twice = replace(events[2], id=uuid7()), replace(events[4], id=uuid7())
    await take(log, events[:4])
    await take(log, [other, other, events[2]])
    await take(log, [events[5], parked_twice])
    rows = await log.entries()
    assert {row.event_id: row.flags for row in rows} == {
        **{event.id: "" for event in events[:4]},
        other.id: "sequence_reused",
        parked_twice.id: "",
        events[5].id: "",
    }
    await take(log, [events[4], other])
    assert [row.flags for row in await log.entries()][-1] == "sequence_reused"
    await log.assert_whole([*(event.id for event in events), other.id, parked_twice.id])


async def test_events_without_an_action_only_move_the_mark(
    log: Log, make_source: MakeSource, nats_client: Client
) -> None:
    source, tenant = make_source("quiet"), Tenant()
    await source.announce(
        [
            ("operator_changed", tenant.operator, OperatorChanged(operator_id=str(tenant.operator))),
            ("player_suspended", tenant.operator, suspension(tenant, "p")),
            ("key_revoked", tenant.operator, PlatformKeyRevoked(key_id=str(tenant.company))),
        ]
    )
    async with running(source.relay):
        events = await published(nats_client, source)
    await take(log, events)
    assert [row.source_seq for row in await log.entries()] == [2]
    assert [row.seq for row in await log.rows("SELECT seq FROM sources")] == [3]
    assert [row.key_id for row in await log.rows("SELECT key_id FROM revoked_keys")] == [tenant.company]


async def test_what_cannot_be_read_is_recorded_and_flagged(
    log: Log, make_source: MakeSource, nats_client: Client
) -> None:
    _, events = await announced(make_source, nats_client, "broken", 4)
    nul = suspension(Tenant(), "with\x00nul", reason="r" * 9000, target_label="l" * 9000)
    poisoned = [
        replace(events[0], payload=b"\xff\xff"),
        replace(events[1], headers={**events[1].headers, "daybook-action": "player.teleport"}),
        replace(events[2], payload=nul.SerializeToString()),
        replace(events[3], tenant="nobody's", payload=b""),
    ]
    await take(log, poisoned)
    rows = await log.entries()
    assert [row.flags for row in rows] == ["undecodable", "action_differs", "bad_value", "undecodable"]
    assert str(rows[0].tenant_id) == events[0].tenant
    assert rows[0].action == "player.suspend"
    assert rows[3].tenant_id == UUID(int=0)
    await log.assert_whole([event.id for event in events])
    assert (await log.verify()).fault is None


async def test_two_writers_at_once_serialise(
    log: Log, make_source: MakeSource, nats_client: Client, make_database: Callable[[str], str]
) -> None:
    _, events = await announced(make_source, nats_client, "contended", 400)
    second = Log(log.database.url, log.folder, log.key)
    pieces = [events[at : at + 20] for at in range(0, 400, 20)]
    await asyncio.gather(*(take(writer, piece) for piece in pieces for writer in (log, second)))
    await log.assert_whole([event.id for event in events])
    assert [row.source_seq for row in await log.entries()] == list(range(1, 401))
    await second.database.close()


async def test_two_consumers_on_one_durable_record_once(log: Log, make_source: MakeSource, nats_client: Client) -> None:
    second = Log(log.database.url, log.folder, log.key)
    source, tenant, name = make_source("shared"), Tenant(), f"audit-{uuid7()}"
    async with running(source.relay, consumer(log, nats_client, name), consumer(second, nats_client, name)):
        for n in range(40):
            await source.suspend(tenant, [f"{n}-{m}" for m in range(25)])
        ours = await source.ids()

        async def complete() -> bool:
            return len(await log.rows("SELECT event_id FROM entries WHERE event_id = ANY(:ids)", ids=ours)) == 1000

        await until(complete)
    await log.assert_whole([row.event_id for row in await log.entries()])
    await second.database.close()


async def test_a_month_is_made_when_it_is_needed_and_the_clock_never_goes_back(
    log: Log, make_source: MakeSource, nats_client: Client
) -> None:
    _, events = await announced(make_source, nats_client, "monthly", 3)
    moments = ("2031-01-31T23:59:59.999999+00:00", "2031-02-01T00:00:00+00:00", "2031-01-15T00:00:00+00:00")
    for moment, event in zip(moments, events, strict=True):
        log.recorder = Recorder(convert.read, partial(datetime.fromisoformat, moment))
        await take(log, [event])
    rows = await log.rows("SELECT tableoid::regclass::text AS part, recorded_at FROM entries ORDER BY leaf_index")
    assert [row.part for row in rows] == ["entries_2031_01", "entries_2031_02", "entries_2031_02"]
    assert rows[1].recorded_at == rows[2].recorded_at


async def test_a_batch_that_fails_leaves_nothing_behind(log: Log, make_source: MakeSource, nats_client: Client) -> None:
    """The partition made in a transaction that rolled back must be made again."""
    source, events = await announced(make_source, nats_client, "failing", 3)
    log.recorder = Recorder(convert.read, lambda: datetime(2032, 5, 1, tzinfo=UTC))
    with pytest.raises(ZeroDivisionError):
        async with log.database.unit_of_work() as uow:
            await consumers.recording(log.recorder)(uow, events[:2])
            raise ZeroDivisionError
    assert await log.size() == 0
    await take(log, events)
    await log.assert_whole(await source.ids())
