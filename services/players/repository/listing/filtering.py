"""The conditions of a filter in SQL, each with the columns that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    SmallInteger,
    Text,
    Uuid,
    and_,
    any_,
    func,
    intersect,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from services.players.domain.listing import Amounts, PlayerFilter, Span
from services.players.domain.player import Acquisition
from services.players.domain.search import end_of
from services.players.domain.trace import TraceKind
from services.players.tables import bans, player_search, player_tags, sessions, traces

Columns = ReadOnlyColumnCollection[str, ColumnElement[Any]]


class Condition(NamedTuple):
    """One condition of a list.

    `holds` makes it from the columns of a row, those named by `columns`; where another table knows, by looking there
    for this one player. `among` selects the ids of all whom that table knows, to begin from there. `few` tells that
    hardly anybody meets it.
    """

    columns: tuple[str, ...]
    holds: Callable[[Columns], ColumnElement[bool]]
    few: bool = False
    among: Select[Any] | None = None

    def begins(self, row: Columns) -> ColumnElement[bool]:
        """The same for a query that may begin with whoever meets it."""
        return self.holds(row) if self.among is None else row["player_id"].in_(self.among)


_ID: Final = ("player_id",)


def conditions(operator_id: UUID, wanted: PlayerFilter) -> list[Condition]:
    """All conditions of a filter but what somebody typed."""
    return [*_of_players(wanted), *_of_standings(wanted), *_of_others(operator_id, wanted)]


def _of_players(wanted: PlayerFilter) -> Iterator[Condition]:
    yield from _within("registered_at", wanted.registered)
    yield from _between("kyc_level", wanted.kyc_level)
    yield from _between("vip_level", wanted.vip_level)
    yield from _one_of("status", sorted(status.value for status in wanted.statuses), ARRAY(Text))
    yield from _one_of("kyc_status", sorted(int(status) for status in wanted.kyc_statuses), ARRAY(SmallInteger))
    yield from _one_of("country", sorted(wanted.countries), ARRAY(Text))
    for column, value in (("region", wanted.region), ("affiliate_id", wanted.affiliate_id)):
        if value:
            yield _equals(column, value)
    for column, value in (("email", wanted.email), ("phone", wanted.phone), ("document_number", wanted.document)):
        if value:
            yield _equals(column, value, few=True)
    if wanted.player_ids:
        ids = literal(sorted(wanted.player_ids), ARRAY(Uuid))
        yield Condition(_ID, lambda row: row["player_id"] == any_(ids), few=True)
    if wanted.risk_flags:
        flags = literal(sorted(wanted.risk_flags), ARRAY(Text))
        # The first says the index's own condition.
        yield Condition(
            ("risk_flags",),
            lambda row: and_(row["risk_flags"] != literal([], ARRAY(Text)), row["risk_flags"].op("@>")(flags)),
        )
    if wanted.acquisition is not None:
        yield Condition(("affiliate_id", "referrer_external_id"), lambda row: _acquired(row, wanted.acquisition))
    if wanted.self_excluded is not None:
        yield Condition(
            ("excluded_since", "excluded_until"),
            lambda row: _excluded(row) if wanted.self_excluded else func.coalesce(_excluded(row), False).is_(False),
        )


def _of_standings(wanted: PlayerFilter) -> Iterator[Condition]:
    if wanted.currency:
        yield _equals("currency", wanted.currency)
    for column in ("balance", "deposits", "withdrawals", "ggr"):
        yield from _between(column, getattr(wanted, column))
    if wanted.last_seen != Span():
        yield Condition(("seen",), lambda row: row["seen"])
        yield from _within("last_seen_at", wanted.last_seen)


def _of_others(operator_id: UUID, wanted: PlayerFilter) -> Iterator[Condition]:
    for tag in sorted(wanted.tags):
        yield _among(select(player_tags).where(player_tags.c.operator_id == operator_id, player_tags.c.tag == tag))
    for scope in sorted(wanted.banned):
        in_force = bans.c.lifted_at.is_(None), or_(bans.c.expires_at.is_(None), bans.c.expires_at > func.now())
        yield _among(select(bans).where(bans.c.operator_id == operator_id, bans.c.scope == scope.value, *in_force))
    if wanted.online is not None:
        stays = select(sessions).where(sessions.c.operator_id == operator_id, sessions.c.ended_at.is_(None))
        yield _among(stays, absent=not wanted.online)
    for kind, value in (
        (TraceKind.REGISTRATION_IP, wanted.registration_ip),
        (TraceKind.LOGIN_IP, wanted.login_ip),
        (TraceKind.DEVICE, wanted.device),
    ):
        if value:
            yield _among(
                select(traces).where(
                    traces.c.operator_id == operator_id, traces.c.kind == kind.value, traces.c.value == value
                )
            )


def named(operator_id: UUID, words: Sequence[str]) -> list[Condition]:
    """That each word begins a part of a player's name."""
    if not words:
        return []
    beginning = [
        _known(player_search, operator_id).where(player_search.c.term >= word, player_search.c.term < end_of(word))
        for word in words
    ]

    def holds(row: Columns) -> ColumnElement[bool]:
        # The term in an expression: of two indexes that would serve, only the one of the player's own words can.
        term = player_search.c.term.concat("")
        own = _known(player_search, operator_id).where(player_search.c.player_id == row["player_id"])
        found = [_one(own.where(term >= word, term < end_of(word)), player_search) for word in words]
        return and_(*(one.is_not(None) for one in found))

    among = beginning[0] if len(beginning) == 1 else intersect(*beginning)
    # Several words are met by few, as a rule; to count who meets them takes as long as to find them.
    return [Condition(_ID, holds, few=len(words) > 1, among=select(among.subquery("named").c.player_id))]


