"""The contract as callers meet it: a real process, filters, pages, masking, tenancy, checkpoints."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from daybook.audit.v1 import audit_service_pb2 as contract
from daybook.audit.v1.audit_service_pb2_grpc import AuditServiceStub
from daybook.gateway.v1 import events_pb2 as gateway
from daybook.types.v1 import action_pb2, page_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from nats.aio.client import Client

from deploy.local.nats import EmbeddedNats
from kit import actions, clock
from kit.auth.actor import SYSTEM, Actor, ActorKind, Grant
from kit.errors import DomainError
from kit.ids import uuid7
from kit.rpc import client
from services.audit.domain import checkpoint, envelope
from services.audit.domain.merkle import leaf_hash
from tests.audit.world import ORIGIN, STAFF, AuditProcess, Source, Tenant, running, suspension
from tests.conftest import Keys
from tests.polling import until

PLAYERS = 30


@dataclass
class Suite:
    """A running audit service with entries of three tenants, two of them of one company."""

    process: AuditProcess
    stub: AuditServiceStub
    keys: Keys
    first: Tenant
    second: Tenant
    other: Tenant

    def token(self, *tenants: Tenant, company: bool = True, permission: str = "audit.read") -> str:
        """A call token for tenants and, unless told otherwise, their companies."""
        companies = frozenset(str(each.company) for each in tenants) if company else frozenset[str]()
        grant = Grant(frozenset({permission}), {str(each.operator): str(each.company) for each in tenants}, companies)
        return self.keys.signer.call_token(Actor(ActorKind.STAFF, str(uuid7()), "Eva Auditor", (grant,)), "audit")

    async def list(self, token: str, scope: contract.Scope, **given: Any) -> contract.ListEntriesResponse:
        """ListEntries."""
        request = contract.ListEntriesRequest(scope=scope, **given)
        answer: contract.ListEntriesResponse = await client.call(self.stub.ListEntries, request, token, seconds=5)
        return answer


@pytest.fixture(scope="module")
async def suite(
    make_database: Callable[[str], str],
    nats_server: EmbeddedNats,
    nats_client: Client,
    keys: Keys,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Suite]:
    """Starts the service, announces, and waits until all is recorded and signed."""
    folder = tmp_path_factory.mktemp("audit")
    process = AuditProcess(make_database("audit"), nats_server.url, keys.public_keys_file, folder)
    first, other = Tenant(), Tenant()
    second = Tenant(company=first.company)
    source = Source(make_database("kit"), "players", nats_client.jetstream())
    process.start()
    channel = client.channel(process.address)
    suite = Suite(process, AuditServiceStub(channel), keys, first, second, other)
    try:
        async with running(source.relay):
            await announce(source, suite)
            await until(lambda: _complete(suite), 30)
        yield suite
        assert process.stop() == 0
    finally:
        process.kill()
        await channel.close()
        await source.database.close()


async def announce(source: Source, suite: Suite) -> None:
    """The directory, then suspensions of every tenant, some refused, one by the system without a company."""
    action = actions.privileged("operator.create", STAFF, clock.now(), target_type="operator", target_id="2")
    tenant = suite.second
    changed = gateway.OperatorChanged(
        action=action, operator_id=str(tenant.operator), company_id=str(tenant.company), revision=1
    )
    await source.announce([("operator_changed", tenant.operator, changed)])
    for tenant in (suite.first, suite.second, suite.other):
        for n in range(PLAYERS):
            refused = action_pb2.OUTCOME_REFUSED if n % 3 == 0 else action_pb2.OUTCOME_SUCCEEDED
            event = suspension(tenant, f"player-{n}", outcome=refused, request_id=f"request-{n}")
            await source.announce([("player_suspended", tenant.operator, event)])
    alone = suspension(suite.second, "by-the-system", actor=SYSTEM, company_id="")
    await source.announce([("player_suspended", suite.second.operator, alone)])


async def _complete(suite: Suite) -> bool:
    scope = contract.Scope(operator_ids=[str(suite.second.operator)])
    try:
        page = await suite.list(suite.token(suite.second), scope, target_id="by-the-system")
        request = contract.GetCheckpointRequest(scope=scope)
        latest = await client.call(suite.stub.GetCheckpoint, request, suite.token(suite.second), seconds=5)
    except DomainError:
        return False
    return bool(page.entries) and latest.size == 3 * PLAYERS + 2


def of(*tenants: Tenant) -> contract.Scope:
    """The scope of operators."""
    return contract.Scope(operator_ids=[str(each.operator) for each in tenants])


def company_of(*tenants: Tenant) -> contract.Scope:
    """The scope of companies."""
    return contract.Scope(company_ids=[str(each.company) for each in tenants])


@pytest.mark.parametrize("field", ["actor_id", "action", "target_type", "target_id"])
async def test_a_filter_that_no_entry_can_match_is_named(suite: Suite, field: str) -> None:
    scope = contract.Scope(operator_ids=[str(suite.first.operator)])
    with pytest.raises(DomainError) as caught:
        await suite.list(suite.token(suite.first), scope, **{field: "a\0"})
    assert caught.value.fields == {field: "must not contain the character NUL"}


async def test_pages_run_newest_first_through_everything_once(suite: Suite) -> None:
    token, found, cursor = suite.token(suite.first, suite.second, suite.other), [], ""
    scope = of(suite.first, suite.second, suite.other)
    while True:
        page = await suite.list(token, scope, page=page_pb2.Page(size=7, cursor=cursor))
        assert page.total.count == 3 * PLAYERS + 2
        assert not page.total.approximate
        assert len(page.change_counts) == len(page.entries)
        found += [entry.index for entry in page.entries]
        cursor = page.next_cursor
        if not cursor:
            break
    assert found == list(range(3 * PLAYERS + 1, -1, -1))


async def test_a_company_shows_its_operators_entries_once(suite: Suite) -> None:
    token = suite.token(suite.first, suite.second)
    by_company = await suite.list(token, company_of(suite.first), page=page_pb2.Page(size=200))
    assert by_company.total.count == len(by_company.entries) == 2 * PLAYERS + 2
    assert {entry.action.operator_id for entry in by_company.entries} == {
        str(suite.first.operator),
        str(suite.second.operator),
    }
    both = contract.Scope(operator_ids=[str(suite.first.operator)], company_ids=[str(suite.first.company)])
    assert (await suite.list(token, both)).total.count == 2 * PLAYERS + 2


async def test_an_entry_without_a_company_gets_its_operators(suite: Suite) -> None:
    page = await suite.list(suite.token(suite.second), company_of(suite.second), target_id="by-the-system")
    assert [entry.action.company_id for entry in page.entries] == [str(suite.second.company)]


async def test_filters_restrict(suite: Suite) -> None:
    token, scope = suite.token(suite.first), of(suite.first)

    async def count(**given: Any) -> int:
        page = await suite.list(token, scope, page=page_pb2.Page(size=200), **given)
        assert page.total.count == len(page.entries)
        return len(page.entries)

    assert await count(outcome=action_pb2.OUTCOME_REFUSED) == PLAYERS // 3
    assert await count(actor_id=STAFF.id) == PLAYERS
    assert await count(actor_id="nobody") == 0
    assert await count(action="player.suspend", target_type="player", target_id="player-4") == 1
    assert await count(action="player.reinstate") == 0
    newest = (await suite.list(token, scope)).entries[0].recorded_at
    assert await count(until=newest) + await count(**{"from": newest}) == PLAYERS
    assert await count(**{"from": Timestamp(seconds=newest.seconds + 3600)}) == 0


async def test_one_entry_has_its_diff_and_its_bytes(suite: Suite) -> None:
    token, scope = suite.token(suite.first), of(suite.first)
    (listed,) = (await suite.list(token, scope, target_id="player-3")).entries
    assert listed.action.origin.ip == "203.0.x.x"
    assert not listed.action.changes
    request = contract.GetEntryRequest(scope=scope, event_id=listed.event_id)
    answer = await client.call(suite.stub.GetEntry, request, token, seconds=5)
    (change,) = answer.entry.action.changes
    assert (change.path, change.before.string_value, change.after.string_value) == ("status", "active", "suspended")
    assert answer.entry.action.origin.ip == "203.0.113.7"
    assert answer.entry.action.origin.request_id == "request-3"
    assert answer.entry.action.reason == "chargebacks"
    assert not answer.entry.flags
    assert answer.leaf_hash == leaf_hash(answer.raw)
    assert str(envelope.read_entry(answer.raw).event.event_id) == listed.event_id


async def test_the_checkpoint_is_signed_for_this_log(suite: Suite) -> None:
    request = contract.GetCheckpointRequest(scope=of(suite.first))
    answer = await client.call(suite.stub.GetCheckpoint, request, suite.token(suite.first), seconds=5)
    signed = checkpoint.read(answer.signed_note, ORIGIN, suite.process.key.public_key())
    assert (signed.size, signed.root) == (answer.size, answer.root_hash) == (3 * PLAYERS + 2, answer.root_hash)
    assert not answer.open_gaps


async def test_another_tenants_entries_cannot_be_seen_or_guessed(suite: Suite) -> None:
    token = suite.token(suite.first)
    entry = (await suite.list(suite.token(suite.other), of(suite.other))).entries[0]
    known = contract.GetEntryRequest(scope=of(suite.first), event_id=entry.event_id)
    unknown = contract.GetEntryRequest(scope=of(suite.first), event_id=str(uuid7()))
    problems = []
    for request in (known, unknown):
        with pytest.raises(DomainError) as refused:
            await client.call(suite.stub.GetEntry, request, token, seconds=5)
        problems.append((refused.value.reason, refused.value.message))
    assert problems[0] == problems[1] == ("ENTRY_NOT_FOUND", "There is no such entry.")
    assert not (await suite.list(token, of(suite.first), target_id="by-the-system")).entries


@pytest.mark.parametrize(
    "scope",
    [
        pytest.param(lambda suite: of(suite.other), id="operator"),
        pytest.param(lambda suite: company_of(suite.other), id="company"),
        pytest.param(lambda suite: of(suite.first, suite.other), id="one of two"),
        pytest.param(lambda suite: contract.Scope(), id="none"),
    ],
)
async def test_a_scope_out_of_reach_is_refused(suite: Suite, scope: Callable[[Suite], contract.Scope]) -> None:
    token = suite.token(suite.first)
    for method, request in (
        (suite.stub.ListEntries, contract.ListEntriesRequest(scope=scope(suite))),
        (suite.stub.GetEntry, contract.GetEntryRequest(scope=scope(suite), event_id=str(uuid7()))),
        (suite.stub.GetCheckpoint, contract.GetCheckpointRequest(scope=scope(suite))),
    ):
        with pytest.raises(DomainError) as refused:
            await client.call(method, request, token, seconds=5)
        assert refused.value.reason == "PERMISSION_DENIED"


async def test_company_entries_need_the_company_as_a_whole(suite: Suite) -> None:
    token = suite.token(suite.first, company=False)
    with pytest.raises(DomainError) as refused:
        await suite.list(token, company_of(suite.first))
    assert refused.value.reason == "PERMISSION_DENIED"


async def test_without_the_permission_nothing_is_shown(suite: Suite) -> None:
    with pytest.raises(DomainError) as refused:
        await suite.list(suite.token(suite.first, permission="players.read"), of(suite.first))
    assert refused.value.reason == "PERMISSION_DENIED"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"page": page_pb2.Page(cursor="no-cursor")}, "page.cursor"),
        ({"page": page_pb2.Page(size=5000)}, "page.size"),
        ({"actor_id": "x" * 200}, "actor_id"),
        ({"from": Timestamp(seconds=400_000_000_000)}, "from"),
    ],
)
async def test_a_bad_request_names_its_field(suite: Suite, given: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        await suite.list(suite.token(suite.first), of(suite.first), **given)
    assert field in refused.value.fields


async def test_verify_prints_the_verdict(suite: Suite) -> None:
    done = suite.process.run("verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"size         {3 * PLAYERS + 2}" in done.stdout
    assert "verdict      whole" in done.stdout
