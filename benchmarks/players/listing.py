"""The list of players at a million and at fifty thousand, at the RPC and over HTTP, and Django admin's beside it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import players_service_pb2 as wire
from daybook.players.v1 import players_service_pb2_grpc
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import func, select

from benchmarks.players import crowd
from benchmarks.players.questions import COMBINATIONS, FILTERS, SORTS, Question
from benchmarks.players.rivals import changelist
from benchmarks.report import Figure, percentile
from deploy.local.home import ACTOR_ISSUER, Home
from deploy.local.suite import Brand, Suite
from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.tokens import Signer
from kit.db import Database
from kit.ids import uuid7
from kit.rpc import client
from services.players.convert import listing as convert
from services.players.repository.listing import PLANNING, cursors, orders, pages

PAGE: Final = 50
DEEP: Final = 500
_TIMES: Final = 21
SMALL: Final = 50_000


@dataclass
class Loaded:
    """A suite with a brand's players in it."""

    suite: Suite
    brand: Brand
    players: int
    stub: Any
    actor: Actor
    signer: Signer
    database: Database

    @classmethod
    def of(cls, suite: Suite, brand: Brand, players: int) -> Loaded:
        """The RPC as the gateway calls it, for staff who may read players."""
        private, _ = Home(suite.home).actor_keys()
        grant = Grant(frozenset({"players.read"}), {brand.operator_id: brand.company_id}, frozenset({brand.company_id}))
        stub = players_service_pb2_grpc.PlayersServiceStub(client.channel(suite.address("players")))
        actor = Actor(ActorKind.STAFF, str(uuid7()), "Benchmark", (grant,), "127.0.0.1")
        password = Home(suite.home).password("postgres")
        address = f"postgresql+asyncpg://postgres:{password}@127.0.0.1:{suite.port_base + 7}/players"
        database = Database(address, "benchmark", settings=PLANNING)
        return cls(suite, brand, players, stub, actor, Signer(ACTOR_ISSUER, private.read_bytes()), database)

    async def ask(self, question: Question, cursor: str = "", size: int = PAGE) -> wire.ListPlayersResponse:
        """One page."""
        request = wire.ListPlayersRequest(
            operator_id=self.brand.operator_id, filter=question.message(), sort=question.sort
        )
        request.page.cursor, request.page.size = cursor, size
        answer: wire.ListPlayersResponse = await client.call(
            self.stub.ListPlayers, request, self.signer.call_token(self.actor, "players"), seconds=60
        )
        return answer

    async def deep(self, question: Question) -> str:
        """The cursor of the 500th page, or of the last there is; empty when there is one page only.

        Looked up, with what the first page's says of the total, as who pages there has it: to page there would take
        longer than all that is measured.
        """
        wanted, order = convert.read_filter(question.message()), convert.read_order(question.sort)
        operator_id = UUID(self.brand.operator_id)
        async with self.database.read() as connection:
            ids = await pages.chosen(connection, operator_id, wanted, order)
            counted = select(func.count()).select_from(ids.order_by(None).limit((DEEP - 1) * PAGE + 1).subquery())
            before = (int((await connection.execute(counted)).scalar_one()) - 1) // PAGE * PAGE
            if before < PAGE:
                return ""
            last = await connection.scalar(ids.offset(before - 1).limit(1))
            place = await orders.cursor_after(connection, operator_id, order, last)
            first = await pages.page(connection, [operator_id], wanted, order, "", PAGE)
            return cursors.with_total(place, cursors.asked([operator_id], wanted), first.total)


@dataclass
class Timing:
    """Milliseconds of a question's first and deep page."""

    question: Question
    first: list[float] = field(default_factory=list)
    deep: list[float] = field(default_factory=list)
    rows: str = ""


