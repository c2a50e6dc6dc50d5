"""Failures the launcher expects; each is one sentence that says what to do."""

from collections.abc import Sequence


class LaunchError(Exception):
    """Something a person must fix; its text is the one line shown last.

    `details` are lines shown before it, such as the end of a process's log.
    """

    def __init__(self, text: str, details: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.details = list(details)
