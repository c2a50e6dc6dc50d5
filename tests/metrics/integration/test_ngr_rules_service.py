"""NGR rules over the wire: versions, what they change and from when, who may, what is announced."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from daybook.metrics.v1 import rules_service_pb2 as pb

from kit.errors import Kind
from kit.ids import uuid7
from tests.metrics import activity as an
from tests.metrics.ruling import adding, changes, office_of, refused
from tests.metrics.running import Metrics, date_of, figures


async def test_an_operator_begins_with_a_rule_of_nobody(metrics: Metrics) -> None:
    office = await office_of(metrics)
    (first,) = (
        await office.call(metrics.rules.ListNgrRules, pb.ListNgrRulesRequest(operator_id=office.operator))
    ).rules
    assert (first.version, first.created_by, first.in_force) == (1, "", True)
    assert first.rates.bonus_cost_bps == 10_000


async def test_a_rule_changes_figures_from_its_day_on(metrics: Metrics) -> None:
    office = await office_of(metrics, "Asia/Kolkata")
    player = str(uuid7())
    for day in (9, 10, 11):  # noon in Kolkata
        at = datetime(2026, 3, day, 6, 30, tzinfo=UTC)
        await metrics.recorded(
            office.operator,
            an.placed(player, at, 1_000),
            an.settled(player, at, 1_000, 0, at),
            an.bonus(player, at, 100),
        )

    async def ngr() -> int | None:
        return figures(await metrics.dashboard([office.operator], "2026-03-09", "2026-03-11"))["ngr", "EUR"][0]

    assert await ngr() == 3 * 900
    await office.add_rule("2026-03-10", bonus_cost_bps=10_000, gaming_tax_bps=1_200)
    assert await ngr() == 900 + 2 * (900 - 120)
    await office.add_rule("2026-03-11", bonus_cost_bps=5_000, jackpot_bps=100)
    assert await ngr() == 900 + 780 + (1_000 - 50 - 10)
    # The newest of two for one day holds, also when it reaches back.
    await office.add_rule("2026-03-10", bonus_cost_bps=10_000, gaming_tax_bps=2_000)
    assert await ngr() == 900 + 700 + 940
    shown = (await metrics.dashboard([office.operator], "2026-03-09", "2026-03-11")).ngr_rules
    assert [rule.version for rule in shown] == [1, 4, 3]


async def test_what_changed_is_announced_as_stored(metrics: Metrics) -> None:
    office = await office_of(metrics)
    rule = await office.add_rule("2026-01-01", bonus_cost_bps=10_000, gaming_tax_bps=1_200, reason="the new tax law")
    assert (rule.version, rule.created_by, rule.reason, rule.in_force) == (2, "Ana", "the new tax law", True)
    assert rule.formula == "GGR - bonus cost - 12% of GGR (gaming tax)"
    (action,) = await office.announced()
    assert (action.action, action.reason, action.actor.name) == ("ngr_rule.add", "the new tax law", "Ana")
    assert (action.operator_id, action.company_id) == (office.operator, office.company)
    assert (action.target.type, action.target.id) == ("operator", office.operator)
    assert changes(action) == {
        "ngr_rule.version": (1, 2),
        "ngr_rule.effective_from": ("2000-01-01", "2026-01-01"),
        "ngr_rule.gaming_tax_bps": (0, 1_200),
    }


async def test_the_same_request_adds_one_rule(metrics: Metrics) -> None:
    office = await office_of(metrics)
    request = adding(office.operator, "2026-01-01", gaming_tax_bps=100)
    first = await office.call(metrics.rules.AddNgrRule, request)
    assert await office.call(metrics.rules.AddNgrRule, request) == first
    assert len(await office.announced()) == 1


async def test_who_saw_an_older_rule_is_told(metrics: Metrics) -> None:
    office = await office_of(metrics)
    await office.add_rule("2026-01-01", gaming_tax_bps=100, newest_version=1)
    error = await refused(office.add_rule("2026-02-01", gaming_tax_bps=200, newest_version=1))
    assert (error.kind, error.reason, error.details) == (Kind.CONFLICT, "STALE_REVISION", {"revision": "2"})
    assert (await office.add_rule("2026-02-01", gaming_tax_bps=200, newest_version=2)).version == 3


async def test_a_rule_that_says_the_same_is_none(metrics: Metrics) -> None:
    office = await office_of(metrics)
    assert (await refused(office.add_rule("2026-01-01", bonus_cost_bps=10_000))).reason == "RULE_UNCHANGED"
    assert await office.announced() == []


@pytest.mark.parametrize(
    ("since", "more", "field"),
    [
        ("2026-02-30", {}, "effective_from"),
        ("1999-12-31", {}, "effective_from"),
        ("2026-01-01", {"gaming_tax_bps": 10_001}, "rates.gaming_tax_bps"),
        ("2026-01-01", {"gaming_tax_bps": -1}, "rates.gaming_tax_bps"),
        ("2026-01-01", {"reason": ""}, "reason"),
        ("2026-01-01", {"reason": "a\0b"}, "reason"),
        ("2026-01-01", {"request_id": "x"}, "request_id"),
    ],
)
async def test_bad_rules_name_the_field(metrics: Metrics, since: str, more: dict[str, object], field: str) -> None:
    office = await office_of(metrics)
    error = await refused(office.add_rule(since, **more))
    assert (error.kind, list(error.fields)) == (Kind.INVALID, [field])


async def test_days_before_a_rule_keep_theirs(metrics: Metrics) -> None:
    office = await office_of(metrics)
    await office.add_rule("2100-01-01", gaming_tax_bps=100)
    rules = (await office.call(metrics.rules.ListNgrRules, pb.ListNgrRulesRequest(operator_id=office.operator))).rules
    assert [(rule.version, rule.in_force) for rule in rules] == [(2, False), (1, True)]
    assert rules[0].effective_from == date_of("2100-01-01")
