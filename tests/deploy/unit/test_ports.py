"""The port plan and the message about a port that is taken."""

import os
import socket

import pytest

from deploy.local.errors import LaunchError
from deploy.local.ports import HOST, PortPlan, free_port, is_free, require_free

ORDER = ["gateway", "players", "kyc", "blacklist", "audit", "tracking", "metrics", "postgres", "nats"]


def test_a_base_gives_every_process_its_place() -> None:
    plan = PortPlan.from_base(18000)
    assert [plan[name] for name in ORDER] == list(range(18000, 18009))
    assert plan.address("players") == "127.0.0.1:18001"


def test_the_defaults() -> None:
    plan = PortPlan.from_base(None)
    assert (plan["gateway"], plan["players"], plan["audit"], plan["metrics"]) == (8080, 50051, 50054, 50056)
    assert len(set(plan.ports.values())) == len(ORDER)


@pytest.mark.parametrize("base", [0, 80, 65530, 70000, -1])
def test_a_base_without_room_is_refused(base: int) -> None:
    with pytest.raises(LaunchError, match="--port-base"):
        PortPlan.from_base(base)


def test_a_taken_port_names_its_holder_and_the_way_out() -> None:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(LaunchError) as failure:
            require_free(PortPlan({"gateway": port}), ["gateway"])
    text = str(failure.value)
    assert f"Port {port} for gateway is taken" in text
    assert f"pid {os.getpid()}" in text
    assert "--port-base" in text


def test_a_free_port_is_free() -> None:
    port = free_port()
    assert is_free(port)
    require_free(PortPlan({"gateway": port}), ["gateway"])
