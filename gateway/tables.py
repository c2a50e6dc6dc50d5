"""The gateway's own tables, seen only by its repositories and migrations."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

companies = Table(
    "companies",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("currency", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revision", BigInteger, nullable=False),
)

operators = Table(
    "operators",
    metadata,
    Column("operator_id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey("companies.company_id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("jurisdiction", Text, nullable=False, server_default=""),
    Column("licence", Text, nullable=False, server_default=""),
    Column("languages", ARRAY(Text), nullable=False, server_default="{}"),
    # Minor units by currency.
    Column("balance_thresholds", JSONB, nullable=False, server_default="{}"),
    Column("allowed_ips", ARRAY(Text), nullable=False, server_default="{}"),
    Column("maintenance_message", Text, nullable=False, server_default=""),
    Column("status_since", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("announced_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    UniqueConstraint("company_id", "name_key", name="operators_name"),
    Index("operators_name_key", "name_key"),
)

# The next step of an operator's status, taken when its moment has come.
operator_schedules = Table(
    "operator_schedules",
    metadata,
    Column("operator_id", Uuid, ForeignKey("operators.operator_id"), primary_key=True),
    Column("to_status", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),
    # The status whose end it is; null for a beginning.
    Column("ends", Text),
    Column("allowed_ips", ARRAY(Text)),
    Column("message", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by_id", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Index("operator_schedules_at", "at"),
)

# Who asked to close an operator and waits for a second person.
operator_closings = Table(
    "operator_closings",
    metadata,
    Column("operator_id", Uuid, ForeignKey("operators.operator_id"), primary_key=True),
    Column("asked_by_id", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)

# One row for each revision of an operator.
operator_history = Table(
    "operator_history",
    metadata,
    Column("operator_id", Uuid, ForeignKey("operators.operator_id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("from_status", Text),
    Column("to_status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("fields", ARRAY(Text), nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("staff_id", Uuid, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("locale", Text, nullable=False, server_default=""),
    Column("password_hash", Text, nullable=False),
    # Sealed; null until an authenticator is bound.
    Column("totp_secret", LargeBinary),
    # The last time step whose code was accepted: a code works once.
    Column("totp_step", BigInteger),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("staff_id", Uuid, ForeignKey("staff.staff_id"), primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("used_at", DateTime(timezone=True)),
)

# Roles held by staff and by API keys. No company: everywhere; no operator: the whole company.
grants = Table(
    "grants",
    metadata,
    Column("holder_id", Uuid, primary_key=True),
    Column("grant_id", Uuid, primary_key=True),
    Column("role", Text, nullable=False),
    Column("company_id", Uuid, ForeignKey("companies.company_id")),
    Column("operator_id", Uuid, ForeignKey("operators.operator_id")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("operator_id IS NULL OR company_id IS NOT NULL", name="grants_operator_has_company"),
    UniqueConstraint(
        "holder_id", "role", "company_id", "operator_id", name="grants_once", postgresql_nulls_not_distinct=True
    ),
    Index("grants_company", "company_id", "holder_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("staff_id", Uuid, ForeignKey("staff.staff_id"), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("stage", Text, nullable=False),
    # Sealed; an authenticator's secret that waits for its first code.
    Column("pending_totp", LargeBinary),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Column("ip", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Index("sessions_staff", "staff_id", "session_id"),
    Index("sessions_expires", "expires_at"),
)

# How often something was tried in a window of time; keys are keyed hashes, never an address in clear.
attempts = Table(
    "attempts",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("window_started_at", DateTime(timezone=True), nullable=False),
    Index("attempts_window", "window_started_at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("company_id", Uuid, ForeignKey("companies.company_id"), primary_key=True),
    Column("key_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    Index("api_keys_key", "key_id", postgresql_where=text("revoked_at IS NULL")),
)

platform_keys = Table(
    "platform_keys",
    metadata,
    Column("operator_id", Uuid, ForeignKey("operators.operator_id"), primary_key=True),
    Column("key_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    # When its being revoked was announced last.
    Column("announced_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
)

# A list as somebody wants to see it again; with a company and a role it is shared with who holds that role there.
saved_views = Table(
    "saved_views",
    metadata,
    Column("staff_id", Uuid, ForeignKey("staff.staff_id"), primary_key=True),
    Column("view_id", Uuid, primary_key=True),
    Column("surface", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("filter", JSONB, nullable=False),
    Column("sort", Text, nullable=False),
    Column("columns", JSONB(none_as_null=True)),
    Column("company_id", Uuid, ForeignKey("companies.company_id")),
    Column("role", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("revision", BigInteger, nullable=False),
    UniqueConstraint("staff_id", "surface", "name_key", name="saved_views_name"),
    CheckConstraint("(company_id IS NULL) = (role IS NULL)", name="saved_views_shared_with_a_role"),
    Index("saved_views_view", "view_id"),
    Index("saved_views_shared", "company_id", "role", "surface", postgresql_where=text("company_id IS NOT NULL")),
)

# How a person likes the web application: columns, densities, default views.
preferences = Table(
    "preferences",
    metadata,
    Column("staff_id", Uuid, ForeignKey("staff.staff_id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
