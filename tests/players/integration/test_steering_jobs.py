"""Jobs stopped, resumed, shared between workers, taken over from dead ones, worked on in turns."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from daybook.players.v1 import jobs_service_pb2 as wire
from sqlalchemy import text

from kit.errors import DomainError, Kind
from kit.ids import uuid7
from services.players.repository.jobs import progress
from services.players.service.jobs import bulk, exports
from tests.players.integration.conftest import Door
from tests.players.jobs import ALL, PACE, Person, crowd, ids, tagging, working
from tests.polling import until


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough steps for a job of few players to be caught in the middle."""
    monkeypatch.setattr(bulk, "STEP", 5)


async def cancelled(person: Person, job_id: str) -> wire.Job:
    """A job that has just been stopped."""
    request = wire.CancelJobRequest(operator_id=person.operator, job_id=job_id)
    job: wire.Job = (await person.call(person.door.jobs.CancelJob, request)).job
    return job


async def resumed(person: Person, job_id: str) -> wire.Job:
    """A job that has just been resumed."""
    request = wire.ResumeJobRequest(operator_id=person.operator, job_id=job_id)
    job: wire.Job = (await person.call(person.door.jobs.ResumeJob, request)).job
    return job


async def test_a_stopped_job_goes_on_where_it_stopped(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 300)
    person = Person(door, operator)
    async with working(door.database):
        job_id = (await person.bulk(tagging("x"), 300)).job_id

        async def begun() -> bool:
            return (await person.job(job_id)).done >= 10

        await until(begun)
        stopped = await cancelled(person, job_id)
        assert stopped.state == wire.JOB_STATE_CANCELLED
        assert 10 <= stopped.done < 300
        tagged = await door.rows("SELECT 1 FROM player_tags WHERE operator_id = :o", o=UUID(operator))
        assert len(tagged) == stopped.done == (await person.job(job_id)).done
        assert await cancelled(person, job_id) == stopped
        assert (await resumed(person, job_id)).state == wire.JOB_STATE_WAITING
        job = await person.ended(job_id)
    assert (job.state, job.done, job.unchanged) == (wire.JOB_STATE_DONE, 300, 0)
    results = await person.results(job_id)
    assert len({result.player_id for result in results}) == len(results) == 300
    assert [one.action for one in await person.told()] == ["bulk.start", "bulk.cancel", "bulk.resume", "bulk.finish"]
    for steer in (cancelled, resumed):
        with pytest.raises(DomainError) as refused:
            await steer(person, job_id)
        assert refused.value.reason == "JOB_ENDED"


async def test_a_colleague_may_stop_but_only_who_started_resumes_and_with_the_same_rights(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 3)
    person, colleague = Person(door, operator), Person(door, operator)
    job_id = (await person.bulk(tagging("x"), 3)).job_id
    assert (await cancelled(colleague, job_id)).state == wire.JOB_STATE_CANCELLED
    with pytest.raises(DomainError) as refused:
        await resumed(colleague, job_id)
    assert refused.value.reason == "JOB_NOT_FOUND"
    told = await person.told()
    assert (told[1].action, told[1].actor.id != told[0].actor.id) == ("bulk.cancel", True)
    weaker = replace(person, permissions=("players.read", "players.bulk"))
    with pytest.raises(DomainError) as refused:
        await resumed(weaker, job_id)
    assert refused.value.details["permission"] == "players.tag"
    assert (await resumed(person, job_id)).state == wire.JOB_STATE_WAITING


async def test_one_that_stopped_too_long_ago_is_over(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 3)
    person = Person(door, operator)
    job_id = (await person.bulk(tagging("x"), 3)).job_id
    await cancelled(person, job_id)
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text("UPDATE jobs SET expires_at = now() WHERE job_id = :job"), {"job": UUID(job_id)}
        )
    for _ in range(2):
        with pytest.raises(DomainError) as refused:
            await resumed(person, job_id)
        assert refused.value.reason == "JOB_TOO_OLD"
        async with working(door.database) as workers:
            await workers.tidy()
    assert await door.rows("SELECT 1 FROM job_targets WHERE job_id = :job", job=UUID(job_id)) == []


async def test_two_workers_share_the_jobs_and_do_nothing_twice(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 120)
    person = Person(door, operator)
    started = [(await person.bulk(tagging(f"t{n}"), 120)).job_id for n in range(4)]
    started.append((await person.export()).job_id)
    async with working(door.database), working(door.database):
        ended = [await person.ended(job_id) for job_id in started]
    assert {job.state for job in ended} == {wire.JOB_STATE_DONE}
    assert [(job.done, job.unchanged, job.failed) for job in ended[:4]] == [(120, 0, 0)] * 4
    [tagged] = await door.rows("SELECT count(*) AS n FROM player_tags WHERE operator_id = :o", o=UUID(operator))
    assert tagged.n == 480


