"""Alembic scripts of the audit database."""
