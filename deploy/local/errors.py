"""Failures the launcher expects; each is one sentence that says what to do."""


class LaunchError(Exception):
    """Something a person must fix; its text is shown as the single line of the failure."""
