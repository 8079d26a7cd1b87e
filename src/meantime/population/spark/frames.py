"""A task over a DataFrame: its columns checked on the driver, the work done by `mapInArrow`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import types as spark

from meantime.model.problem import MeantimeError
from meantime.population.decoding import decode
from meantime.population.schema import FEATURES, YES, problems
from meantime.population.spark import working
from meantime.population.spark.fitting import as_cohort, as_spark
from meantime.population.spark.orders import Order, order_of
from meantime.population.tasks.task import Task

_NAMES = FEATURES.decode()
_SPARK_TYPES = {
    pa.string(): spark.StringType(),
    pa.date32(): spark.DateType(),
    pa.int64(): spark.LongType(),
    pa.timestamp("us", "UTC"): spark.TimestampType(),
}
_Work = Callable[[Order, Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


class _Ready(NamedTuple):
    """A frame that fits a task. nobody: what the task gives where there are no people."""

    frame: DataFrame
    order: Order
    nobody: pa.Schema


def results(frame: DataFrame, task: Task) -> DataFrame:
    """What a task gives, with a `reason` in place of a result for each row that is no case.

    Raises MeantimeError with everything that is wrong with the columns.
    """
    ready = _ready(frame, task)
    return _mapped(ready, working.results, _given(ready, working.REASON))


def accounted(frame: DataFrame, task: Task) -> DataFrame:
    """`results`, with the account of each partition in a last row of it."""
    ready = _ready(frame, task)
    return _mapped(ready, working.accounted, _given(ready, working.REASON, working.ACCOUNT))


def rejects(frame: DataFrame, task: Task, beside: int = 0) -> DataFrame:
    """The rows that are no case as they came, with a `reason`.

    beside: how many columns at the end are no part of the cohort; they are passed on.
    """
    reason = spark.StructField(working.REASON, spark.StringType())
    schema = spark.StructType([*frame.schema.fields, reason])
    return _mapped(_ready(frame, task, beside), working.rejects, schema)


def _ready(frame: DataFrame, task: Task, beside: int = 0) -> _Ready:
    count = len(frame.columns) - beside
    names, fields = frame.columns[:count], frame.schema.fields[:count]
    # Spark would take the dot in `anchor.peel` for a part of something, so names stay here.
    plain = frame.toDF(*(f"column{place}" for place in range(len(frame.columns))))
    bits = next((field.metadata.get(_NAMES, "") for field in fields if field.name == YES), "")
    empty = pa.RecordBatch.from_pylist([], plain.limit(0).toArrow().schema)
    cohort = as_cohort(empty, names, bits)
    wrong = problems(cohort.schema, task.columns)
    if wrong:
        protocol = task.protocols[-1]
        lines = [f"The frame does not fit {protocol.id} {protocol.version}:", *wrong]
        raise MeantimeError("\n  ".join(lines))
    rows = task.of(decode(cohort, task.columns).batch, None).rows
    person = empty.column(names.index("person")).type
    nobody = as_spark(rows, person).schema
    return _Ready(plain, order_of(task, names, bits), nobody)


def _given(ready: _Ready, *more: str) -> spark.StructType:
    """The columns of results as Spark has to be told of them, and some of text."""
    person = ready.frame.schema.fields[ready.order.names.index("person")].dataType
    found = [spark.StructField("person", person)]
    for field in list(ready.nobody)[1:]:
        named = {name.decode(): bits.decode() for name, bits in (field.metadata or {}).items()}
        found.append(spark.StructField(field.name, _SPARK_TYPES[field.type], metadata=named))
    return spark.StructType(
        [*found, *(spark.StructField(name, spark.StringType()) for name in more)]
    )


def _mapped(ready: _Ready, work: _Work, schema: spark.StructType) -> DataFrame:
    return ready.frame.mapInArrow(partial(work, ready.order), schema)
