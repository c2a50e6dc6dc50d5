"""What a player may do: each state with each thing, and moments at the edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kit.ids import uuid7
from services.players.domain.access import Reason, Standing, denials
from services.players.domain.ban import Ban, BanScope
from services.players.domain.player import Exclusion, PlayerStatus, Suspension

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MOMENTS = some.one_of(some.none(), some.integers(-3, 3).map(lambda n: NOW + n * TICK))


def ban(scope: BanScope, expires_at: datetime | None = None, lifted_at: datetime | None = None) -> Ban:
    return Ban(uuid7(), scope, "why", "Ana", "a", NOW - timedelta(days=1), expires_at, lifted_at)


def standing(
    *bans: Ban,
    status: PlayerStatus = PlayerStatus.ACTIVE,
    suspension: Suspension | None = None,
    exclusion: Exclusion | None = None,
) -> Standing:
    return Standing(status, suspension, exclusion, bans, 1)


def reasons(standing: Standing, at: datetime = NOW) -> dict[BanScope, list[Reason]]:
    found = {scope: [one.reason for one in denials(standing, scope, at)] for scope in BanScope}
    return {scope: what for scope, what in found.items() if what}


ENTERING = (BanScope.LOG_IN, BanScope.PLAY, BanScope.DEPOSIT)


def test_money_stays_withdrawable_unless_the_account_is_held() -> None:
    assert reasons(standing()) == {}
    closed = standing(status=PlayerStatus.CLOSED)
    assert reasons(closed) == {scope: [Reason.CLOSED] for scope in ENTERING}
    excluded = standing(exclusion=Exclusion(NOW, None))
    assert reasons(excluded) == {scope: [Reason.SELF_EXCLUDED] for scope in ENTERING}
    held = standing(status=PlayerStatus.SUSPENDED, suspension=Suspension("why", "Ana", "a", NOW))
    assert reasons(held) == {scope: [Reason.SUSPENDED] for scope in BanScope}


@pytest.mark.parametrize("scope", list(BanScope))
def test_a_ban_keeps_from_its_scope_alone(scope: BanScope) -> None:
    assert reasons(standing(ban(scope))) == {scope: [Reason.BANNED]}


@settings(deadline=None)
@given(expires_at=MOMENTS, lifted_at=MOMENTS, at=some.integers(-3, 3).map(lambda n: NOW + n * TICK))
def test_a_ban_holds_until_the_first_of_its_ends(
    expires_at: datetime | None, lifted_at: datetime | None, at: datetime
) -> None:
    ends = [end for end in (expires_at, lifted_at) if end is not None]
    held = bool(reasons(standing(ban(BanScope.PLAY, expires_at, lifted_at)), at))
    assert held == (not ends or at < min(ends))


@settings(deadline=None)
@given(until=MOMENTS, at=some.integers(-3, 3).map(lambda n: NOW + n * TICK))
def test_an_exclusion_holds_from_its_beginning_until_its_end(until: datetime | None, at: datetime) -> None:
    held = bool(reasons(standing(exclusion=Exclusion(NOW, until)), at))
    assert held == (at >= NOW and (until is None or at < until))
