"""Traces and metrics: set up once per process; one trace runs through RPC, SQL, outbox and consumer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from opentelemetry import metrics, propagate, trace
from opentelemetry.context import Context
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode
from opentelemetry.util.types import AttributeValue

from kit.settings import ServiceSettings

tracer: Final = trace.get_tracer("daybook")
meter: Final = metrics.get_meter("daybook")

# RED metrics per RPC, route and consumer; names follow OpenTelemetry's semantic conventions where there is one.
rpc_duration: Final = meter.create_histogram("rpc.server.duration", "ms", "How long RPCs took, by method and code")
consumed: Final = meter.create_counter("daybook.consumer.events", "1", "Events taken in, by consumer and outcome")
consumer_lag: Final = meter.create_histogram("daybook.consumer.lag", "s", "Time from event to consumption, by consumer")
published: Final = meter.create_counter("daybook.relay.events", "1", "Events published, by stream")
outbox_lag: Final = meter.create_gauge("daybook.outbox.lag", "s", "Age of the oldest unpublished row, by stream")
outbox_depth: Final = meter.create_gauge("daybook.outbox.depth", "1", "Unpublished rows, by stream")


class Wordless(BatchSpanProcessor):
    """Exports spans without what exceptions say: instrumentation adds their texts, which may quote personal data."""

    def on_end(self, span: ReadableSpan) -> None:
        """Keeps the exception's type as the status and drops the events, of which we have no others."""
        words = span.status.description
        if words is None and not span.events:
            super().on_end(span)
            return
        kept = ReadableSpan(
            name=span.name,
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=span.attributes,
            links=span.links,
            kind=span.kind,
            status=Status(span.status.status_code, words.partition(":")[0] if words else None),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )
        super().on_end(kept)


def set_up(service: str, settings: ServiceSettings) -> None:
    """Starts the exporters that the settings name. Without an OTLP endpoint, trace ids still exist but go nowhere."""
    resource = Resource.create({"service.name": f"daybook-{service}", "service.version": settings.version})
    provider = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(settings.otlp_sample)))
    if settings.otlp_endpoint:
        # Imported only when used: each exporter costs a process several megabytes.
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor

        exporter = OTLPSpanExporter(endpoint=settings.otlp_endpoint, insecure=True)
        provider.add_span_processor(Wordless(exporter, schedule_delay_millis=500))
        AsyncPGInstrumentor(capture_parameters=False).instrument()  # type: ignore[no-untyped-call]
    trace.set_tracer_provider(provider)
    if settings.metrics_port:
        from opentelemetry.exporter.prometheus import PrometheusMetricReader
        from prometheus_client import start_http_server

        metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=[PrometheusMetricReader()]))
        start_http_server(settings.metrics_port)


def shut_down() -> None:
    """Sends what is still buffered."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


def trace_headers() -> dict[str, str]:
    """The W3C headers of the current trace."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


def parent(headers: Mapping[str, str]) -> Context:
    """The trace that the headers continue."""
    return propagate.extract(headers)


def trace_id() -> str:
    """The current trace's id in hex; empty outside a trace."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else ""


@contextmanager
def span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    context: Context | None = None,
    links: tuple[Link, ...] = (),
    attributes: Mapping[str, AttributeValue] | None = None,
) -> Iterator[Span]:
    """A span that is marked as failed by an exception, without the exception's text, which may be personal."""
    with tracer.start_as_current_span(
        name, context, kind, dict(attributes or {}), links, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_status(StatusCode.ERROR, type(error).__name__)
            raise
