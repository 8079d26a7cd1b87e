"""`meantime population`: the same verbs for a whole cohort in files; one file a verb.

None of them imports a library of arrays before it runs.
"""

from __future__ import annotations

from meantime.cli.command import Commands
from meantime.cli.commands.population import answers, compare, edges, sample, screen


def add(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("population", "screen, ask and compare whole cohorts in files")
    for command in (screen, answers, edges, compare, sample):
        command.add(group)
