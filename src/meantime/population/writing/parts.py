"""A folder of parts: one a piece, each written whole by the worker that has it."""

from __future__ import annotations

import pyarrow as pa

from meantime.population.accounts import Done, Outcome
from meantime.population.forms import Form
from meantime.population.resuming import Ledger
from meantime.population.tasks.task import Task
from meantime.population.writing import Writer, open_writer
from meantime.population.writing.rejects import Rejects
from meantime.population.writing.whole import Whole


class Parts:
    """The parts of a folder. What the ledger has as done is not done again.

    outcome: of an earlier run that has done everything, None where something is left to do.
    """

    def __init__(self, task: Task, form: Form, ledger: Ledger, rejects: Rejects) -> None:
        self.form, self.ledger = form, ledger
        self._task, self._rejects = task, rejects
        self.outcome = ledger.outcome
        self._before = len(ledger.done)

    def is_done(self, number: int) -> bool:
        """Whether a piece needs not be done again."""
        return number in self.ledger.done

    def part(self, number: int, source: str) -> _Part:
        """Where the results of a piece go."""
        return _Part(self, number, source)

    def finish(self, nothing: pa.RecordBatch) -> Outcome:
        """All parts are written. nothing: what a cohort without rows gives."""
        outcome = Outcome(0, 0, 0, 0, self._task.tally(), self._before)
        if not self.ledger.done:
            self.part(0, "").write_only(nothing)
        for number, done in self.ledger.in_order():
            outcome = outcome.plus(done)
            self._rejects.add(done.source, self._rejected(number, done), done.read)
        self._rejects.keep()
        self.ledger.finish(outcome)
        return outcome

    def _rejected(self, number: int, done: Done) -> pa.Table | None:
        if not done.rejected:
            return None
        with pa.ipc.open_file(pa.OSFile(str(self.ledger.rejects(number)))) as file:
            return file.read_all()

    def stop(self) -> None:
        """Nobody waits for anybody here."""

    def abandon(self) -> None:
        """What is done stays done."""
        self._rejects.drop()


class _Part:
    def __init__(self, whole: Parts, number: int, source: str) -> None:
        self._whole, self._number, self.source = whole, number, source
        self._file = Whole(whole.ledger.part(number))
        self._writer: Writer | None = None

    def write(self, rows: pa.RecordBatch) -> None:
        """Take rows."""
        if self._writer is None:
            self._writer = open_writer(self._whole.form, self._file.beside, rows.schema)
        self._writer.write(self._writer.prepare(rows))

    def close(self, done: Done, rejected: pa.Table | None) -> None:
        """There is no more of it; it is done when its files have their names."""
        if rejected is not None:
            file = Whole(self._whole.ledger.rejects(self._number))
            with pa.ipc.new_file(str(file.beside), rejected.schema) as writer:
                writer.write_table(rejected)
            file.keep()
        self._end()
        self._whole.ledger.add(self._number, done)

    def write_only(self, rows: pa.RecordBatch) -> None:
        """A part with these rows, of no piece."""
        self.write(rows)
        self._end()

    def _end(self) -> None:
        assert self._writer is not None  # every piece gives rows, be it none of them
        self._writer.close()
        self._file.keep()

    def drop(self) -> None:
        """It cannot be ended."""
        if self._writer is not None:
            self._writer.close()
        self._file.drop()