async def test_one_left_behind_is_taken_over_after_its_lease_and_the_late_one_cannot_write(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 20)
    person = Person(door, operator)
    job_id = UUID((await person.bulk(tagging("x"), 20)).job_id)
    dead, lease = uuid7(), timedelta(milliseconds=300)
    async with door.database.unit_of_work() as uow:
        assert await progress.claim(uow.connection, UUID(operator), job_id, dead, lease)
    async with door.database.unit_of_work() as uow:
        assert not await progress.claim(uow.connection, UUID(operator), job_id, uuid7(), lease)
    async with working(door.database):
        job = await person.ended(str(job_id))
    assert (job.state, job.done) == (wire.JOB_STATE_DONE, 20)
    async with door.database.unit_of_work() as uow:
        assert await progress.hold(uow.connection, UUID(operator), job_id, dead, lease) is None


async def test_jobs_of_several_operators_take_turns(door: Door) -> None:
    busy, other = await door.operator(), await door.operator()
    await crowd(door, busy, 200)
    await crowd(door, other, 5)
    pace = replace(PACE, at_once=1, turn=timedelta())
    many, few = Person(door, busy), Person(door, other)
    long = [(await many.bulk(tagging(f"t{n}"), 200)).job_id for n in range(3)]
    short = (await few.bulk(tagging("x"), 5)).job_id
    async with working(door.database, pace):
        await few.ended(short)
        assert wire.JOB_STATE_RUNNING in [(await many.job(job_id)).state for job_id in long]
        for job_id in long:
            assert (await many.ended(job_id)).done == 200


async def test_a_job_that_breaks_again_and_again_fails_and_says_so(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person(door, await door.operator())

    async def broken(*_: object) -> bool:
        raise ValueError("a secret of the inside")

    monkeypatch.setattr(exports, "advance", broken)
    monkeypatch.setattr("services.players.workers._PAUSE", timedelta(milliseconds=1))
    async with working(door.database):
        job = await person.ended((await person.export()).job_id)
        assert job.state == wire.JOB_STATE_FAILED
        assert job.problem.startswith("Something went wrong on our side")
        monkeypatch.undo()
        await resumed(person, job.job_id)
        job = await person.ended(job.job_id)
    assert (job.state, job.problem) == (wire.JOB_STATE_DONE, "")
    assert [one.action for one in await person.told()] == [
        "export.start",
        "export.finish",
        "export.resume",
        "export.finish",
    ]


async def test_nobody_floods_the_queue(door: Door) -> None:
    person = Person(door, await door.operator())
    begun = await asyncio.gather(*(person.export() for _ in range(16)), return_exceptions=True)
    refused = [one for one in begun if isinstance(one, DomainError)]
    assert {(one.kind, one.reason) for one in refused} == {(Kind.EXHAUSTED, "TOO_MANY_JOBS")}
    assert (len(begun), len(refused)) == (16, 6)
    await Person(door, person.operator).export()


async def test_another_operators_jobs_do_not_exist(door: Door) -> None:
    operator, own = await door.operator(), await door.operator()
    await crowd(door, operator, 1)
    person, stranger = Person(door, operator), Person(door, own)
    job_id = (await person.bulk(tagging("x"), 1)).job_id
    victim = (await ids(door, operator))["p00000"]
    for steer in (cancelled, resumed):
        for guess in (job_id, str(uuid7())):
            with pytest.raises(DomainError) as refused:
                await steer(stranger, guess)
            assert (refused.value.kind, refused.value.reason) == (Kind.NOT_FOUND, "JOB_NOT_FOUND")
    with pytest.raises(DomainError) as refused:
        await stranger.bulk(tagging("x"), 1, player_ids=[victim])
    assert refused.value.reason == "NOBODY_SELECTED"
    assert (await stranger.call(door.jobs.ListJobs, wire.ListJobsRequest(operator_id=own))).jobs == []


async def test_own_and_others_jobs_are_listed_newest_first_by_kind_and_page(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 1)
    exporter = Person(door, operator, ("players.read", "players.export"))
    bulker = Person(door, operator, tuple(one for one in ALL if one != "players.export"))
    first, second = (await exporter.export()).job_id, (await exporter.export()).job_id
    third = (await bulker.bulk(tagging("x"), 1)).job_id

    async def listed(person: Person, **asked: object) -> list[str]:
        request = wire.ListJobsRequest(operator_id=operator, **asked)  # type: ignore[arg-type]
        return [job.job_id for job in (await person.call(door.jobs.ListJobs, request)).jobs]

    assert await listed(exporter) == [second, first]
    assert await listed(bulker) == [third]
    both = Person(door, operator)
    assert await listed(both) == [third, second, first]
    assert await listed(both, kind=wire.JOB_KIND_EXPORT) == [second, first]
    request = wire.ListJobsRequest(operator_id=operator, page={"size": 2})
    page = await both.call(door.jobs.ListJobs, request)
    request.page.cursor = page.next_cursor
    assert [job.job_id for job in (await both.call(door.jobs.ListJobs, request)).jobs] == [first]
    assert page.total.count == 3
