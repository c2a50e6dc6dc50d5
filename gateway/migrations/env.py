"""Alembic's entry point; everything it does is the kit's."""

from kit.migrations import run_environment

run_environment()
