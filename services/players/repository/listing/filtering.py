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
    true,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from services.players.domain.ban import BanScope
from services.players.domain.listing import ALWAYS, ANY, Amounts, PlayerFilter, Span
from services.players.domain.player import Acquisition
from services.players.domain.search import NAMES_APART, end_of
from services.players.domain.trace import TraceKind
from services.players.tables import bans, player_search, player_tags, players, sessions, traces

Columns = ReadOnlyColumnCollection[str, ColumnElement[Any]]
Holds = Callable[[Columns], ColumnElement[bool]]


class Condition(NamedTuple):
    """One condition of a list.

    `holds` makes it from the columns of a row, those named by `columns`. `among` selects the ids of all whom some table
    knows to meet it, by an index alone, to begin from there. `few` tells that hardly anybody meets it.
    """

    columns: tuple[str, ...]
    holds: Holds
    few: bool = False
    among: Select[Any] | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether no row of a player tells of it."""
        return self.among is not None and self.columns == _ID

    def told_by(self, table: Any) -> bool:
        """Whether the rows of a table have all that it looks at."""
        return all(name in table.c for name in self.columns)


_ID: Final = ("player_id",)
_EXCLUSION: Final = ("excluded_since", "excluded_until")


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
    if wanted.acquisition is not None:
        yield Condition(("affiliate_id", "referrer_external_id"), lambda row: _acquired(row, wanted.acquisition))
    if wanted.self_excluded is False:
        yield Condition(_EXCLUSION, lambda row: func.coalesce(_excluded(row), False).is_(False))


def _of_standings(wanted: PlayerFilter) -> Iterator[Condition]:
    if wanted.currency:
        yield _equals("currency", wanted.currency)
    for column in ("balance", "deposits", "withdrawals", "ggr"):
        yield from _between(column, getattr(wanted, column))
    for during in _within("last_seen_at", wanted.last_seen):
        yield Condition(("last_seen_at", "seen"), _seen(during))


def _of_others(operator_id: UUID, wanted: PlayerFilter) -> Iterator[Condition]:
    if wanted.risk_flags:
        flags = _contains("risk_flags", sorted(wanted.risk_flags))
        # The first says the index's own condition.
        known = _known(players, operator_id).where(players.c.risk_flags != literal([], ARRAY(Text)), flags(players.c))
        yield Condition((*_ID, "risk_flags"), flags, among=known)
    if wanted.self_excluded:
        yield Condition((*_ID, *_EXCLUSION), _excluded, among=_known(players, operator_id).where(_excluded(players.c)))
    for tag in sorted(wanted.tags):
        known = _known(player_tags, operator_id).where(player_tags.c.tag == tag)
        yield Condition((*_ID, "tags"), _contains("tags", [tag]), among=known)
    for scope in sorted(wanted.banned):
        yield _banned(operator_id, scope)
    if wanted.online is not None:
        stays = _known(sessions, operator_id).where(sessions.c.ended_at.is_(None))
        yield _looked_up(stays, absent=not wanted.online)
    for kind, value in (
        (TraceKind.REGISTRATION_IP, wanted.registration_ip),
        (TraceKind.LOGIN_IP, wanted.login_ip),
        (TraceKind.DEVICE, wanted.device),
    ):
        if value:
            yield _looked_up(_known(traces, operator_id).where(traces.c.kind == kind.value, traces.c.value == value))


def _seen(during: Condition) -> Holds:
    return lambda row: and_(row["seen"], during.holds(row))


def _contains(column: str, values: list[str]) -> Holds:
    return lambda row: row[column].bool_op("@>")(literal(values, ARRAY(Text)))


def _banned(operator_id: UUID, scope: BanScope) -> Condition:
    """That a ban is in force, by the database's clock, as it ends by itself; the row tells who may have one."""
    in_force = bans.c.lifted_at.is_(None), or_(bans.c.expires_at.is_(None), bans.c.expires_at > func.now())
    known = _known(bans, operator_id).where(bans.c.scope == scope.value, *in_force)

    def holds(row: Columns) -> ColumnElement[bool]:
        one = _one(known.where(bans.c.player_id == row["player_id"]), bans)
        return and_(row["banned"].op("&")(1 << scope.value) != 0, one.is_not(None))

    return Condition((*_ID, "banned"), holds, among=known)


def named(operator_id: UUID, words: Sequence[str]) -> list[Condition]:
    """That each word begins a part of a player's name."""
    if not words:
        return []
    beginning = [
        _known(player_search, operator_id).where(player_search.c.term >= word, player_search.c.term < end_of(word))
        for word in words
    ]

    def holds(row: Columns) -> ColumnElement[bool]:
        return and_(*(func.strpos(row["names"], f"{NAMES_APART}{word}") > 0 for word in words))

    among = beginning[0] if len(beginning) == 1 else intersect(*beginning)
    return [Condition((*_ID, "names"), holds, among=select(among.subquery("named").c.player_id))]


def _known(table: Any, operator_id: UUID) -> Select[Any]:
    return select(table.c.player_id).where(table.c.operator_id == operator_id)


def _one(query: Select[Any], table: Any) -> Any:
    """Not EXISTS: the planner would make a join of it, and may then read all that are known for every row."""
    return query.with_only_columns(literal(1)).limit(1).correlate_except(table).scalar_subquery()


def _looked_up(known: Select[Any], *, absent: bool = False) -> Condition:
    """That another table knows the player, or does not."""

    def holds(row: Columns) -> ColumnElement[bool]:
        # IS TRUE: Postgres then reads once who is known and keeps it in a hash, instead of looking up row by row.
        return row["player_id"].not_in(known) if absent else row["player_id"].in_(known).is_(true())

    return Condition(_ID, holds, among=None if absent else known)


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
    if asked != ANY:
        least, most = asked

        def holds(row: Columns) -> ColumnElement[bool]:
            bounds = [] if least is None else [row[column] >= least]
            return and_(*bounds, *([] if most is None else [row[column] <= most]))

        yield Condition((column,), holds)


def _within(column: str, asked: Span) -> Iterator[Condition]:
    if asked != ALWAYS:
        since, until = asked

        def holds(row: Columns) -> ColumnElement[bool]:
            bounds = [] if since is None else [row[column] >= since]
            return and_(*bounds, *([] if until is None else [row[column] < until]))

        yield Condition((column,), holds)


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
