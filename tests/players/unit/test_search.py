"""Folding and cutting names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.players.domain.search import TERM_LENGTH, end_of, fold, query_words, terms, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("João", "joao"),
        ("ŁUKASZ", "lukasz"),
        ("Øster", "oster"),
        ("İstanbul", "istanbul"),
        ("straße", "strasse"),
        ("Ærø", "aero"),
        ("ﬁn", "fin"),
        ("Nguyễn", "nguyen"),
        ("  x ", "x"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_and_terms() -> None:
    assert words("da Silva-Souza_77") == ["da", "silva", "souza", "77"]
    assert words("%_%") == ["%_%"]
    assert words("   ") == []
    assert terms(["Ana Ana", "ANA", "bo"]) == ["ana", "bo"]
    assert query_words("bo Maria bo") == ["maria", "bo"]


@given(st.text(max_size=128), st.integers(0, 64))
def test_every_beginning_of_a_name_finds_it(name: str, length: int) -> None:
    for term in terms([name]):
        assert 0 < len(term) <= TERM_LENGTH
        prefix = term[:length] or term
        low, high = prefix.encode("utf-8", "surrogatepass"), end_of(prefix).encode("utf-8", "surrogatepass")
        assert low <= term.encode("utf-8", "surrogatepass") <= high


@given(st.text(max_size=128))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
