"""One run from a command line: where its results go, what is said meanwhile and at the end."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import meantime as mt
from meantime.cli.command import ANSWERED
from meantime.cli.commands.population import on_spark
from meantime.cli.commands.population.cohort import STANDARD
from meantime.cli.progress import bar
from meantime.cli.terminal import Terminal
from meantime.model.problem import CaseError, did_you_mean, nearest

if TYPE_CHECKING:
    from meantime.population.accounts import Outcome
    from meantime.population.forms import Form
    from meantime.population.reading import Cohort
    from meantime.population.tasks.task import Task
    from meantime.population.writing.in_order import InOrder
    from meantime.population.writing.parts import Parts

# As a shell reports what an interrupt has ended.
INTERRUPTED = 130


class Shown(NamedTuple):
    """An outcome for a person, and as plain values for JSON."""

    lines: Callable[[Terminal, Outcome], None]
    values: Callable[[Outcome], dict[str, Any]]


def work(typed: Namespace, cohort: Cohort | None, task: Task, shown: Shown | None = None) -> int:
    """Run a task, then show the outcome, or print it as JSON; returns the exit code."""
    if cohort is None:
        outcome, goes_on = on_spark.run(typed, task), False
    else:
        sink, goes_on = _sink(typed, cohort, task)
        outcome = _run(typed, cohort, task, sink)
    stream = sys.stderr if typed.out == STANDARD else sys.stdout
    if outcome is None:
        kept = "The same command goes on from here." if goes_on else "Nothing was written."
        sys.stderr.write(f"meantime: stopped. {kept}\n")
        return INTERRUPTED
    if typed.json:
        counts = shown.values(outcome) if shown else {}
        values = _as_json(typed, task, outcome) | counts
        stream.write(json.dumps(values, indent=2) + "\n")
        return ANSWERED
    out = Terminal(stream)
    if shown:
        shown.lines(out, outcome)
    _end(typed, out, outcome)
    return ANSWERED


def counts_of(outcome: Outcome) -> dict[str, Any]:
    """The counts of a task as plain values."""
    return {"counts": outcome.tally.to_dict()}


def _run(typed: Namespace, cohort: Cohort, task: Task, sink: InOrder | Parts) -> Outcome | None:
    from meantime.engines.columnar import is_compiled
    from meantime.population.running import run

    if sink.outcome is not None:
        return sink.outcome
    shown = bar(wanted=typed.progress)
    if shown and not is_compiled("screen" if task.verb == "compare" else task.verb):
        shown.say("Preparing the engine for this machine: some seconds, only the first time.")
    try:
        return run(cohort, task, sink, typed.threads, shown.tell if shown else _silent)
    except KeyboardInterrupt:
        return None
    finally:
        if shown:
            shown.end()


def _silent(_progress: object) -> None:
    """Nobody wants to know."""


def _sink(typed: Namespace, cohort: Cohort, task: Task) -> tuple[InOrder | Parts, bool]:
    """Where results go, and whether a run that is stopped can go on there."""
    from meantime.population import results
    from meantime.population.forms import Form

    rejects = rejects_path(typed)
    if typed.out == STANDARD:
        form = Form(typed.format or "csv")
        sys.stdout.flush()
        return results.in_stream(cohort, task, sys.stdout.buffer, form, rejects), False
    out = Path(typed.out)
    one = _form(out, typed.format)
    if one is not None:
        return results.in_file(cohort, task, out, one, rejects), False
    form = Form(typed.format or "parquet")
    return results.in_folder(cohort, task, out, form, rejects, mt.__version__), True


def _form(out: Path, wanted: str | None) -> Form | None:
    """The format of a file, None where the name is that of a folder."""
    from meantime.population.forms import ENDINGS, form_of

    ending, form = out.suffix.lower(), form_of(out)
    if form is None and nearest(ending, ENDINGS):
        raise CaseError(f"--out {out}: no format ends so. {did_you_mean(ending, ENDINGS)}")
    if form is not None and wanted not in (None, form):
        raise CaseError(f"--format {wanted}: `{out}` says {form}; leave one of them out.")
    return form


def rejects_path(typed: Namespace) -> Path:
    """Where rejected rows go: where it says, or beside the results."""
    from meantime.population.forms import form_of

    if typed.rejects:
        return Path(typed.rejects)
    if typed.out == STANDARD:
        return Path("population.rejects.csv")
    out = Path(typed.out)
    return out.with_name(f"{out.stem if form_of(out) else out.name}.rejects.csv")


def _rejects(typed: Namespace) -> str:
    spark = typed.engine == on_spark.SPARK
    return on_spark.rejects_folder(typed) if spark else str(rejects_path(typed))


def _as_json(typed: Namespace, task: Task, outcome: Outcome) -> dict[str, Any]:
    sums = {name: getattr(outcome, name) for name in ("read", "cases", "rejected", "rows")}
    return {
        "verb": task.verb,
        "protocols": [{"id": item.id, "version": item.version} for item in task.protocols],
        **sums,
        "out": typed.out,
        "rejects": _rejects(typed) if outcome.rejected else None,
    }


def _end(typed: Namespace, out: Terminal, outcome: Outcome) -> None:
    if outcome.rejected:
        rows = "1 row is" if outcome.rejected == 1 else f"{outcome.rejected:,} rows are"
        out.line(f"{rows} no case: see {_rejects(typed)}", "care")
    if typed.out != STANDARD:
        parts = "1 part was" if outcome.before == 1 else f"{outcome.before:,} parts were"
        before = f" ({parts} done before)" if outcome.before else ""
        out.line(f"{outcome.rows:,} rows in {typed.out}{before}", "faint")
