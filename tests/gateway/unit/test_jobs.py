"""Exports and bulk actions: what reaches the service, what comes back, whose permission it takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from daybook.players.v1 import jobs_service_pb2 as pb
from google.protobuf import json_format
from pydantic import TypeAdapter, ValidationError

from gateway.convert import jobs as convert
from gateway.domain.directory import Operator, OperatorStatus
from gateway.models import jobs as models
from kit.errors import DomainError
from kit.ids import uuid7

OPERATOR = Operator(
    operator_id=uuid7(),
    company_id=uuid7(),
    company_name="Acme",
    name="acme",
    timezone="UTC",
    currency="BRL",
    status=OperatorStatus.LIVE,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def body(**asked: Any) -> dict[str, Any]:
    """A request with an operator."""
    return {"operator_id": str(OPERATOR.operator_id), **asked}


def said(message: Any) -> dict[str, Any]:
    """What a message says, without ids."""
    told: dict[str, Any] = json_format.MessageToDict(message, preserving_proto_field_name=True)
    return {name: value for name, value in told.items() if name not in ("operator_id", "request_id")}


def test_an_export_says_filter_order_form_and_eyes() -> None:
    asked = models.NewExport.model_validate(
        body(
            filter={"country": ["BR"], "balance_min": "10.50"},
            sort="-balance",
            format="xlsx",
            columns=["email"],
            timezone="America/Sao_Paulo",
            language="pt-BR",
            reveal=True,
            reason="court order",
        )
    )
    assert said(convert.export_request(asked, OPERATOR)) == {
        "filter": {"countries": ["BR"], "currency": "BRL", "balance": {"least": "1050"}},
        "sort": "PLAYER_SORT_BALANCE_DESC",
        "format": "EXPORT_FORMAT_XLSX",
        "columns": ["email"],
        "timezone": "America/Sao_Paulo",
        "reveal": True,
        "reason": "court order",
        "language": "pt-BR",
    }


def test_a_choice_by_hand_and_each_action_reach_the_service() -> None:
    player = str(uuid7())
    actions: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        (
            {"type": "tag", "add": ["vip"], "remove": ["new"]},
            {"tag": {"add": ["vip"], "remove": ["new"]}},
            "players.tag",
        ),
        (
            {"type": "ban", "scopes": ["play", "log_in"], "expires_at": "2030-01-01T00:00:00Z"},
            {"ban": {"scopes": ["BAN_SCOPE_PLAY", "BAN_SCOPE_LOG_IN"], "expires_at": "2030-01-01T00:00:00Z"}},
            "players.suspend",
        ),
        ({"type": "note", "text": "called"}, {"note": {"text": "called"}}, "players.note"),
    ]
    for action, expected, permission in actions:
        asked = models.NewBulk.model_validate(
            body(filter={"player_id": [player]}, action=action, reason="why", expected=1)
        )
        assert said(convert.bulk_request(asked, OPERATOR)) == {
            "filter": {"player_ids": [player]},
            "action": expected,
            "reason": "why",
            "expected": "1",
        }
        assert convert.action_permission(asked.action) == permission
        stored = pb.Job(job_id=player, operator_id=player, kind=pb.JOB_KIND_BULK, state=pb.JOB_STATE_WAITING)
        json_format.ParseDict(expected, stored.action)
        shown = convert.job(stored)
        assert shown.action is not None
        assert shown.action.type == action["type"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": {"type": "delete"}},
        {"action": {"type": "ban", "scopes": []}},
        {"action": {"type": "note", "text": ""}},
        {"action": {"type": "tag", "add": ["x"], "scopes": ["play"]}},
        {"reason": ""},
        {"expected": -1},
        {"filter": {"nobody": 1}},
    ],
)
def test_what_is_no_bulk_action_is_refused(wrong: dict[str, Any]) -> None:
    right = body(filter={}, action={"type": "note", "text": "n"}, reason="r", expected=0)
    TypeAdapter(models.NewBulk).validate_python(right)
    with pytest.raises((ValidationError, DomainError)):
        TypeAdapter(models.NewBulk).validate_python(right | wrong)


def test_who_resumes_needs_what_the_job_needed() -> None:
    clear = pb.Job(kind=pb.JOB_KIND_EXPORT, masked=False)
    masked = pb.Job(kind=pb.JOB_KIND_EXPORT, masked=True)
    ban = pb.Job(kind=pb.JOB_KIND_BULK, action=pb.BulkAction(ban=pb.BulkAction.Ban(scopes=[1])))
    assert convert.permissions(clear) == ["players.export", "players.reveal"]
    assert convert.permissions(masked) == ["players.export"]
    assert convert.permissions(ban) == ["players.bulk", "players.suspend"]
