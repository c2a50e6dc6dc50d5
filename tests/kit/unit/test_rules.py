"""The kit's pure rules: money, masks, diffs, tokens, actors."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from daybook.types.v1 import action_pb2
from hypothesis import given
from hypothesis import strategies as st

from kit import actions, masking, money
from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.tokens import CALL_SECONDS, Verifier
from kit.errors import PermissionDenied, Unauthenticated
from kit.ids import uuid7
from tests.conftest import Keys


@given(st.integers(-money.MAX_MINOR, money.MAX_MINOR), st.sampled_from(sorted(money.EXPONENTS)))
def test_money_survives_the_way_to_text_and_back(minor: int, currency: str) -> None:
    text = money.to_decimal(minor, currency)
    assert Decimal(text).scaleb(money.exponent(currency)) == minor
    assert money.to_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(1234, "EUR", "12.34"), (-5, "BIT", "-0.05"), (7, "JPY", "7"), (1, "BTC", "0.00000001")],
)
def test_money_shows_all_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert money.to_decimal(minor, currency) == text


@pytest.mark.parametrize(
    "text", ["1.234", "abc", "", "NaN", "Infinity", "1e40", "1e9999999", "1_000", "\u0661", f"1.{'0' * 40}1"]
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(money.BadAmount) as caught:
        money.to_minor(text, "EUR", "stake")
    assert set(caught.value.fields) == {"stake"}


def test_an_unknown_currency_names_the_field() -> None:
    with pytest.raises(money.UnknownCurrency) as caught:
        money.exponent("XXQ", "wallet.currency")
    assert set(caught.value.fields) == {"wallet.currency"}


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.name, "Ana Souza", "A•• S••••"),
        (masking.email, "ana@mail.example", "a••@mail.example"),
        (masking.email, "not an address", "•••"),
        (masking.ip, "203.0.113.7", "203.0.x.x"),
        (masking.ip, "2001:db8::1", "2001:db8:x"),
    ],
)
def test_masks(mask: object, value: str, shown: str) -> None:
    assert mask(value) == shown  # type: ignore[operator]


def test_a_diff_names_what_changed_and_hides_what_is_personal() -> None:
    before = {"status": "active", "limits": {"daily": 10}, "email": "a@b.example", "same": 1}
    after = {"status": "suspended", "limits": {"daily": 20}, "email": "c@d.example", "same": 1, "reason": "fraud"}
    changes = {change.path: change for change in actions.diff(before, after, sensitive={"email"})}
    assert set(changes) == {"status", "limits.daily", "email", "reason"}
    assert (changes["status"].before.string_value, changes["status"].after.string_value) == ("active", "suspended")
    assert not changes["reason"].HasField("before")
    assert changes["email"].sensitive
    assert changes["email"].after.string_value == masking.HIDDEN


def test_an_action_takes_its_company_from_the_operator() -> None:
    actor = Actor(ActorKind.STAFF, "s1", "Ana", (Grant(frozenset({"x"}), {"op": "co"}),), "203.0.113.9", "ua", "sess")
    at = datetime(2026, 1, 2, 3, 4, 5, 6, UTC)
    action = actions.privileged("player.suspend", actor, at, target_type="player", target_id="p", operator_id="op")
    assert (action.company_id, action.origin.ip, action.outcome) == ("co", "203.0.113.9", action_pb2.OUTCOME_SUCCEEDED)
    assert action.at.ToDatetime(UTC) == at


def test_an_actor_may_only_what_is_granted_for_that_operator() -> None:
    actor = Actor(ActorKind.STAFF, "s", "S", (Grant(frozenset({"a"}), {"1": "c"}), Grant(frozenset({"b"}), {"2": "c"})))
    assert actor.may("a", "1")
    assert not actor.may("a", "2"), "a permission for one operator says nothing of another"
    assert not actor.may_company("a", "c")
    with pytest.raises(PermissionDenied):
        actor.require("b", "1")


def test_a_token_carries_the_actor_whole(keys: Keys) -> None:
    grant = Grant(frozenset({"players.read"}), {"op": "co"}, frozenset({"co"}))
    actor = Actor(ActorKind.STAFF, str(uuid7()), "Ana", (grant,), "203.0.113.9", "browser", "session")
    verifier = Verifier("players", keys.public_keys)
    assert verifier.verify(keys.signer.call_token(actor, "players")) == actor
    with pytest.raises(Unauthenticated):
        verifier.verify(keys.signer.call_token(actor, "metrics"))


def test_only_the_same_caller_with_the_same_reach_gets_the_same_token_and_not_for_long(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of(permission: str, operator: str, ip: str = "203.0.113.9") -> str:
        grant = Grant(frozenset({permission}), {operator: "co"})
        return keys.signer.call_token(Actor(ActorKind.STAFF, "s", "Ana", (grant,), ip, "browser", "session"), "players")

    now = time.monotonic()
    monkeypatch.setattr("kit.auth.tokens.time.monotonic", lambda: now)
    first = of("players.read", "op")
    assert of("players.read", "op") == first
    others = {of("players.update", "op"), of("players.read", "other"), of("players.read", "op", "203.0.113.10")}
    assert len(others | {first}) == 4
    signed = time.time()
    monkeypatch.setattr("kit.auth.tokens.time.monotonic", lambda: now + CALL_SECONDS / 2)
    monkeypatch.setattr("kit.auth.tokens.time.time", lambda: signed + CALL_SECONDS / 2)
    assert of("players.read", "op") != first, "what is given out is good for half its time at least"


def test_a_token_altered_anywhere_is_refused(keys: Keys) -> None:
    token = keys.staff("players", str(uuid7()), "players.read")
    verifier = Verifier("players", keys.public_keys)
    for place in range(0, len(token), 7):
        altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        if altered != token:
            with pytest.raises(Unauthenticated):
                verifier.verify(altered)


def test_a_call_token_is_no_platform_key(keys: Keys) -> None:
    verifier = Verifier("players", keys.public_keys)
    with pytest.raises(Unauthenticated):
        verifier.verify("dbp_" + keys.staff("players", str(uuid7()), "players.read"))
    with pytest.raises(Unauthenticated):
        verifier.verify(keys.platform(str(uuid7())).removeprefix("dbp_"))
