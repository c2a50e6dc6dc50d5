"""The question that all routes of figures take: which operators and days, compared with what, in which currency."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request

from gateway.container import Gateway
from gateway.convert import question as convert
from gateway.domain.access import Caller
from gateway.domain.directory import Operator
from gateway.security import OperatorIds, operators_within
from kit.errors import InvalidField

M = TypeVar("M")
Names = Annotated[list[Annotated[str, Query(max_length=128)]] | None, Query()]

READ = "metrics.read"


class _Question:
    """What is asked of figures."""

    def __init__(
        self,
        from_: Annotated[date, Query(alias="from", description="first local day of each operator")],
        to: Annotated[date, Query(description="last local day, inclusive")],
        operator_id: OperatorIds = None,
        compare: Annotated[
            Literal["previous", "weekdays", "year", "none"],
            Query(description="the days before, as many whole weeks earlier, the same days last year, or nothing"),
        ] = "previous",
        calendar: Annotated[
            Literal["operator", "utc"], Query(description="where days begin: in the operator's zone or in UTC")
        ] = "operator",
        currency: Annotated[
            str,
            Query(
                pattern="^(own|reporting|[A-Z0-9]{3,5})$",
                description="own, reporting (that of the company), or a currency by its code",
            ),
        ] = "own",
        interval: Annotated[Literal["hour", "day"] | None, Query(description="hours up to 3 days when absent")] = None,
        country: Names = None,
        in_currency: Names = None,
        provider: Names = None,
        game: Names = None,
        category: Names = None,
        device: Names = None,
        channel: Names = None,
    ) -> None:
        self.from_, self.to, self.ids = from_, to, operator_id
        self.compare, self.calendar, self.currency, self.interval = compare, calendar, currency, interval
        self._part = [country, in_currency, provider, game, category, device, channel]

    async def operators(self, request: Request, caller: Caller) -> list[Operator]:
        """Those asked about, or all within reach. Raises PermissionDenied, TooWide, InvalidField when there is none."""
        found = await operators_within(request, caller, READ, self.ids)
        if not found:
            raise InvalidField("operator_id", "is needed: there is no operator within reach")
        return found

    async def reporting(self, gateway: Gateway, operators: Sequence[Operator]) -> str:
        """The currency into which amounts are converted; empty for none. Raises InvalidField when it must be named."""
        return await reporting_currency(gateway, self.currency, {one.company_id for one in operators})

    def message(self, kind: Callable[..., M], operators: Sequence[Operator], reporting: str, **more: Any) -> M:
        """The question as a message."""
        return convert.asked(
            kind,
            operators,
            self.from_,
            self.to,
            calendar=self.calendar,
            reporting=reporting,
            filter_=convert.part(*(names or [] for names in self._part)),
            **more,
        )

    def compared(self) -> dict[str, Any]:
        """What questions that compare say besides."""
        return {"compare": convert.COMPARE[self.compare], "interval": convert.INTERVALS[self.interval]}

    @property
    def filtered(self) -> bool:
        """Whether a part of the activity is asked about only."""
        return any(self._part)


Question = Annotated[_Question, Depends()]


async def reporting_currency(gateway: Gateway, wanted: str, company_ids: Collection[UUID]) -> str:
    """The code behind "own" (empty), "reporting" or a code. Raises InvalidField when several companies need a name."""
    if wanted == "own":
        return ""
    if wanted != "reporting":
        return wanted
    currencies = await gateway.directory.reporting_currencies(company_ids)
    if len(currencies) > 1:
        raise InvalidField("currency", f"must be named: the companies report in {', '.join(sorted(currencies))}")
    return next(iter(currencies), "")
