"""Windows of rules on a line of time around a session: near it hours are wide, far off narrow.

The line is a drawing of 600 by 12, with the session in its middle. What it shows is where a window
stands, not a measure: the moments of a patient come from the engine alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import copysign, inf, log1p
from typing import Any, NamedTuple, assert_never

from django.utils.translation import gettext_lazy as _

from meantime.model.rule import Rule, Verb
from meantime.model.timing import END, Elapsed, Midnight, MonthsAway, Point

WIDTH = 600.0
# The session of the drawing begins at ten and lasts an hour.
_BEGINS = 10.0
_SESSION = 1.0
_DAY = 24.0
_FARTHEST = 200 * _DAY
_SOON = 6.0
_MARGIN = 16.0
_LEAST = 3.0


class Band(NamedTuple):
    """A stretch of the drawing, as texts for SVG, on one side of the beginning of the session.

    preferred: the outer part of a graded rule.
    """

    x: str
    width: str
    side: str
    preferred: bool


class Tick(NamedTuple):
    """A moment on the line, with what it is called; side: which part of the word stands there."""

    x: str
    side: str
    label: Any


def bands(rule: Rule) -> tuple[Band, ...]:
    """Where a rule holds; a bar is looked at on the day of the session."""
    window = rule.window
    if rule.verb is Verb.BAR:
        return tuple(_split(0.0, _SESSION, preferred=False))
    begin, end = _hours(window.begin, -inf), _hours(window.end, inf)
    found = [*_split(begin, end, preferred=False)]
    if window.preferred_begin is not None:
        found += _split(_hours(window.preferred_begin, -inf), begin, preferred=True)
    if window.preferred_end is not None:
        found += _split(end, _hours(window.preferred_end, inf), preferred=True)
    return tuple(found)


def ticks() -> tuple[Tick, ...]:
    """The moments that are written on the line."""
    labels = (
        (-182 * _DAY, "start", _("6 months")),
        (-7 * _DAY, "middle", _("7 days")),
        (-1 * _DAY, "middle", _("1 day")),
        (0.0, "middle", _("session")),
        (1 * _DAY, "middle", _("1 day")),
        (7 * _DAY, "middle", _("7 days")),
        (42 * _DAY, "middle", _("6 weeks")),
    )
    return tuple(Tick(f"{_place(hours):.1f}", side, label) for hours, side, label in labels)


def _split(begin: float, end: float, *, preferred: bool) -> Iterator[Band]:
    """A stretch, cut where the session begins."""
    left, right = sorted((_place(begin), _place(end)))
    middle = WIDTH / 2
    if left < middle:
        width = max(min(right, middle) - left, _LEAST)
        yield Band(f"{left:.1f}", f"{width:.1f}", "before", preferred)
    if right > middle:
        first = max(left, middle)
        yield Band(f"{first:.1f}", f"{max(right - first, _LEAST):.1f}", "after", preferred)


def _place(hours: float) -> float:
    if hours in (-inf, inf):
        return 0.0 if hours < 0 else WIDTH
    near = min(abs(hours), _FARTHEST)
    part = log1p(near / _SOON) / log1p(_FARTHEST / _SOON)
    return WIDTH / 2 + copysign(part, hours) * (WIDTH / 2 - _MARGIN)


def _hours(point: Point | None, missing: float) -> float:
    """About how many hours after the start of the session; an anchor of its own is taken for it."""
    match point:
        case None:
            return missing
        case Elapsed(anchor, minutes):
            return minutes / 60 + (_SESSION if anchor == END else 0.0)
        case Midnight(_, days):
            return days * _DAY - _BEGINS
        case MonthsAway(_, months):
            return months * 30.4 * _DAY
        case never:
            assert_never(never)
