"""What somebody typed into the one box: whom it identifies in full, and by what."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, SmallInteger, Uuid, any_, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import KeyKind
from services.players.domain.search import query_words
from services.players.domain.trace import TraceKind
from services.players.repository.listing.filtering import Columns, Condition, named
from services.players.tables import REGISTERED, players, recorded, traces

_TRANSACTIONS: Final = [kind.value for kind in KeyKind if kind not in (KeyKind.PLAYER, KeyKind.BET)]


async def conditions(connection: AsyncConnection, operator_id: UUID, typed: str) -> list[Condition]:
    """That a player is identified by the text, or that each of its words begins a part of the player's name."""
    words = named(operator_id, query_words(typed))
    identified = union_all(*(way for _, way in ways(operator_id, typed)))
    if (await connection.execute(identified.limit(1))).first() is None:
        return words or [Condition(("player_id",), lambda row: row["player_id"].is_(None), few=True)]
    # As one set of ids: an OR would leave neither side's index to the planner.
    sets = [identified, *(word.among for word in words if word.among is not None)]
    return [Condition(("player_id",), _in(union_all(*sets)), few=True)]


async def matched(
    connection: AsyncConnection, operator_id: UUID, typed: str, player_ids: Collection[UUID]
) -> dict[UUID, str]:
    """By what the text identifies each of these players, the surest first: "id", "email" …; without the others."""
    if not typed or not player_ids:
        return {}
    shown = literal(sorted(player_ids), ARRAY(Uuid))
    found: dict[UUID, str] = {}
    asked = [
        way.add_columns(literal(name).label("way"))
        .where(way.selected_columns[0] == any_(shown))
        .limit(len(player_ids))
        .subquery(f"way{number}")
        for number, (name, way) in enumerate(ways(operator_id, typed))
    ]
    for row in await connection.execute(union_all(*(select(one) for one in asked))):
        found.setdefault(row.player_id, row.way)
    return found


def ways(operator_id: UUID, typed: str) -> list[tuple[str, Select[Any]]]:
    """The ids of whom the text may identify, by each way one index look-up of its own, the surest first."""
    found = [("id", _by_key(operator_id, typed, [KeyKind.PLAYER.value]))]
    if (player_id := _uuid(typed)) is not None:
        found.append(("id", select(players.c.player_id).where(_ours(operator_id), players.c.player_id == player_id)))
    if "@" in typed:
        found.append(("email", _by(operator_id, players.c.email == typed.lower(), REGISTERED)))
    digits = "".join(letter for letter in typed if letter.isdigit())
    if digits and not any(letter.isalpha() for letter in typed):
        found.append(("phone", _by(operator_id, players.c.phone == f"+{digits}", players.c.phone != "")))
    for number in sorted({"".join(typed.split()).upper(), digits} - {""}):
        is_it = players.c.document_number == number
        found.append(("document", _by(operator_id, is_it, players.c.document_number != "")))
    found.append(("transaction", _by_key(operator_id, typed, _TRANSACTIONS)))
    found.append(("bet", _by_key(operator_id, typed, [KeyKind.BET.value])))
    if (address := _ip(typed)) is not None:
        found.append(("ip", _by_trace(operator_id, address, [TraceKind.LOGIN_IP, TraceKind.REGISTRATION_IP])))
    found.append(("device", _by_trace(operator_id, typed, [TraceKind.DEVICE])))
    return found


def _in(ids: Any) -> Any:
    known = select(ids.subquery("identified").c.player_id)

    def holds(row: Columns) -> ColumnElement[bool]:
        return row["player_id"].in_(known)

    return holds


def _ours(operator_id: UUID) -> ColumnElement[bool]:
    return players.c.operator_id == operator_id


def _by(operator_id: UUID, *conditions: Any) -> Select[Any]:
    return select(players.c.player_id).where(_ours(operator_id), *conditions)


def _by_key(operator_id: UUID, typed: str, kinds: list[int]) -> Select[Any]:
    return select(recorded.c.player_id).where(
        recorded.c.operator_id == operator_id,
        recorded.c.kind == any_(literal(kinds, ARRAY(SmallInteger))),
        recorded.c.ref == typed,
    )


def _by_trace(operator_id: UUID, value: str, kinds: list[TraceKind]) -> Select[Any]:
    return select(traces.c.player_id).where(
        traces.c.operator_id == operator_id,
        traces.c.kind == any_(literal([kind.value for kind in kinds], ARRAY(SmallInteger))),
        traces.c.value == value,
    )


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _ip(typed: str) -> str | None:
    try:
        return str(ip_address(typed))
    except ValueError:
        return None
