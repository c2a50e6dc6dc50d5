"""Alembic's environment: all of it is the kit's."""

from kit.migrations import run_environment

run_environment()
