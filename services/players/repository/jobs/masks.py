"""Personal values masked by the database as kit.masking masks them, character by character; a test compares the two."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from kit.masking import HIDDEN

# What Python takes for white space between words.
_SPACE: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_SPACES: Final = "E'" + "".join(f"\\u{ord(letter):04x}" for letter in _SPACE) + "'"
_CLASS: Final = "E'[" + "".join(f"\\u{ord(letter):04x}" for letter in _SPACE) + "]+'"


class Mask(Enum):
    """How a column looks to who may not see it in clear."""

    NAME = auto()
    EMAIL = auto()
    TAIL = auto()
    IP = auto()
    ABSENT = auto()


def masked(mask: Mask, value: str) -> str:
    """The expression of a value that `value` is the expression of, masked; what is empty stays empty."""
    return f"CASE WHEN {value} = '' THEN '' ELSE {_FORMS[mask](value)} END" if mask is not Mask.ABSENT else "''"


def _name(value: str) -> str:
    # One word is by far the commonest, and needs no pattern.
    one = f"left({value}, 1) || repeat('•', char_length({value}) - 1)"
    words = f"btrim(regexp_replace({value}, {_CLASS}, ' ', 'g'))"
    several = f"regexp_replace({words}, '(?<=[^ ])[^ ]', '•', 'g')"
    return f"CASE WHEN translate({value}, {_SPACES}, '') = {value} THEN {one} ELSE {several} END"


def _email(value: str) -> str:
    at = f"strpos({value}, '@')"
    shown = f"left({value}, least({at} - 1, 1)) || repeat('•', greatest({at} - 2, 2)) || substr({value}, {at})"
    return f"CASE WHEN {at} > 0 AND {at} < char_length({value}) THEN {shown} ELSE '{HIDDEN}' END"


def _tail(value: str) -> str:
    length = f"char_length({value})"
    shown = f"repeat('•', greatest({length} - 2, 3)) || right({value}, 2)"
    return f"CASE WHEN {length} > 4 THEN {shown} ELSE '{HIDDEN}' END"


def _ip(value: str) -> str:
    six = f"split_part({value}, ':', 1) || ':' || split_part({value}, ':', 2) || ':x'"
    four = f"split_part({value}, '.', 1) || '.' || split_part({value}, '.', 2) || '.x.x'"
    bare = f"{value} || '.x.x'"
    return f"CASE WHEN strpos({value}, ':') > 0 THEN {six} WHEN strpos({value}, '.') > 0 THEN {four} ELSE {bare} END"


_FORMS: Final[dict[Mask, Callable[[str], str]]] = {
    Mask.NAME: _name,
    Mask.EMAIL: _email,
    Mask.TAIL: _tail,
    Mask.IP: _ip,
}
