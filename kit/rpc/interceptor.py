"""The one server interceptor: runs the stages in order around every method, and hides unexpected failures.

One interceptor with plain functions as stages costs a fraction of a chain of interceptors, and the order can be read.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Container
from contextlib import aclosing
from typing import Any

import grpc
from google.protobuf.message import Message
from opentelemetry.trace import SpanKind, StatusCode

from kit import masking, telemetry
from kit.auth.actor import ActorKind
from kit.auth.tokens import Verifier
from kit.db import is_outage
from kit.errors import DomainError, PermissionDenied, ServiceUnavailable
from kit.rpc import call, methods, stages, validation
from kit.rpc.status import abort, abort_internal

log = logging.getLogger(__name__)


class Stages(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]  # not generic at run time
    """Sanitise, trace, deadline, authenticate, authorise, validate; then the method; then mask."""

    def __init__(self, verifier: Verifier, revoked: Container[str] = frozenset()) -> None:
        self._verifier = verifier
        self._revoked = revoked

    async def intercept_service(
        self, continuation: Callable[[Any], Awaitable[Any]], details: grpc.HandlerCallDetails
    ) -> Any:
        """Wraps the method's handler; health and reflection pass untouched."""
        handler = await continuation(details)
        method = methods.describe(details.method) if handler is not None else None
        if handler is None or method is None:
            return handler
        metadata = {key: value for key, value in details.invocation_metadata or () if isinstance(value, str)}
        stages_of = _Run(self, details.method, method, metadata)
        if handler.request_streaming:
            wrapped, make = stages_of.stream_stream(handler.stream_stream), grpc.stream_stream_rpc_method_handler
        elif handler.response_streaming:
            wrapped, make = stages_of.unary_stream(handler.unary_stream), grpc.unary_stream_rpc_method_handler
        else:
            wrapped, make = stages_of.unary_unary(handler.unary_unary), grpc.unary_unary_rpc_method_handler
        return make(wrapped, handler.request_deserializer, handler.response_serializer)

    def admit(self, path: str, method: methods.Method, metadata: dict[str, str], request: Message) -> call.Call:
        """Everything between the first byte and the method for one request message."""
        actor = stages.authenticate(metadata, self._verifier, self._revoked)
        stages.authorise(actor, method, request)
        validation.check(request)
        return call.Call(path, actor, metadata.get("x-request-id", ""))


class _Run:
    """One call under way."""

    def __init__(self, interceptor: Stages, path: str, method: methods.Method, metadata: dict[str, str]) -> None:
        self._interceptor = interceptor
        self._path = path
        self._method = method
        self._metadata = metadata
        self._masks = masking.has_sensitive(method.response)

    def unary_unary(self, behaviour: Any) -> Any:
        async def handle(request: Message, context: Any) -> Message:
            async def answer() -> Message:
                present = self._admit(request)
                async with asyncio.timeout(stages.seconds_left(context)):
                    response: Message = await behaviour(request, context)
                return self._masked(response, present)

            result: Message = await self._guard(answer, context)
            return result

        return handle

    def unary_stream(self, behaviour: Any) -> Any:
        async def handle(request: Message, context: Any) -> None:
            async def answer() -> None:
                present = self._admit(request)
                # Closed at once when the caller goes away: what it holds is given back.
                async with aclosing(behaviour(request, context)) as responses:
                    async for response in responses:
                        await context.write(self._masked(response, present))

            await self._guard(answer, context)

        return handle

    def stream_stream(self, behaviour: Any) -> Any:
        async def handle(requests: AsyncIterator[Message], context: Any) -> None:
            async def answer() -> None:
                async def admitted() -> AsyncIterator[Message]:
                    async for request in requests:
                        self._admit(request)
                        yield request

                async for response in behaviour(admitted(), context):
                    await context.write(self._masked(response, call.current()))

            await self._guard(answer, context)

        return handle

    def _admit(self, request: Message) -> call.Call:
        present = self._interceptor.admit(self._path, self._method, self._metadata, request)
        call.begin(present)
        return present

    def _masked(self, response: Message, present: call.Call) -> Message:
        # A platform sees its own players' data in clear: it is where they come from.
        if self._masks and not present.revealed and present.actor.kind is not ActorKind.PLATFORM:
            masking.mask(response)
        return response

    async def _guard(self, answer: Callable[[], Awaitable[Any]], context: Any) -> Any:
        started, code = time.perf_counter(), "OK"
        with telemetry.span(self._path[1:], SpanKind.SERVER, context=telemetry.parent(self._metadata)) as span:
            try:
                return await answer()
            except asyncio.CancelledError:
                code = "CANCELLED"
                raise
            except Exception as error:
                failure = self._expected(error)
                code = failure.reason if failure else "INTERNAL"
                span.set_status(StatusCode.ERROR, code)
                trace_id = telemetry.trace_id()
            finally:
                elapsed = (time.perf_counter() - started) * 1000
                telemetry.rpc_duration.record(elapsed, {"rpc.method": self._path[1:], "code": code})
        if failure is None:
            await abort_internal(context, trace_id)
        return await abort(context, failure)

    def _expected(self, error: Exception) -> DomainError | None:
        """The failure as the caller may know it; None when it was not foreseen, which is logged here."""
        if isinstance(error, DomainError):
            if isinstance(error, PermissionDenied):
                log.info("%s refused: %s", self._path, error.details)
            return error
        if isinstance(error, TimeoutError):
            return ServiceUnavailable("The deadline passed before the answer was ready.")
        if is_outage(error):
            log.warning("%s: the database does not answer: %s", self._path, type(error).__name__)
            return ServiceUnavailable()
        log.error("%s failed unexpectedly", self._path, exc_info=error)
        return None
