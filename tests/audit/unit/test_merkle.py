"""RFC 6962 hashing: the published vectors, and the frontier against the definition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.audit.domain.merkle import EMPTY_ROOT, Frontier, leaf_hash

# The leaves and roots with which Certificate Transparency implementations test themselves.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962 section 2.1 defines it, by recursion over the entries."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def test_the_published_roots_come_out() -> None:
    frontier = Frontier()
    roots = [frontier.root().hex()]
    for leaf in LEAVES:
        frontier.append(leaf_hash(bytes.fromhex(leaf)))
        roots.append(frontier.root().hex())
    assert roots == ROOTS
    assert EMPTY_ROOT.hex() == ROOTS[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.binary(max_size=20))
def test_the_frontier_gives_the_defined_root_wherever_it_was_stored(size: int, pause: int, salt: bytes) -> None:
    leaves = [salt + n.to_bytes(2) for n in range(size)]
    frontier = Frontier()
    for n, leaf in enumerate(leaves):
        if n == pause:
            frontier = Frontier.unpack(frontier.size, frontier.pack())
        frontier.append(leaf_hash(leaf))
    assert frontier.size == size
    assert frontier.root() == defined_root(leaves)


def test_every_size_up_to_300_has_the_defined_root() -> None:
    leaves, frontier = [f"leaf {n}".encode() for n in range(300)], Frontier()
    for n, leaf in enumerate(leaves):
        assert frontier.root() == defined_root(leaves[:n])
        frontier.append(leaf_hash(leaf))


@pytest.mark.parametrize(("size", "packed"), [(1, b""), (3, bytes(32)), (0, bytes(32)), (1, bytes(31)), (-1, b"")])
def test_a_frontier_that_cannot_be_is_refused(size: int, packed: bytes) -> None:
    with pytest.raises(ValueError, match="does not have this frontier"):
        Frontier.unpack(size, packed)
