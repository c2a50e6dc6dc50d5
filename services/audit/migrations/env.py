"""Brings the audit database to its newest schema."""

from kit.migrations import run_environment

run_environment()
