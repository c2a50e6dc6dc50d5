"""Sending: every batch confirmed once and in order, whatever happens to the stream."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import grpc
import pytest
from daybook.players.v1 import activity_service_pb2 as pb

from importer import columns, mapping, sending
from importer.batches import Batch, batches
from importer.errors import DoorClosed, FileError, ImporterError, KeyRefused
from importer.parsing import Parser
from importer.reading import Row
from importer.sending import Door as Address
from importer.sending import Sender
from kit.errors import DomainError, Kind, PermissionDenied, Unauthenticated
from kit.ids import uuid7
from tests.importer.integration.door import DUPLICATE, RECORDED, Door, opened

MAPPING = mapping.build(
    {
        "columns": {"bet_id": "Id", "player": "Who", "stake": "Bet", "placed_at": "When"},
        "constants": {"currency": "BIT", "game": "crash"},
    }
)
ROWS = 500
BETS = [str(number) for number in range(1, ROWS + 1)]


class OperatorUnknown(DomainError):
    """This operator is not known here yet."""

    reason = "OPERATOR_UNKNOWN"


def rows(count: int = ROWS) -> Iterator[Row]:
    for number in range(1, count + 1):
        yield Row(number, number + 1, [str(number), f"p{number % 7}", "1", "2021-11-20T19:44:19Z"])


def made(source: Iterator[Row]) -> Iterator[Batch]:
    return batches(source, Parser(MAPPING, columns.bind(MAPPING, ["Id", "Who", "Bet", "When"])), 20)


class Heard:
    """What was confirmed."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.outcomes: list[int] = []

    def __call__(self, batch: Batch, results: Sequence[pb.ActivityResult]) -> None:
        for entry in batch.entries:
            self.numbers.append(entry.row.number)
            if entry.activity >= 0:
                self.outcomes.append(results[entry.activity].outcome)


def sender(door: Door, patience: float = 10, window: int = 4, notes: list[str] | None = None) -> Sender:
    heard: list[str] = [] if notes is None else notes
    return Sender(Address(door.address, "the key", str(uuid7())), window, patience, heard.append)


def bets_in(door: Door) -> list[str]:
    return [key for key in door.order if not key.startswith("player ")]


@pytest.mark.parametrize("window", [1, 3, 64])
async def test_everything_arrives_once_and_in_order(window: int) -> None:
    heard = Heard()
    async with opened(Door()) as door:
        await sender(door, window=window).send(made(rows()), heard)
    assert heard.numbers == list(range(1, ROWS + 1))
    assert set(heard.outcomes) == {RECORDED}
    assert bets_in(door) == BETS
    assert len(door.keys) == 1


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("code", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL, grpc.StatusCode.CANCELLED])
async def test_a_broken_stream_is_taken_up_where_it_broke(code: grpc.StatusCode, committed: bool) -> None:
    heard, notes = Heard(), list[str]()
    door = Door(lambda number, after: code if number in (1, 7, 20) and after == committed else None)
    async with opened(door):
        await sender(door, notes=notes).send(made(rows()), heard)
    assert heard.numbers == list(range(1, ROWS + 1))
    assert bets_in(door) == BETS
    if committed:  # answers that were under way may be lost in the other case too
        assert DUPLICATE in heard.outcomes
    assert len(door.keys) >= 3
    assert any("trying again" in note for note in notes)


async def test_batches_of_rejected_rows_are_confirmed_in_their_place() -> None:
    def mixed() -> Iterator[Row]:
        for row in rows():
            yield row if row.number % 200 < 50 else row._replace(cells=["too", "few"])

    heard = Heard()
    async with opened(Door()) as door:
        await sender(door).send(made(mixed()), heard)
    assert heard.numbers == list(range(1, ROWS + 1))
    assert bets_in(door) == [bet for bet in BETS if int(bet) % 200 < 50]


