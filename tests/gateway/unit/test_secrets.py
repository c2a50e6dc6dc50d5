"""What is sealed, hashed and derived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from gateway import sealing, totp
from gateway.passwords import Passwords
from gateway.sealing import Seal

SEAL = Seal(bytes(range(32)))
NOW = datetime(2026, 11, 20, 12, 0, 10, tzinfo=UTC)


@given(st.binary(max_size=200))
def test_what_is_sealed_comes_back_and_is_not_seen(secret: bytes) -> None:
    sealed = SEAL.seal("totp", "ana", secret)
    assert SEAL.unseal("totp", "ana", sealed) == secret
    assert sealed != SEAL.seal("totp", "ana", secret)
    assert len(secret) < 4 or secret not in sealed


def test_what_is_sealed_cannot_be_moved_or_changed_or_read_with_another_key() -> None:
    sealed = SEAL.seal("totp", "ana", b"secret")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for seal, purpose, owner, what in (
        (SEAL, "totp", "bob", sealed),
        (SEAL, "pending-totp", "ana", sealed),
        (SEAL, "totp", "ana", changed),
        (Seal(bytes(32)), "totp", "ana", sealed),
    ):
        with pytest.raises(InvalidTag):
            seal.unseal(purpose, owner, what)


def test_a_digest_depends_on_text_purpose_and_key() -> None:
    digests = {
        SEAL.digest("account", "ana@mail.example"),
        SEAL.digest("account", "bob@mail.example"),
        SEAL.digest("address", "ana@mail.example"),
        Seal(bytes(32)).digest("account", "ana@mail.example"),
    }
    assert len(digests) == 4
    assert SEAL.digest("account", "x") == SEAL.digest("account", "x")


def test_secrets_are_long_and_differ() -> None:
    assert len({sealing.new_token() for _ in range(100)}) == 100
    assert len(sealing.new_token()) >= 43
    assert len(sealing.new_password().replace("-", "")) == 20
    codes = sealing.new_recovery_codes()
    assert len(set(codes)) == 10
    assert sealing.fold_recovery_code(f" {codes[0].upper()} ") == codes[0].replace("-", "")


def test_a_csrf_token_follows_from_the_session_and_does_not_give_it_away() -> None:
    token = sealing.new_token()
    assert sealing.csrf_token(token) == sealing.csrf_token(token)
    assert sealing.csrf_token(token) != sealing.csrf_token(sealing.new_token())
    assert token not in sealing.csrf_token(token)


@pytest.mark.parametrize(("seconds", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_for_one_step_around_now(seconds: int, accepted: bool) -> None:
    secret = totp.new_secret()
    then = NOW + timedelta(seconds=seconds)
    step = totp.matching_step(secret, pyotp.TOTP(secret).at(then), NOW)
    assert step == (int(then.timestamp()) // 30 if accepted else None)


def test_an_authenticator_gets_the_issuer_and_the_account() -> None:
    uri = pyotp.parse_uri(totp.provisioning_uri(totp.new_secret(), "ana@mail.example"))
    assert (uri.issuer, uri.name) == ("Daybook", "ana@mail.example")


async def test_passwords_verify_and_an_unknown_account_never_does() -> None:
    passwords = Passwords(1)
    stored = await passwords.hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(stored, "correct horse")
    assert not await passwords.verify(stored, "wrong")
    assert not await passwords.verify(None, "nobody has this password")
    assert not await passwords.verify("not a hash", "x")
