"""Tokens: Ed25519-signed JWTs. The gateway signs one per call (60 s) and, for platforms, long-lived keys."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.permissions import GATEWAY, REACH
from kit.errors import Unauthenticated

T = TypeVar("T")

ALGORITHM: Final = "EdDSA"
CALL_SECONDS: Final = 60
PLATFORM_PREFIX: Final = "dbp_"
PLATFORM_AUDIENCE: Final = "platform"
_LEEWAY: Final = 5  # seconds of clock difference between machines
_CACHE: Final = 4096


def _claims(actor: Actor) -> dict[str, Any]:
    grants = [
        {"p": sorted(grant.permissions), "o": dict(grant.operators), "c": sorted(grant.companies)}
        for grant in actor.grants
    ]
    claims = {"sub": actor.id, "kind": actor.kind.value, "name": actor.name, "g": grants}
    return claims | {"ip": actor.ip, "ua": actor.user_agent, "sid": actor.session_id}


def _actor(claims: Mapping[str, Any]) -> Actor:
    return Actor(
        kind=ActorKind(claims["kind"]),
        id=claims["sub"],
        name=claims["name"],
        grants=tuple(Grant(frozenset(g["p"]), dict(g["o"]), frozenset(g["c"])) for g in claims["g"]),
        ip=claims.get("ip", ""),
        user_agent=claims.get("ua", ""),
        session_id=claims.get("sid", ""),
    )


def _within_reach(issuer: str, actor: Actor) -> bool:
    """Whether an issuer may speak for an actor: any but the gateway only for itself, with what it may hold."""
    if issuer == GATEWAY:
        return True
    held = {permission for grant in actor.grants for permission in grant.permissions}
    return issuer in REACH and actor.kind is ActorKind.SYSTEM and actor.id == issuer and held <= REACH[issuer]


class _Remembered(Generic[T]):
    """What was once worked out for a text, until a moment of its own; of very many all is forgotten."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, T]] = {}

    def get(self, text: str, now: float) -> T | None:
        known = self._known.get(text)
        return known[1] if known and known[0] > now else None

    def keep(self, text: str, value: T, until: float, now: float) -> None:
        if len(self._known) >= _CACHE:
            self._known = {known: value for known, value in self._known.items() if value[0] > now}
            if len(self._known) >= _CACHE:
                self._known.clear()
        self._known[text] = (until, value)


class Signer:
    """Signs as one issuer."""

    def __init__(self, issuer: str, private_key_pem: bytes) -> None:
        self._issuer = issuer
        self._key: Any = load_pem_private_key(private_key_pem, password=None)
        self._signed: _Remembered[str] = _Remembered()

    def call_token(self, actor: Actor, audience: str) -> str:
        """A token with which one service is called for an actor; good for 60 seconds, and at least for 30 more.

        Who may do the same once more gets the same token, which the service need not verify again.
        """
        now = int(time.time())
        claims = _claims(actor) | {"iss": self._issuer, "aud": audience}
        known, lasting = json.dumps(claims), time.monotonic()  # a clock that is set right leaves no token behind
        token = self._signed.get(known, lasting)
        if token is None:
            times = {"iat": now, "exp": now + CALL_SECONDS}
            token = jwt.encode(claims | times, self._key, ALGORITHM, headers={"kid": self._issuer})
            self._signed.keep(known, token, lasting + CALL_SECONDS / 2, lasting)
        return token

    def platform_key(self, actor: Actor, days: int) -> str:
        """A long-lived key for an operator's platform; `actor.id` is the key's id, by which it can be revoked."""
        now = int(time.time())
        claims = _claims(actor) | {
            "iss": self._issuer,
            "aud": PLATFORM_AUDIENCE,
            "iat": now,
            "exp": now + days * 86_400,
        }
        return PLATFORM_PREFIX + jwt.encode(claims, self._key, ALGORITHM, headers={"kid": self._issuer})


@dataclass
class Verifier:
    """Verifies tokens meant for one service.

    Verified tokens are remembered until they expire: a platform sends the same key with every call, and the gateway for
    a while the same token.
    """

    audience: str
    public_keys: Mapping[str, str]
    _keys: dict[str, Any] = field(init=False, repr=False)
    _seen: _Remembered[Actor] = field(init=False, repr=False, default_factory=_Remembered)

    def __post_init__(self) -> None:
        self._keys = {issuer: load_pem_public_key(pem.encode()) for issuer, pem in self.public_keys.items()}

    def verify(self, token: str) -> Actor:
        """The actor that a token speaks for. Raises Unauthenticated, without saying which part was wrong."""
        now = time.time()
        if seen := self._seen.get(token, now):
            return seen
        platform = token.startswith(PLATFORM_PREFIX)
        try:
            encoded = token.removeprefix(PLATFORM_PREFIX)
            issuer = jwt.get_unverified_header(encoded)["kid"]
            key = self._keys[issuer]
            claims = jwt.decode(
                encoded,
                key,
                algorithms=[ALGORITHM],
                audience=PLATFORM_AUDIENCE if platform else self.audience,
                issuer=issuer,
                leeway=_LEEWAY,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
            actor = _actor(claims)
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, json.JSONDecodeError) as error:
            raise Unauthenticated from error
        if not _within_reach(issuer, actor) or (platform and issuer != GATEWAY):
            raise Unauthenticated
        self._seen.keep(token, actor, float(claims["exp"]), now)
        return actor
