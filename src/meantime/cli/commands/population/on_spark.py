"""One run on Spark from a command line: a folder of Parquet into folders of Parquet."""

from __future__ import annotations

import logging
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meantime.model.problem import CaseError

if TYPE_CHECKING:
    from meantime.population.accounts import Outcome
    from meantime.population.tasks.task import Task

LOCAL, SPARK = "local", "spark"
_MASTER = "SPARK_MASTER"


def add_engines(command: ArgumentParser) -> None:
    """Who works on a cohort."""
    command.add_argument(
        "--engine",
        choices=(LOCAL, SPARK),
        default=LOCAL,
        help="spark is Apache Spark, which reads Parquet and writes folders of it",
    )
    command.add_argument(
        "--master",
        metavar="WHERE",
        help="where Spark runs, such as yarn or spark://HOST:7077; the default is what "
        f"{_MASTER} says, or else this machine",
    )


def wanted(typed: Namespace) -> bool:
    """Whether Spark is to do the work. Raises CaseError for options that do not fit."""
    if typed.engine != SPARK:
        if typed.master:
            raise CaseError(f"--master {typed.master}: only for --engine spark; add it.")
        return False
    if "-" in (typed.cohort, typed.out):
        raise CaseError("--engine spark: it needs folders, not standard input or output.")
    ending = Path(typed.out).suffix.lower().lstrip(".")
    for name, form in (("--format", typed.format), ("--out", ending)):
        if form in ("csv", "arrow", "feather"):
            raise CaseError(f"{name}: --engine spark writes folders of Parquet, not {form}.")
    return True


def rejects_folder(typed: Namespace) -> str:
    """Where rejected rows go: where it says, or beside the results."""
    return str(typed.rejects or typed.out.rstrip("/") + ".rejects")


def run(typed: Namespace, task: Task) -> Outcome | None:
    """The outcome; None where it was interrupted."""
    from meantime.population.spark.running import run_spark

    try:
        with _session(typed) as spark:
            places = (typed.cohort, typed.out, rejects_folder(typed))
            return run_spark(spark, task, *map(_place, places))
    except KeyboardInterrupt:
        return None


def _place(path: str) -> str:
    """A path from where this process is, which Spark need not be; an address as it is."""
    return path if "://" in path else str(Path(path).absolute())


@contextmanager
def _session(typed: Namespace) -> Iterator[Any]:
    """Spark, with interrupts as Python raises them: its own way ends in pages of tracebacks.

    One that comes while Spark starts waits until it has: half started, it would run on alone.
    """
    from meantime.population.spark.session import session

    master = typed.master or os.environ.get(_MASTER) or f"local[{typed.threads}]"
    progress = typed.progress or sys.stderr.isatty()
    waiting: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: waiting.append(number))
    logging.disable(logging.CRITICAL)
    try:
        with session(master, progress=progress) as spark:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if waiting:
                raise KeyboardInterrupt
            yield spark
    finally:
        logging.disable(logging.NOTSET)
        signal.signal(signal.SIGINT, before)
