"""Every failure that ends an import, each one line for people; what is wrong with a single row is a Reject instead."""

from __future__ import annotations


class ImporterError(Exception):
    """The import cannot go on."""

    exit_code = 1


class MappingError(ImporterError):
    """The mapping is wrong: the message names the key."""


class FileError(ImporterError):
    """The file cannot be read as declared."""


class CredentialError(ImporterError):
    """There is no key that opens the door for this operator."""


class KeyRefused(CredentialError):
    """The door refused the key: expired, revoked or of another suite."""


class DoorClosed(ImporterError):
    """The door did not answer for longer than we wait, or refuses the whole import."""


class AlreadyRunning(ImporterError):
    """Another importer works on the same file for the same operator."""
