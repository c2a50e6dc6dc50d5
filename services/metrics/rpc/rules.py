"""RulesService: NGR rules, regulators' rules, exchange rates, games."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from daybook.metrics.v1 import rules_service_pb2 as pb
from daybook.metrics.v1 import rules_service_pb2_grpc as contract

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call, text
from services.metrics.convert import rules as convert
from services.metrics.convert.query import day
from services.metrics.service import rules
from services.metrics.service.rules import Change


class RulesRpc(contract.RulesServiceServicer):
    """The methods of RulesService."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def ListNgrRules(self, request: pb.ListNgrRulesRequest, context: Any) -> pb.ListNgrRulesResponse:
        """All versions."""
        async with self._database.read() as connection:
            found = await rules.ngr_versions(connection, UUID(request.operator_id), self._clock)
        return pb.ListNgrRulesResponse(rules=[convert.ngr_rule(*one) for one in found])

    async def AddNgrRule(self, request: pb.AddNgrRuleRequest, context: Any) -> pb.AddNgrRuleResponse:
        """Adds a version."""
        text.check(request)
        change, since = _change(request, request.reason), day(request.effective_from, "effective_from")

        async def answer(uow: UnitOfWork) -> pb.AddNgrRuleResponse:
            added = await rules.add_ngr_rule(
                uow,
                UUID(request.operator_id),
                since,
                convert.read_ngr_rates(request.rates),
                request.newest_version,
                change,
                self._clock,
            )
            return pb.AddNgrRuleResponse(rule=convert.ngr_rule(*added))

        return await requests.answered(self._database, request, pb.AddNgrRuleResponse, answer)

    async def ListRegulatorRules(
        self, request: pb.ListRegulatorRulesRequest, context: Any
    ) -> pb.ListRegulatorRulesResponse:
        """All versions."""
        async with self._database.read() as connection:
            found = await rules.regulator_rules(connection, UUID(request.operator_id), self._clock)
        return pb.ListRegulatorRulesResponse(rules=[convert.regulator_rule(*one) for one in found])

    async def AddRegulatorRule(self, request: pb.AddRegulatorRuleRequest, context: Any) -> pb.AddRegulatorRuleResponse:
        """Adds a version of the operator's own."""
        text.check(request)
        change, since = _change(request, request.reason), day(request.effective_from, "effective_from")

        async def answer(uow: UnitOfWork) -> pb.AddRegulatorRuleResponse:
            added = await rules.add_regulator_rule(
                uow,
                UUID(request.operator_id),
                request.name,
                since,
                convert.read_terms(request.terms),
                request.text,
                request.source,
                change,
                self._clock,
            )
            return pb.AddRegulatorRuleResponse(rule=convert.regulator_rule(*added))

        return await requests.answered(self._database, request, pb.AddRegulatorRuleResponse, answer)

    async def ListExchangeRates(
        self, request: pb.ListExchangeRatesRequest, context: Any
    ) -> pb.ListExchangeRatesResponse:
        """Those of a day, or a page of all."""
        text.check(request)
        company_id, response = UUID(request.company_id), pb.ListExchangeRatesResponse()
        async with self._database.read() as connection:
            if request.HasField("day"):
                found = await rules.rates_of_day(connection, company_id, day(request.day, "day"))
                response.rates.extend(map(convert.exchange_rate, found))
                response.total.count = len(found)
                return response
            page, total = await rules.page_of_rates(
                connection,
                company_id,
                request.base,
                request.quote,
                request.replaced,
                request.page.cursor,
                request.page.size,
            )
        return pb.ListExchangeRatesResponse(
            rates=map(convert.exchange_rate, page.rows), next_cursor=page.next_cursor, total=convert.total(total)
        )

    async def PutExchangeRates(self, request: pb.PutExchangeRatesRequest, context: Any) -> pb.PutExchangeRatesResponse:
        """Sets rates of a day."""
        text.check(request)
        change, of_day = _change(request, request.reason), day(request.day, "day")

        async def answer(uow: UnitOfWork) -> pb.PutExchangeRatesResponse:
            found = await rules.put_rates(
                uow,
                UUID(request.company_id),
                of_day,
                convert.read_rates(request.rates),
                request.source,
                change,
                self._clock,
            )
            return pb.PutExchangeRatesResponse(rates=map(convert.exchange_rate, found))

        async with self._database.unit_of_work() as uow:
            return await requests.once(
                uow, request.company_id, request, pb.PutExchangeRatesResponse, partial(answer, uow)
            )

    async def ListGames(self, request: pb.ListGamesRequest, context: Any) -> pb.ListGamesResponse:
        """A page of them."""
        text.check(request)
        async with self._database.read() as connection:
            page, total = await rules.page_of_games(
                connection,
                UUID(request.operator_id),
                request.q,
                request.categories,
                request.missing,
                request.page.cursor,
                request.page.size,
            )
        return pb.ListGamesResponse(
            games=map(convert.listed_game, page.rows), next_cursor=page.next_cursor, total=convert.total(total)
        )

    async def PutGames(self, request: pb.PutGamesRequest, context: Any) -> pb.PutGamesResponse:
        """Sets what the catalogue says, by staff."""
        text.check(request)
        change = _change(request, request.reason)

        async def answer(uow: UnitOfWork) -> pb.PutGamesResponse:
            return pb.PutGamesResponse(changed=await self._put(uow, request, change))

        return await requests.answered(self._database, request, pb.PutGamesResponse, answer)

    async def TellGames(self, request: pb.TellGamesRequest, context: Any) -> pb.TellGamesResponse:
        """Sets what the catalogue says, by the platform."""
        text.check(request)
        change = _change(request, "")

        async def answer(uow: UnitOfWork) -> pb.TellGamesResponse:
            return pb.TellGamesResponse(changed=await self._put(uow, request, change))

        return await requests.answered(self._database, request, pb.TellGamesResponse, answer)

    async def _put(self, uow: UnitOfWork, request: pb.PutGamesRequest | pb.TellGamesRequest, change: Change) -> int:
        told = convert.read_games(request.games)
        return await rules.put_games(uow, UUID(request.operator_id), told, change, self._clock)


def _change(request: Any, reason: str) -> Change:
    return Change(call.current().actor, reason, request.request_id)
