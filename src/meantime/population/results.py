"""Where the results of a cohort go: a file, a folder of parts, or a stream."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from meantime.model.problem import MeantimeError
from meantime.population import rejecting
from meantime.population.forms import Form
from meantime.population.reading import Cohort
from meantime.population.resuming import Ledger, job_of
from meantime.population.tasks.task import Task
from meantime.population.writing.in_order import InOrder
from meantime.population.writing.parts import Parts
from meantime.population.writing.rejects import Rejects
from meantime.population.writing.whole import Whole, refusing


def in_file(cohort: Cohort, task: Task, path: Path, form: Form, rejects: Path) -> InOrder:
    """One file, whole or not at all. Raises MeantimeError where it cannot be."""
    _not_of(cohort, path, rejects)
    return InOrder(task, form, Whole(path), _rejects(cohort, rejects))


def in_stream(cohort: Cohort, task: Task, stream: BinaryIO, form: Form, rejects: Path) -> InOrder:
    """A stream, row by row. Raises MeantimeError for a format that needs a file."""
    if form is Form.PARQUET:
        raise MeantimeError("Parquet needs a file, not standard output; give its name.")
    _not_of(cohort, rejects)
    return InOrder(task, form, stream, _rejects(cohort, rejects))


def in_folder(
    cohort: Cohort, task: Task, folder: Path, form: Form, rejects: Path, engine: str
) -> Parts:
    """Parts in a folder, in which a run goes on where another one of the same job has stopped.

    engine: the version of Meantime. Raises MeantimeError where the folder holds something else.
    """
    _not_of(cohort, rejects)
    ledger = Ledger(folder, job_of(cohort, task, form, engine), task)
    return Parts(task, form, ledger, _rejects(cohort, rejects))


def _rejects(cohort: Cohort, path: Path) -> Rejects:
    return Rejects(path, rejecting.schema(cohort.schema))


def _not_of(cohort: Cohort, *paths: Path) -> None:
    """Results never replace the cohort they come from."""
    for path in paths:
        with refusing(path):
            same = path.resolve() in cohort.files
        if same:
            raise MeantimeError(f"`{path}` is the cohort itself; write somewhere else.")
