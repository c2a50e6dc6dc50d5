"""The guide says what the importer does: every key, every reason, and examples that work."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import yaml

from importer import cli, mapping
from importer.mapping import FIELDS, FileMapping

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "import.md").read_text(encoding="utf-8")


def test_every_key_is_explained() -> None:
    named = set(re.findall(r"`([a-z_]+)`", GUIDE))
    assert set(FIELDS) <= named
    assert {field.name for field in fields(FileMapping)} - {"columns", "constants", "kinds"} <= named


def test_its_example_is_a_mapping() -> None:
    first, kinds = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    built = mapping.build(yaml.safe_load(first))
    assert built.columns["payout"] == "Returned"
    both = yaml.safe_load(first)
    added = yaml.safe_load(kinds)
    both["columns"] |= added["columns"]
    assert mapping.build(both | {"kinds": added["kinds"]}).kinds["ignore"] == ("bonus", "login")


def test_every_option_it_names_exists() -> None:
    options = {option for parameter in cli.bets.params for option in parameter.opts}
    lines = [line for line in GUIDE.splitlines() if "import bets" in line or "importer bets" in line]
    assert lines
    for option in re.findall(r"--[a-z-]+", " ".join(lines)):
        assert option in options
    for option in ("--dry-run", "--from-start", "--patience", "--rejects", "--json", "--players-ca", "--column"):
        assert option in GUIDE
        assert option in options
