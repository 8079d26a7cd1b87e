"""`python -m tests.bench.population.on_spark`: what a cohort costs on Spark, local[2], by layout.

Parquet in and out, as `--engine spark` does it. `--people 10` takes other millions than ten.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

import meantime as mt
from meantime.population.sampling import sample, schema
from meantime.population.schema import KNOWN, YES
from meantime.population.spark.running import run_spark
from meantime.population.spark.session import session
from meantime.population.tasks.screening import Screening

RUNS = 3
MILLION = 1_000_000
FILE = 2 * MILLION
LAYOUTS = ("wide", "packed", "packed, bigint")
START = (
    "from time import perf_counter as now; begin = now()\n"
    "from meantime.population.spark.session import session\n"
    "with session('local[2]') as spark:\n    spark.range(1).count(); print(now() - begin)"
)


def main() -> None:
    """Print every figure with its median, least and greatest."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10, help="millions")
    many = parser.parse_args().people
    _report("a session and its first job", _starts())
    with tempfile.TemporaryDirectory() as name, session("local[2]") as spark:
        folder = Path(name)
        for layout in LAYOUTS:
            for millions in dict.fromkeys((1, many)):
                _write(folder / "in", layout, millions * MILLION)
                first, *others = _runs(spark, folder)
                if (layout, millions) == (LAYOUTS[0], 1):
                    _report("the first screening of a session, 1 million", [first])
                _report(f"{millions} million people, {layout}", others)


def _report(what: str, seconds: list[float]) -> None:
    print(
        f"{what:<48}{median(seconds):>8.1f} s{min(seconds):>8.1f}{max(seconds):>8.1f}", flush=True
    )


def _starts() -> list[float]:
    command = [sys.executable, "-c", START]
    done = [
        subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(RUNS)
    ]
    return [float(item.stdout) for item in done]


def _write(folder: Path, layout: str, people: int) -> None:
    """Files of two million people or fewer, in row groups of as many as a sample's block."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    protocol, packed = mt.load("microneedling"), layout != LAYOUTS[0]
    batches = sample(protocol, people, 7, packed, chunk=1 << 18)
    if layout == LAYOUTS[2]:
        batches = map(_signed, batches)
        kinds = _signed(pa.RecordBatch.from_pylist([], schema(protocol, packed))).schema
    else:
        kinds = schema(protocol, packed)
    for number in range(0, people, FILE):
        with pq.ParquetWriter(folder / f"{number}.parquet", kinds) as file:
            for batch in _next(batches, min(FILE, people - number)):
                file.write_batch(batch)


def _next(batches: Iterator[pa.RecordBatch], people: int) -> Iterator[pa.RecordBatch]:
    while people > 0:
        batch = next(batches, None)
        if batch is None:
            return
        people -= batch.num_rows
        yield batch


def _signed(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The words of packed answers as Spark's own numbers, with the same bits."""
    for name in (YES, KNOWN):
        place = batch.schema.get_field_index(name)
        field = pa.field(name, pa.int64(), False, batch.schema.field(name).metadata)
        batch = batch.set_column(place, field, batch.column(place).view(pa.int64()))
    return batch


def _runs(spark: SparkSession, folder: Path) -> list[float]:
    found = []
    task = Screening(mt.load("microneedling"))
    for _ in range(RUNS + 1):
        out, rejects = folder / "out", folder / "rejects"
        shutil.rmtree(out, ignore_errors=True)
        begin = perf_counter()
        run_spark(spark, task, str(folder / "in"), str(out), str(rejects))
        found.append(perf_counter() - begin)
    return found


if __name__ == "__main__":
    main()
