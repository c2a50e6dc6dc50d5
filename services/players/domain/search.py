"""How people are found by name: text folded to plain lower-case letters, cut into terms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

TERM_LENGTH: Final = 64
# Folding may lengthen a text; an index entry has a bound.
FOLDED_LENGTH: Final = 128
# Stands before each term where all of a person's terms are one text; in no term, as what is typed holds no such sign.
NAMES_APART: Final = "\x1f"
# A query of more words than this is not a name.
QUERY_WORDS: Final = 6

# Letters that Unicode does not take apart into a plain letter and a mark.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe"}
)
_WORD: Final = re.compile(r"\w+")


def fold(text: str) -> str:
    """Without case and accents: "João Łuç" -> "joao luc"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain).casefold().translate(_LETTERS).strip()


def fold_name(first_name: str, last_name: str) -> str:
    """A person's whole name as lists order it."""
    return fold(f"{first_name} {last_name}")[:FOLDED_LENGTH]


def words(text: str) -> list[str]:
    """The folded words of a text; the folded text itself when nothing in it is a letter or digit."""
    folded = fold(text)
    found = [word[:TERM_LENGTH] for word in _WORD.findall(folded.replace("_", " "))]
    return found or ([folded[:TERM_LENGTH]] if folded else [])


def terms(texts: Iterable[str]) -> list[str]:
    """Everything by whose beginning a person with these names is found, each once, in order."""
    return sorted({word for text in texts for word in words(text)})


def query_words(query: str) -> list[str]:
    """The words that a query looks for, longest first, as the longest leaves the fewest."""
    return sorted(set(words(query)), key=lambda word: (-len(word), word))[:QUERY_WORDS]


def end_of(prefix: str) -> str:
    """The least text, in byte order, that is greater than everything that begins with the prefix."""
    return prefix + "\U0010ffff"
