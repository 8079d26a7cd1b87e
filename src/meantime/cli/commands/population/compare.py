"""`meantime population compare`: who changes between two versions of a protocol."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli.command import Commands
from meantime.cli.commands.population import cohort as cohorts


def add(group: Commands) -> None:
    """Add the command."""
    about = "who changes between two versions of a protocol"
    command = cohorts.add_verb(group, "compare", _run, about)
    command.add_argument(
        "--with", required=True, dest="new", metavar="PROTOCOL", help="the other version"
    )


def _run(typed: Namespace) -> int:
    old, new = cohorts.protocol_of(typed), mt.load(typed.new)
    from meantime.cli.commands.population.results import Shown, counts_of, work
    from meantime.cli.screens.population import show_transitions
    from meantime.population.tasks.comparing import Comparing

    task = Comparing(old, new)
    names = f"{old.id} {old.version} and {new.id} {new.version}"
    cohort = cohorts.cohort_of(typed, task.columns, names)
    return work(typed, cohort, task, Shown(show_transitions, counts_of))
