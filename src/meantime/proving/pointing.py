"""Points of a window, stretches and facts in words, for findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from meantime.model.case import Fact
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point
from meantime.proving.cells import Stretch
from meantime.proving.shapes import Shape

_ANCHORS = {START: "the start", END: "the end"}


def point_words(point: Point) -> str:
    """`24 hours after the end`, `00:00, 3 days before the session`."""
    match point:
        case Elapsed(anchor, 0):
            return _anchor(anchor)
        case Elapsed(anchor, minutes):
            hours, rest = divmod(abs(minutes), 60)
            size = _counted(abs(minutes), "minute") if rest else _counted(hours, "hour")
            return f"{size} {_side(minutes)} {_anchor(anchor)}"
        case Midnight(anchor, 0):
            return f"00:00 on the day of {_day_anchor(anchor)}"
        case Midnight(anchor, days):
            return f"00:00, {_counted(abs(days), 'day')} {_side(days)} {_day_anchor(anchor)}"
        case MonthsAway(anchor, months):
            return f"{_counted(abs(months), 'month')} {_side(months)} {_day_anchor(anchor)}"
        case never:
            assert_never(never)


def _anchor(anchor: str) -> str:
    return _ANCHORS.get(anchor, f"the {anchor}")


def _day_anchor(anchor: str) -> str:
    return "the session" if anchor in _ANCHORS else f"the {anchor}"


def _side(amount: int) -> str:
    return "after" if amount > 0 else "before"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def stretch_words(shape: Shape, stretch: Stretch) -> str:
    """From which edge of which rule to which, as `from the end until 4 hours after the end`."""
    if (stretch.begin, stretch.end) == (BEFORE_ALL, AFTER_ALL):
        return "at any time"
    parts = []
    if stretch.begin != BEFORE_ALL:
        parts.append(f"from {_moment(shape, stretch.begin)}")
    if stretch.end != AFTER_ALL:
        parts.append(f"until {_moment(shape, stretch.end)}")
    return " ".join(parts)


def _moment(shape: Shape, moment: datetime) -> str:
    """The start, the end, or the edge that falls on the moment; two may."""
    if moment == shape.case.start:
        return _ANCHORS[START]
    if moment == shape.over:
        return _ANCHORS[END]
    return next(
        point_words(edge.point) for edge, instant in shape.instants.items() if instant == moment
    )


def facts_words(facts: Mapping[str, Fact]) -> str:
    """`peel-planned: yes, skin-calm: not known`."""
    return ", ".join(f"{name}: {_fact(value)}" for name, value in facts.items())


def _fact(fact: Fact) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return "not known" if fact is None else str(fact)
