"""What is told of a player after registration, what it may do, notes, tags and revisions: protobuf <-> domain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from daybook.players.v1 import care_service_pb2 as care_wire
from daybook.players.v1 import player_pb2 as wire
from daybook.players.v1 import players_service_pb2 as service_wire
from google.protobuf.field_mask_pb2 import FieldMask

from kit.errors import InvalidField
from services.players.convert import times
from services.players.convert.player import read_birth, read_document
from services.players.domain.access import Denial
from services.players.domain.activity import check_time
from services.players.domain.ban import BanScope
from services.players.domain.note import Note
from services.players.domain.player import KycStatus
from services.players.domain.profile import Told, ToldExclusion
from services.players.domain.revision import Revision
from services.players.domain.tag import TagInUse


def read_update(update: service_wire.PlayerUpdate, mask: FieldMask, allowed: Collection[str], now: datetime) -> Told:
    """What the mask names of an update, normalised as in a registration. Raises InvalidField."""
    paths = list(dict.fromkeys(mask.paths))
    if not paths:
        raise InvalidField("update_mask", "must name at least one field of the update")
    known = service_wire.PlayerUpdate.DESCRIPTOR.fields_by_name
    if unknown := [path for path in paths if path not in known]:
        raise InvalidField("update_mask", f"must not name what an update does not have: {', '.join(unknown)}")
    if refused := [path for path in paths if path not in allowed]:
        raise InvalidField("update_mask", f"must not name what only the platform tells: {', '.join(refused)}")
    return {path: _read(update, path, now) for path in paths}


def _read(update: service_wire.PlayerUpdate, path: str, now: datetime) -> Any:
    if path in ("first_name", "last_name"):
        return getattr(update, path).strip()
    if path == "email":
        return update.email.lower()
    if path == "date_of_birth":
        return read_birth(update, "update", now)
    if path == "document":
        return read_document(update.document)
    if path == "kyc_status":
        return KycStatus(update.kyc_status)
    if path == "exclusion":
        return _exclusion(update, now)
    if path == "risk_flags":
        return tuple(sorted(update.risk_flags))
    return getattr(update, path)


def _exclusion(update: service_wire.PlayerUpdate, now: datetime) -> ToldExclusion | None:
    """An exclusion as it is told; None for none."""
    if not update.HasField("exclusion"):
        return None
    told, since, until = update.exclusion, None, None
    if told.HasField("since"):
        since = times.read(told.since, "update.exclusion.since")
        check_time(since, now, "update.exclusion.since")
    if told.HasField("until"):
        until = times.read(told.until, "update.exclusion.until")
        if until <= (since or now):
            raise InvalidField("update.exclusion.until", "must lie after it begins")
    return ToldExclusion(since, until)


def read_scopes(scopes: Iterable[wire.BanScope.ValueType]) -> list[BanScope]:
    """What bans keep a player from."""
    return [BanScope(scope) for scope in scopes]


def verdict(denials: Sequence[Denial]) -> service_wire.Verdict:
    """Whether something is allowed, and each reason why not."""
    message = service_wire.Verdict(allowed=not denials)
    for denial in denials:
        told = message.denials.add(reason=denial.reason.value, message=denial.message)
        if denial.until is not None:
            times.write(told.until, denial.until)
    return message


def note(stored: Note, reader_id: str) -> care_wire.Note:
    """A note as somebody sees it."""
    message = care_wire.Note(
        note_id=str(stored.note_id),
        text=stored.text,
        pinned=stored.pinned,
        by=stored.author,
        withdrawn_by=stored.withdrawn_by or "",
        own=stored.author_id == reader_id,
    )
    times.write(message.at, stored.at)
    if stored.withdrawn_at is not None:
        times.write(message.withdrawn_at, stored.withdrawn_at)
    return message


def revision(stored: Revision) -> care_wire.Revision:
    """A change of a player."""
    message = care_wire.Revision(
        revision=stored.revision, action=stored.action, by=stored.by, fields=list(stored.fields)
    )
    times.write(message.at, stored.at)
    return message


def tag(stored: TagInUse) -> care_wire.ListTagsResponse.Tag:
    """A tag in use."""
    return care_wire.ListTagsResponse.Tag(tag=stored.tag, players=stored.players, approximate=stored.more)
