"""RFC 6962 hashing: leaves, nodes, and the frontier from which a log's root follows and to which leaves append."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    digest = hashlib.sha256(b"\x00")
    digest.update(entry)
    return digest.digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees that make up a log, largest first: all that appending needs.

    A log of `size` leaves has one per bit set in `size`. Mutable: appending moves it on.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Raises ValueError when there cannot be such a frontier."""
        self.size = size
        self._hashes = list(hashes)
        if size < 0 or len(self._hashes) != size.bit_count() or any(len(each) != HASH_SIZE for each in self._hashes):
            raise ValueError(f"A log of {size} leaves does not have this frontier.")

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> Frontier:
        """The frontier from its hashes one after the other; raises ValueError."""
        return cls(size, (packed[at : at + HASH_SIZE] for at in range(0, len(packed), HASH_SIZE)))

    def pack(self) -> bytes:
        """The hashes one after the other."""
        return b"".join(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Adds the hash of the next leaf."""
        node, bits = leaf, self.size
        while bits & 1:
            node = node_hash(self._hashes.pop(), node)
            bits >>= 1
        self._hashes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves so far."""
        if not self._hashes:
            return EMPTY_ROOT
        node = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            node = node_hash(left, node)
        return node
