"""The rollups: which sums are kept, by what, and of what wider ones they are made. A new one is declared here only.

Its table comes with a migration; the writer, the making of days, retention and the deletion of generations follow it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Time(Enum):
    """What a row's time is; the value names its columns."""

    QUARTER = ("bucket",)  # a quarter of an hour in UTC, by the instant at which it begins
    DAY = ("calendar", "day")  # a business day of a calendar


# Bets and stakes are counted where the bet was placed, the rest where it was settled.
BETS: Final = ("bets", "stakes", "settled_bets", "settled_stakes", "payouts")
ACCOUNTS: Final = (
    "registrations",
    "deposits",
    "deposited",
    "first_deposits",
    "first_deposited",
    "withdrawals",
    "withdrawn",
    "bonuses",
    "bonus_cost",
)
# Sums of squares and products over settled bets, in minor units squared: how far chance alone may lead RTP.
SQUARES: Final = ("stakes_sq", "payouts_sq", "stakes_payouts")
# All that a slice's sums hold, in their order in a tally.
MEASURES: Final = (*BETS, *ACCOUNTS, *SQUARES)
# What is known of one player in a slice, in its order in a tally.
PLAYER_MEASURES: Final = (*BETS, "deposited", "withdrawn")
# By what a slice tells activity apart; "" where it does not apply or was not told.
SLICE: Final = ("currency", "game", "provider", "country", "device", "channel")


@dataclass(frozen=True, slots=True)
class Rollup:
    """Sums by operator, generation, time and dimensions.

    `made_from` names the rollup by quarters from which one by days can be made again. `detailed` ones are kept by month
    for as long as detail is; the others stay for ever.
    """

    name: str
    time: Time
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    made_from: str = ""
    detailed: bool = False

    @property
    def by_player(self) -> bool:
        """Whether it tells players apart."""
        return "seat" in self.dimensions

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of its key."""
        return ("operator_id", "generation", *self.time.value, *self.dimensions)


PLAYER_CELLS: Final = Rollup("player_cells", Time.QUARTER, ("seat", "slice"), PLAYER_MEASURES, detailed=True)
PLAYER_DAYS: Final = Rollup(
    "player_days",
    Time.DAY,
    ("currency", "seat"),
    ("bets", "stakes", "settled_stakes", "payouts", "deposited", "withdrawn"),
    made_from="player_cells",
)
_REGION: Final = (*BETS, "registrations", "deposited", "first_deposits", "withdrawn")

# In the order in which they are written: what concurrent consumers both touch in nearly every batch comes last.
ROLLUPS: Final = (
    PLAYER_CELLS,
    PLAYER_DAYS,
    Rollup("cells", Time.QUARTER, ("slice",), (*BETS, *ACCOUNTS), detailed=True),
    Rollup("game_cells", Time.QUARTER, ("currency", "game", "provider"), (*BETS, *SQUARES), detailed=True),
    Rollup("region_cells", Time.QUARTER, ("currency", "country"), _REGION, detailed=True),
    Rollup("game_days", Time.DAY, ("currency", "game", "provider"), (*BETS, *SQUARES), made_from="game_cells"),
    Rollup("region_days", Time.DAY, ("currency", "country"), _REGION, made_from="region_cells"),
    Rollup("totals", Time.QUARTER, ("currency",), (*BETS, *ACCOUNTS)),
)


def by_days(rollups: Iterable[Rollup] = ROLLUPS) -> list[Rollup]:
    """Those by business days."""
    return [rollup for rollup in rollups if rollup.time is Time.DAY]
