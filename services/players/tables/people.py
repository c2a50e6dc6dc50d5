"""Who the players are, and what staff and platforms say of them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.players.tables.base import BYTES, MOMENT, flag, metadata, operator, plain, player, small

# Conditions that always hold. An index that serves lists states one, and so does the list; a look-up by key does not,
# and can be planned over the key alone. With all indexes beginning with the operator, and an operator that the
# statistics do not know yet, the planner took any of them for as good, and read all of an operator's rows for one.
REGISTERED: Final = text("players.registered_at >= '2000-01-01 00:00:00+00'")
NAMED: Final = text("username_folded >= ''")


def _by(column: str, *then: str) -> Index:
    """An index that finds players by a column and lists them in its order."""
    return Index(f"players_{column}", "operator_id", column, *then, "player_id", postgresql_where=REGISTERED)


def _few(name: str, condition: str, *told: str) -> Index:
    """An index of the few players for whom a condition holds, which tells of some columns by itself."""
    return Index(
        f"players_{name}",
        "operator_id",
        "registered_at",
        "player_id",
        postgresql_where=text(condition),
        postgresql_include=list(told),
    )


# What the gateway announced of each operator.
operators = Table(
    "operators",
    metadata,
    Column("operator_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("allowed_ips", ARRAY(Text), nullable=False, server_default="{}"),
    # What players may be told during maintenance.
    Column("notice", Text, nullable=False, server_default=""),
)

# Who the players are. Changes when somebody registers or is acted on, never by activity. That an external id belongs to
# one player only is the key of `recorded`, by which it is looked up as well.
players = Table(
    "players",
    metadata,
    operator(),
    player(),
    Column("external_id", BYTES, nullable=False),
    Column("username", Text, nullable=False),
    Column("username_folded", BYTES, nullable=False),
    plain("name_folded"),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", BYTES, nullable=False),
    Column("phone", BYTES, nullable=False),
    Column("date_of_birth", Date),
    Column("country", BYTES, nullable=False),
    Column("region", BYTES, nullable=False),
    Column("language", Text, nullable=False),
    Column("currency", BYTES, nullable=False),
    Column("registration_ip", Text, nullable=False),
    Column("registered_at", MOMENT, nullable=False),
    Column("status", BYTES, nullable=False),
    Column("suspension_reason", Text),
    Column("suspended_by", Text),
    Column("suspended_by_id", Text),
    Column("suspended_at", MOMENT),
    Column("revision", BigInteger, nullable=False),
    plain("document_type"),
    plain("document_number"),
    small("kyc_level"),
    small("kyc_status"),
    small("vip_level"),
    plain("affiliate_id"),
    plain("referrer_external_id"),
    Column("excluded_since", MOMENT),
    Column("excluded_until", MOMENT),
    Column("risk_flags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    flag("two_factor"),
    Column("two_factor_reset_at", MOMENT),
    # How the registration was counted: with which device, and how the player had come by then.
    plain("registered_with"),
    Column("registered_through", SmallInteger),
    PrimaryKeyConstraint("operator_id", "player_id"),
    Index("players_registered", "operator_id", "registered_at", "player_id", postgresql_where=REGISTERED),
    Index("players_username", "operator_id", "username_folded", "player_id", postgresql_where=NAMED),
    _by("name_folded"),
    _by("email"),
    _by("external_id"),
    _by("country", "registered_at"),
    _by("region", "country", "registered_at"),
    _by("status", "registered_at"),
    _by("kyc_level", "registered_at"),
    _by("kyc_status", "registered_at"),
    _by("vip_level", "registered_at"),
    _by("affiliate_id", "registered_at"),
    _by("currency", "registered_at"),
    Index("players_phone", "operator_id", "phone", postgresql_where=text("phone <> ''")),
    Index("players_document", "operator_id", "document_number", postgresql_where=text("document_number <> ''")),
    # The few of whom something is said, in the order in which they are mostly listed.
    _few("excluded", "excluded_since IS NOT NULL", "excluded_since", "excluded_until"),
    _few("flagged", "risk_flags <> '{}'", "risk_flags"),
    _few("referred", "referrer_external_id <> ''"),
)

# The folded words of each player's names: a prefix is a range of the second index, a player's own words of the first.
player_search = Table(
    "player_search",
    metadata,
    operator(),
    player(),
    Column("term", BYTES, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "term"),
    Index("player_search_term", "operator_id", "term", "player_id"),
)

# What keeps a player from something; a ban is never deleted, and one in force per scope.
bans = Table(
    "bans",
    metadata,
    operator(),
    player(),
    Column("ban_id", Uuid, nullable=False),
    Column("scope", SmallInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_by_id", Text, nullable=False),
    Column("placed_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT),
    Column("lifted_at", MOMENT),
    Column("lifted_by", Text),
    Column("lift_reason", Text),
    PrimaryKeyConstraint("operator_id", "player_id", "ban_id"),
    Index(
        "bans_in_force", "operator_id", "player_id", "scope", unique=True, postgresql_where=text("lifted_at IS NULL")
    ),
    Index(
        "bans_scope",
        "operator_id",
        "scope",
        "player_id",
        postgresql_where=text("lifted_at IS NULL"),
        postgresql_include=["expires_at"],
    ),
    Index(
        "bans_expiring",
        "operator_id",
        "expires_at",
        postgresql_where=text("lifted_at IS NULL AND expires_at IS NOT NULL"),
    ),
)

player_tags = Table(
    "player_tags",
    metadata,
    operator(),
    player(),
    Column("tag", BYTES, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "tag"),
    Index("player_tags_tag", "operator_id", "tag", "player_id"),
)

# What staff wrote of a player; a note is withdrawn, never deleted.
notes = Table(
    "notes",
    metadata,
    operator(),
    player(),
    Column("note_id", Uuid, nullable=False),
    Column("text", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("withdrawn_at", MOMENT),
    Column("withdrawn_by", Text),
    PrimaryKeyConstraint("operator_id", "player_id", "note_id"),
)

# The player as each revision left it. The first is written together with the second, as most players never change.
revisions = Table(
    "revisions",
    metadata,
    operator(),
    player(),
    Column("revision", BigInteger, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("action", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_by_id", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
    Column("state", JSONB, nullable=False),
    PrimaryKeyConstraint("operator_id", "player_id", "revision"),
)

# What ties accounts together: devices, addresses, documents, payment instruments, each with who was seen with it.
traces = Table(
    "traces",
    metadata,
    operator(),
    Column("kind", SmallInteger, nullable=False),
    Column("value", BYTES, nullable=False),
    player(),
    Column("first_seen_at", MOMENT, nullable=False),
    Column("last_seen_at", MOMENT, nullable=False),
    PrimaryKeyConstraint("operator_id", "kind", "value", "player_id"),
    Index("traces_player", "operator_id", "player_id", "kind"),
)