async def figures(large: Loaded, small: Loaded) -> list[Figure]:
    """All that is measured of the list."""
    questions = [*FILTERS, *SORTS, *COMBINATIONS]
    timings: list[tuple[Timing, Timing]] = []
    for question in track(questions, "asking", console=Console(stderr=True)):
        pair = Timing(question), Timing(question)
        cursors = [await one.deep(question) for one in (large, small)]
        for _ in range(_TIMES):
            # In turn, so that what else the machine does slows both alike.
            for one, timing, cursor in zip((large, small), pair, cursors, strict=True):
                total = (await _timed(timing.first, one.ask(question))).total
                timing.rows = f"{total.count:,}{'+' if total.approximate else ''}"
                if cursor:
                    await _timed(timing.deep, one.ask(question, cursor))
        timings.append(pair)
        for timing in pair:
            del timing.first[0], timing.deep[:1]
    _print(timings, small.players)
    found = [*_of(timings, len(FILTERS), "filters", 0), *_of(timings, len(SORTS), "orders", len(FILTERS))]
    found += _of(timings, len(COMBINATIONS), "combinations", len(FILTERS) + len(SORTS))
    return [*found, *await _beside_django(large)]


def _of(timings: Sequence[tuple[Timing, Timing]], number: int, what: str, start: int) -> list[Figure]:
    """The slowest of a group, and its slowest against fifty thousand players."""
    found = []
    for page in ("first", "deep"):
        asked = timings[start : start + number]
        group = [pair for pair in asked if all(getattr(one, page) for one in pair)]
        if not group:
            continue
        name = f"{len(group)} {what}, {'first' if page == 'first' else '500th'} page"
        slowest = max(group, key=lambda pair: percentile(getattr(pair[0], page), 0.95))
        found.append(
            Figure(
                f"{name}: slowest p95 ({slowest[0].question.name})",
                percentile(getattr(slowest[0], page), 0.95),
                "ms",
                target="<= 50",
            )
        )
        middle = [(_median(getattr(one, page)), _median(getattr(two, page)), one.question.name) for one, two in group]
        worst = max(middle, key=lambda one: one[0] / one[1])
        found.append(Figure(f"{name}: farthest from small ({worst[2]})", worst[0], "ms", "small", worst[1], "<= 1.5"))
        ours, theirs = (sum(times) / len(group) for times in zip(*(one[:2] for one in middle), strict=True))
        found.append(Figure(f"{name}: on average", ours, "ms", "small", theirs, "<= 1.5"))
    return found


async def _beside_django(large: Loaded) -> list[Figure]:
    """The gateway's list and Django admin's changelist over the same rows, each page over HTTP."""
    ours: dict[str, list[float]] = {}
    async with large.suite.client(large.brand.api_key) as http:
        for name, parameters in (
            ("first page", {}),
            ("by a name", {"q": "maria silva"}),
            ("a filter", {"country": "PT"}),
        ):
            times: list[float] = []
            for _ in range(_TIMES):
                asked = {"operator_id": large.brand.operator_id, **parameters}
                answer = await _timed(times, http.get("/players", params=asked))
                answer.raise_for_status()
            ours[name] = times[1:]
    found = []
    for kind, bound in (("as it comes", 0.01), ("tuned", 0.125)):
        theirs = await changelist(large.suite, large.brand.operator_id, tuned=kind == "tuned")
        for name, times in ours.items():
            found.append(
                Figure(
                    f"gateway's list, {name}",
                    _median(times),
                    "ms",
                    f"Django admin {kind}",
                    _median(theirs[name]),
                    f"<= {bound}" if name == "first page" else "",
                )
            )
    return found


async def _timed(times: list[float], call: Awaitable[Any]) -> Any:
    started = time.perf_counter()
    answer = await call
    times.append((time.perf_counter() - started) * 1000)
    return answer


def _median(times: Sequence[float]) -> float:
    return percentile(times, 0.5)


def _print(timings: Sequence[tuple[Timing, Timing]], small: int) -> None:
    table = Table("asked", "found", "first p50", "p95", "500th p50", "p95", f"of {small:,}: p50", "p95", "ratios")
    for large, little in timings:
        shown = (large.first, large.deep, little.first)
        cells = [f"{percentile(times, share):.1f}" if times else "" for times in shown for share in (0.5, 0.95)]
        pages_of = ((large.first, little.first), (large.deep, little.deep))
        ratios = [f"{_median(ours) / _median(theirs):.2f}" for ours, theirs in pages_of if ours and theirs]
        table.add_row(large.question.name, large.rows, *cells, " ".join(ratios))
    Console(width=160).print(table)


async def prepare(loaded: Loaded) -> None:
    """Reads everything once and says so."""
    read = await crowd.prewarm(loaded.suite)
    Console().print(f"prewarmed {loaded.players:,} players: {read / 2**20:,.0f} MiB of tables and indexes")
