"""What to expect, day by day: each phase with its sentence, and the effects that begin in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from meantime.answers.planning import Item
from meantime.model.protocol import Phase
from meantime.model.timing import END, Elapsed, Midnight, MonthsAway, Point
from meantime.paper.lines import line
from meantime.paper.sheet import Group, Line, Mark
from meantime.paper.telling import Telling


def by_phase(telling: Telling, expected: Sequence[list[Item]]) -> tuple[Group, ...]:
    """A group for every phase, in the order of time; an effect stands where it begins.

    An effect that begins before every phase comes first, under no title.
    """
    phases = sorted(telling.protocol.phases, key=lambda phase: _order(phase.window.begin))
    lines: dict[str, list[Line]] = {"": [], **{phase.id: [] for phase in phases}}
    for items in expected:
        lines[_phase_of(items[0], phases)].append(line(telling, items))
    groups = [Group("", tuple(lines[""]))]
    for phase in phases:
        title, text = telling.translation.phases[phase.id]
        said = () if _over(telling, phase) else (Line(phase.id, Mark.PLAIN, text),)
        groups.append(Group(title, (*said, *lines[phase.id])))
    return tuple(groups)


def _over(telling: Telling, phase: Phase) -> bool:
    """Whether the sheet is made after the last day of a phase; its effects may still go on."""
    end, timeline = phase.window.end, telling.plan.timeline
    if telling.at is None or not isinstance(end, Midnight) or end.anchor != END:
        return False
    return (timeline.day(telling.at) - timeline.day(telling.plan.end)).days >= end.days


def _phase_of(item: Item, phases: Sequence[Phase]) -> str:
    begin = _order(item.rule.window.begin)
    return next((p.id for p in reversed(phases) if _order(p.window.begin) <= begin), "")


def _order(point: Point | None) -> tuple[int, float]:
    """About how many days from the session a point lies; only its order against others counts."""
    match point:
        case None:
            return -1, 0
        case Midnight(_, days):
            return 0, days
        case Elapsed(anchor, minutes):
            # The session lies within its day: after the midnight that begins it.
            return 0, minutes / 1440 + (0.5 if anchor == END else 0.4)
        case MonthsAway(_, months):
            return 0, months * 30
        case never:
            assert_never(never)
