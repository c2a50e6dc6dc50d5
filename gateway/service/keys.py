"""Keys of scripts (API keys) and of operators' own services (platform keys)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from gateway import events, sealing
from gateway.domain.access import Caller, Origin, RoleGrant
from gateway.domain.directory import Operator, check_name
from gateway.domain.people import ApiKey, PlatformKey
from gateway.domain.roles import ROLES
from gateway.errors import CompanyNotFound, KeyNotFound
from gateway.repository import directory, keys, staff
from gateway.sealing import Seal
from gateway.service.replays import Answer, once
from gateway.service.roles import grant_for
from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.tokens import Signer
from kit.clock import Clock
from kit.db import Database
from kit.errors import InvalidField, Unauthenticated
from kit.ids import uuid7
from kit.paging import Total

PLATFORM_PERMISSIONS: Final = frozenset({"players.record"})
_TOUCH_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key, which is shown now and never again."""

    key_id: UUID
    key: str


class Keys:
    """Issues, recognises and revokes keys."""

    def __init__(self, database: Database, seal: Seal, signer: Signer, clock: Clock, platform_key_days: int) -> None:
        self._database = database
        self._seal = seal
        self._signer = signer
        self._clock = clock
        self._days = platform_key_days

    async def caller(self, key: str, origin: Origin) -> Caller:
        """The script behind an API key. Raises Unauthenticated."""
        now = self._clock()
        async with self._database.read() as connection:
            found = await keys.api_key_by_secret(connection, sealing.token_hash(key))
            if found is None or found.revoked_at is not None:
                raise Unauthenticated
            if found.last_used_at is None or now - found.last_used_at > _TOUCH_EVERY:
                await keys.touch_api_key(connection, found, now)
        held = (RoleGrant(found.role, found.company_id),)
        return Caller(ActorKind.API_KEY, str(found.key_id), found.name, grants=held, origin=origin)

    async def api_keys(self, caller: Caller, cursor: str, size: int) -> tuple[Sequence[ApiKey], str, Total]:
        """A page of the API keys of the caller's companies. Raises BadCursor."""
        async with self._database.read() as connection:
            return await keys.page_of_api_keys(connection, caller.reach("keys.manage"), cursor, size)

    async def issue_api_key(
        self, caller: Caller, name: str, role: str, company_id: UUID, request_id: UUID | None = None
    ) -> Issued:
        """Issues a key with a role in a company. Raises PermissionDenied, InvalidField or CompanyNotFound."""
        if role in ROLES and ROLES[role].platform_wide:
            raise InvalidField("role", "must be a role within a company")
        grant = grant_for(caller, "keys.manage", role, company_id)
        name = check_name(name)
        async with self._database.unit_of_work() as uow:
            if await directory.company(uow.connection, company_id) is None:
                raise CompanyNotFound(fields={"company_id": "is not a company"})

            async def create() -> Answer:
                secret, now = sealing.API_KEY_PREFIX + sealing.new_token(), self._clock()
                key = ApiKey(uuid7(), company_id, name, role, now, None, None)
                await keys.add_api_key(uow.connection, key, sealing.token_hash(secret))
                await staff.add_grant(uow.connection, key.key_id, grant, now)
                uow.outbox.add(events.api_key_issued(key, caller.actor(), now))
                return {"id": str(key.key_id), "key": secret}

            answer = await once(uow, self._seal, caller, request_id, ("api_key.issue", name, role, company_id), create)
        return Issued(UUID(answer["id"]), answer["key"])

    async def revoke_api_key(self, caller: Caller, key_id: UUID) -> None:
        """Refuses an API key from now on. Raises KeyNotFound, also for a key of another company."""
        async with self._database.unit_of_work() as uow:
            key, now = await keys.api_key(uow.connection, key_id), self._clock()
            if key is None or not caller.may_company("keys.manage", key.company_id):
                raise KeyNotFound
            if not await keys.revoke_api_key(uow.connection, key, now):
                raise KeyNotFound
            uow.outbox.add(events.api_key_revoked(key, caller.actor(), now))

    async def platform_keys(
        self, operator: Operator, cursor: str, size: int
    ) -> tuple[Sequence[PlatformKey], str, Total]:
        """A page of an operator's platform keys. Raises BadCursor."""
        async with self._database.read() as connection:
            return await keys.page_of_platform_keys(connection, operator.operator_id, cursor, size)

    async def issue_platform_key(
        self, caller: Caller, operator: Operator, name: str, request_id: UUID | None = None
    ) -> Issued:
        """Issues a key with which an operator's platform tells what players do. Raises InvalidField."""
        name = check_name(name)
        async with self._database.unit_of_work() as uow:

            async def create() -> Answer:
                now = self._clock()
                expires_at = now + timedelta(days=self._days)
                key = PlatformKey(uuid7(), operator.operator_id, operator.company_id, name, now, expires_at, None)
                await keys.add_platform_key(uow.connection, key)
                uow.outbox.add(events.platform_key_issued(key, caller.actor(), now))
                reach = Grant(PLATFORM_PERMISSIONS, {str(operator.operator_id): str(operator.company_id)})
                holder = Actor(ActorKind.PLATFORM, str(key.key_id), name, grants=(reach,))
                return {"id": str(key.key_id), "key": self._signer.platform_key(holder, self._days)}

            asked = ("platform_key.issue", operator.operator_id, name)
            answer = await once(uow, self._seal, caller, request_id, asked, create)
        return Issued(UUID(answer["id"]), answer["key"])

    async def revoke_platform_key(self, caller: Caller, key_id: UUID) -> None:
        """Refuses a platform key from now on, in all services. Raises KeyNotFound, also for another company's key."""
        async with self._database.unit_of_work() as uow:
            key, now = await keys.platform_key(uow.connection, key_id), self._clock()
            if key is None:
                raise KeyNotFound
            operator = (await directory.operators_by_id(uow.connection, [key.operator_id]))[key.operator_id]
            if not caller.may("keys.manage", operator):
                raise KeyNotFound
            if not await keys.revoke_platform_key(uow.connection, key, now):
                raise KeyNotFound
            uow.outbox.add(events.platform_key_revoked(key, caller.actor(), now))
