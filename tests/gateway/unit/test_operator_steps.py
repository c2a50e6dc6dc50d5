"""Whatever steps an operator takes, what waits for it remains possible and says what is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.directory import Operator, OperatorStatus
from gateway.domain.operator_status import INTERRUPTIONS, LEGAL, Closing, Details, Scheduled, Step, fields_changed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEGIN = Details(Operator(uuid4(), uuid4(), "Company", "brand", "UTC", "EUR", OperatorStatus.PENDING, NOW), NOW)
CHOICES = st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), max_size=30)


def check(one: Details) -> None:
    """What must hold at any time."""
    status = one.operator.status
    assert one.scheduled is None or one.scheduled.to in LEGAL[status]
    assert one.scheduled is None or one.scheduled.ends in (None, status)
    assert one.closing is None or status is OperatorStatus.CLOSING
    assert one.message == "" or status is OperatorStatus.MAINTENANCE


@given(CHOICES)
def test_nothing_waits_that_cannot_come(choices: list[tuple[int, bool, bool]]) -> None:
    one, at = BEGIN, NOW
    for number, flag, ends in choices:
        legal = sorted(LEGAL[one.operator.status], key=lambda status: status.value)
        if not legal:
            break
        to, at = legal[number % len(legal)], at + timedelta(hours=1)
        if flag and one.scheduled is None:
            one = replace(one, scheduled=Scheduled(to, at, "why", "id", "Ana"))
        elif flag and one.operator.status is OperatorStatus.CLOSING:
            one = replace(one, closing=Closing("id", "Ana", at, "why"))
        else:
            former, message = one.operator.status, "Soon." if to is OperatorStatus.MAINTENANCE else ""
            one = one.moved(Step(to, "why", message=message), at)
            if ends and to in INTERRUPTIONS and one.scheduled is None:
                one = replace(one, scheduled=Scheduled(former, at, "why", "id", "Ana", ends=to))
        check(one)


@given(st.sampled_from(list(OperatorStatus)), st.sampled_from(list(OperatorStatus)))
def test_an_end_goes_back_to_where_it_came_from(former: OperatorStatus, to: OperatorStatus) -> None:
    if to in INTERRUPTIONS and to in LEGAL[former]:
        assert former in LEGAL[to]


def test_fields_that_changed_are_named_once() -> None:
    after = BEGIN.changed({"name": "other", "licence": "L1"}).moved(Step(OperatorStatus.LIVE, "why"), NOW)
    assert fields_changed(BEGIN, after) == ("licence", "name", "status")
    assert fields_changed(BEGIN, BEGIN.changed({"name": "brand", "licence": ""})) == ()
