"""What a revision keeps of a player is all that is needed to rebuild it, and says exactly what changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from kit.ids import uuid7
from services.players.domain.ban import Ban, BanScope
from services.players.domain.player import (
    Document,
    Exclusion,
    KycStatus,
    Player,
    PlayerStatus,
    Registration,
    Suspension,
)
from services.players.domain.revision import Revision, changed, restored, shown, state_of, told_since
from services.players.domain.tag import normalised

MOMENTS = some.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001
TEXTS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
BANS = some.builds(
    Ban,
    ban_id=some.uuids(),
    scope=some.sampled_from(BanScope),
    reason=TEXTS,
    placed_by=TEXTS,
    placed_by_id=TEXTS,
    placed_at=MOMENTS,
    expires_at=some.none() | MOMENTS,
    lifted_at=some.none(),
    lifted_by=some.none(),
    lift_reason=some.none(),
)
# A busy machine is no finding.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
REGISTERED = datetime(2024, 3, 5, tzinfo=UTC)


@some.composite
def players(draw: Any) -> Player:
    registration = Registration(
        **{name: draw(TEXTS) for name in ("external_id", "username", "first_name", "last_name", "email", "phone")},
        **{name: draw(TEXTS) for name in ("country", "region", "language", "currency", "registration_ip")},
        date_of_birth=draw(some.none() | some.dates(date(1900, 1, 1), date(2020, 1, 1))),
        registered_at=REGISTERED,
        document=Document(draw(TEXTS), draw(TEXTS)),
        affiliate_id=draw(TEXTS),
        referrer_external_id=draw(TEXTS),
    )
    held = draw(some.lists(BANS, max_size=4, unique_by=lambda ban: ban.scope))
    return Player(
        operator_id=uuid7(),
        player_id=uuid7(),
        registration=registration,
        status=draw(some.sampled_from(PlayerStatus)),
        suspension=draw(some.none() | some.builds(Suspension, TEXTS, TEXTS, TEXTS, MOMENTS)),
        registered_at=REGISTERED,
        last_seen_at=None,
        revision=draw(some.integers(1, 9)),
        kyc_level=draw(some.integers(0, 9)),
        kyc_status=draw(some.sampled_from(KycStatus)),
        vip_level=draw(some.integers(0, 99)),
        exclusion=draw(some.none() | some.builds(Exclusion, MOMENTS, some.none() | MOMENTS)),
        risk_flags=tuple(sorted(draw(some.sets(TEXTS, max_size=3)))),
        two_factor=draw(some.booleans()),
        two_factor_reset_at=draw(some.none() | MOMENTS),
        tags=tuple(sorted(draw(some.sets(TEXTS, max_size=3)))),
        bans=tuple(sorted(held, key=lambda ban: ban.scope)),
    )


@UNHURRIED
@given(players())
def test_a_player_comes_back_from_its_state_as_json(player: Player) -> None:
    kept = json.loads(json.dumps(state_of(player)))
    assert restored(player.operator_id, player.player_id, player.revision, kept) == player
    assert changed(player, restored(player.operator_id, player.player_id, player.revision, kept)) == []


@UNHURRIED
@given(players(), players())
def test_what_differs_is_named_and_nothing_else(one: Player, other: Player) -> None:
    names = changed(one, other)
    assert names == changed(other, one)
    mixed = replace(one, registration=replace(one.registration, email=other.registration.email), bans=other.bans)
    found = changed(one, mixed)
    assert ("email" in found) == ("email" in names)
    assert {name for name in found if name != "email"} == {name for name in names if name.startswith("bans.")}


@UNHURRIED
@given(players())
def test_the_log_names_people_and_no_ids_of_theirs(player: Player) -> None:
    assert '"by_id":' not in json.dumps(shown(player))
    assert '"by_id":' in json.dumps(state_of(replace(player, suspension=Suspension("", "", "", REGISTERED))))


def test_who_changed_something_last_is_told() -> None:
    at = datetime(2026, 11, 23, 9, 5, 7, 123, tzinfo=UTC)
    done = [
        Revision(2, at, "player.edit", "Ana", "a", ("email", "phone")),
        Revision(3, at.replace(hour=10), "player.update", "", "", ("email",)),
        Revision(4, at.replace(hour=11), "player.tag", "Bo", "b", ("tags",)),
    ]
    assert told_since(done) == {
        "email": "changed by the platform at 2026-11-23T10:05:07Z",
        "phone": "changed by Ana at 2026-11-23T09:05:07Z",
    }


@pytest.mark.parametrize("told", ["a b", "A  B", " a b\t"])
def test_tags_that_read_the_same_are_the_same(told: str) -> None:
    assert normalised([told], "add") == {"a b"}
