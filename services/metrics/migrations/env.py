"""What Alembic runs around the migrations."""

from kit.migrations import run_environment

run_environment()
