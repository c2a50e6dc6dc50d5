"""Verification: each kind of tampering is found and named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.audit.domain.envelope import MalformedEntry
from services.audit.domain.merkle import Frontier, leaf_hash
from services.audit.domain.verification import Claim, StoredEntry, Verification


def entry(index: int, raw: bytes | None = None) -> StoredEntry:
    """A good entry, or one with other bytes and their right hash."""
    data = raw if raw is not None else f"entry {index}".encode()
    return StoredEntry(index, data, leaf_hash(data), (data,))


def root_after(count: int) -> bytes:
    """The root of the good log."""
    frontier = Frontier()
    for index in range(count):
        frontier.append(leaf_hash(f"entry {index}".encode()))
    return frontier.root()


def verify(entries: list[StoredEntry], claims: list[Claim], **given: Any) -> Verification:
    """Feeds a log as the service does."""
    verification = Verification(**given)
    left = sorted(claims, key=lambda claim: claim.size)
    for each in entries:
        while left and left[0].size <= each.index:
            verification.confirm(left.pop(0))
        verification.add(each)
    for claim in left:
        verification.confirm(claim)
    return verification


GOOD = [entry(index) for index in range(10)]
CLAIMS = [Claim("a checkpoint", size, root_after(size)) for size in (0, 4, 7)] + [Claim("the head", 10, root_after(10))]


def test_a_whole_log_has_no_fault() -> None:
    verification = verify(GOOD, CLAIMS, columns_of=lambda index, raw, leaf: (raw,))
    assert verification.fault is None
    assert (verification.size, verification.root()) == (10, root_after(10))


@pytest.mark.parametrize(
    ("entries", "index", "problem"),
    [
        (
            [*GOOD[:5], StoredEntry(5, b"other", GOOD[5].leaf_hash, (b"other",)), *GOOD[6:]],
            5,
            "not those that were hashed",
        ),
        (
            [*GOOD[:5], StoredEntry(5, GOOD[5].raw, bytes(32), (GOOD[5].raw,)), *GOOD[6:]],
            5,
            "not those that were hashed",
        ),
        ([*GOOD[:5], *GOOD[6:]], 5, "is missing"),
        ([*GOOD[:5], GOOD[6], GOOD[5], *GOOD[7:]], 5, "is missing"),
        ([*GOOD[:5], GOOD[4], *GOOD[5:]], 5, "out of its place"),
        ([*GOOD[:5], StoredEntry(5, GOOD[5].raw, GOOD[5].leaf_hash, (b"x",)), *GOOD[6:]], 5, "differs from its bytes"),
        ([*GOOD[:5], entry(5, b"rewritten"), *GOOD[6:]], None, "size 7 has another root: an entry between 4 and 6"),
        ([entry(0, b"rewritten"), *GOOD[1:]], None, "size 4 has another root: an entry between 0 and 3"),
        (GOOD[:8], 8, "the head covers 10 entries, the log ends after 8"),
        ([], 0, "a checkpoint covers 4 entries"),
    ],
)
def test_the_first_fault_is_named(entries: list[StoredEntry], index: int | None, problem: str) -> None:
    fault = verify(entries, CLAIMS, columns_of=lambda _, raw, leaf: (raw,)).fault
    assert fault is not None
    assert fault.index == index
    assert problem in fault.problem


def test_a_forged_claim_is_named() -> None:
    fault = verify(GOOD, [*CLAIMS, Claim("the copy x", 5, None)]).fault
    assert fault is not None
    assert fault.problem == "the copy x of size 5 is not what was signed"


def test_bytes_that_are_no_entry_are_named() -> None:
    def malformed(index: int, raw: bytes, leaf: bytes) -> tuple[Any, ...]:
        if index == 3:
            raise MalformedEntry("cut")
        return (raw,)

    columns_of: Callable[[int, bytes, bytes], tuple[Any, ...]] = malformed
    fault = verify(GOOD, CLAIMS, columns_of=columns_of).fault
    assert fault is not None
    assert (fault.index, "no entry" in fault.problem) == (3, True)
