"""The registry of privileged actions: every name the suite announces, with the schema versions that we can read."""

from __future__ import annotations

from typing import Final

# noun.verb -> the newest schema version. An action that is missing here is recorded all the same, and flagged.
ACTIONS: Final[dict[str, int]] = {
    "adjustment.approve": 1,
    "adjustment.cancel": 1,
    "adjustment.read_document": 1,
    "adjustment.reject": 1,
    "adjustment.request": 1,
    "adjustment_limits.set": 1,
    "api_key.issue": 1,
    "api_key.revoke": 1,
    "bulk.cancel": 1,
    "bulk.finish": 1,
    "bulk.resume": 1,
    "bulk.start": 1,
    "company.create": 1,
    "export.cancel": 1,
    "export.download": 1,
    "export.finish": 1,
    "export.resume": 1,
    "export.start": 1,
    "operator.apply_schedule": 1,
    "operator.approve_close": 1,
    "operator.ask_close": 1,
    "operator.cancel_schedule": 1,
    "operator.change": 1,
    "operator.create": 1,
    "operator.schedule": 1,
    "operator.set_status": 1,
    "operator.withdraw_close": 1,
    "platform_key.issue": 1,
    "platform_key.revoke": 1,
    "player.add_note": 1,
    "player.ban": 1,
    "player.ban_expired": 1,
    "player.edit": 1,
    "player.end_sessions": 1,
    "player.lift_ban": 1,
    "player.reinstate": 1,
    "player.reset_two_factor": 1,
    "player.reveal": 1,
    "player.suspend": 1,
    "player.tag": 1,
    "player.update": 1,
    "player.withdraw_note": 1,
    "role.grant": 1,
    "session.revoke": 1,
    "staff.bind_totp": 1,
    "staff.change_password": 1,
    "staff.create": 1,
    "staff.disable": 1,
    "staff.enable": 1,
    "staff.rebind_totp": 1,
    "staff.reset_password": 1,
    "staff.reset_totp": 1,
    "staff.sign_in": 1,
    "staff.sign_out": 1,
    "staff.use_recovery_code": 1,
    "ticket.change": 1,
    "ticket.create": 1,
    "ticket.link": 1,
    "ticket.merge": 1,
    "ticket.move": 1,
    "ticket.reply": 1,
    "ticket_settings.set": 1,
    "view.delete": 1,
    "view.save": 1,
}


def is_known(action: str, schema_version: int) -> bool:
    """Whether an action of this version is in the registry; version 0 is a source that does not say."""
    newest = ACTIONS.get(action)
    return newest is not None and 0 <= schema_version <= newest
