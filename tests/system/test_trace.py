"""One trace runs from the HTTP request through gRPC, SQL, outbox and JetStream to the consumer's SQL."""

from __future__ import annotations

from deploy.local.suite import Brand, Suite
from kit.ids import uuid7
from kit.rpc import client
from tests.polling import until
from tests.system.collector import Collector, Span
from tests.system.players import register


async def test_a_suspension_is_one_trace_to_the_audit_log(suite: Suite, acme: Brand, collector: Collector) -> None:
    async with client.channel(suite.address("players")) as channel:
        player = await register(channel, acme, f"traced-{uuid7()}", email="traced.person@mail.example")
    trace_id = uuid7().hex
    body = {"operator_id": acme.operator_id, "reason": "trace", "revision": player.revision, "request_id": str(uuid7())}
    headers = {"traceparent": f"00-{trace_id}-{'1' * 16}-01"}
    async with suite.client(acme.api_key) as http:
        response = await http.post(f"/players/{player.player_id}/suspend", json=body, headers=headers)
    assert response.status_code == 200, response.text

    def services() -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = {}
        for span in collector.spans(trace_id):
            found.setdefault(span.service, []).append(span)
        return found

    def ran_sql(service: str) -> bool:
        return any(
            "INSERT" in span.name.upper() or "SELECT" in span.name.upper() for span in services().get(service, ())
        )

    def whole() -> bool:
        """Whether the first span is in: spans are sent when they end, so the outermost comes last."""
        found = services()
        named = any("/players/{" in span.name for span in found.get("daybook-gateway", ()))
        called = any(span.name.endswith("SuspendPlayer") for span in found.get("daybook-players", ()))
        return named and called and ran_sql("daybook-players") and ran_sql("daybook-audit") and len(roots()) == 1

    def roots() -> list[Span]:
        spans = [span for group in services().values() for span in group]
        ids = {span.span_id for span in spans}
        return [span for span in spans if span.parent_id not in ids]

    await until(whole)
    assert [root.service for root in roots()] == ["daybook-gateway"], "everything hangs below the one HTTP span"


async def test_no_span_carries_personal_data(collector: Collector) -> None:
    for span in collector.everything():
        assert "traced.person" not in " ".join([span.name, *span.attributes.values()])
