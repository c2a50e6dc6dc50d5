"""Routes of figures that are counted again: what is asked, what is shown, who may."""

from __future__ import annotations

import httpx
from daybook.metrics.v1 import rebuild_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from gateway.domain.directory import Operator
from kit.ids import uuid7
from tests.gateway.backoffice import Backoffice, problem

_AT = Timestamp(seconds=1_790_000_000)


async def test_one_that_ended_with_what_was_wrong(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    told = pb.Rebuild(
        operator_id=str(brand.operator_id),
        state=pb.REBUILD_STATE_DONE,
        done=9,
        total=9,
        started_at=_AT,
        finished_at=_AT,
        started_by="Ana",
        reason="odd",
        compared=True,
        differences_total=1,
    )
    told.differences.add(
        sums="totals",
        day=date_pb2.Date(year=2026, month=3, day=1),
        currency="BRL",
        measure="stakes",
        before=7,
        after=-2,
    )
    backoffice.answers.told["GetRebuild"] = pb.GetRebuildResponse(rebuild=told)
    got = await admin.get("/figures/rebuild", params={"operator_id": str(brand.operator_id)})
    assert got.status_code == 200, got.text
    body = got.json()["rebuild"]
    assert (body["state"], body["done"], body["total"], body["error"]) == ("idle", 9, 9, None)
    assert body["differences"] == [
        {"sums": "totals", "day": "2026-03-01", "currency": "BRL", "measure": "stakes", "before": 7, "after": -2}
    ]


async def test_it_is_begun_and_given_up(backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator) -> None:
    under_way = pb.Rebuild(operator_id=str(brand.operator_id), state=pb.REBUILD_STATE_BUILDING, started_at=_AT)
    backoffice.answers.told["StartRebuild"] = pb.StartRebuildResponse(rebuild=under_way)
    given_up = pb.Rebuild(operator_id=str(brand.operator_id), state=pb.REBUILD_STATE_CANCELLED, started_at=_AT)
    backoffice.answers.told["CancelRebuild"] = pb.CancelRebuildResponse(rebuild=given_up)
    asked = {"operator_id": str(brand.operator_id), "reason": "odd", "request_id": str(uuid7())}
    begun = await admin.post("/figures/rebuild", json=asked)
    assert (begun.status_code, begun.json()["rebuild"]["state"]) == (202, "building")
    assert begun.json()["rebuild"]["differences"] is None
    ended = await admin.post("/figures/rebuild/cancel", json=asked)
    assert (ended.json()["rebuild"]["state"], ended.json()["rebuild"]["cancelled"]) == ("idle", True)
    for heard in backoffice.answers.heard:
        assert (heard.request.reason, heard.request.request_id) == ("odd", asked["request_id"])
    problem(await admin.post("/figures/rebuild", json={**asked, "reason": ""}), 422, "INVALID_FIELD")
