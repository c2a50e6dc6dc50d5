"""Cells of files that people open in spreadsheets: texts that no spreadsheet takes for formulas."""

from __future__ import annotations

import re
from typing import Final

# https://owasp.org/www-community/attacks/CSV_Injection; the wide forms are those of East Asian keyboards.
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# Half the world's spreadsheets part CSV by semicolons, whatever the quotes around.
_HIDDEN: Final = re.compile(r"([;\t\r\n][\" ]*)([-=+@＝＋－＠])")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def harmless(text: str) -> str:
    """A text as a cell may hold it: an apostrophe keeps what would be a formula a text; numbers are left alone."""
    if _NUMBER.fullmatch(text):
        return text
    marked = f"'{text}" if _FORMULA.match(text) else text
    return _HIDDEN.sub(r"\1'\2", marked)
