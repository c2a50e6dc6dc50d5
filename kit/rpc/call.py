"""The present call: who makes it, and what of its answer may be shown in clear."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from kit.auth.actor import Actor


@dataclass(slots=True)
class Call:
    """One RPC under way. `revealed` is set by a method that has checked and recorded that personal data may be seen."""

    method: str
    actor: Actor
    request_id: str = ""
    revealed: bool = False


_current: ContextVar[Call] = ContextVar("daybook_call")


def current() -> Call:
    """The call that this code serves. Raises LookupError outside one."""
    return _current.get()


def begin(call: Call) -> None:
    """Makes a call the present one for this task."""
    _current.set(call)
