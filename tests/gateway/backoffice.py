"""The gateway as people and scripts use it in tests: its address, companies, staff who sign in, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pyotp
from daybook.types.v1 import action_pb2
from sqlalchemy import text

from gateway.container import Gateway
from gateway.domain.access import Caller, command_line
from gateway.domain.directory import Company, Operator
from kit.db import Database
from kit.ids import uuid7
from tests.gateway.upstream import Answers, Upstream


class TestClock:
    """A clock that tests move; it starts at the real time."""

    __test__ = False

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def forward(self, **span: float) -> None:
        """Moves time on."""
        self._ahead += timedelta(**span)


@dataclass
class Person:
    """A member of staff with a browser of their own."""

    browser: httpx.AsyncClient
    email: str
    password: str
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    def take_csrf(self, answer: httpx.Response) -> None:
        """Sends from now on the token that an answer gave."""
        self.browser.headers["x-csrf-token"] = answer.json()["csrf_token"]


@dataclass
class Backoffice:
    """The running gateway."""

    url: str
    gateway: Gateway
    database: Database
    clock: TestClock
    upstream: Upstream
    clients: list[httpx.AsyncClient] = field(default_factory=list)
    owner: Caller = field(default_factory=lambda: command_line("tester"))

    @property
    def answers(self) -> Answers:
        """What the services behind answer."""
        return self.upstream.answers

    def client(self, key: str = "") -> httpx.AsyncClient:
        """A client without credentials, or with an API key."""
        headers = {"authorization": f"Bearer {key}"} if key else {}
        made = httpx.AsyncClient(base_url=f"{self.url}/api/v1", headers=headers, timeout=30)
        self.clients.append(made)
        return made

    async def company(self, currency: str = "BRL") -> Company:
        """A new company."""
        return await self.gateway.directory.create_company(self.owner, f"Company {uuid7()}", currency)

    async def operator(self, company: Company, timezone: str = "America/Sao_Paulo", currency: str = "BRL") -> Operator:
        """A new operator of a company."""
        return await self.gateway.directory.create_operator(
            self.owner, company.company_id, f"brand {uuid7()}", timezone, currency
        )

    async def api_key(self, company: Company, role: str = "company-admin") -> httpx.AsyncClient:
        """A client with a new API key of a company."""
        issued = await self.gateway.keys.issue_api_key(self.owner, "test", role, company.company_id)
        return self.client(issued.key)

    async def person(
        self, role: str = "company-admin", company_id: UUID | None = None, operator_id: UUID | None = None
    ) -> Person:
        """A new member of staff who has not signed in yet."""
        email = f"{uuid7()}@staff.example"
        invited = await self.gateway.people.invite(self.owner, email, "Ana Souza", role, company_id, operator_id)
        return Person(self.client(), email, invited.password)

    async def password(self, person: Person) -> httpx.Response:
        """Takes the first step of signing in."""
        body = {"email": person.email, "password": person.password}
        answer = await person.browser.post("/auth/sign-in", json=body)
        if answer.status_code == 200:
            person.take_csrf(answer)
        return answer

    def code(self, person: Person) -> str:
        """What the person's authenticator shows now."""
        return pyotp.TOTP(person.secret).at(self.clock())

    async def bind(self, person: Person, **proof: str) -> None:
        """Binds an authenticator; another one with proof of the present one."""
        enrolment = await person.browser.post("/auth/totp/enrol", json=proof)
        assert enrolment.status_code == 200, enrolment.text
        person.secret = enrolment.json()["secret"]
        confirmed = await person.browser.post("/auth/totp/confirm", json={"code": self.code(person)})
        assert confirmed.status_code == 200, confirmed.text
        person.recovery_codes = confirmed.json()["recovery_codes"]
        person.take_csrf(confirmed)

    async def signed_in(
        self, role: str = "company-admin", company_id: UUID | None = None, operator_id: UUID | None = None
    ) -> Person:
        """A new member of staff who has just bound an authenticator and is signed in."""
        person = await self.person(role, company_id, operator_id)
        assert (await self.password(person)).status_code == 200
        await self.bind(person)
        return person

    async def actions(self, target_id: str = "", action: str = "") -> list[action_pb2.PrivilegedAction]:
        """The privileged actions announced so far, in order, of a target or of a kind."""
        async with self.database.read() as connection:
            rows = (await connection.execute(text("SELECT payload FROM outbox ORDER BY n"))).all()
        found = [action_pb2.PrivilegedEvent.FromString(row.payload).action for row in rows]
        return [
            one
            for one in found
            if (not target_id or one.target.id == target_id) and (not action or one.action == action)
        ]

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        """What a query finds; nothing for a statement that finds nothing."""
        async with self.database.read() as connection:
            found = await connection.execute(text(sql), values)
            return found.all() if found.returns_rows else []


def problem(answer: httpx.Response, status: int, reason: str) -> dict[str, Any]:
    """The problem document of an answer, which must be one of this status and reason."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["reason"] == reason, body
    assert body["status"] == status
    assert len(body["trace_id"]) == 32
    return body
