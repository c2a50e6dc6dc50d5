"""The queries of a list of one operator's players: along an order, or from whoever meets one condition."""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select

from kit.paging import Keyset
from services.players.domain.listing import Order, SortBy
from services.players.repository.listing import orders
from services.players.repository.listing.filtering import Condition
from services.players.tables import NAMED, REGISTERED, STANDING, players, standings

# What the standings have an index of; all else that rows tell is indexed with the players.
_OF_STANDINGS: Final = {"last_seen_at", "seen", "balance", "deposits", "withdrawals", "ggr"}
_OF_BOTH: Final = {"player_id", "registered_at", "currency"}


class Queries(NamedTuple):
    """Whom a list wants, and in which order. `lead` is the condition from whose index all are found."""

    operator_id: UUID
    conditions: list[Condition]
    order: Order
    lead: Condition | None = None

    @property
    def along(self) -> list[Condition]:
        """The conditions that the order's index narrows down by itself."""
        narrowed = orders.narrowing(self.order)
        return [one for one in self.conditions if set(one.columns) <= narrowed]

    @property
    def in_order(self) -> bool:
        """Whether the order's index meets all conditions by itself: whoever comes next is wanted."""
        return len(self.along) == len(self.conditions)

    @property
    def looks_up(self) -> bool:
        """Whether a walk along the order looks up each player in the other table."""
        return not all(one.told_by(self._walked()) for one in self.conditions)

    @property
    def joins(self) -> bool:
        """Whether those whom the leading index finds are looked up elsewhere for what else is asked of them."""
        return self.lead is not None and (self.lead.among is not None or self._leading() not in (None, self._sorted()))

    @property
    def counts_alone(self) -> bool:
        """Whether the leading index tells by itself how many there are."""
        return self.lead is not None and self.lead.among is not None and len(self.conditions) == 1

    def walk(self, cursor: str, steps: int | None) -> Select[Any]:
        """Those who meet the conditions among the next `steps` players along the order's index, or among all."""
        table, along = self._walked(), self.along
        beside = [one for one in self.conditions if one not in along]
        taken = self._steps(cursor, *(name for one in beside for name in one.columns))
        if not beside:
            return taken.with_only_columns(table.c.operator_id, *orders.keyset(self.order, table.c).labelled())
        # With a LIMIT of its own even without a bound: the planner shall walk, not look for something better.
        walked = taken.limit(_ALL if steps is None else steps).subquery("walked")
        ours = orders.keyset(self.order, walked.c)
        query = select(literal(self.operator_id).label("operator_id"), *ours.labelled())
        other = _other(table)
        if all(one.told_by(walked) for one in beside):
            query = query.select_from(walked)
        else:
            query = query.join(
                other, and_(other.c.operator_id == self.operator_id, other.c.player_id == walked.c.player_id)
            )
        return ours.ordered(query.where(*(one.holds(walked.c if one.told_by(walked) else other.c) for one in beside)))

    def beyond(self, cursor: str, steps: int) -> Select[Any]:
        """Whoever comes after so many steps along the order's index."""
        return self._steps(cursor).offset(steps).limit(1)

    def _steps(self, cursor: str, *names: str) -> Select[Any]:
        """The players along the order's index, with those columns that its table has."""
        table = self._walked()
        own = orders.keyset(self.order, table.c)
        told = sorted({*orders.names(self.order), *(name for name in names if name in table.c)})
        query = select(*(table.c[name] for name in told)).where(
            table.c.operator_id == self.operator_id,
            *self._stated(table),
            *(one.holds(table.c) for one in self.along),
            *_after(own, cursor),
        )
        return own.ordered(query)

    def whole(self, cursor: str, *, counting: bool) -> Select[Any]:
        """All who meet the conditions, sorted, each with how many there are `of_all` if they are to be counted."""
        some = self._in_order().subquery("met")
        of_all = [func.count().over().label("of_all")] if counting else []
        counted = select(some, *of_all).subquery("counted")
        ours = orders.keyset_of(self.order, [counted.c[f"_key{n}"] for n in range(len(orders.names(self.order)))])
        query = select(counted.c.operator_id, *ours.labelled(), *(counted.c[one.name] for one in of_all))
        return ours.ordered(query.where(*_after(ours, cursor)))

    def ordered(self) -> Select[Any]:
        """The ids of all who meet the conditions, in order."""
        table = self._sorted()
        return orders.keyset(self.order, table.c).ordered(self._meeting(table))

    def chosen(self) -> Select[Any]:
        """The ids of all who meet the conditions, in their own order."""
        table = self._telling()
        return self._meeting(table).order_by(table.c.player_id)

    def counted(self) -> Select[Any]:
        """How many meet the conditions."""
        if self.lead is not None and self.lead.among is not None and self.counts_alone:
            return select(func.count()).select_from(self.lead.among.distinct().subquery("known"))
        query = self._meeting(self._telling())
        return query.with_only_columns(func.count(), maintain_column_froms=True)

    def _in_order(self) -> Select[Any]:
        table = self._sorted()
        own = orders.keyset(self.order, table.c)
        return self._meeting(table).with_only_columns(table.c.operator_id, *own.labelled())

    def _meeting(self, table: Any) -> Select[Any]:
        """The ids of those who meet the conditions, each asked where the leading one's index is if it can be."""
        query = select(table.c.player_id).where(table.c.operator_id == self.operator_id, *self._stated(table))
        rest, first = self.conditions, table
        if self.lead is not None and self.lead.among is not None:
            # In the order of their ids, which is that in which they were registered: neighbours lie side by side.
            known = self.lead.among.distinct().order_by(self.lead.among.selected_columns[0]).offset(0).subquery("known")
            query = query.join(known, known.c.player_id == table.c.player_id)
            rest = [one for one in rest if one is not self.lead]
        elif self._leading() is not None:
            first = self._leading()
        asked = [(one, first if one.told_by(first) else _other(first)) for one in rest]
        other = _other(table)
        if any(where is other for _, where in asked):
            query = query.join(
                other, and_(other.c.operator_id == self.operator_id, other.c.player_id == table.c.player_id)
            ).where(*self._stated(other))
        return query.where(*(one.holds(where.c) for one, where in asked))

    def _leading(self) -> Any:
        """The table with the leading condition's index; None where neither or both have one."""
        if self.lead is None or self.lead.among is not None or {*self.lead.columns} <= _OF_BOTH:
            return None
        return standings if {*self.lead.columns} <= _OF_STANDINGS else players

    def _telling(self) -> Any:
        """The table that tells of every condition by itself, rather the one with the leading index."""
        first = players if self.lead is None else self._leading()
        first = standings if first is None else first
        return next((one for one in (first, _other(first)) if all(c.told_by(one) for c in self.conditions)), first)

    def _sorted(self) -> Any:
        """The table that tells of the order: of two the one that tells of every condition, too."""
        telling = self._telling()
        told = all(name in telling.c for name in orders.names(self.order))
        return telling if told else orders.tables_of(self.order)[0]

    def _walked(self) -> Any:
        """The table along whose index the order runs: of two the first that tells of every condition."""
        tables = orders.tables_of(self.order)
        return next((one for one in tables if all(c.told_by(one) for c in self.conditions)), tables[-1])

    def _stated(self, table: Any) -> list[Any]:
        """What always holds, and what the indexes that serve lists state (`tables/people.py`)."""
        if table is standings:
            return [STANDING]
        return [REGISTERED, NAMED] if self.order.by is SortBy.USERNAME else [REGISTERED]


_ALL: Final = 2**31 - 1


def _other(table: Any) -> Any:
    return standings if table is players else players


def _after(own: Keyset, cursor: str) -> list[ColumnElement[bool]]:
    after = own.after(cursor)
    return [] if after is None else [after]
