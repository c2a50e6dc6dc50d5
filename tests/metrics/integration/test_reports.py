"""Reports to regulators: signed, the same bytes for the same figures, a new revision for others."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import shutil
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from daybook.metrics.v1 import reports_service_pb2 as pb
from nats.aio.client import Client

from deploy.local.home import ed25519_pem
from kit.errors import Kind
from kit.ids import uuid7
from tests.conftest import Keys, MakeDatabase
from tests.metrics import activity as an
from tests.metrics.ruling import Office, changes, office_of, refused
from tests.metrics.running import Metrics, figures, running

READ = frozenset({"metrics.read"})
MONTH = "2026-02"


@pytest.fixture(scope="module")
async def metrics(
    make_database: MakeDatabase, nats_client: Client, keys: Keys, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Metrics]:
    """A service with a key that signs reports."""
    file = tmp_path_factory.mktemp("report") / "key.pem"
    file.write_text(ed25519_pem())
    async with running(make_database("metrics"), nats_client, keys, report_key=file) as service:
        yield service


@pytest.fixture(scope="module")
async def office(metrics: Metrics) -> Office:
    """A brand with a month of bets in two currencies and a rule that changed within it."""
    office = await office_of(metrics, "America/Sao_Paulo", "BRL")
    ana, bo = str(uuid7()), str(uuid7())
    told = []
    for day in range(28):
        at = datetime(2026, 2, 1, 15, tzinfo=UTC) + timedelta(days=day)
        told += [
            an.placed(ana, at, 1_001 + day, "BRL"),
            an.settled(ana, at, 1_001 + day, 333, at, "BRL"),
            an.deposit(ana, at, 5_003, "BRL", number=day + 1),
            an.bonus(ana, at, 77, "BRL"),
        ]
        if day % 9 == 0:
            told += [an.placed(bo, at, 200, "USD"), an.settled(bo, at, 200, 0, at, "USD")]
    await metrics.recorded(office.operator, *told)
    await office.add_rule("2026-02-11", bonus_cost_bps=10_000, gaming_tax_bps=1_217, payment_fee_bps=33)
    return office


async def issued(office: Office, **more: Any) -> pb.IssueReportResponse:
    request = pb.IssueReportRequest(**{"operator_id": office.operator, "month": MONTH} | more)
    return await office.call(office.metrics.reports.IssueReport, request, READ)


async def key(office: Office, key_id: str = "") -> pb.GetReportKeyResponse:
    request = pb.GetReportKeyRequest(operator_id=office.operator, key_id=key_id)
    return await office.call(office.metrics.reports.GetReportKey, request, READ)


def parted(content: bytes) -> tuple[bytes, bytes]:
    """What is signed, and the signature, as docs/regulator-reports.md says."""
    body, _, last = content.rstrip(b"\r\n").rpartition(b"\r\n")
    name, _, signature = last.partition(b",")
    assert name == b"signature"
    return body + b"\r\n", base64.b64decode(signature, validate=True)


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


async def test_the_signature_is_of_every_byte(office: Office) -> None:
    answer = await issued(office)
    public: Any = load_pem_public_key((await key(office)).public_key.encode())
    body, signature = parted(answer.content)
    public.verify(signature, body)
    assert answer.report.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert ["key", "Ed25519", answer.report.key_id] in lines(answer.content)
    assert answer.report.key_id == hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]
    for place in range(0, len(body), 97):
        tampered = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        with pytest.raises(InvalidSignature):
            public.verify(signature, tampered)
    with pytest.raises(InvalidSignature):
        public.verify(signature, body[:-2])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on this machine")
async def test_openssl_verifies_it_too(office: Office, tmp_path: Path) -> None:
    answer = await issued(office)
    body, signature = parted(answer.content)
    (tmp_path / "key.pem").write_text((await key(office)).public_key)
    (tmp_path / "signature").write_bytes(signature)

    def verified(signed: bytes) -> bool:
        (tmp_path / "body").write_bytes(signed)
        given = ["-pubin", "-inkey", "key.pem", "-rawin", "-in", "body", "-sigfile", "signature"]
        command = ["openssl", "pkeyutl", "-verify", *given]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0

    assert verified(body)
    assert not verified(body.replace(b"turnover", b"Turnover", 1))


async def test_it_says_what_the_dashboard_says(office: Office) -> None:
    content = lines((await issued(office)).content)
    shown = figures(await office.metrics.dashboard([office.operator], "2026-02-01", "2026-02-28"))
    for currency in ("BRL", "USD"):
        (header,) = [line for line in content if line[:3] == ["amounts", "day", "currency"]][:1]
        rows = [line for line in content if line[0] == "amounts" and line[2] == currency]
        month = dict(zip(header, rows[-1], strict=True))
        assert month["day"] == "month"
        assert len(rows) == 29
        for name in ("turnover", "payouts", "ggr", "ngr", "bonus_cost", "deposits", "withdrawals"):
            whole = int(month[name].replace(".", ""))
            assert whole == shown[name, currency][0], name
        for number, name in enumerate(header[3:], start=3):
            days = sum(int(row[number].replace(".", "")) for row in rows[:-1])
            assert days == int(rows[-1][number].replace(".", "")), (currency, name)
        assert month["ukgc_ggy"] == month["ggr"]
        assert abs(int(month["brazil_base_duty"].replace(".", "")) - shown["ggr", currency][0] * 12 / 100) <= 0.5
    (counts,) = [line for line in content if line[:2] == ["counts", "month"]]
    assert counts[2:] == ["32", "2", "0"]
    versions = [(line[1], line[2]) for line in content if line[0] == "rule"]
    assert ("house_ngr", "1") in versions
    assert ("house_ngr", "2") in versions
    assert ("brazil_base", "1") in versions


async def test_the_same_figures_are_the_same_bytes_and_others_a_revision(metrics: Metrics) -> None:
    office, player = await office_of(metrics), str(uuid7())
    at = datetime(2026, 2, 27, 23, 50, tzinfo=UTC)
    await metrics.recorded(office.operator, an.placed(player, at, 500), an.settled(player, at, 500, 0, at))
    first, again = await issued(office), await issued(office)
    assert (first.content, first.report) == (again.content, again.report)
    assert (first.report.revision, first.file_name) == (1, "daybook-brand-2026-02-r1.csv")
    await metrics.recorded(office.operator, an.voided(player, at + timedelta(days=9), 500, at, (at, 0)))
    second = await issued(office)
    assert second.report.revision == 2
    assert second.content != first.content
    assert (await issued(office, revision=1)).content == first.content
    listed = await office.call(metrics.reports.ListReports, pb.ListReportsRequest(operator_id=office.operator), READ)
    assert [(one.month, one.revision) for one in listed.reports] == [(MONTH, 2), (MONTH, 1)]
    actions = await office.announced()
    assert [action.action for action in actions] == ["report.issue"] * 4
    assert changes(actions[0]) == {
        "2026-02.revision": (None, 1),
        "2026-02.sha256": (None, first.report.sha256),
    }


async def test_a_month_that_goes_on_has_no_report(office: Office) -> None:
    present = datetime.now(UTC)
    error = await refused(issued(office, month=f"{present:%Y-%m}"))
    assert error.reason == "MONTH_NOT_OVER"
    assert (await refused(issued(office, month="2025-01", revision=3))).reason == "REPORT_NOT_FOUND"
    assert list((await refused(issued(office, month="2026-13"))).fields) == ["month"]


async def test_keys_of_nobody_are_not_found(office: Office) -> None:
    assert (await refused(key(office, "0123456789abcdef"))).reason == "REPORT_KEY_NOT_FOUND"
    assert (await key(office)).key_id == (await key(office, (await key(office)).key_id)).key_id


async def test_reports_are_for_who_may_see_figures_of_the_operator(office: Office) -> None:
    metrics, stranger = office.metrics, await office_of(office.metrics)
    requests: dict[str, Any] = {
        "IssueReport": pb.IssueReportRequest(operator_id=office.operator, month=MONTH),
        "ListReports": pb.ListReportsRequest(operator_id=office.operator),
        "GetReportKey": pb.GetReportKeyRequest(operator_id=office.operator),
    }
    assert set(requests) == set(pb.DESCRIPTOR.services_by_name["ReportsService"].methods_by_name)
    for name, request in requests.items():
        method = getattr(metrics.reports, name)
        assert (await refused(stranger.call(method, request, READ))).kind is Kind.DENIED
        assert (await refused(office.call(method, request, frozenset({"players.read"})))).kind is Kind.DENIED
        await office.call(method, request, READ)


async def test_without_a_key_nothing_is_issued(make_database: MakeDatabase, nats_client: Client, keys: Keys) -> None:
    async with running(make_database("metrics"), nats_client, keys) as plain:
        office = Office(plain, str(uuid7()))
        assert (await refused(issued(office))).reason == "REPORTS_UNSIGNED"
        assert (await refused(key(office))).reason == "REPORTS_UNSIGNED"
