"""What every benchmark prints and writes: a table, and benchmarks/results/NAME.json."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its rival's from the same run; `ratio` is ours to the rival's.

    `target` bounds the ratio when there is a rival, else the value: "<= 2.0" or ">= 0.3".
    """

    name: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    target: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to the rival's."""
        return self.value / self.peer_value if self.peer_value else None

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None without a target."""
        if not self.target:
            return None
        operator, bound = self.target.split()
        measured = self.value if self.ratio is None else self.ratio
        return measured <= float(bound) if operator == "<=" else measured >= float(bound)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0..1) of the values lies."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=1000, method="inclusive")[min(max(round(share * 1000) - 1, 0), 998)]


def publish(name: str, figures: Sequence[Figure]) -> None:
    """Prints the table and writes the JSON."""
    table = Table("figure", "ours", "unit", "beside it", "theirs", "ratio", "target", "holds", title=name)
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        peer = "" if figure.peer_value is None else f"{figure.peer_value:,.1f}"
        holds = {True: "yes", False: "NO", None: ""}[figure.holds]
        table.add_row(figure.name, f"{figure.value:,.1f}", figure.unit, figure.peer, peer, ratio, figure.target, holds)
    Console(width=160).print(table)
    rows = [asdict(figure) | {"ratio": figure.ratio, "holds": figure.holds} for figure in figures]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=2) + "\n")
