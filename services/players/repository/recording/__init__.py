"""A batch of activity in SQL: a fixed number of statements over arrays, and COPY for what is new, whatever its size."""

from services.players.repository.recording.loading import BETS, KEYS, LOCK, PLANNER, TRANSFERS, WALLETS, load
from services.players.repository.recording.writing import KEEP_ACCOUNTS, KEEP_WALLETS, write, write_movements

__all__ = [
    "BETS",
    "KEEP_ACCOUNTS",
    "KEEP_WALLETS",
    "KEYS",
    "LOCK",
    "PLANNER",
    "TRANSFERS",
    "WALLETS",
    "load",
    "write",
    "write_movements",
]
