"""One file or stream of results, in the order of the cohort, whoever works on what."""

from __future__ import annotations

from threading import Condition
from typing import Any, BinaryIO

import pyarrow as pa

from meantime.population.accounts import Done, Outcome
from meantime.population.forms import Form
from meantime.population.tasks.task import Task
from meantime.population.writing import Writer, open_writer
from meantime.population.writing.rejects import Rejects
from meantime.population.writing.whole import Whole

# What a worker may hold of its piece, in bytes, before it waits for its turn.
_MOST_HELD = 1 << 25


class Stopped(Exception):
    """Another worker has met an error, or somebody has stopped the run."""


class InOrder:
    """Results of pieces that are numbered from 0 on, written when the turn of each has come.

    into: a file that is to be written whole, or a stream.
    """

    # Nothing of one file is kept, so nothing of it was done before.
    outcome: Outcome | None = None

    def __init__(self, task: Task, form: Form, into: Whole | BinaryIO, rejects: Rejects) -> None:
        self._task, self._form, self._into, self._rejects = task, form, into, rejects
        self._writer: Writer | None = None
        self._turn, self._stopped = 0, False
        self._changed = Condition()
        self._sums = Outcome(0, 0, 0, 0, task.tally())

    def is_done(self, number: int) -> bool:
        """Nothing of one file is kept, so nothing of it is done before the end."""
        return number < 0

    def part(self, number: int, source: str) -> _Part:
        """Where the results of a piece go."""
        return _Part(self, number, source)

    def opened(self, schema: pa.Schema) -> Writer:
        """The writer; it is there from the first rows on."""
        with self._changed:
            if self._writer is None:
                into = self._into.beside if isinstance(self._into, Whole) else self._into
                self._writer = open_writer(self._form, into, schema)
            return self._writer

    def wait(self, number: int) -> None:
        """Until the turn of a piece has come. Raises Stopped where it never will."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._turn == number)
            if self._stopped:
                raise Stopped

    def close(self, done: Done, rejected: pa.Table | None) -> None:
        """The piece whose turn it is has been written."""
        self._rejects.add(done.source, rejected, done.read)
        with self._changed:
            self._sums = self._sums.plus(done)
            self._turn += 1
            self._changed.notify_all()

    def finish(self, nothing: pa.RecordBatch) -> Outcome:
        """All is written. nothing: what a cohort without rows gives."""
        self.opened(nothing.schema).close()
        self._rejects.keep()
        if isinstance(self._into, Whole):
            self._into.keep()
        return self._sums

    def stop(self) -> None:
        """Nobody's turn comes any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """What is written of a file is worth nothing."""
        self._rejects.drop()
        if isinstance(self._into, Whole):
            if self._writer is not None:
                self._writer.close()
            self._into.drop()


class _Part:
    """The results of one piece: held, until they are many or all, and its turn has come."""

    def __init__(self, whole: InOrder, number: int, source: str) -> None:
        self._whole, self._number, self.source = whole, number, source
        self._held: list[Any] = []
        self._size = 0

    def write(self, rows: pa.RecordBatch) -> None:
        """Take rows."""
        self._held.append(self._whole.opened(rows.schema).prepare(rows))
        self._size += rows.nbytes
        if self._size > _MOST_HELD:
            self._flush()

    def _flush(self) -> None:
        self._whole.wait(self._number)
        for prepared in self._held:
            assert self._whole._writer is not None
            self._whole._writer.write(prepared)
        self._held.clear()
        self._size = 0

    def close(self, done: Done, rejected: pa.Table | None) -> None:
        """There is no more of it."""
        self._flush()
        self._whole.close(done, rejected)

    def drop(self) -> None:
        """It cannot be ended: nothing to do, as the whole file goes."""
