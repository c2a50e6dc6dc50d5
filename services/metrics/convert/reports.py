"""Reports to regulators on the wire."""

from __future__ import annotations

from daybook.metrics.v1 import reports_service_pb2 as pb

from services.metrics.convert.rules import moment
from services.metrics.domain.reports import IssuedReport


def report(one: IssuedReport) -> pb.Report:
    """A report without its content."""
    return pb.Report(
        month=f"{one.month:%Y-%m}",
        revision=one.revision,
        key_id=one.key_id,
        sha256=one.sha256,
        issued_at=moment(one.issued_at),
        issued_by=one.issued_by,
    )


def issued(one: IssuedReport) -> pb.IssueReportResponse:
    """The answer to IssueReport."""
    return pb.IssueReportResponse(report=report(one), content=one.content, file_name=one.file_name)
