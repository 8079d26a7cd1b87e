"""`meantime population edges`: every moment at which a rule begins or ends for somebody."""

from __future__ import annotations

from argparse import Namespace

from meantime.cli.command import Commands
from meantime.cli.commands.population import cohort as cohorts


def add(group: Commands) -> None:
    """Add the command."""
    about = "every moment at which a rule begins or ends for somebody"
    command = cohorts.add_verb(group, "edges", _run, about)
    command.add_argument(
        "--from", required=True, dest="begin", help="with its offset: 2026-12-02T09:00Z"
    )
    command.add_argument(
        "--until", required=True, dest="end", help="the first moment that is left out"
    )


def _run(typed: Namespace) -> int:
    protocol = cohorts.protocol_of(typed)
    begin, end = cohorts.moment("--from", typed.begin), cohorts.moment("--until", typed.end)
    from meantime.cli.commands.population.results import Shown, counts_of, work
    from meantime.cli.screens.population import show_edges
    from meantime.population.tasks.edging import Edging

    task = Edging(protocol, begin, end)
    cohort = cohorts.cohort_of(typed, task.columns, f"{protocol.id} {protocol.version}")
    return work(typed, cohort, task, Shown(show_edges, counts_of))
