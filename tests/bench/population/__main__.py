"""`make bench-population`: what screening many people costs, medians of several runs.

Everything is measured in one run, so that a noisy machine is noisy for all of it. Beside the engine
stand one pass over the same bytes, and the same screening written by hand for DuckDB and Polars.
`--people 10` takes other millions than ten; `--large` also screens ten times as many.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numba
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import meantime as mt
from meantime.engines.columnar import Columnar
from meantime.population.sampling import sample
from tests.bench.population.in_duckdb import InDuckDB
from tests.bench.population.in_polars import InPolars

RUNS = 5
MILLION = 1_000_000
BATCH = 1 << 19
CORES = len(os.sched_getaffinity(0))


def main() -> None:
    """Print every figure with its median, least and greatest."""
    typed = _typed()
    print(f"Python {platform.python_version()}, {CORES} cores, medians of {RUNS} runs")
    print(f"{'figure':<56}{'median':>10}{'least':>10}{'most':>10}   to reach")
    # Processes first: while this one is small, since a child counts its parent's memory as its own.
    _start_up()
    with tempfile.TemporaryDirectory() as folder:
        _first_runs(Path(folder))
        _from_parquet(Path(folder), typed.people, large=typed.large)
    _from_memory(typed.people * MILLION)
    _beside_others(2 * MILLION)


def _typed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10, help="millions")
    parser.add_argument("--large", action="store_true", help="ten times as many, too")
    return parser.parse_args()


def _report(name: str, unit: str, values: list[float], aim: str = "", digits: int = 1) -> float:
    middle = median(values)
    numbers = "".join(f"{value:>10.{digits}f}" for value in (middle, min(values), max(values)))
    print(f"{name + ', ' + unit:<56}{numbers}   {aim}", flush=True)
    return middle


def _times(run: Callable[[], object]) -> list[float]:
    """Seconds of each run, after one that is not counted."""
    run()
    found = []
    for _ in range(RUNS):
        begin = perf_counter()
        run()
        found.append(perf_counter() - begin)
    return found


def _rates(people: int, seconds: list[float]) -> list[float]:
    return [people / second / MILLION for second in seconds]


def _from_memory(people: int) -> None:
    """All of microneedling over batches in memory, on all cores, beside a pass over the bytes."""
    engine = Columnar(mt.load("microneedling"))
    batches = list(sample(engine.protocol, people, 7, chunk=BATCH))
    with ThreadPoolExecutor(CORES) as pool:
        ours = _times(lambda: _exhaust(pool.map(engine.screen, batches)))
        alone = _times(lambda: [engine.screen(batch) for batch in batches[:2]])
        read = [_words(batch.nbytes) for batch in batches]
        written = [_words(engine.screen(batch).rows.nbytes) for batch in batches]
        passed = _times(lambda: _exhaust(pool.map(_pass, read, written)))
    rates = _rates(people, ours)
    _report(f"screening {people // MILLION} M from memory", "M people/s", rates, ">= 50")
    _report("the same on one core", "M people/s", _rates(2 * BATCH, alone))
    _report("reading and writing the same bytes", "M people/s", _rates(people, passed))
    ratios = [a / b for a, b in zip(ours, passed, strict=True)]
    _report("screening against that pass", "times", ratios, "<= 2.5", 2)


def _exhaust(results: Any) -> None:
    for _ in results:
        pass


def _words(size: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.ones(size // 8, np.int64)


def _sum_and_fill(read: Any, written: Any) -> None:
    total = np.int64(0)
    for place in range(read.size):
        total += read[place]
    for place in range(written.size):
        written[place] = total


_pass = numba.njit(nogil=True)(_sum_and_fill)


def _beside_others(people: int) -> None:
    """The same screening by hand in DuckDB and Polars, on tables already in memory."""
    engine = Columnar(mt.load("microneedling"))
    batches = list(sample(engine.protocol, people, 7, chunk=BATCH))
    table = pa.Table.from_batches(batches)
    in_duckdb, in_polars = InDuckDB(table, CORES), InPolars(table)
    with ThreadPoolExecutor(CORES) as pool:
        ours = _times(lambda: _exhaust(pool.map(engine.screen, batches)))
    theirs = {
        "DuckDB": _times(lambda: in_duckdb.run(None)),
        "Polars": _times(lambda: in_polars.run(None)),
    }
    _check_equal(engine, batches, in_duckdb.run(None), in_polars.run(None))
    count = people // MILLION
    _report(f"the engine, {count} M", "M people/s", _rates(people, ours))
    for name, seconds in theirs.items():
        _report(f"{name} by hand, {count} M, equal results", "M people/s", _rates(people, seconds))
    better = min(theirs.values(), key=median)
    ratios = [a / b for a, b in zip(better, ours, strict=True)]
    _report("the engine against the better of both", "times", ratios, ">= 4")


def _check_equal(engine: Columnar, batches: list[pa.RecordBatch], *others: Any) -> None:
    ours = pa.Table.from_batches(
        [engine.screen(batch).rows for batch in batches]
    ).unify_dictionaries()
    for other in others:
        found = other if isinstance(other, pa.Table) else other.to_arrow()
        found = found.sort_by("person")
        for name in ("status", "earliest", "governing", "findings", "missing"):
            left, right = ours[name].combine_chunks(), found[name].combine_chunks()
            if pa.types.is_dictionary(left.type):
                left = left.dictionary_decode()
            if pa.types.is_dictionary(right.type):
                right = right.dictionary_decode()
            if left.cast(right.type).to_pylist() != right.to_pylist():
                raise SystemExit(f"{name}: the results are not equal")


def _start_up() -> None:
    help_ = _times(lambda: _meantime("--help"))
    _report("meantime population --help", "ms", [second * 1000 for second in help_])


def _meantime(*words: str, **environment: str) -> None:
    command = [sys.executable, "-m", "meantime", "population", *words]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)


def _first_runs(folder: Path) -> None:
    """A thousand people: with nothing compiled, then again, then by a protocol never seen."""
    cohort, kept = folder / "thousand.parquet", folder / "kernels"
    _meantime(
        "sample",
        "--protocol",
        "microneedling",
        "--people",
        "1000",
        "--seed",
        "7",
        "--out",
        str(cohort),
    )

    def screen(protocol: str, number: int) -> float:
        begin = perf_counter()
        out = str(folder / f"first-{number}.csv")
        _meantime(
            "screen", str(cohort), "--protocol", protocol, "--out", out, NUMBA_CACHE_DIR=str(kept)
        )
        return perf_counter() - begin

    first = screen("microneedling", 0)
    again = [screen("microneedling", number) for number in range(1, 1 + RUNS)]
    other = _copied_protocol(folder)
    unseen = screen(str(other), 99)
    print(f"{'1,000 people, nothing compiled on this machine, s':<56}{first:>10.1f}")
    later = _report("1,000 people, compiled before", "s", again, digits=2)
    print(f"{'a protocol never seen before, s more':<56}{unseen - later:>10.2f}{'<= 3':>27}")


def _copied_protocol(folder: Path) -> Path:
    """Microneedling with one window changed: the same columns, and another program."""
    source = Path(mt.__file__).parent / "protocols" / "microneedling"
    other = folder / "protocol"
    other.mkdir()
    for file in source.iterdir():
        text = file.read_text(encoding="utf-8")
        (other / file.name).write_text(text.replace("from: 7 days before", "from: 8 days before"))
    return other


def _from_parquet(folder: Path, millions: int, *, large: bool) -> None:
    """Whole processes, Parquet to Parquet; the packed layout, and the wide one."""
    ten = _cohort(folder, millions, packed=True)
    sizes = [max(1, millions // 10), millions]
    seconds = {millions: _screened(folder, ten, millions)}
    _decoding(ten, millions)
    wide = _cohort(folder, millions, packed=False)
    _screened(folder, wide, millions, "wide")
    wide.unlink()
    seconds[sizes[0]] = _screened(folder, _cohort(folder, sizes[0], packed=True), sizes[0])
    if large:
        many = folder / "many"
        many.mkdir()
        for number in range(10):
            os.link(ten, many / f"{number}.parquet")
        seconds[10 * millions] = _screened(folder, many, 10 * millions)
    least, most = min(seconds), max(seconds)
    exponent = math.log(seconds[most] / seconds[least]) / math.log(most / least)
    print(f"{'time grows with people to the power of':<56}{exponent:>10.2f}")


def _cohort(folder: Path, millions: int, *, packed: bool) -> Path:
    path = folder / f"{millions}-{'packed' if packed else 'wide'}.parquet"
    words = ["--people", str(millions * MILLION), "--seed", "7", "--out", str(path)]
    _meantime("sample", "--protocol", "microneedling", *words, *(["--packed"] if packed else []))
    return path


def _screened(folder: Path, cohort: Path, millions: int, layout: str = "packed") -> float:
    """The median of seconds for one cohort; prints the rate and the memory of the process."""
    seconds, peaks = [], []
    for number in range(RUNS):
        out = folder / f"out-{layout}-{number}"
        command = [sys.executable, "-m", "meantime", "population", "screen", str(cohort)]
        command += ["--protocol", "microneedling", "--out", str(out)]
        begin = perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(perf_counter() - begin)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, command
        peaks.append(usage.ru_maxrss / 1024)
        subprocess.run(["rm", "-rf", str(out)], check=True)
    name = f"Parquet to Parquet, {millions} M, {layout}"
    aim = ">= 8" if layout == "packed" else ""
    _report(name, "M people/s", [millions / second for second in seconds], aim)
    _report(f"its memory at the most, {layout}", "MiB", peaks, "<= 1024", 0)
    return median(seconds)


def _decoding(cohort: Path, millions: int) -> None:
    """Reading the same file and doing nothing with it, a row group at a time on each core."""
    groups = range(pq.ParquetFile(cohort).num_row_groups)

    def read(group: int) -> None:
        pq.ParquetFile(cohort, memory_map=True).read_row_group(group, use_threads=False)

    with ThreadPoolExecutor(CORES) as pool:
        seconds = _times(lambda: _exhaust(pool.map(read, groups)))
    _report("decoding alone, packed", "M people/s", [millions / second for second in seconds])


if __name__ == "__main__":
    main()
