"""The session cookie over https, and settings that cannot be right."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import Response
from pydantic import SecretStr, ValidationError

from gateway.container import Gateway
from gateway.domain.access import Stage
from gateway.security import forget_session, set_session
from gateway.service.sign_in import Opened
from gateway.settings import GatewaySettings


def settings(tmp_path: Path, **more: Any) -> GatewaySettings:
    return GatewaySettings(
        database_url=SecretStr("x"),
        nats_url=SecretStr("x"),
        actor_public_keys=tmp_path / "public",
        actor_private_key=tmp_path / "private",
        seal_key=tmp_path / "seal",
        **more,
    )


@dataclass
class OnlySettings:
    settings: GatewaySettings


def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    gateway = cast(Gateway, OnlySettings(settings(tmp_path, public_url="https://daybook.example/")))
    response = Response()
    csrf = set_session(response, gateway, Opened("token", Stage.SIGNED_IN))
    first, *flags = response.headers["set-cookie"].split("; ")
    assert first == "__Host-daybook=token"
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)
    assert csrf
    gone = Response()
    forget_session(gone, gateway)
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert "Secure" in gone.headers["set-cookie"]


def test_over_plain_http_two_suites_on_one_host_do_not_take_each_others_cookie(tmp_path: Path) -> None:
    addresses = ["http://127.0.0.1:18000", "http://127.0.0.1:8080", "http://127.0.0.1"]
    names = []
    for address in addresses:
        response = Response()
        gateway = cast(Gateway, OnlySettings(settings(tmp_path, public_url=address)))
        set_session(response, gateway, Opened("token", Stage.SIGNED_IN))
        first, *flags = response.headers["set-cookie"].split("; ")
        assert "HttpOnly" in flags
        names.append(first.partition("=")[0])
    assert names == ["daybook-18000", "daybook-8080", "daybook-80"]


@pytest.mark.parametrize("content", ["not base64!", base64.b64encode(b"short").decode(), ""])
def test_a_seal_key_of_the_wrong_shape_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "seal").write_text(content)
    with pytest.raises(ValueError, match="seal key"):
        settings(tmp_path).seal()


@pytest.mark.parametrize("address", ["daybook.example", "http://daybook.example:port"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ValidationError):
        settings(tmp_path, public_url=address)
