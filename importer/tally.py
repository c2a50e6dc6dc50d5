"""The tally: what became of the rows, and the sums of those that count, exact and by currency."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from importer.records import Bet, Record, Reject
from kit import money


@dataclass
class Sums:
    """Sums in minor units of one currency. Payouts are those of settled bets."""

    bets: int = 0
    open_bets: int = 0
    turnover: int = 0
    settled_stakes: int = 0
    payouts: int = 0
    deposits: int = 0
    withdrawals: int = 0

    def add(self, record: Record) -> None:
        """Counts a record in."""
        what = record.what
        if not isinstance(what, Bet):
            if what.out:
                self.withdrawals += what.amount
            else:
                self.deposits += what.amount
            return
        self.bets += 1
        self.turnover += what.stake
        if what.payout is None:
            self.open_bets += 1
        else:
            self.settled_stakes += what.stake
            self.payouts += what.payout


@dataclass
class Tally:
    """What became of `rows` rows. `players` counts those registered by this import, not those known before."""

    rows: int = 0
    recorded: int = 0
    duplicates: int = 0
    rejected: int = 0
    ignored: int = 0
    players: int = 0
    sums: dict[str, Sums] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    first: str = ""
    last: str = ""

    def reject(self, reject: Reject) -> None:
        """Counts a rejected row, also by its reason and field."""
        self.rejected += 1
        why = f"{reject.reason} {reject.field}".strip()
        self.reasons[why] = self.reasons.get(why, 0) + 1

    def count(self, record: Record) -> None:
        """Adds a recorded or duplicate row to the sums and the period."""
        sums = self.sums.get(record.currency)
        if sums is None:
            sums = self.sums[record.currency] = Sums()
        sums.add(record)
        at = _stamp(record.at)
        if not self.first or at < self.first:
            self.first = at
        if at > self.last:
            self.last = at

    def stored(self) -> dict[str, Any]:
        """As a checkpoint keeps it."""
        return asdict(self)

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> Tally:
        """From a checkpoint. Raises TypeError or ValueError when it is not one."""
        sums = {currency: Sums(**kept) for currency, kept in stored["sums"].items()}
        return cls(**{**stored, "sums": sums})

    def totals(self) -> list[dict[str, Any]]:
        """The sums for people and scripts: decimal strings in each currency."""
        shown = []
        for currency, sums in sorted(self.sums.items()):
            ggr = sums.settled_stakes - sums.payouts
            amounts = {
                "turnover": sums.turnover,
                "payouts": sums.payouts,
                "ggr": ggr,
                "deposits": sums.deposits,
                "withdrawals": sums.withdrawals,
            }
            row: dict[str, Any] = {"currency": currency, "bets": sums.bets, "open_bets": sums.open_bets}
            shown.append(row | {name: money.to_decimal(minor, currency) for name, minor in amounts.items()})
        return shown


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