def _known(table: Any, operator_id: UUID) -> Select[Any]:
    return select(table.c.player_id).where(table.c.operator_id == operator_id)


def _one(query: Select[Any], table: Any) -> Any:
    """Not EXISTS: the planner would make a join of it, and may then read all that are known for every row."""
    return query.with_only_columns(literal(1)).limit(1).correlate_except(table).scalar_subquery()


def _among(known: Select[Any], *, absent: bool = False) -> Condition:
    """That another table knows the player, or does not."""
    table = known.get_final_froms()[0]

    def holds(row: Columns) -> ColumnElement[bool]:
        found = _one(known.where(table.c.player_id == row["player_id"]), table)
        result: ColumnElement[bool] = found.is_(None) if absent else found.is_not(None)
        return result

    return Condition(_ID, holds, among=None if absent else known.with_only_columns(table.c.player_id))


def _equals(column: str, value: str, *, few: bool = False) -> Condition:
    if column in ("phone", "document_number"):
        return Condition((column,), lambda row: and_(row[column] == value, row[column] != ""), few)
    return Condition((column,), lambda row: row[column] == value, few)


def _one_of(column: str, values: list[Any], kind: ARRAY[Any]) -> Iterator[Condition]:
    if len(values) == 1:
        yield Condition((column,), lambda row: row[column] == values[0])
    elif values:
        yield Condition((column,), lambda row: row[column] == any_(literal(values, kind)))


def _between(column: str, asked: Amounts) -> Iterator[Condition]:
    if asked.least is not None:
        yield Condition((column,), lambda row: row[column] >= asked.least)
    if asked.most is not None:
        yield Condition((column,), lambda row: row[column] <= asked.most)


def _within(column: str, asked: Span) -> Iterator[Condition]:
    if asked.since is not None:
        yield Condition((column,), lambda row: row[column] >= asked.since)
    if asked.until is not None:
        yield Condition((column,), lambda row: row[column] < asked.until)


def _acquired(row: Columns, how: Acquisition | None) -> ColumnElement[bool]:
    if how is Acquisition.AFFILIATE:
        return row["affiliate_id"] > ""
    if how is Acquisition.REFERRAL:
        return and_(row["referrer_external_id"] != "", row["affiliate_id"] == "")
    return and_(row["referrer_external_id"] == "", row["affiliate_id"] == "")


def _excluded(row: Columns) -> ColumnElement[bool]:
    # By the database's clock, as an exclusion ends by itself.
    return and_(
        row["excluded_since"].is_not(None),
        row["excluded_since"] <= func.now(),
        or_(row["excluded_until"].is_(None), row["excluded_until"] > func.now()),
    )
