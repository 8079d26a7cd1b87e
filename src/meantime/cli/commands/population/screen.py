"""`meantime population screen`: who may be treated, and if not the earliest date and why."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meantime.cli.command import Commands
from meantime.cli.commands.population import cohort as cohorts
from meantime.cli.terminal import Terminal
from meantime.cli.writing import write_whole
from meantime.model.problem import MeantimeError

if TYPE_CHECKING:
    from meantime.population.accounts import Outcome
    from meantime.population.summary import Summary


def add(group: Commands) -> None:
    """Add the command."""
    about = "who may be treated, and if not the earliest date and why"
    command = cohorts.add_verb(group, "screen", _run, about)
    command.add_argument("--at", help="the moment of asking, with its offset: 2026-12-02T09:00Z")
    command.add_argument(
        "--summary", metavar="FOLDER", help="counts, as summary.md, summary.csv and a picture"
    )
    command.add_argument("--picture", choices=("svg", "png"), default="svg", help="of the summary")
    command.add_argument(
        "--suppress",
        type=int,
        default=1,
        metavar="N",
        help="withhold counts below N, and those from which one could be worked out; 10 is usual",
    )


def _run(typed: Namespace) -> int:
    protocol = cohorts.protocol_of(typed)
    at = cohorts.moment("--at", typed.at) if typed.at else None
    from meantime.cli.commands.population.results import Shown, work
    from meantime.population.summary import Summary
    from meantime.population.suppressing import checked
    from meantime.population.tasks.screening import Screening

    checked(typed.suppress)
    if typed.summary:
        _prepare(Path(typed.summary))
    task = Screening(protocol, at)
    cohort = cohorts.cohort_of(typed, task.columns, f"{protocol.id} {protocol.version}")

    def summary(outcome: Outcome) -> Summary:
        return Summary.of(
            protocol, outcome.tally, rejected=outcome.rejected, smallest=typed.suppress
        )

    def show(out: Terminal, outcome: Outcome) -> None:
        from meantime.cli.screens.population import show_summary

        found = summary(outcome)
        if typed.summary:
            _write(typed, found)
        show_summary(out, found)

    def counts(outcome: Outcome) -> dict[str, Any]:
        found = summary(outcome)
        if typed.summary:
            _write(typed, found)
        return {"summary": found.to_dict()}

    return work(typed, cohort, task, Shown(show, counts))


def _prepare(folder: Path) -> None:
    """What would only fail after hours is tried at once: the library of plots, and the folder."""
    from meantime.population import plotting as _plotting  # noqa: F401

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MeantimeError(f"`{folder}` is no folder to write in: {error.strerror}.") from None


def _write(typed: Namespace, summary: Summary) -> None:
    from meantime.population.plotting import plot
    from meantime.population.summary_tables import markdown, tidy

    folder = Path(typed.summary)
    write_whole(folder / "summary.md", markdown(summary).encode())
    write_whole(folder / "summary.csv", tidy(summary).encode())
    write_whole(folder / f"summary.{typed.picture}", plot(summary, typed.picture))
