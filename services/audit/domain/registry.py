"""The registry of privileged actions: every name the suite announces, with the schema versions that we can read."""

from __future__ import annotations

from typing import Final

# noun.verb -> the newest schema version. An action that is missing here is recorded all the same, and flagged.
ACTIONS: Final[dict[str, int]] = {
    "api_key.issue": 1,
    "api_key.revoke": 1,
    "company.create": 1,
    "operator.create": 1,
    "platform_key.issue": 1,
    "platform_key.revoke": 1,
    "player.reinstate": 1,
    "player.reveal": 1,
    "player.suspend": 1,
    "role.grant": 1,
    "session.revoke": 1,
    "staff.bind_totp": 1,
    "staff.create": 1,
    "staff.rebind_totp": 1,
    "staff.reset_password": 1,
    "staff.reset_totp": 1,
    "staff.sign_in": 1,
    "staff.sign_out": 1,
    "staff.use_recovery_code": 1,
}


def is_known(action: str, schema_version: int) -> bool:
    """Whether an action of this version is in the registry; version 0 is a source that does not say."""
    newest = ACTIONS.get(action)
    return newest is not None and 0 <= schema_version <= newest
