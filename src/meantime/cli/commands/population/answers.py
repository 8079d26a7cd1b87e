"""`meantime population answers`: "may I?" for everybody at one moment."""

from __future__ import annotations

from argparse import Namespace

from meantime.cli.command import Commands
from meantime.cli.commands.population import cohort as cohorts


def add(group: Commands) -> None:
    """Add the command."""
    about = '"may I?" about some concepts at a moment, for everybody'
    command = cohorts.add_verb(group, "answers", _run, about)
    command.add_argument(
        "--concept", action="append", required=True, help="such as foundation; may be repeated"
    )
    command.add_argument(
        "--at", required=True, help="the moment, with its offset: 2026-12-02T09:00Z"
    )


def _run(typed: Namespace) -> int:
    protocol = cohorts.protocol_of(typed)
    at = cohorts.moment("--at", typed.at)
    from meantime.cli.commands.population.results import Shown, counts_of, work
    from meantime.cli.screens.population import show_answers
    from meantime.population.tasks.answering import Answering

    task = Answering(protocol, list(dict.fromkeys(typed.concept)), at)
    cohort = cohorts.cohort_of(typed, task.columns, f"{protocol.id} {protocol.version}")
    return work(typed, cohort, task, Shown(show_answers, counts_of))
