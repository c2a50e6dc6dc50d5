"""TLS that is asked for in part is refused rather than left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from kit.settings import ServiceSettings

WHOLE = {"tls_certificate": Path("crt"), "tls_key": Path("key"), "tls_client_ca": Path("ca")}


def settings(*given: str) -> ServiceSettings:
    files = {name: WHOLE[name] for name in given}
    return ServiceSettings(database_url="x", nats_url="x", actor_public_keys=Path("keys"), **files)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", [("tls_certificate",), ("tls_key",), ("tls_client_ca",), ("tls_client_ca", "tls_certificate")]
)
def test_a_part_of_tls_does_not_mean_plain_text(given: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError, match="TLS"):
        settings(*given)


def test_tls_is_whole_or_absent() -> None:
    assert settings().tls_certificate is None
    assert settings("tls_certificate", "tls_key").tls_key == Path("key")
    assert settings(*WHOLE).tls_client_ca == Path("ca")
