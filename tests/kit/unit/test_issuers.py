"""A service that signs in its own name holds what is listed for it, and nothing else whatever its tokens say."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.permissions import PERMISSIONS, REACH
from kit.auth.tokens import Signer, Verifier
from kit.errors import Unauthenticated
from kit.ids import uuid7

OPERATOR = str(uuid7())


def pair() -> tuple[bytes, str]:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


METRICS, GATEWAY, STRANGER = pair(), pair(), pair()
VERIFIER = Verifier("players", {"metrics": METRICS[1], "gateway": GATEWAY[1], "stranger": STRANGER[1]})


def actor(permissions: Iterable[str], kind: ActorKind = ActorKind.SYSTEM, subject: str = "metrics") -> Actor:
    return Actor(kind, subject, "Metrics", (Grant(frozenset(permissions), {OPERATOR: ""}),))


def test_metrics_may_read_the_history() -> None:
    token = Signer("metrics", METRICS[0]).call_token(actor({"players.replay"}), "players")
    assert VERIFIER.verify(token).may("players.replay", OPERATOR)


@pytest.mark.parametrize("permission", sorted(PERMISSIONS.keys() - REACH["metrics"]))
def test_metrics_may_do_nothing_else(permission: str) -> None:
    signer = Signer("metrics", METRICS[0])
    for permissions in ({permission}, {permission, "players.replay"}):
        with pytest.raises(Unauthenticated):
            VERIFIER.verify(signer.call_token(actor(permissions), "players"))


@pytest.mark.parametrize("kind", [kind for kind in ActorKind if kind is not ActorKind.SYSTEM])
def test_metrics_speaks_for_nobody_else(kind: ActorKind) -> None:
    signer = Signer("metrics", METRICS[0])
    for told in (actor({"players.replay"}, kind), actor({"players.replay"}, subject="somebody")):
        with pytest.raises(Unauthenticated):
            VERIFIER.verify(signer.call_token(told, "players"))


def test_metrics_issues_no_platform_keys() -> None:
    with pytest.raises(Unauthenticated):
        VERIFIER.verify(Signer("metrics", METRICS[0]).platform_key(actor({"players.replay"}), 30))


def test_nobody_signs_in_the_name_of_another() -> None:
    for name, (private, _) in (("gateway", METRICS), ("metrics", STRANGER)):
        with pytest.raises(Unauthenticated):
            VERIFIER.verify(Signer(name, private).call_token(actor({"players.replay"}), "players"))


def test_an_issuer_that_is_not_listed_may_do_nothing() -> None:
    signer = Signer("stranger", STRANGER[0])
    for permission in PERMISSIONS:
        with pytest.raises(Unauthenticated):
            VERIFIER.verify(signer.call_token(actor({permission}, subject="stranger"), "players"))


def test_the_gateway_speaks_for_people() -> None:
    token = Signer("gateway", GATEWAY[0]).call_token(actor({"players.read"}, ActorKind.STAFF, "ana"), "players")
    assert VERIFIER.verify(token).may("players.read", OPERATOR)
