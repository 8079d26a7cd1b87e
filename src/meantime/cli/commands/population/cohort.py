"""What every verb for a cohort has: where people come from, and where results go."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import meantime as mt
from meantime.cli.command import Commands
from meantime.cli.commands.population.on_spark import add_engines, wanted
from meantime.engines.reference.calendar import Calendar
from meantime.model.problem import CaseError
from meantime.model.protocol import Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from meantime.population.reading import Cohort
    from meantime.population.schema import Columns

STANDARD = "-"
_COHORT = (
    "a file in Parquet, Arrow (Feather) or CSV, a folder of such files, or - for standard input "
    "(CSV, or a stream of Arrow)"
)
_OUT = (
    "a file that ends in .parquet, .arrow, .feather or .csv: written whole or not at all, in the "
    "order of the cohort; or a folder for parts: a run that was stopped goes on there with the "
    "same command; or - for standard output"
)
_FORMAT = "of standard output (csv, arrow) or of the parts of a folder (parquet is the default)"


def add_verb(
    group: Commands, name: str, run: Callable[[Namespace], int], about: str
) -> ArgumentParser:
    """A verb that reads a cohort."""
    command = group.add(name, run, about, ())
    command.add_argument("cohort", metavar="COHORT", help=_COHORT)
    add_output(command)
    command.add_argument(
        "--rejects",
        metavar="FILE",
        help="the rows that are no case, with their reasons, in CSV; the default is "
        "NAME.rejects.csv beside --out",
    )
    add_engines(command)
    return command


def add_output(command: ArgumentParser) -> None:
    """What is there for every verb, also where people are made up."""
    command.add_argument(
        "--protocol", required=True, help="a shipped name, such as microneedling, or a folder"
    )
    command.add_argument("--out", required=True, help=_OUT)
    command.add_argument("--format", choices=("parquet", "arrow", "csv"), help=_FORMAT)
    command.add_argument(
        "--threads", type=int, default=cores(), help="the default is one for every core"
    )
    command.add_argument(
        "--progress", action="store_true", help="say how far it is, even where nobody is looking"
    )
    command.add_argument("--json", action="store_true", help="print the counts as JSON")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # pragma: no cover: systems that do not say which cores


def moment(option: str, text: str) -> datetime:
    """A moment as typed. A cohort has many zones, so it needs its offset from UTC."""
    found = Calendar("UTC").read(text)
    if found != Calendar("Asia/Tokyo").read(text):
        raise CaseError(
            f"{option} {text}: in which zone? Give its offset from UTC, such as `{text.strip()}Z` "
            f"or `{text.strip()}-05:00`."
        )
    return found


def protocol_of(typed: Namespace) -> Protocol:
    """The protocol of a command line, after what costs less to check."""
    if typed.threads < 1:
        raise CaseError(f"--threads {typed.threads}: give 1 or more.")
    return mt.load(typed.protocol)


def cohort_of(typed: Namespace, columns: Columns, protocol: str) -> Cohort | None:
    """The cohort of a command line, its columns checked; None where Spark is to read it."""
    if wanted(typed):
        return None
    from meantime.population import reading

    standard = typed.cohort == STANDARD
    found = (
        reading.open_stream(sys.stdin.buffer)
        if standard
        else reading.open_cohort(Path(typed.cohort))
    )
    reading.check(found, columns, protocol)
    return found
