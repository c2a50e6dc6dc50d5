"""The list of players as JSON: what may be asked of it, and its rows."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Moment, Money, Page, Request
from gateway.models.player_care import Acquisition, BanScope, KycStatus, Tag
from gateway.models.players import PlayerStatus
from kit.paging import DEFAULT_SIZE, MAX_SIZE

PlayerSort = Literal[
    "registered_at",
    "-registered_at",
    "last_seen_at",
    "-last_seen_at",
    "username",
    "-username",
    "name",
    "-name",
    "email",
    "-email",
    "external_id",
    "-external_id",
    "country",
    "-country",
    "status",
    "-status",
    "kyc_level",
    "-kyc_level",
    "kyc_status",
    "-kyc_status",
    "vip_level",
    "-vip_level",
    "affiliate",
    "-affiliate",
    "balance",
    "-balance",
    "deposits",
    "-deposits",
    "withdrawals",
    "-withdrawals",
    "turnover",
    "-turnover",
    "ggr",
    "-ggr",
]
Matched = Literal["id", "email", "phone", "document", "transaction", "bet", "ip", "device", ""]

Level = Annotated[int, Field(ge=0, le=32767)]
Decimal = Annotated[str, Field(max_length=32, pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["250.00"])]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class PlayerFilter(Request):
    """Which players are wanted: all conditions that are given must hold; of a repeated one any value unless said."""

    q: Annotated[
        str,
        Field(
            max_length=254,
            description="a player id, external id, e-mail, phone, document, transaction id, bet id, IP address or"
            " device in full, or the beginning of any part of a name",
        ),
    ] = ""
    registered_from: Moment | None = None
    registered_until: Annotated[Moment | None, Field(description="not included")] = None
    status: Annotated[tuple[PlayerStatus, ...], Field(max_length=8)] = ()
    banned: Annotated[tuple[BanScope, ...], Field(max_length=4, description="banned from all of them")] = ()
    kyc_level_min: Level | None = None
    kyc_level_max: Level | None = None
    kyc_status: Annotated[tuple[KycStatus, ...], Field(max_length=8)] = ()
    vip_min: Level | None = None
    vip_max: Level | None = None
    country: Annotated[tuple[Country, ...], Field(max_length=50)] = ()
    region: Annotated[str, Field(pattern="^[A-Z0-9]{0,3}$", description="needs exactly one country")] = ""
    tag: Annotated[tuple[Tag, ...], Field(max_length=10, description="who carry all of them")] = ()
    risk_flag: Annotated[tuple[Tag, ...], Field(max_length=10, description="who carry all of them")] = ()
    acquisition: Acquisition | None = None
    affiliate: Annotated[str, Field(max_length=128)] = ""
    currency: Annotated[str, Field(pattern="^([A-Z0-9]{3,5})?$", description="the player's own")] = ""
    balance_min: Decimal | None = None
    balance_max: Decimal | None = None
    deposits_min: Decimal | None = None
    deposits_max: Decimal | None = None
    withdrawals_min: Decimal | None = None
    withdrawals_max: Decimal | None = None
    ggr_min: Decimal | None = None
    ggr_max: Decimal | None = None
    last_seen_from: Moment | None = None
    last_seen_until: Annotated[Moment | None, Field(description="not included")] = None
    online: bool | None = None
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=32)] = ""
    document: Annotated[str, Field(max_length=64)] = ""
    registration_ip: Annotated[str, Field(max_length=64)] = ""
    login_ip: Annotated[str, Field(max_length=64, description="any address from which the player logged in")] = ""
    device: Annotated[str, Field(max_length=256)] = ""
    self_excluded: bool | None = None


class PlayersQuery(PlayerFilter):
    """A page of the list."""

    operator_id: Annotated[
        tuple[UUID, ...],
        Field(
            max_length=50,
            description="one or several brands; may be absent for a caller within whose reach there is one",
        ),
    ] = ()
    sort: PlayerSort = "-registered_at"
    cursor: Annotated[str, Field(max_length=1024, description="next_cursor of the page before")] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_SIZE, description="rows wanted")] = DEFAULT_SIZE


class PlayerSummary(Answer):
    """A player in a list; personal data is masked. Money is in the player's own currency but for `balances`."""

    id: UUID
    operator_id: UUID
    external_id: str
    username: str
    name: str
    email: str
    phone: str
    country: str
    region: str
    status: PlayerStatus
    kyc_level: int
    kyc_status: KycStatus
    vip_level: int
    affiliate_id: str
    acquisition: Acquisition
    tags: list[str]
    bans: list[BanScope]
    risk_flags: list[str]
    excluded: bool
    online: bool
    registered_at: Instant
    last_seen_at: Instant | None
    balances: list[Money]
    currency: str
    deposits: Money
    withdrawals: Money
    turnover: Money
    ggr: Money
    matched: Matched


class PlayersPage(Page[PlayerSummary]):
    """A page of players; `currency` is the one to which ranges and orders of money were bound, null without any."""

    currency: str | None
