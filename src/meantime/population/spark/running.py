"""A cohort in Parquet through a task by Spark: a folder in, a folder out."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql import functions as sql

from meantime.model.problem import MeantimeError
from meantime.population.accounts import Done, Outcome
from meantime.population.schema import KNOWN, YES, bits_of
from meantime.population.spark import frames, name_bits
from meantime.population.spark.failing import condition, in_words
from meantime.population.spark.working import ACCOUNT, REASON
from meantime.population.tasks.task import Task

_PLACE = ("file", "row")
# A run that was stopped leaves an empty folder, which is as good as none.
_MODE = "append"
_MISSING = ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA")


def run_spark(spark: SparkSession, task: Task, cohort: str, out: str, rejects: str) -> Outcome:
    """Work through the Parquet files of a folder, or one file; returns counts that add up.

    out, rejects: folders that are empty or not there yet, for Parquet; the second is made only
    where a row is no case, and costs another reading. All are paths or addresses that Spark reads.

    Raises MeantimeError where a path or a column is wrong, and where Spark fails.
    """
    with in_words():
        people = _read(spark, cohort)
        for folder in (out, rejects):
            _refuse_to_replace(spark, folder)
        outcome = _write(people, task, out)
        _check(spark, out, outcome.rows)
        if outcome.rejected:
            _write_rejects(people, task, rejects)
            _check(spark, rejects, outcome.rejected)
        return outcome


def _read(spark: SparkSession, cohort: str) -> DataFrame:
    """Every file below a folder, with all the columns that any of them has.

    What the names of folders say, as in `clinic=7`, is no column of a cohort.
    """
    reader = spark.read.option("mergeSchema", True).option("recursiveFileLookup", True)
    try:
        return _with_names_of_bits(reader.parquet(cohort))
    except AnalysisException as error:
        if condition(error) not in _MISSING:
            raise
        raise MeantimeError(
            f"`{cohort}`: no Parquet file is there; Spark reads no other."
        ) from None


def _with_names_of_bits(people: DataFrame) -> DataFrame:
    """Packed answers with the names of their bits, which Spark itself does not see."""
    if YES not in people.columns or people.schema[YES].metadata:
        return people
    names = {bits for file in people.inputFiles() for bits in _names_of_bits(file)}
    if len(names) > 1:
        raise MeantimeError(
            f"`{YES}`: not all files give its bits, and those of `{KNOWN}`, the same names; write "
            "them anew with the same ones."
        )
    return name_bits(people, names.pop())


def _names_of_bits(file: str) -> set[tuple[str, ...]]:
    try:
        system, path = fs.FileSystem.from_uri(file)
        schema = pq.read_schema(path, filesystem=system)
    except (pa.ArrowException, OSError):
        raise MeantimeError(
            f"`{file}`: what the bits of `{YES}` are called can be read from files of this machine "
            "only. Use `meantime.population.spark.name_bits` in a job of your own, or a column for "
            "each answer."
        ) from None
    return {tuple(bits_of(schema, name)) for name in (YES, KNOWN)}


def _refuse_to_replace(spark: SparkSession, folder: str) -> None:
    try:
        is_free = spark.read.format("binaryFile").load(folder).isEmpty()
    except AnalysisException:
        # There is no such path.
        is_free = True
    if not is_free:
        raise MeantimeError(f"`{folder}` is not empty; name another folder, or delete this one.")


def _write(people: DataFrame, task: Task, out: str) -> Outcome:
    outcome = Outcome(0, 0, 0, 0, task.tally())
    if people.isEmpty():
        # Nobody gives an account of no partition.
        frames.results(people, task).drop(REASON).write.mode(_MODE).parquet(out)
        return outcome
    seen = Observation()
    accounts = sql.collect_list(ACCOUNT).alias(ACCOUNT)
    found = frames.accounted(people, task).observe(seen, accounts)
    cases = found.where(sql.isnull(REASON) & sql.isnull(ACCOUNT))
    cases.drop(REASON, ACCOUNT).write.mode(_MODE).parquet(out)
    for account in seen.get[ACCOUNT]:
        outcome = outcome.plus(Done.from_dict(json.loads(account), task))
    return outcome


def _write_rejects(people: DataFrame, task: Task, folder: str) -> None:
    """With the place of each row, as a local run gives it: the first row of a file is 1."""
    numbered = people.select(
        "*",
        sql.col("_metadata.file_path").alias(_PLACE[0]),
        (sql.col("_metadata.row_index") + 1).alias(_PLACE[1]),
    )
    found = frames.rejects(numbered, task, beside=len(_PLACE))
    names = [*_PLACE, REASON, *people.columns]
    rows = found.select(*(sql.col(f"`{name}`") for name in names))
    rows.write.mode(_MODE).parquet(folder)


def _check(spark: SparkSession, folder: str, rows: int) -> None:
    """What was counted on the way is what lies there."""
    written = spark.read.parquet(folder).count()
    if written != rows:
        raise MeantimeError(
            f"`{folder}`: {written} rows were written, and {rows} accounted for. Did the cohort "
            "change meanwhile? Delete the folder and run again."
        )
