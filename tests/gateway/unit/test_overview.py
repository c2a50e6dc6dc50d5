"""The operator list's rules: how an operator fares, what needs attention, orders and sums in one currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from gateway.convert.overview import in_one
from gateway.domain.directory import Operator, OperatorStatus
from gateway.domain.operator_settings import Settings
from gateway.domain.operator_status import Closing, Details, Scheduled
from gateway.domain.overview import Amounts, Figures, Health, Level, Row, Standing, alerts, ordered, row
from kit.money import Money

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def details(name: str = "brand", status: OperatorStatus = OperatorStatus.LIVE, **more: object) -> Details:
    operator = Operator(uuid4(), uuid4(), "Company", name, "UTC", "BRL", status, NOW - timedelta(days=90))
    return replace(Details(operator, NOW - timedelta(days=30)), **more)  # type: ignore[arg-type]


def figures(bets: int, previous: int, ago: timedelta | None, ggr: int = 0, currency: str = "BRL") -> Figures:
    metrics = {"bets": [Amounts(bets, previous)], "ggr": [Amounts(ggr, 0, currency)]}
    return Figures(metrics, currency, last_activity_at=None if ago is None else NOW - ago)


def standing(ago: timedelta | None = None, *balances: Money, **more: int) -> Standing:
    facts = {"players": 1, "online_now": 0, "open_tickets": 0, "overdue_tickets": 0, "excluded": 0} | more
    return Standing(
        as_of=NOW,
        balances=balances,
        pending_withdrawals=0,
        pending_withdrawn=(),
        last_activity_at=None if ago is None else NOW - ago,
        **facts,
    )


MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("one", "told", "stands", "health", "kind"),
    [
        (details(), None, None, Health.UNKNOWN, "no_answer"),
        (details(), figures(0, 0, None), standing(), Health.UNKNOWN, "nothing_yet"),
        (details(), None, standing(MINUTE), Health.OK, "active"),
        (details(), None, standing(11 * MINUTE), Health.UNKNOWN, "no_usual"),
        # 8,640 bets in the day before: one in ten seconds; sixty of those are ten minutes.
        (details(), figures(0, 8640, 9 * MINUTE), None, Health.OK, "active"),
        (details(), figures(0, 8640, 11 * MINUTE), None, Health.QUIET, "silent"),
        # 24 bets in the day before: an hour without one says nothing, sixty do.
        (details(), figures(0, 24, 59 * 60 * MINUTE), None, Health.OK, "active"),
        (details(), figures(0, 24, 61 * 60 * MINUTE), None, Health.QUIET, "silent"),
        # The players service knows of something later, but figures are not far behind.
        (details(), figures(0, 8640, 4 * MINUTE), standing(MINUTE), Health.OK, "active"),
        (details(), figures(0, 8640, 30 * MINUTE), standing(MINUTE), Health.STALE, "behind"),
        (details(status=OperatorStatus.SUSPENDED), figures(0, 8640, DAY), None, Health.OK, "not_live"),
    ],
)
def test_how_an_operator_fares(
    one: Details, told: Figures | None, stands: Standing | None, health: Health, kind: str
) -> None:
    found = row(one, told, stands, 1, NOW)
    assert (found.health, found.why.kind) == (health, kind)
    assert found.why.text


def test_a_step_that_is_due_or_late_is_told() -> None:
    def scheduled(at: timedelta, status: OperatorStatus = OperatorStatus.LIVE) -> list[tuple[str, Level]]:
        step = Scheduled(OperatorStatus.SUSPENDED, NOW + at, "why", "id", "Ana")
        return [(one.kind, one.level) for one in alerts(details(status=status, scheduled=step), None, NOW)]

    assert scheduled(2 * DAY) == []
    assert scheduled(timedelta(hours=3)) == [("schedule_due", Level.INFO)]
    assert scheduled(-2 * MINUTE) == [("schedule_overdue", Level.CRITICAL)]
    assert scheduled(-2 * MINUTE, OperatorStatus.MAINTENANCE) == [("maintenance_overdue", Level.CRITICAL)]
    endless = details(status=OperatorStatus.MAINTENANCE, status_since=NOW - 2 * DAY)
    assert [(one.kind, one.level) for one in alerts(endless, None, NOW)] == [("maintenance_overdue", Level.WARNING)]
    assert alerts(details(status=OperatorStatus.MAINTENANCE, status_since=NOW - MINUTE), None, NOW) == []


def test_balances_tickets_and_closing_raise_alerts_the_urgent_first() -> None:
    limits = Settings(balance_thresholds=(Money(10_000, "BRL"), Money(5, "EUR")))
    waiting = Closing("id", "Ana", NOW, "over")
    late = Scheduled(OperatorStatus.LIVE, NOW - DAY, "why", "id", "Ana")
    one = details(settings=limits, closing=waiting, scheduled=late)
    found = alerts(one, standing(None, Money(9_999, "BRL"), Money(5, "EUR"), overdue_tickets=2), NOW)
    assert [alert.kind for alert in found] == ["schedule_overdue", "balance_low", "tickets_overdue", "closing_waits"]
    assert found[1].values == {"amount": "99.99", "threshold": "100.00", "currency": "BRL"}
    # Nothing held at all is below a threshold too; what is not known is not.
    assert [alert.kind for alert in alerts(details(settings=limits), standing(), NOW)] == ["balance_low"] * 2
    assert alerts(details(settings=limits), None, NOW) == []


def test_orders_put_what_is_not_known_last_and_compare_within_a_currency() -> None:
    def one(name: str, told: Figures | None) -> Row:
        return row(details(name), told, None, 1, NOW)

    rows = [
        one("e", None),
        one("b", figures(0, 0, None, 5)),
        one("a", figures(0, 0, None, 5)),
        one("c", figures(0, 0, None, 9)),
        one("d", figures(0, 0, None, 1, "EUR")),
    ]

    def names(sort: str) -> str:
        return "".join(one.details.operator.name for one in ordered(rows, sort))

    assert names("name") == "abcde"
    assert names("-name") == "edcba"
    assert names("ggr") == "abcde"
    assert names("-ggr") == "dcabe"
    assert names("players") == "abcde"
    assert names("-last_activity") == "abcde"


def test_sums_in_one_currency_need_every_rate() -> None:
    rates = {("acme", "EUR"): Decimal("6.25"), ("acme", "JPY"): Decimal("0.0355")}
    held = [Money(100, "BRL"), Money(250, "EUR"), Money(1000, "JPY")]
    assert in_one(held, "acme", "BRL", rates) == Money(100 + 1562 + 3550, "BRL")  # 15.625 is rounded half to even
    assert in_one(held, "other", "BRL", rates) is None
    assert in_one([Money(0, "USD"), Money(7, "BRL")], "acme", "BRL", rates) == Money(7, "BRL")
