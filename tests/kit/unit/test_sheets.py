"""Cells of spreadsheets: texts are never formulas, numbers stay numbers."""

from __future__ import annotations

import pytest

from kit.sheets import harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Aurora", "Aurora"),
        ("", ""),
        ("-12.50", "-12.50"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\n=1", "'\n'=1"),
        ('brand;"=1+1', "brand;\"'=1+1"),
        ("-1.00 EUR; -3.00 BRL", "'-1.00 EUR; '-3.00 BRL"),
        ("ggr - costs", "ggr - costs"),
    ],
)
def test_what_a_spreadsheet_would_run_is_a_text(text: str, shown: str) -> None:
    assert harmless(text) == shown
