"""The outcome of a run over a cohort, as tables of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from meantime.cli.terminal import Terminal

if TYPE_CHECKING:
    from meantime.population.accounts import Outcome
    from meantime.population.summary import Summary

_STYLES = {
    "eligible": "good",
    "review": "care",
    "deferred": "care",
    "contraindicated": "stop",
    "incomplete": "faint",
}
_GAP = 2


def show_summary(out: Terminal, summary: Summary) -> None:
    """How many people have which verdict; the rest is in the files of the summary."""
    from meantime.population import summary_words as words

    people = words.people_words(summary.people, summary.smallest)
    out.line(f"{people} screened: {summary.title} {summary.version}", "strong")
    for row in summary.section("verdict"):
        share = words.share_words(row)
        text = f"{row.key:<16}{words.count_words(row):>14}{share:>8}"
        out.raw("  " + out.paint(text.rstrip(), _STYLES[row.key]))


def show_answers(out: Terminal, outcome: Outcome) -> None:
    """How many people have which answer, by concept."""
    from meantime.engines.columnar import WORDS

    _people(out, outcome)
    _grid(out, outcome.tally.rows, WORDS)


def show_edges(out: Terminal, outcome: Outcome) -> None:
    """How many edges begin and end, by rule."""
    from meantime.engines.columnar import SIDES

    _people(out, outcome)
    _grid(out, outcome.tally.rows, SIDES)


def show_transitions(out: Terminal, outcome: Outcome) -> None:
    """From which status to which, and who changed within one."""
    from meantime.engines.columnar import STATUSES
    from meantime.population.tasks.comparing import OTHER_DATE, OTHER_RULE

    _people(out, outcome)
    rows = outcome.tally.rows
    matrix = {status: rows.get(status, {}) for status in STATUSES}
    out.line("Old status in the rows, new status in the columns:", "faint")
    _grid(out, matrix, STATUSES)
    for name in (OTHER_DATE, OTHER_RULE):
        count = sum(rows.get(name, {}).values())
        out.raw(f"  same status, {name}: {count:,}")


def _people(out: Terminal, outcome: Outcome) -> None:
    out.line(f"{outcome.cases:,} {'person' if outcome.cases == 1 else 'people'}", "strong")


def _grid(out: Terminal, rows: Mapping[str, Mapping[str, int]], columns: Sequence[str]) -> None:
    first = max((len(name) for name in rows), default=0)
    widths = [_width(rows, name) for name in columns]
    head = "".join(f"{name:>{width}}" for name, width in zip(columns, widths, strict=True))
    out.raw(" " * (first + _GAP) + out.paint(head, "faint"))
    for label, row in rows.items():
        cells = [
            f"{row.get(name, 0):>{width},}" for name, width in zip(columns, widths, strict=True)
        ]
        out.raw(f"  {label:<{first}}{''.join(cells)}")


def _width(rows: Mapping[str, Mapping[str, int]], name: str) -> int:
    return _GAP + max([len(name), *(len(f"{row.get(name, 0):,}") for row in rows.values())])
