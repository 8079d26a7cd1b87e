"""What an executor does with the batches of a partition: the same as a worker of a local run.

All functions here take and give Arrow's record batches; none of them knows of Spark.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from meantime.population.accounts import Done
from meantime.population.decoding import Decoded, decode
from meantime.population.reasons import reasons
from meantime.population.spark.fitting import as_cohort, as_spark
from meantime.population.spark.orders import Order, task_of
from meantime.population.tasks.task import Given, Task

# The columns that results have beside their own: why a row is no case (null where it is one), and
# in the last row of a partition, which is nobody's, the account of it.
REASON, ACCOUNT = "reason", "account"


class _Found(NamedTuple):
    """What some people gave. wrong: the numbers of the rows that are no case; reasons: why."""

    came: pa.RecordBatch
    given: Given
    wrong: pa.Array
    reasons: pa.Array


def results(order: Order, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What a task gives for the people of a partition, and after them who of them is no case.

    The latter have their `person` and a reason, and nothing else.
    """
    for found in _all(order, batches):
        yield _rows(order, found)


def accounted(order: Order, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """`results`, and a last row with the account of the partition, in JSON."""
    done, schema = Done("", 0, 0, 0, 0, task_of(order).tally()), None
    for found in _all(order, batches):
        done, rows = _plus(done, found), _rows(order, found)
        schema = rows.schema
        yield rows.append_column(ACCOUNT, pa.nulls(rows.num_rows, pa.string()))
    if schema is not None:
        columns = [pa.nulls(1, field.type) for field in schema]
        account = pa.array([json.dumps(done.checked().to_dict())])
        yield pa.RecordBatch.from_arrays([*columns, account], [*schema.names, ACCOUNT])


def rejects(order: Order, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows that are no case as they came, each with all that is wrong with it."""
    for found in _all(order, batches):
        yield found.came.take(found.wrong).append_column(REASON, found.reasons)


def _all(order: Order, batches: Iterator[pa.RecordBatch]) -> Iterator[_Found]:
    task = task_of(order)
    for came in batches:
        decoded = decode(as_cohort(came, order.names, order.bits), task.columns)
        for first in range(0, came.num_rows, task.most):
            part = came.slice(first, task.most)
            yield _found(task, part, decoded.slice(first, task.most))


def _found(task: Task, came: pa.RecordBatch, people: Decoded) -> _Found:
    given = task.of(people.batch, people.refused)
    places = np.flatnonzero(given.wrong)
    wrong = pa.array(places)
    unread = {name: rows[places] for name, rows in people.unread.items()}
    said = reasons(people.batch.take(wrong), task.columns, unread) if places.size else []
    return _Found(came, given, wrong, pa.array(said, pa.string()))


def _rows(order: Order, found: _Found) -> pa.RecordBatch:
    """The results of who is a case, without a reason; then the others, with nothing else."""
    person = found.came.column(order.names.index("person"))
    cases = as_spark(found.given.rows, person.type)
    cases = cases.append_column(REASON, pa.nulls(cases.num_rows, pa.string()))
    if not len(found.wrong):
        return cases
    nothing = [pa.nulls(len(found.wrong), field.type) for field in cases.schema][1:-1]
    others = [person.take(found.wrong), *nothing, found.reasons]
    return pa.concat_batches([cases, pa.RecordBatch.from_arrays(others, schema=cases.schema)])


def _plus(done: Done, found: _Found) -> Done:
    """An account with some more people."""
    read, rejected = found.came.num_rows, len(found.wrong)
    return Done(
        done.source,
        done.read + read,
        done.cases + read - rejected,
        done.rejected + rejected,
        done.rows + found.given.rows.num_rows,
        done.tally.merge(found.given.tally),
    )
