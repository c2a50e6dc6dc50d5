"""Text that Postgres can store."""

from kit.rpc.text import check

__all__ = ["check"]
