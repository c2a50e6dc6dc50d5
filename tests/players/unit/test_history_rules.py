"""Rules of histories: what is new about a session, which link is the strongest, what an overview adds up to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.players.domain.adjustment import AdjustmentKind, Document, Limits, is_what_it_says, needs_second
from services.players.domain.ledger import MovementKind, Wallet
from services.players.domain.linking import Link, LinkKind, strongest
from services.players.domain.overview import Part, Sums, put_together
from services.players.domain.session import Before, Session, SessionFlag, flags_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
IP, DEVICE, COUNTRY = SessionFlag.IP_CHANGED, SessionFlag.DEVICE_CHANGED, SessionFlag.NEW_COUNTRY


@pytest.mark.parametrize(
    ("told", "before", "flags"),
    [
        (("1", "a", "BR"), None, ()),
        (("1", "a", "BR"), Before("1", "a", True, True), ()),
        (("2", "b", "PT"), Before("1", "a", True, False), (IP, DEVICE, COUNTRY)),
        (("2", "a", "PT"), Before("1", "a", True, True), (IP,)),
        (("", "", ""), Before("1", "a", True, False), ()),
        (("2", "b", "PT"), Before("", "", False, False), ()),
    ],
)
def test_flags(told: tuple[str, str, str], before: Before | None, flags: tuple[SessionFlag, ...]) -> None:
    session = Session("s", UUID(int=1), AT, None, told[0], told[1], told[2], "")
    assert flags_of(session, before) == flags


def test_documents_say_most_and_what_fewer_share_says_more() -> None:
    def link(kind: LinkKind, players: int) -> Link:
        return Link(kind, f"{kind.name}{players}", AT, AT, players)

    one, two, three, four, five = (UUID(int=number) for number in range(1, 6))
    found = strongest(
        [
            (one, link(LinkKind.IP, 2)),
            (two, link(LinkKind.DEVICE, 9)),
            (three, link(LinkKind.DEVICE, 3)),
            (one, link(LinkKind.DOCUMENT, 900)),
            (four, link(LinkKind.INSTRUMENT, 2)),
            (five, link(LinkKind.DEVICE, 3)),
            (five, link(LinkKind.IP, 2)),
        ]
    )
    assert [player for player, _ in found] == [one, four, three, five, two]
    assert [link.kind for link in found[0][1]] == [LinkKind.DOCUMENT, LinkKind.IP]


def test_periods_are_sums_of_their_days() -> None:
    days = tuple(date(2026, 1, number) for number in range(1, 31))
    parts = [Part(day, "BRL", "crash", "p", Sums(turnover=1, settled_stakes=3, payouts=2, bets=1)) for day in range(30)]
    parts += [Part(29, "EUR", "", "", Sums(deposits=7, bonuses=2))]
    wallet = Wallet(UUID(int=1), "BRL", turnover=99, settled_stakes=0, payouts=0, bonuses=5)
    found = put_together("UTC", days, parts, [wallet])
    periods = dict(found.periods)
    assert [periods[name]["BRL"].turnover for name in ("today", "7d", "30d", "all")] == [1, 7, 30, 99]
    assert (periods["7d"]["BRL"].rtp_ppm, periods["all"]["BRL"].rtp_ppm) == (666_667, None)
    assert (periods["all"]["BRL"].ngr, periods["today"]["EUR"].ngr) == (-5, -2)
    assert [day for day, _ in found.days] == list(days)
    assert list(found.days[-1][1]) == ["BRL", "EUR"]
    assert [(game.game, game.sums.bets) for game in found.games] == [("crash", 30)]


def test_only_the_games_played_most_are_shown() -> None:
    parts = [Part(0, "BRL", f"g{number}", "p", Sums(turnover=number)) for number in range(15)]
    found = put_together("UTC", (date(2026, 1, 1),), parts, [])
    assert [game.game for game in found.games] == [f"g{number}" for number in range(14, 4, -1)]


@pytest.mark.parametrize(
    ("limit", "minor", "needed"), [(None, 1, True), (0, 1, True), (100, 100, False), (100, 101, True)]
)
def test_when_a_second_person_is_needed(limit: int | None, minor: int, needed: bool) -> None:
    limits = Limits({} if limit is None else {"BRL": limit}, 1)
    assert needs_second(limits, "BRL", minor, 0) is needed
    assert needs_second(limits, "BRL", 1, minor - 1) is needed
    assert needs_second(limits, "EUR", minor, 0)


def test_each_kind_has_its_line() -> None:
    assert {kind.movement for kind in AdjustmentKind} == set(list(MovementKind)[12:16])
    assert [kind.sign for kind in AdjustmentKind] == [1, -1, 1, -1]


@pytest.mark.parametrize("content", [b"", b"%PDF", b"\x89PNG", b"\xff\xd8"])
def test_the_beginning_of_a_beginning_is_not_enough(content: bytes) -> None:
    for content_type in ("application/pdf", "image/png", "image/jpeg", "text/html"):
        assert not is_what_it_says(Document("x", content_type, content))
