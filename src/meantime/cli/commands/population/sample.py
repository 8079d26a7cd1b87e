"""`meantime population sample`: a made cohort of any size."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from meantime.cli.command import Commands
from meantime.cli.commands.population import cohort as cohorts
from meantime.cli.commands.population import on_spark
from meantime.model.problem import CaseError


def add(group: Commands) -> None:
    """Add the command."""
    command = group.add("sample", _run, "a made cohort of any size, the same for the same seed", ())
    cohorts.add_output(command)
    command.add_argument("--people", type=int, required=True, help="how many")
    command.add_argument("--seed", type=int, default=7, help="another one makes other people")
    command.add_argument(
        "--packed", action="store_true", help="the layout that is read fastest; not for CSV"
    )
    command.set_defaults(rejects=None, engine=on_spark.LOCAL)


def _run(typed: Namespace) -> int:
    if typed.packed and _is_csv(typed):
        raise CaseError("--packed: CSV cannot hold it; write Parquet or Arrow.")
    protocol = cohorts.protocol_of(typed)
    from meantime.cli.commands.population.results import work
    from meantime.population.tasks.making import Making, made

    cohort = made(protocol, typed.people, typed.seed, packed=typed.packed)
    return work(typed, cohort, Making(protocol))


def _is_csv(typed: Namespace) -> bool:
    """Whether people are written as CSV, which standard output is where nothing else is said."""
    usual = "csv" if typed.out == cohorts.STANDARD else Path(typed.out).suffix.lower()
    return (typed.format or usual) in ("csv", ".csv")
