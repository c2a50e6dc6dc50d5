"""Confirming: what the door answered becomes the tally, the file of rejected rows and the checkpoint."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from daybook.players.v1 import activity_service_pb2 as pb

from importer import convert
from importer.batches import Batch, Entry
from importer.checkpoint import Checkpoint, Progress
from importer.records import Reject
from importer.rejects import Rejects
from importer.reporting import Reporter

_SAVE_SECONDS: Final = 1.0
# The player exists already; that this file would have registered it otherwise concerns none of the rows.
_KNOWN: Final = "RECORDED_DIFFERENTLY"
_UNKNOWN: Final = "UNKNOWN_PLAYER"


class Confirmations:
    """Takes confirmed batches in order. `save` and `finish` make the progress durable."""

    def __init__(self, progress: Progress, rejects: Rejects, checkpoint: Checkpoint, reporter: Reporter) -> None:
        self._progress = progress
        self._rejects = rejects
        self._checkpoint = checkpoint
        self._reporter = reporter
        self._unregistered: dict[str, Reject] = {}  # players whose registration was refused
        self._saved = time.monotonic()

    def confirm(self, batch: Batch, results: Sequence[pb.ActivityResult]) -> None:
        """Takes the answers to a batch's activities."""
        tally = self._progress.tally
        for index, player in batch.registrations.items():
            if results[index].outcome == pb.ActivityResult.OUTCOME_RECORDED:
                tally.players += 1
            elif results[index].outcome == pb.ActivityResult.OUTCOME_REJECTED and results[index].reason != _KNOWN:
                self._unregistered[player] = _reject(results[index])
        for entry in batch.entries:
            self._take(entry, results)
            tally.rows = entry.row.number
        self._reporter.advance(tally, batch.position)
        if time.monotonic() - self._saved >= _SAVE_SECONDS:
            self.save()

    def save(self) -> None:
        """Makes what is confirmed durable: first the rejected rows, then the checkpoint that counts on them."""
        self._progress.rejects = self._rejects.confirmed()
        self._checkpoint.save(self._progress)
        self._saved = time.monotonic()

    def finish(self) -> None:
        """Marks the whole file as confirmed."""
        self._progress.complete = True
        self.save()

    def _take(self, entry: Entry, results: Sequence[pb.ActivityResult]) -> None:
        tally = self._progress.tally
        if entry.reject is not None:
            self._refuse(entry, entry.reject)
        elif entry.record is None:
            tally.ignored += 1
        else:
            result = results[entry.activity]
            if result.outcome == pb.ActivityResult.OUTCOME_REJECTED:
                reject = _reject(result)
                if result.reason == _UNKNOWN:
                    reject = self._unregistered.get(entry.record.player, reject)
                self._refuse(entry, reject)
                return
            if result.outcome == pb.ActivityResult.OUTCOME_RECORDED:
                tally.recorded += 1
            else:
                tally.duplicates += 1
            tally.count(entry.record)

    def _refuse(self, entry: Entry, reject: Reject) -> None:
        self._progress.tally.reject(reject)
        self._rejects.add(entry.row, reject)


def _reject(result: pb.ActivityResult) -> Reject:
    return Reject(result.reason, convert.field_key(result.field), result.message)
