"""The answers that decisions of every kind give."""

from __future__ import annotations

from services.players.domain.activity import Outcome, Rejection, Result
from services.players.domain.ledger import LARGEST_TOTAL
from services.players.domain.recording.state import KnownKey


def repeated(known: KnownKey, mark: int, noun: str, path: str) -> Result:
    """A natural key that is recorded already: with the same facts a duplicate."""
    if known.hash == mark:
        return Outcome.DUPLICATE
    return Rejection("RECORDED_DIFFERENTLY", path, f"The {noun} was recorded before with other facts.")


def exceeds(total: int) -> bool:
    """Whether a lifetime total would be more than can be kept."""
    return not -LARGEST_TOTAL <= total <= LARGEST_TOTAL


def too_large(path: str) -> Rejection:
    """A total would exceed what can be kept."""
    return Rejection("TOTAL_TOO_LARGE", path, "The player's total would exceed what can be kept.")
