"""Small cohorts: made people whose cells a test may change, and files of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import meantime as mt
from meantime.model.protocol import Protocol
from meantime.population import rejecting, results
from meantime.population.accounts import Outcome
from meantime.population.forms import Form, form_of
from meantime.population.reading import Cohort, open_cohort
from meantime.population.running import run
from meantime.population.sampling import sample
from meantime.population.tasks.task import Task

ZONE = "America/New_York"
MOMENT = pa.timestamp("us")


@cache
def microneedling() -> Protocol:
    return mt.load("microneedling")


@cache
def people(count: int, *, packed: bool = False) -> pa.Table:
    """Made people of the shipped protocol."""
    return pa.Table.from_batches(sample(microneedling(), count, 7, packed))


def rows(cells: Iterable[Mapping[str, Any]], kinds: Mapping[str, pa.DataType]) -> pa.RecordBatch:
    """A row for each of the cells, with a person, a start and a zone where they say nothing."""
    usual = {"person": "p", "start": "2026-12-01 10:00", "zone": ZONE}
    filled = [{**usual, **row} for row in cells]
    names = dict.fromkeys(name for row in filled for name in row)
    columns = {
        name: pa.array([row.get(name) for row in filled], kinds.get(name, pa.string()))
        for name in names
    }
    return pa.RecordBatch.from_pydict(columns)


def written(table: pa.Table, path: Path, rows_a_group: int = 1_000) -> Path:
    """A file of Parquet or Arrow, in several row groups or batches."""
    if form_of(path) is Form.PARQUET:
        pq.write_table(table, path, row_group_size=rows_a_group)
        return path
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table, rows_a_group)
    return path


def lines(path: Path, *given: str) -> Path:
    """A file of these lines."""
    path.write_text("".join(f"{line}\n" for line in given), encoding="utf-8")
    return path


def run_into(
    cohort: Cohort | Path, task: Task, out: Path, threads: int = 1, engine: str = "1"
) -> Outcome:
    """A whole run into a file or a folder; rejects go into `rejects.csv` beside it."""
    found = open_cohort(cohort) if isinstance(cohort, Path) else cohort
    form, rejects = form_of(out), out.with_name("rejects.csv")
    sink = (
        results.in_file(found, task, out, form, rejects)
        if form
        else results.in_folder(found, task, out, Form.PARQUET, rejects, engine)
    )
    return sink.outcome or run(found, task, sink, threads, lambda _: None)


def read(path: Path) -> pa.Table:
    """The rows of a file, or of all parts in a folder."""
    if path.is_dir():
        return pa.concat_tables(map(read, sorted(path.glob("part-*"))))
    if form_of(path) is Form.ARROW:
        return pa.ipc.open_file(path.read_bytes()).read_all()
    return pq.read_table(path)


def rejects_schema(names: Sequence[str]) -> pa.Schema:
    """That of rejects from a cohort with these columns."""
    return rejecting.schema(pa.schema([(name, pa.string()) for name in names]))