async def test_what_came_before_a_broken_file_is_confirmed() -> None:
    def breaks_off() -> Iterator[Row]:
        yield from rows(100)
        raise FileError("bets.csv breaks off after line 101")

    heard = Heard()
    async with opened(Door()) as door:
        with pytest.raises(FileError, match="breaks off"):
            await sender(door).send(made(breaks_off()), heard)
    assert heard.numbers == list(range(1, len(heard.numbers) + 1))
    assert len(heard.numbers) > 80


async def test_a_mistake_in_reading_is_never_taken_for_the_end() -> None:
    def wrong() -> Iterator[Row]:
        yield from rows(100)
        raise ZeroDivisionError

    async with opened(Door()) as door:
        with pytest.raises(ZeroDivisionError):
            await sender(door).send(made(wrong()), Heard())


async def test_a_new_operator_is_waited_for() -> None:
    heard, notes = Heard(), list[str]()
    door = Door(lambda number, after: OperatorUnknown() if number <= 3 else None)
    async with opened(door):
        await sender(door, notes=notes).send(made(rows()), heard)
    assert bets_in(door) == BETS
    assert "does not know this operator yet" in notes[0]


@pytest.mark.parametrize(
    ("failure", "expected", "message"),
    [
        (Unauthenticated(), KeyRefused, "refused the platform key"),
        (PermissionDenied(), DoorClosed, "does not allow recording"),
        (DomainError("The operator is closed."), DoorClosed, "refused the import: The operator is closed"),
    ],
)
async def test_what_another_try_would_not_change(
    failure: DomainError, expected: type[ImporterError], message: str
) -> None:
    door = Door(lambda number, after: failure if number == 1 else None)
    async with opened(door):
        with pytest.raises(expected, match=message):
            await sender(door).send(made(rows()), Heard())
    assert len(door.keys) == 1


async def test_after_a_refused_key_nothing_is_missed() -> None:
    heard = Heard()
    door = Door(lambda number, after: Unauthenticated() if number >= 4 and door.keys[-1] == "the key" else None)
    async with opened(door):
        source, one = made(rows()), sender(door)
        with pytest.raises(KeyRefused):
            await one.send(source, heard)
        one.door = Address(door.address, "another key", str(uuid7()))
        await one.send(source, heard)
    assert door.keys[-1] == "another key"
    assert heard.numbers == list(range(1, ROWS + 1))
    assert bets_in(door) == BETS


async def test_patience_ends_and_says_how_to_go_on() -> None:
    unavailable = DomainError("Try later.")
    unavailable.kind = Kind.UNAVAILABLE
    door = Door(lambda number, after: unavailable)
    async with opened(door):
        with pytest.raises(DoorClosed, match=r"confirmed nothing for .* run the same command again to go on"):
            await sender(door, patience=0.5).send(made(rows()), Heard())
    closed = Door()
    closed.address = door.address  # nobody listens there any more
    with pytest.raises(DoorClosed, match="the service does not answer"):
        await sender(closed, patience=0.5).send(made(rows()), Heard())


async def test_a_door_that_does_not_answer_is_left_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.2)
    released = asyncio.Event()

    class Silent(Door):
        async def _fail(self, context: object, failure: object) -> None:
            if len(self.keys) == 1 and self.requests == 5:
                await released.wait()

    heard, notes = Heard(), list[str]()
    async with opened(Silent()) as door:
        await sender(door, notes=notes).send(made(rows()), heard)
        released.set()
    assert heard.numbers == list(range(1, ROWS + 1))
    assert "no answer within" in notes[0]


async def test_too_few_answers_end_it() -> None:
    class Short(Door):
        def _record(self, activity: pb.Activity) -> pb.ActivityResult:
            return pb.ActivityResult()

        async def StreamActivity(self, requests: object, context: object) -> object:  # type: ignore[override]
            async for request in requests:  # type: ignore[attr-defined]
                yield pb.StreamActivityResponse(results=[self._record(one) for one in request.activities[1:]])

    async with opened(Short()) as door:
        with pytest.raises(DoorClosed, match="did not answer for each activity"):
            await sender(door).send(made(rows()), Heard())
