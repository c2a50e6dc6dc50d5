"""Reports to regulators as files."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.metrics.domain.reports import signed


def test_no_line_of_a_report_is_a_formula() -> None:
    lines = [
        ["operator", "-2+3+cmd|' /C calc'!A0", "id"],
        ["rule", 'brand;"=1+1', "\n=1"],
        ["amounts", "2026-10-01", "-12.50", "0"],
    ]
    text = signed(lines, Ed25519PrivateKey.generate()).decode()
    assert text.startswith("operator,'-2+3+cmd|' /C calc'!A0,id\r\n")
    assert 'rule,"brand;""\'=1+1","\'\n\'=1"\r\n' in text
    assert "amounts,2026-10-01,-12.50,0\r\n" in text
