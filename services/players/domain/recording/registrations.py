"""Registrations in a batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kit.ids import uuid7
from services.players.domain.activity import Item, KeyKind, Outcome, Registering, Rejection, Result, fingerprint_of
from services.players.domain.recording.happenings import Happening, RegisteredNow
from services.players.domain.recording.state import Account, KnownKey, NewPlayer, same_registration

if TYPE_CHECKING:
    from services.players.domain.recording.recorder import Recorder


def register(batch: Recorder, item: Item, fact: Registering) -> Result:
    """Opens an account with its first wallet."""
    external_id, registration = item.external_id, fact.registration
    mark = fingerprint_of(registration)
    if (known := batch.state.keys.get((KeyKind.PLAYER, external_id))) is not None:
        if same_registration(registration, known, mark):
            return Outcome.DUPLICATE
        stored = batch.state.registrations.get(external_id)
        differing = registration.differing(stored) if stored else []
        path = f"registered.{differing[0]}" if differing else "registered.external_id"
        return Rejection("RECORDED_DIFFERENTLY", path, "The player was registered before with other facts.")
    moment = registration.registered_at or item.at
    account = Account(uuid7(), registration.country, moment, channel=registration.acquisition)
    batch.state.accounts[external_id] = account
    batch.state.registrations[external_id] = replace(registration, registered_at=moment)
    batch.remember(KeyKind.PLAYER, external_id, KnownKey(mark, account.player_id, moment))
    batch.players.append(NewPlayer(account, registration, moment, item.device))
    wallet = batch.wallet(account, registration.currency)
    wallet.updated_at = batch.recorded_at
    batch.moved[account.player_id, wallet.currency] = wallet
    batch.happenings.append(Happening(account, moment, RegisteredNow(item.device)))
    return Outcome.RECORDED
