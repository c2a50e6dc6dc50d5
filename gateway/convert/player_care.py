"""What is known of a single player besides activity, and what staff ask to be done to one: JSON <-> messages."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import care_service_pb2 as care_pb
from daybook.players.v1 import player_pb2 as pb
from daybook.players.v1 import players_service_pb2 as service_pb
from google.protobuf.field_mask_pb2 import FieldMask

from gateway.convert.values import date_message, moment, moment_or_none, timestamp
from gateway.models import player_care as models
from kit.ids import uuid7

SCOPE: Final[dict[models.BanScope, pb.BanScope.ValueType]] = {
    "log_in": pb.BAN_SCOPE_LOG_IN,
    "play": pb.BAN_SCOPE_PLAY,
    "deposit": pb.BAN_SCOPE_DEPOSIT,
    "withdraw": pb.BAN_SCOPE_WITHDRAW,
}
SCOPE_NAMES: Final = {value: name for name, value in SCOPE.items()}
KYC_STATUS: Final[dict[models.KycStatus, pb.KycStatus.ValueType]] = {
    "none": pb.KYC_STATUS_UNSPECIFIED,
    "pending": pb.KYC_STATUS_PENDING,
    "verified": pb.KYC_STATUS_VERIFIED,
    "rejected": pb.KYC_STATUS_REJECTED,
    "expired": pb.KYC_STATUS_EXPIRED,
}
KYC_STATUS_NAMES: Final = {value: name for name, value in KYC_STATUS.items()}
ACQUISITION_NAMES: Final[dict[pb.Acquisition.ValueType, models.Acquisition]] = {
    pb.ACQUISITION_UNSPECIFIED: "direct",
    pb.ACQUISITION_DIRECT: "direct",
    pb.ACQUISITION_AFFILIATE: "affiliate",
    pb.ACQUISITION_REFERRAL: "referral",
}


def document(one: pb.Player) -> models.Document | None:
    """A player's document."""
    if not one.HasField("document"):
        return None
    return models.Document(type=one.document.type, number=one.document.number)


def exclusion(one: pb.Player) -> models.Exclusion | None:
    """A player's exclusion while it holds."""
    if not one.HasField("exclusion"):
        return None
    told = one.exclusion
    return models.Exclusion(since=moment(told.since), until=moment_or_none(told.HasField("until"), told.until))


def ban(one: pb.Ban) -> models.Ban:
    """A ban."""
    lifted = one.HasField("lifted_at")
    return models.Ban(
        id=UUID(one.ban_id),
        scope=SCOPE_NAMES[one.scope],
        reason=one.reason,
        by=one.by,
        placed_at=moment(one.placed_at),
        expires_at=moment_or_none(one.HasField("expires_at"), one.expires_at),
        lifted_at=moment_or_none(lifted, one.lifted_at),
        lifted_by=one.lifted_by if lifted else None,
        lift_reason=one.lift_reason if lifted else None,
    )


def note(one: care_pb.Note) -> models.Note:
    """A note."""
    withdrawn = one.HasField("withdrawn_at")
    return models.Note(
        id=UUID(one.note_id),
        text=one.text,
        pinned=one.pinned,
        by=one.by,
        at=moment(one.at),
        withdrawn_at=moment_or_none(withdrawn, one.withdrawn_at),
        withdrawn_by=one.withdrawn_by if withdrawn else None,
        own=one.own,
    )


def revision(one: care_pb.Revision) -> models.Revision:
    """A change of a player."""
    return models.Revision(
        revision=one.revision, at=moment(one.at), action=one.action, by=one.by, fields=list(one.fields)
    )


def tags(answer: care_pb.ListTagsResponse) -> models.TagsInUse:
    """The tags in use."""
    return models.TagsInUse(
        items=[models.TagInUse(tag=one.tag, players=one.players, approximate=one.approximate) for one in answer.tags]
    )


def edit(player_id: UUID, body: models.PlayerEdit) -> care_pb.EditPlayerRequest:
    """A correction; only what the body names is in the mask."""
    named = sorted(body.changes.model_fields_set)
    update = service_pb.PlayerUpdate()
    for name in named:
        value = getattr(body.changes, name)
        if name == "date_of_birth":
            if value is not None:
                update.date_of_birth.CopyFrom(date_message(value))
        elif name == "document":
            if value is not None:
                update.document.type, update.document.number = value.type, value.number
        else:
            setattr(update, name, value)
    return care_pb.EditPlayerRequest(
        update=update, update_mask=FieldMask(paths=named), revision=body.revision, **_asked(player_id, body)
    )


def ban_order(player_id: UUID, body: models.BanOrder) -> care_pb.BanPlayerRequest:
    """A ban."""
    return care_pb.BanPlayerRequest(
        scopes=_scopes(body.scopes),
        expires_at=timestamp(body.expires_at),
        revision=body.revision,
        **_asked(player_id, body),
    )


def ban_lift(player_id: UUID, body: models.BanLift) -> care_pb.LiftBanRequest:
    """The end of bans."""
    return care_pb.LiftBanRequest(scopes=_scopes(body.scopes), revision=body.revision, **_asked(player_id, body))


def sessions_end(player_id: UUID, body: models.SessionsEnd) -> care_pb.EndPlayerSessionsRequest:
    """The end of sessions."""
    return care_pb.EndPlayerSessionsRequest(session_id=body.session_id or "", **_asked(player_id, body))


def two_factor_reset(player_id: UUID, body: models.TwoFactorReset) -> care_pb.ResetTwoFactorRequest:
    """That the platform take the second factor away."""
    return care_pb.ResetTwoFactorRequest(revision=body.revision, **_asked(player_id, body))


def tag_change(player_id: UUID, body: models.TagChange) -> care_pb.TagPlayerRequest:
    """Tags put on and taken off."""
    return care_pb.TagPlayerRequest(add=body.add, remove=body.remove, **_asked(player_id, body))


def new_note(player_id: UUID, body: models.NewNote) -> care_pb.AddNoteRequest:
    """A note to write."""
    return care_pb.AddNoteRequest(text=body.text, pinned=body.pinned, **_asked(player_id, body))


def note_withdrawal(player_id: UUID, note_id: UUID, body: models.NoteWithdrawal) -> care_pb.WithdrawNoteRequest:
    """That a note no longer stands."""
    return care_pb.WithdrawNoteRequest(note_id=str(note_id), **_asked(player_id, body))


def _scopes(names: list[models.BanScope]) -> list[pb.BanScope.ValueType]:
    return [SCOPE[name] for name in dict.fromkeys(names)]


def _asked(player_id: UUID, body: Any) -> dict[str, Any]:
    """What all have in common; a caller that sends no request id gets a new one."""
    fields = {
        "operator_id": str(body.operator_id),
        "player_id": str(player_id),
        "request_id": str(body.request_id or uuid7()),
    }
    return fields | ({"reason": body.reason} if hasattr(body, "reason") else {})
