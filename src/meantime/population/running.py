"""A cohort through a task into a sink, on all cores, with as much memory as its workers need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Any, NamedTuple, Protocol

import pyarrow as pa

from meantime.population import rejecting
from meantime.population.accounts import Done, Outcome
from meantime.population.decoding import Decoded, decode
from meantime.population.reading import Cohort
from meantime.population.reading.pieces import Piece, Rows
from meantime.population.tasks.task import Task
from meantime.population.writing.in_order import Stopped


class Progress(NamedTuple):
    """How far a run is: weights of pieces, and people.

    weight: done before this run, done by it, and of the whole cohort (None: nobody knows). read,
    rejected: people that this run has read, and rejected.
    """

    before: int
    now: int
    whole: int | None
    read: int
    rejected: int


class Part(Protocol):
    """Where the results of one piece go."""

    def write(self, rows: pa.RecordBatch) -> None: ...

    def close(self, done: Done, rejected: pa.Table | None) -> None: ...

    def drop(self) -> None: ...


class Sink(Protocol):
    """Where results go."""

    def is_done(self, number: int) -> bool: ...

    def part(self, number: int, source: str) -> Part: ...

    def finish(self, nothing: pa.RecordBatch) -> Outcome: ...

    def stop(self) -> None: ...

    def abandon(self) -> None: ...


def run(
    cohort: Cohort,
    task: Task,
    sink: Sink,
    threads: int,
    watch: Callable[[Progress], None],
) -> Outcome:
    """Work through a cohort; `watch` hears how far it is, after every few thousand people.

    Raises MeantimeError where a piece cannot be read or written. Then, and where it is
    interrupted, nothing is left half written.
    """
    work = _Work(cohort, task, sink, watch)
    with ThreadPoolExecutor(threads, "worker") as workers:
        try:
            # Not Thread.join: after an interrupt it takes a thread that still works for ended.
            for working in [workers.submit(work.go) for _ in range(threads)]:
                working.result()
            return sink.finish(_of_nobody(cohort, task))
        except BaseException:
            work.stop()
            workers.shutdown()
            sink.abandon()
            raise


def _of_nobody(cohort: Cohort, task: Task) -> pa.RecordBatch:
    empty = pa.RecordBatch.from_pylist([], cohort.sources[0].schema)
    return task.of(decode(empty, task.columns).batch, None).rows


class _Work:
    """What the workers of a run share."""

    def __init__(
        self, cohort: Cohort, task: Task, sink: Sink, watch: Callable[[Progress], None]
    ) -> None:
        self._task, self._sink, self._watch = task, sink, watch
        self._rejects = rejecting.schema(cohort.schema)
        self._progress = Progress(0, 0, cohort.weight, 0, 0)
        self._pieces = enumerate(cohort.pieces())
        self._taking, self._telling = Lock(), Lock()
        self._stopped = Event()

    def go(self) -> None:
        """Take piece after piece until there is none."""
        try:
            for number, piece in iter(self._next, None):
                self._do(number, piece)
        except Stopped:
            pass
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """No worker takes another piece."""
        self._stopped.set()
        self._sink.stop()

    def _next(self) -> tuple[int, Piece] | None:
        with self._taking:
            while not self._stopped.is_set():
                number, piece = next(self._pieces, (-1, None))
                if piece is None:
                    return None
                if not self._sink.is_done(number):
                    return number, piece
                self._tell(before=piece.weight)
        return None

    def _do(self, number: int, piece: Piece) -> None:
        part = self._sink.part(number, piece.source)
        try:
            people = _People(self._task, piece.source, self._rejects)
            for rows in piece.rows():
                for found in people.of(rows):
                    part.write(found)
                if self._stopped.is_set():
                    raise Stopped
            part.close(people.done(), people.rejected())
        except BaseException:
            part.drop()
            raise
        self._tell(now=piece.weight, read=people.read, rejected=people.wrong)

    def _tell(self, before: int = 0, now: int = 0, read: int = 0, rejected: int = 0) -> None:
        with self._telling:
            was = self._progress
            self._progress = Progress(
                was.before + before,
                was.now + now,
                was.whole,
                was.read + read,
                was.rejected + rejected,
            )
            self._watch(self._progress)


class _People:
    """The people of one piece, counted as they come."""

    def __init__(self, task: Task, source: str, rejects: pa.Schema) -> None:
        self._task, self._source, self._schema = task, source, rejects
        self.read = self.wrong = self._cases = self._rows = 0
        self._tally: Any = task.tally()
        self._rejected: list[dict[str, rejecting.Column]] = []

    def of(self, rows: Rows) -> Iterator[pa.RecordBatch]:
        """The results of some rows, as many at a time as the task takes."""
        decoded = decode(rows.batch, self._task.columns)
        for first in range(0, max(1, rows.batch.num_rows), self._task.most):
            yield self._slice(rows, decoded, first)
        if rows.broken:
            self._reject(rejecting.broken(rows))
        self.read += rows.read

    def _slice(self, rows: Rows, decoded: Decoded, first: int) -> pa.RecordBatch:
        some = decoded.slice(first, self._task.most)
        given = self._task.of(some.batch, some.refused)
        self._tally = self._tally.merge(given.tally)
        self._rows += given.rows.num_rows
        wrong = int(given.wrong.sum())
        self._cases += some.batch.num_rows - wrong
        if wrong:
            columns = self._task.columns
            self._reject(rejecting.rejected(rows, some, given.wrong, columns, first))
        return given.rows

    def _reject(self, found: dict[str, rejecting.Column]) -> None:
        self._rejected.append(found)
        self.wrong += len(found["row"])

    def done(self) -> Done:
        """The account of the piece."""
        done = Done(self._source, self.read, self._cases, self.wrong, self._rows, self._tally)
        return done.checked()

    def rejected(self) -> pa.Table | None:
        """Who was rejected; None where nobody was."""
        if not self._rejected:
            return None
        return rejecting.table(self._source, self._rejected, self._schema)
