"""Clients of our services: deadlines that propagate, the trace, retries of what is safe to retry, errors as ours."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import grpc

from kit import telemetry
from kit.rpc.status import from_rpc

T = TypeVar("T")

# Every RPC is idempotent by contract, so a lost connection may be tried again. The service config's own timeout is
# inexact and not used; each call carries its deadline.
_CONFIG: Final = json.dumps(
    {
        "loadBalancingConfig": [{"round_robin": {}}],
        "methodConfig": [
            {
                "name": [{}],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.05s",
                    "maxBackoff": "1s",
                    "backoffMultiplier": 3,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ],
    }
)
_OPTIONS: Final = [
    ("grpc.service_config", _CONFIG),
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2_000),
]


def channel(address: str, *, root_certificates: bytes | None = None) -> grpc.aio.Channel:
    """A channel to "host:port"; over TLS when root certificates are given."""
    if root_certificates is None:
        return grpc.aio.insecure_channel(address, options=_OPTIONS)
    return grpc.aio.secure_channel(address, grpc.ssl_channel_credentials(root_certificates), options=_OPTIONS)


def metadata(token: str, request_id: str = "") -> tuple[tuple[str, str], ...]:
    """What each call carries: the credential, the request's id and the trace."""
    pairs = [("authorization", f"Bearer {token}"), *telemetry.trace_headers().items()]
    if request_id:
        pairs.append(("x-request-id", request_id))
    return tuple(pairs)


async def call(
    method: Callable[..., Awaitable[T]], request: Any, token: str, *, seconds: float, request_id: str = ""
) -> T:
    """Calls a unary method with a deadline. Raises the service's domain error, or one that says it does not answer."""
    try:
        return await method(request, timeout=seconds, metadata=metadata(token, request_id))
    except grpc.aio.AioRpcError as error:
        raise from_rpc(error) from error
