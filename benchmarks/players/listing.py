"""The list of players at a million and at fifty thousand, at the RPC and over HTTP, and Django admin's beside it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from daybook.players.v1 import players_service_pb2 as wire
from daybook.players.v1 import players_service_pb2_grpc
from rich.console import Console
from rich.table import Table

from benchmarks.players import crowd
from benchmarks.players.questions import COMBINATIONS, FILTERS, SORTS, Question
from benchmarks.players.rivals import changelist
from benchmarks.report import Figure, percentile
from deploy.local.home import ACTOR_ISSUER, Home
from deploy.local.suite import Brand, Suite
from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.tokens import Signer
from kit.ids import uuid7
from kit.rpc import client

PAGE: Final = 50
DEEP: Final = 500
_STRIDE: Final = 200  # rows a page on the way to the deep one
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

    @classmethod
    def of(cls, suite: Suite, brand: Brand, players: int) -> Loaded:
        """The RPC as the gateway calls it, for staff who may read players."""
        private, _ = Home(suite.home).actor_keys()
        grant = Grant(frozenset({"players.read"}), {brand.operator_id: brand.company_id}, frozenset({brand.company_id}))
        stub = players_service_pb2_grpc.PlayersServiceStub(client.channel(suite.address("players")))
        actor = Actor(ActorKind.STAFF, str(uuid7()), "Benchmark", (grant,), "127.0.0.1")
        return cls(suite, brand, players, stub, actor, Signer(ACTOR_ISSUER, private.read_bytes()))

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
        """The cursor of the 500th page, or of the last there is; empty when there is one page only."""
        cursor = ""
        for _ in range((DEEP - 1) * PAGE // _STRIDE):
            answer = await self.ask(question, cursor, _STRIDE)
            if not answer.next_cursor:
                break
            cursor = answer.next_cursor
        return cursor


@dataclass
class Timing:
    """Milliseconds of a question's first and deep page."""

    question: Question
    first: list[float] = field(default_factory=list)
    deep: list[float] = field(default_factory=list)
    rows: int = 0


async def figures(large: Loaded, small: Loaded) -> list[Figure]:
    """All that is measured of the list."""
    questions = [*FILTERS, *SORTS, *COMBINATIONS]
    timings: list[tuple[Timing, Timing]] = []
    for question in questions:
        pair = Timing(question), Timing(question)
        cursors = [await one.deep(question) for one in (large, small)]
        for _ in range(_TIMES):
            # In turn, so that what else the machine does slows both alike.
            for one, timing, cursor in zip((large, small), pair, cursors, strict=True):
                timing.rows = (await _timed(timing.first, one.ask(question))).total.count
                await _timed(timing.deep, one.ask(question, cursor))
        timings.append(pair)
        _drop_first(pair)
    _print(timings, small.players)
    found = [*_of(timings, len(FILTERS), "filters", 0), *_of(timings, len(SORTS), "orders", len(FILTERS))]
    found += _of(timings, len(COMBINATIONS), "combinations", len(FILTERS) + len(SORTS))
    return [*found, *await _beside_django(large)]


def _drop_first(pair: tuple[Timing, Timing]) -> None:
    for timing in pair:
        del timing.first[0], timing.deep[0]


def _of(timings: Sequence[tuple[Timing, Timing]], number: int, what: str, start: int) -> list[Figure]:
    """The slowest of a group, and its slowest against fifty thousand players."""
    found = []
    for page in ("first", "deep"):
        name = f"{number} {what}, {'first' if page == 'first' else '500th'} page"
        group = timings[start : start + number]
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
        ours, theirs = (sum(one[side] for one in middle) / number for side in (0, 1))
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
    table = Table("asked", "found", "first p50", "p95", "500th p50", "p95", f"of {small:,}: p50", "p95", "ratio")
    for large, little in timings:
        table.add_row(
            large.question.name,
            f"{large.rows:,}",
            *(
                f"{percentile(times, share):.1f}"
                for times in (large.first, large.deep, little.first)
                for share in (0.5, 0.95)
            ),
            f"{_median(large.first) / _median(little.first):.2f} {_median(large.deep) / _median(little.deep):.2f}",
        )
    Console(width=160).print(table)


async def prepare(loaded: Loaded) -> None:
    """Reads everything once and says so."""
    read = await crowd.prewarm(loaded.suite)
    Console().print(f"prewarmed {loaded.players:,} players: {read / 2**20:,.0f} MiB of tables and indexes")
