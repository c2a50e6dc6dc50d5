"""A trace collector for tests: takes OTLP over gRPC and keeps the spans by trace."""

from __future__ import annotations

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc


@dataclass(frozen=True)
class Span:
    """What the tests ask of a span."""

    service: str
    name: str
    span_id: str
    parent_id: str
    attributes: dict[str, str]


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Listens on a free port from the moment it is made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._traces: dict[str, list[Span]] = defaultdict(list)
        self._server = grpc.server(ThreadPoolExecutor(2))
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(self, self._server)
        self.endpoint = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Export(self, request: Any, context: Any) -> trace_service_pb2.ExportTraceServiceResponse:
        """Takes a batch of spans."""
        with self._lock:
            for resource in request.resource_spans:
                service = next(a.value.string_value for a in resource.resource.attributes if a.key == "service.name")
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        attributes = {a.key: a.value.string_value for a in span.attributes}
                        self._traces[span.trace_id.hex()].append(
                            Span(service, span.name, span.span_id.hex(), span.parent_span_id.hex(), attributes)
                        )
        return trace_service_pb2.ExportTraceServiceResponse()

    def spans(self, trace_id: str) -> list[Span]:
        """The spans of one trace that have arrived so far."""
        with self._lock:
            return list(self._traces.get(trace_id, ()))

    def everything(self) -> list[Span]:
        """All spans of all traces."""
        with self._lock:
            return [span for spans in self._traces.values() for span in spans]

    def close(self) -> None:
        """Stops listening."""
        self._server.stop(0)
