"""Migrates a database that holds the kit's tables and a ledger for the tests."""

from kit.migrations import run_environment

run_environment()
