"""Anomalies over the wire, on series made for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from daybook.metrics.v1 import explain_service_pb2 as pb
from daybook.metrics.v1 import metrics_service_pb2 as figures_pb

from kit.errors import Kind
from kit.ids import uuid7
from tests.metrics import activity as an
from tests.metrics.asking import anomalies
from tests.metrics.ruling import office_of, refused
from tests.metrics.running import Metrics

WEEK = timedelta(days=7)
MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)


def found(answer: pb.ListAnomaliesResponse, name: str) -> pb.Anomaly:
    number = figures_pb.Metric.Value(f"METRIC_{name}")
    return next(one for one in answer.anomalies if one.figure.metric == number)


async def weeks(metrics: Metrics, operator: str, stakes: list[int], present: int, at: datetime = MONDAY) -> None:
    """A bet each Monday, and one of another amount on other days, which must not matter."""
    player = str(uuid7())
    began = at - WEEK * len(stakes) - timedelta(days=1)  # so that the first of these Mondays is a whole one
    told = [an.placed(player, at, present), an.placed(player, began, 1)]
    for number, stake in enumerate(stakes, start=1):
        told += [an.placed(player, at - WEEK * number, stake), an.placed(player, at - WEEK * number + WEEK / 7, 77)]
    await metrics.recorded(operator, *told)


async def test_a_day_is_judged_by_the_same_weekdays(metrics: Metrics) -> None:
    office = await office_of(metrics)
    await weeks(metrics, office.operator, [1_000, 1_040, 960, 1_010, 990, 1_020, 980, 1_000], 3_000)
    answer = await anomalies(metrics, [office.operator], "2026-03-09", "2026-03-09")
    high = found(answer, "TURNOVER")
    assert high.verdict == pb.ANOMALY_VERDICT_HIGH
    assert (high.samples, high.median, high.figure.value) == (8, 1_000, 3_000)
    assert high.low < 960
    assert 1_040 < high.high < 1_300
    assert "the same Monday" in high.why
    assert "30.00 EUR is above what is usual" in high.why
    assert answer.step_days == 7
    assert found(answer, "BETS").verdict == pb.ANOMALY_VERDICT_EXPECTED
    assert found(answer, "DEPOSITS").unknown == pb.ANOMALY_UNKNOWN_RARE


async def test_a_fall_is_seen_too(metrics: Metrics) -> None:
    office = await office_of(metrics)
    await weeks(metrics, office.operator, [1_000, 1_040, 960, 1_010, 990, 1_020], 100)
    low = found(await anomalies(metrics, [office.operator], "2026-03-09", "2026-03-09"), "TURNOVER")
    assert (low.verdict, low.samples) == (pb.ANOMALY_VERDICT_LOW, 6)


async def test_weeks_before_an_operator_began_do_not_count(metrics: Metrics) -> None:
    office = await office_of(metrics)
    await weeks(metrics, office.operator, [1_000, 1_000, 1_000], 9_000)
    one = found(await anomalies(metrics, [office.operator], "2026-03-09", "2026-03-09"), "TURNOVER")
    assert (one.verdict, one.unknown, one.samples) == (
        pb.ANOMALY_VERDICT_UNSPECIFIED,
        pb.ANOMALY_UNKNOWN_TOO_FEW,
        3,
    )


async def test_a_day_that_goes_on_is_judged_up_to_the_same_time(metrics: Metrics) -> None:
    office = await office_of(metrics)
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    player, told = str(uuid7()), []
    told.append(an.placed(player, midnight, 1_000))
    for number in range(1, 10):
        told += [
            an.placed(player, midnight - WEEK * number, 1_000 + number),
            an.placed(player, midnight - WEEK * number + timedelta(hours=23, minutes=59), 50_000),
        ]
    told.append(an.placed(player, midnight - WEEK * 10, 1))  # so that all nine weeks are whole
    await metrics.recorded(office.operator, *told)
    if now.hour == 23 and now.minute >= 55:
        return  # the day is over before the question is asked
    today = f"{midnight:%Y-%m-%d}"
    one = found(await anomalies(metrics, [office.operator], today, today), "TURNOVER")
    assert one.verdict == pb.ANOMALY_VERDICT_EXPECTED, one.why
    assert "up to the same time of day" in one.why


async def test_long_periods_are_refused(metrics: Metrics) -> None:
    office = await office_of(metrics)
    error = await refused(anomalies(metrics, [office.operator], "2026-01-01", "2026-02-28"))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, ["to"])
