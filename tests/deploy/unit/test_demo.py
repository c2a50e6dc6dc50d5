"""The demo's story: the same every time, never in the future, and with money that adds up."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import protovalidate
import pytest

from deploy.local.demo.brands import BRANDS, Brand
from deploy.local.demo.care import KNOWN, known, standing, tickets
from deploy.local.demo.doors import convert
from deploy.local.demo.people import DAYS, Person, invent
from deploy.local.demo.play import Moment, Story, tell

NOW = datetime(2026, 3, 30, 14, 5, tzinfo=UTC)


def play(brand: Brand, seed: int = 7) -> tuple[list[Person], Story]:
    chance = random.Random(seed)
    people = invent(brand, NOW, chance)
    return people, tell(brand, people, NOW, chance)


@pytest.fixture(scope="module", params=BRANDS, ids=lambda brand: brand.currency)
def brand(request: pytest.FixtureRequest) -> Brand:
    assert isinstance(request.param, Brand)
    return request.param


@pytest.fixture(scope="module")
def told(brand: Brand) -> tuple[list[Person], Story]:
    return play(brand)


def test_the_same_seed_tells_the_same_story(brand: Brand, told: tuple[list[Person], Story]) -> None:
    people, story = play(brand)
    assert people == told[0]
    assert story.moments == told[1].moments
    assert story.visits == told[1].visits
    assert play(brand, seed=8)[1].moments != story.moments


def test_nothing_happens_in_the_future_or_before_the_registration(told: tuple[list[Person], Story]) -> None:
    moments = told[1].moments
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    assert all(moment.person.registered_at <= moment.at < NOW for moment in moments)
    assert moments[-1].at > NOW - timedelta(hours=1)
    days = {moment.at.date() for moment in moments if moment.kind == "bet"}
    assert len(days) >= DAYS


def test_no_balance_goes_below_zero(told: tuple[list[Person], Story]) -> None:
    signs = dict.fromkeys(("deposit", "bonus", "free_spins", "promo", "adjusted", "withdrawal_cancelled"), 1)
    signs |= dict.fromkeys(("withdrawal", "withdrawal_requested", "deposit_reversed", "bet", "bet_open"), -1)
    stakes: dict[str, int] = {}
    events: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for moment in told[1].moments:
        ours = events[moment.person.external_id]
        ours.append((moment.at, signs.get(moment.kind, 0) * moment.amount + moment.payout))
        if moment.kind == "bet_open":
            stakes[moment.reference] = moment.amount
        if moment.kind == "bet_voided":
            ours.append((moment.at, stakes[moment.reference]))
    for name, movements in events.items():
        balance = 0
        for at, amount in movements:
            balance += amount
            assert balance >= 0, (name, at)


def test_references_are_unique_and_results_have_their_bet(told: tuple[list[Person], Story]) -> None:
    placed: set[str] = set()
    ended: set[str] = set()
    money: set[tuple[str, str]] = set()
    for moment in told[1].moments:
        if moment.kind in ("bet", "bet_open"):
            assert moment.reference not in placed
            placed.add(moment.reference)
        elif moment.kind in ("bet_settled", "bet_voided"):
            assert moment.reference in placed - ended
            ended.add(moment.reference)
        elif moment.kind != "registered":
            assert (moment.kind, moment.reference) not in money
            money.add((moment.kind, moment.reference))


def test_everybody_is_of_age_and_reachable_only_in_documentation(told: tuple[list[Person], Story]) -> None:
    for person in told[0]:
        assert (NOW.date() - person.born).days >= 18 * 366
        assert person.email.endswith("@example.com")
        assert person.ip.startswith(("2001:db8:", "203.0.113.", "198.51.100.", "192.0.2."))
    assert len({person.email for person in told[0]}) == len(told[0])


def test_every_moment_is_a_valid_activity(brand: Brand, told: tuple[list[Person], Story]) -> None:
    by_kind: dict[str, list[Moment]] = defaultdict(list)
    for moment in told[1].moments:
        by_kind[moment.kind].append(moment)
    assert set(by_kind) == {
        "registered", "deposit", "deposit_reversed", "withdrawal", "withdrawal_requested", "withdrawal_settled",
        "withdrawal_cancelled", "bonus", "free_spins", "promo", "adjusted", "bet", "bet_open", "bet_settled",
        "bet_voided",
    }  # fmt: skip
    for moments in by_kind.values():
        for moment in moments[:200]:
            protovalidate.validate(convert(moment, brand.currency))
    for person in told[0]:
        protovalidate.validate(convert(Moment("registered", person, person.registered_at), brand.currency))


def test_a_bet_over_at_once_carries_its_result(brand: Brand, told: tuple[list[Person], Story]) -> None:
    moment = next(moment for moment in told[1].moments if moment.kind == "bet" and moment.payout)
    made = convert(moment, brand.currency)
    assert made.bet_placed.stake.minor == moment.amount
    assert made.bet_placed.stake.currency == brand.currency
    assert made.bet_placed.settlement.payout.minor == moment.payout
    opened = next(moment for moment in told[1].moments if moment.kind == "bet_open")
    assert not convert(opened, brand.currency).bet_placed.HasField("settlement")


def test_some_share_a_device_an_address_or_a_document_and_most_do_not(told: tuple[list[Person], Story]) -> None:
    for shared in ("device", "document", "instrument"):
        distinct = len({getattr(person, shared) for person in told[0]})
        assert 0.9 * len(told[0]) < distinct < len(told[0]), shared


def test_what_is_told_of_players_and_asked_by_them_is_valid(told: tuple[list[Person], Story]) -> None:
    people = known(told[1])
    assert len(people) == len(set(people)) == KNOWN
    updates = [standing(person) for person in people]
    for update in updates:
        protovalidate.validate(update)
    assert len({update.kyc_status for update in updates}) == 4
    assert any(update.vip_level for update in updates)
    assert any(update.HasField("exclusion") for update in updates)
    asked = tickets(told[1], random.Random(1))
    assert len(asked) == len({ticket.person for ticket in asked}) > 5
