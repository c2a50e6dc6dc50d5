"""Reports to regulators: made of a month that is over, signed, kept as issued."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import Database
from services.metrics import events
from services.metrics.domain import distinct, report_lines, reports, waterfall
from services.metrics.domain.calendar import Interval, Period, day_start, zone_of
from services.metrics.domain.conversion import Conversion
from services.metrics.domain.lines import Sums
from services.metrics.domain.plan import Plan
from services.metrics.domain.query import Compare, Query
from services.metrics.domain.regulators import TITLES
from services.metrics.domain.report_lines import Figures
from services.metrics.domain.reports import IssuedReport
from services.metrics.domain.waterfall import RegulatorOn, Waterfall
from services.metrics.errors import (
    MonthNotOver,
    OperatorUnknown,
    ReportKeyNotFound,
    ReportNotFound,
    ReportsUnsigned,
)
from services.metrics.repository import operators, regulators
from services.metrics.repository import reports as stored
from services.metrics.service import parts
from services.metrics.service.activity import active
from services.metrics.service.dashboards import summed
from services.metrics.service.memory import DayMemory
from services.metrics.service.parts import RuleOn
from services.metrics.service.waterfalls import rule_on


class Reports:
    """Makes, keeps and finds reports. Without a key none are made."""

    def __init__(self, database: Database, memory: DayMemory, key: Ed25519PrivateKey | None, clock: Clock) -> None:
        self._database = database
        self._memory = memory
        self._key = key
        self._clock = clock

    async def issue(self, operator_id: UUID, month: str, actor: Actor, request_id: str) -> IssuedReport:
        """The report of a month: the latest revision when its figures are as they were, else a new one.

        That it was handed out is announced either way. Raises OperatorUnknown, MonthNotOver and ReportsUnsigned.
        """
        if self._key is None:
            raise ReportsUnsigned
        first, last = reports.month_of(month)
        figures = await self._figures(operator_id, first, last)
        async with self._database.unit_of_work() as uow:
            await stored.lock(uow.connection, operator_id)
            latest = await stored.find(uow.connection, operator_id, first)
            report = self._made(figures, latest, actor)
            if report is not latest:
                await stored.add(uow.connection, operator_id, report)
            uow.outbox.add(events.report_issued(actor, self._clock(), figures.operator, report, request_id))
        return report

    async def find(self, operator_id: UUID, month: str, revision: int, actor: Actor, request_id: str) -> IssuedReport:
        """A revision as it was issued, which is announced. Raises OperatorUnknown and ReportNotFound."""
        first, _ = reports.month_of(month)
        async with self._database.unit_of_work() as uow:
            known = await operators.find(uow.connection, [operator_id])
            if not known:
                raise OperatorUnknown(str(operator_id))
            report = await stored.find(uow.connection, operator_id, first, revision)
            if report is None:
                raise ReportNotFound
            uow.outbox.add(events.report_issued(actor, self._clock(), known[0][0], report, request_id))
        return report

    async def issued(self, connection: AsyncConnection, operator_id: UUID) -> list[IssuedReport]:
        """What was issued, latest first, without the files."""
        return await stored.issued(connection, operator_id)

    async def key(self, connection: AsyncConnection, operator_id: UUID, key_id: str) -> tuple[str, str]:
        """The id and the public key of the present key, or of one with which an earlier report was signed.

        Raises ReportsUnsigned and ReportKeyNotFound.
        """
        if self._key is not None:
            present = self._key.public_key()
            if key_id in ("", reports.key_id(present)):
                return reports.key_id(present), reports.public_pem(present)
        elif not key_id:
            raise ReportsUnsigned
        found = await stored.key(connection, operator_id, key_id)
        if found is None:
            raise ReportKeyNotFound
        return key_id, found

    def _made(self, figures: Figures, latest: IssuedReport | None, actor: Actor) -> IssuedReport:
        """The latest report when its bytes come out the same, else the next revision."""
        if self._key is None:
            raise ReportsUnsigned
        revision = latest.revision if latest else 1
        content = reports.signed(report_lines.lines_of(figures, revision), self._key)
        if latest is not None:
            if content == latest.content:
                return latest
            revision = latest.revision + 1
            content = reports.signed(report_lines.lines_of(figures, revision), self._key)
        public = self._key.public_key()
        return IssuedReport(
            month=figures.month,
            revision=revision,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            file_name=reports.file_name(figures.operator.name, figures.month, revision),
            key_id=reports.key_id(public),
            public_key=reports.public_pem(public),
            issued_at=self._clock(),
            issued_by=actor.name,
        )

    async def _figures(self, operator_id: UUID, first: date, last: date) -> Figures:
        """All figures of a month, as of one moment."""
        now = self._clock()
        query = Query([operator_id], Period(first, last), Interval.DAY, Compare.NONE)
        async with self._database.unit_of_work() as uow:
            ((operator, _),), plan, sums, into, _ = await summed(uow, query, now, apart=True)
            if now < day_start(last + timedelta(days=1), zone_of(operator.timezone)):
                raise MonthNotOver
            players = distinct.together((await active(uow.connection, self._memory, plan, into, apart=True)).values())
            by_day = distinct.of(await active(uow.connection, self._memory, plan, into))
            on = parts.rules_on(await operators.rules(uow.connection, [operator_id]))
            regulator_on = rule_on(await regulators.rules(uow.connection, [operator_id]))
        lines = parts.lines_of(plan, into, {(): sums})[()]
        currencies = lines.currencies([operator.currency])
        return Figures(
            operator=operator,
            month=first,
            plan=plan,
            lines=lines,
            active=by_day.by_position,
            active_in_month=players.current,
            currencies=currencies,
            months={one: _waterfalls(one, sums, plan, into, on, regulator_on) for one in currencies},
            days={one: _daily(one, sums, plan, into, on, regulator_on) for one in currencies},
        )


def _waterfalls(
    currency: str, sums: Sequence[Sums], plan: Plan, into: Conversion, on: RuleOn, regulator_on: RegulatorOn
) -> list[Waterfall]:
    return [
        waterfall.house(currency, sums, plan, into, on),
        *(waterfall.regulator(name, currency, sums, plan, into, regulator_on) for name in TITLES),
    ]


def _daily(
    currency: str, sums: Sequence[Sums], plan: Plan, into: Conversion, on: RuleOn, regulator_on: RegulatorOn
) -> list[list[Waterfall]]:
    by_point = parts.by_point(plan, sums)
    return [
        _waterfalls(currency, by_point.get((str(plan.turn + number),), []), plan, into, on, regulator_on)
        for number in range(len(plan.points))
    ]
