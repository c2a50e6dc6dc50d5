"""The Bustabit figures, computed from the CSV alone with decimals and the local calendar, and as Daybook shows them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from deploy.local.suite import Brand

ZONE = ZoneInfo("America/Sao_Paulo")


@dataclass
class Figures:
    """The figures of a period."""

    turnover: Decimal = Decimal("0.00")
    payouts: Decimal = Decimal("0.00")
    bets: int = 0
    players: set[str] = field(default_factory=set)

    def shown(self) -> dict[str, Any]:
        """As the dashboard's tiles show them: every amount with two decimals."""
        amounts = {"turnover": self.turnover, "payouts": self.payouts, "ggr": self.turnover - self.payouts}
        shown: dict[str, Any] = {name: f"{amount:.2f}" for name, amount in amounts.items()}
        return shown | {"bets": self.bets, "active_players": len(self.players)}


def computed(file: Path) -> tuple[Figures, dict[date, Figures]]:
    """The figures of the whole file and of every local day from the first to the last."""
    whole, days = Figures(), dict[date, Figures]()
    with file.open(encoding="latin-1", newline="") as opened:
        for row in csv.DictReader(opened):
            stake = Decimal(row["Bet"])
            payout = Decimal(0) if row["Profit"] == "NA" else stake + Decimal(row["Profit"])
            placed = datetime.strptime(row["PlayDate"], "%Y-%m-%dT%H:%M:%S%z")
            for figures in (whole, days.setdefault(placed.astimezone(ZONE).date(), Figures())):
                figures.turnover += stake
                figures.payouts += payout
                figures.bets += 1
                figures.players.add(row["Username"])
    first, last = min(days), max(days)
    return whole, {day: days.get(day, Figures()) for day in _between(first, last)}


async def shown(http: httpx.AsyncClient, brand: Brand, first: date, last: date) -> dict[str, Any]:
    """The same figures from the dashboard; empty while it cannot tell."""
    query = {"operator_id": brand.operator_id, "from": str(first), "to": str(last)}
    response = await http.get("/dashboard", params=query)
    if response.status_code != 200 or response.json().get("missing"):
        return {}
    tiles = {tile["metric"]: tile for tile in response.json()["tiles"]}
    assert {tile.get("currency", "BIT") for tile in tiles.values()} == {"BIT"}
    return {name: tiles[name]["value"] for name in ("turnover", "payouts", "ggr", "bets", "active_players")}


async def differences(
    http: httpx.AsyncClient, brand: Brand, whole: Figures, days: dict[date, Figures]
) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Every period for which the dashboard shows other figures: what it shows and what is right."""
    found = {}
    periods = [("whole", min(days), max(days), whole)] + [
        (str(day), day, day, figures) for day, figures in days.items()
    ]
    for name, first, last, figures in periods:
        told = await shown(http, brand, first, last)
        if told != figures.shown():
            found[name] = (told, figures.shown())
    return found


def _between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
