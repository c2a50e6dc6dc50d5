"""What a filter leaves in: the slices, and the rows of games, as fragments of statements with their values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.metrics.domain.query import Filter

# Whether a game is of a category is told by its operator's catalogue; one that is not in it has none.
_OF_CATEGORY: Final = """(
    cardinality(CAST(:in_categories AS text[])) = 0 OR coalesce((
        SELECT games.category FROM games
        WHERE games.operator_id = {0}.operator_id AND games.game = {0}.game AND games.provider = {0}.provider
    ), '') = ANY(CAST(:in_categories AS text[])) AND {0}.game <> ''
)"""


def _among(column: str, names: str) -> str:
    return f"(cardinality(CAST(:{names} AS text[])) = 0 OR {column} = ANY(CAST(:{names} AS text[])))"


# The slices that a filter leaves in, with their dimensions.
KEPT: Final = f"""
    kept AS MATERIALIZED (
        SELECT slices.* FROM slices
        WHERE slices.operator_id = ANY(CAST(:of_operators AS uuid[]))
          AND {_among("slices.currency", "in_currencies")} AND {_among("slices.country", "in_countries")}
          AND {_among("slices.provider", "in_providers")} AND {_among("slices.game", "in_games")}
          AND {_among("slices.device", "in_devices")} AND {_among("slices.channel", "in_channels")}
          AND {_OF_CATEGORY.format("slices")}
    )"""  # noqa: S608 - names from this module only


def of_games(row: str) -> str:
    """Whether a row of games is left in by a filter of games."""
    return (
        f"{_among(f'{row}.currency', 'in_currencies')} AND {_among(f'{row}.provider', 'in_providers')} "
        f"AND {_among(f'{row}.game', 'in_games')} AND {_OF_CATEGORY.format(row)}"
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """The values of the fragments."""

    values: dict[str, Any]


def kept(operator_ids: Collection[UUID], part: Filter) -> Kept:
    """The values for operators and a filter."""
    return Kept(
        {
            "of_operators": list(operator_ids),
            "in_currencies": list(part.currencies),
            "in_countries": list(part.countries),
            "in_providers": list(part.providers),
            "in_games": list(part.games),
            "in_categories": list(part.categories),
            "in_devices": list(part.devices),
            "in_channels": list(part.channels),
        }
    )
