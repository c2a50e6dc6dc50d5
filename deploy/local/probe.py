"""Asks services whether they are ready: the gRPC health service, or the gateway's health address.

Run as `python -m deploy.local.probe NAME=PROTOCOL=HOST:PORT …` it prints each name once it is ready and ends when all
are. It is its own process because a process that has made a gRPC channel must not fork, and the launcher forks.
"""

import sys
import time
import urllib.error
import urllib.request

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

POLL_SECONDS = 0.05
ASK_SECONDS = 2.0


def is_ready(protocol: str, address: str) -> bool:
    """Whether the service at host:port says that it serves."""
    return _http_ready(address) if protocol == "http" else _grpc_ready(address)


def _grpc_ready(address: str) -> bool:
    with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=ASK_SECONDS)
        except grpc.RpcError:
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


def _http_ready(address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{address}/api/v1/health", timeout=ASK_SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main(targets: list[str]) -> None:
    waiting = [tuple(target.split("=", 2)) for target in targets]
    while waiting:
        for name, protocol, address in list(waiting):
            if is_ready(protocol, address):
                print(name, flush=True)
                waiting.remove((name, protocol, address))
        if waiting:
            time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1:])
