"""What figures go by: NGR rules, regulators' rules, exchange rates, the catalogue of games."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from daybook.metrics.v1 import rules_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request

from gateway.clients import METRICS, actor_for
from gateway.container import Gateway, TheGateway
from gateway.convert import rules as convert
from gateway.convert.values import date_message, page_of_messages, page_request
from gateway.domain.access import Caller
from gateway.models import rules as models
from gateway.models.base import Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, OperatorId, Requires, operator_within
from kit.auth.actor import Actor
from kit.errors import InvalidField, PermissionDenied

router = APIRouter(prefix=PREFIX, tags=["rules of figures"], dependencies=SCHEMES)

_READ, _MANAGE = "metrics.read", "metrics.manage"
Reader = Annotated[Caller, Depends(Requires(_READ))]
Manager = Annotated[Caller, Depends(Requires(_MANAGE))]


@router.get("/ngr-rules")
async def list_ngr_rules(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.NgrRules:
    """All versions of an operator's NGR rules, newest first."""
    operator = await operator_within(request, caller, _READ, operator_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    asked = pb.ListNgrRulesRequest(operator_id=str(operator.operator_id))
    answer = await services.ask(METRICS, services.rules.ListNgrRules, asked, actor)
    return models.NgrRules(items=[convert.ngr_rule(one) for one in answer.rules])


@router.post("/ngr-rules", status_code=201)
async def add_ngr_rule(
    body: models.NewNgrRule, caller: Manager, request: Request, gateway: TheGateway
) -> models.NgrRuleVersion:
    """Adds a version: every figure from its day on goes by it. 409 STALE_REVISION when somebody was faster."""
    operator = await operator_within(request, caller, _MANAGE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_MANAGE], [operator])
    answer = await services.ask(METRICS, services.rules.AddNgrRule, convert.ngr_rule_to_add(body), actor)
    return convert.ngr_rule(answer.rule)


@router.get("/regulator-rules")
async def list_regulator_rules(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.RegulatorRules:
    """The rules by which regulators' figures are made: Daybook's, and the operator's own."""
    operator = await operator_within(request, caller, _READ, operator_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    asked = pb.ListRegulatorRulesRequest(operator_id=str(operator.operator_id))
    answer = await services.ask(METRICS, services.rules.ListRegulatorRules, asked, actor)
    return models.RegulatorRules(items=[convert.regulator_rule(one) for one in answer.rules])


@router.post("/regulator-rules", status_code=201)
async def add_regulator_rule(
    body: models.NewRegulatorRule, caller: Manager, request: Request, gateway: TheGateway
) -> models.RegulatorRule:
    """Adds a version of the operator's own."""
    operator = await operator_within(request, caller, _MANAGE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_MANAGE], [operator])
    answer = await services.ask(METRICS, services.rules.AddRegulatorRule, convert.regulator_rule_to_add(body), actor)
    return convert.regulator_rule(answer.rule)


@router.get("/exchange-rates")
async def list_exchange_rates(
    caller: Reader,
    gateway: TheGateway,
    company_id: Annotated[UUID | None, Query(description="may be absent for a caller of one company")] = None,
    day: Annotated[date | None, Query(description="the rates by which this day is converted")] = None,
    base: Annotated[str, Query(max_length=5)] = "",
    quote: Annotated[str, Query(max_length=5)] = "",
    replaced: Annotated[bool, Query(description="also versions that were replaced")] = False,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.ExchangeRate]:
    """A company's exchange rates: those of a day, or all, latest day first."""
    company = await _company_within(gateway, caller, _READ, company_id)
    asked = pb.ListExchangeRatesRequest(
        company_id=str(company),
        day=date_message(day) if day else None,
        base=base,
        quote=quote,
        replaced=replaced,
        page=page_request(cursor, limit),
    )
    services = gateway.services
    answer = await services.ask(METRICS, services.rules.ListExchangeRates, asked, _for_company(caller, _READ, company))
    return page_of_messages(map(convert.exchange_rate, answer.rates), answer.next_cursor, answer.total)


@router.put("/exchange-rates")
async def put_exchange_rates(
    body: models.NewExchangeRates, caller: Manager, gateway: TheGateway
) -> models.ExchangeRates:
    """Sets rates of a day; figures in the company's reporting currency go by them at once."""
    company = await _company_within(gateway, caller, _MANAGE, body.company_id)
    services, actor = gateway.services, _for_company(caller, _MANAGE, company)
    answer = await services.ask(METRICS, services.rules.PutExchangeRates, convert.rates_to_put(body), actor)
    return models.ExchangeRates(items=[convert.exchange_rate(one) for one in answer.rates])


@router.get("/games")
async def list_games(
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    q: Annotated[str, Query(max_length=128, description="found in the game, its name or provider")] = "",
    category: Annotated[list[Annotated[str, Query(max_length=128)]] | None, Query()] = None,
    missing: Annotated[bool, Query(description="only those that the catalogue says nothing of")] = False,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Game]:
    """An operator's games: the catalogue, and those that were played and are not in it."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListGamesRequest(
        operator_id=str(operator.operator_id),
        q=q,
        categories=category or [],
        missing=missing,
        page=page_request(cursor, limit),
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(METRICS, services.rules.ListGames, asked, actor)
    return page_of_messages(map(convert.game, answer.games), answer.next_cursor, answer.total)


@router.put("/games")
async def put_games(
    body: models.NewGames, caller: Manager, request: Request, gateway: TheGateway
) -> models.ChangedGames:
    """Adds games to the catalogue, or replaces what it says of them."""
    operator = await operator_within(request, caller, _MANAGE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_MANAGE], [operator])
    answer = await services.ask(METRICS, services.rules.PutGames, convert.games_to_put(body), actor)
    return models.ChangedGames(changed=answer.changed)


async def _company_within(gateway: Gateway, caller: Caller, permission: str, company_id: UUID | None) -> UUID:
    """The company named, or the only one within reach. Raises PermissionDenied, or InvalidField for want of a name."""
    if company_id is not None:
        if not caller.may_company(permission, company_id):
            raise PermissionDenied(details={"permission": permission})
        return company_id
    within = await gateway.directory.companies_for(caller, permission)
    if len(within) != 1:
        raise InvalidField("company_id", f"is needed: {len(within)} companies are within reach")
    return within[0].company_id


def _for_company(caller: Caller, permission: str, company_id: UUID) -> Actor:
    return caller.actor([permission], companies=[str(company_id)])
