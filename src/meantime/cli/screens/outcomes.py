"""The outcome of worked cases."""

from __future__ import annotations

from collections.abc import Sequence

from meantime.answers.checking import Outcome
from meantime.cli.terminal import Terminal


def show_outcomes(out: Terminal, outcomes: Sequence[Outcome]) -> None:
    """Worked cases: every expectation that failed, and the count."""
    failed = [outcome for outcome in outcomes if not outcome.holds]
    for outcome in failed:
        place = f"{outcome.place.file}:{outcome.place.line}"
        out.line(f"{place}: {outcome.case}: {outcome.about}", "stop")
        out.line(f"{outcome.key}: expected {outcome.wanted}, got {outcome.got}", indent=4)
    cases = len({outcome.case for outcome in outcomes})
    held = len(outcomes) - len(failed)
    out.line(f"{cases} cases: {held} of {len(outcomes)} expectations hold.", "strong")
