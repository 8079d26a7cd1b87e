"""A plan on the line of time: before on the left, the day a single mark, after on the right.

The scale is logarithmic on both sides of the day, so that hours near it and months far from it
both have room. The day is always at the same place: it is the mark of the house. Where one reads
from the right, the style sheet turns it all round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import log1p
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meantime.clinic.design.meanings import VERB, Look, look_of
from meantime.clinic.design.moments import clock_words, short_day_words
from meantime.clinic.design.spans import Span, span_of, span_words

# Percent of the width: the day, and the last places that have a date. Beyond them, what has no
# end trails off.
DAY, FIRST, LAST = 38.0, 8.0, 92.0
_AROUND = 1.2  # the mark's own room
_SHORTEST = 1.4  # a band that short can still be seen
_EVEN = timedelta(hours=6)  # nearer than this the scale is about even
_LEAST = timedelta(days=2)
_TICKS = (1, 3, 7, 28, 91, 182, 364)  # days
_TICK_ROOM = 15.0
# What was asked before the session is told by its verdict.
_NOT_SHOWN = "bar"
_VERBS = list(VERB)


class Scale(NamedTuple):
    """From moments to places. left, right: how far from the session it reaches."""

    start: datetime
    end: datetime
    left: timedelta
    right: timedelta

    def place(self, moment: datetime) -> float:
        """The place of a moment, in percent of the width."""
        if moment < self.start:
            return _along(self.start - moment, self.left, DAY - _AROUND, FIRST)
        if moment > self.end:
            return _along(moment - self.end, self.right, DAY + _AROUND, LAST)
        return DAY


def _along(apart: timedelta, whole: timedelta, near: float, far: float) -> float:
    share = min(1.0, log1p(apart / _EVEN) / log1p(whole / _EVEN))
    return round(near + (far - near) * share, 1)


class Stretch(NamedTuple):
    """A piece of a band, in percent. better: advised, no must."""

    x: float
    width: float
    better: bool


class Band(NamedTuple):
    """A rule of the plan: its look, its times in words, and where it lies on the line.

    first, more: its first sentence, and those after it. language: theirs, where the plan says it.
    trails_left, trails_right: it goes on beyond what is drawn.
    """

    verb: str
    look: Look
    first: str
    more: str
    language: str
    spans: tuple[Span, ...]
    when: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    trails_left: bool
    trails_right: bool


class Tick(NamedTuple):
    """A mark of the scale; its word is empty where there is no room for one."""

    x: float
    word: str


class Drawn(NamedTuple):
    """A plan, ready for a page. change: the next moment at which a rule begins or ends.

    always: what has no time of its own, and the warning signs.
    """

    session: str
    now: float
    ticks: list[Tick]
    change: datetime | None
    holds: list[Band]
    comes: list[Band]
    over: list[Band]
    always: list[Band]


def drawn(plan: Mapping[str, Any], at: datetime) -> Drawn:
    """The line of time of a plan (`Plan.to_dict`) as it is at a moment."""
    told: dict[str, list[Band]] = {"holds": [], "comes": [], "over": [], "always": []}
    for band in _bands(_shown(plan), _scale(plan, at)):
        told[_part(band, at)].append(band)
    return axis(plan, at)._replace(
        holds=sorted(told["holds"], key=_by_verb),
        comes=told["comes"],
        over=told["over"],
        always=sorted(told["always"], key=_by_verb),
    )


def axis(plan: Mapping[str, Any], at: datetime) -> Drawn:
    """The same without the rules."""
    start, scale = datetime.fromisoformat(plan["start"]), _scale(plan, at)
    said = {"day": short_day_words(start, at.year), "clock": clock_words(start)}
    return Drawn(
        session=_("%(day)s, %(clock)s") % said,
        now=scale.place(at),
        ticks=_ticks(scale),
        change=min((edge for edge in _edges(_shown(plan)) if edge > at), default=None),
        holds=[],
        comes=[],
        over=[],
        always=[],
    )


def _shown(plan: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [item for item in plan["items"] if item["verb"] != _NOT_SHOWN]


def _edges(items: Iterable[Mapping[str, Any]]) -> list[datetime]:
    spans = [span_of(item) for item in items]
    return [edge for span in spans for edge in (span.begins, span.ends) if edge is not None]


def _scale(plan: Mapping[str, Any], at: datetime) -> Scale:
    start, end = (datetime.fromisoformat(plan[name]) for name in ("start", "end"))
    shown = [*_edges(_shown(plan)), at]
    left = max([_LEAST, *(start - moment for moment in shown)])
    right = max([_LEAST, *(moment - end for moment in shown)])
    return Scale(start, end, left, right)


def _part(band: Band, at: datetime) -> str:
    if band.verb == "call" or not band.stretches:
        return "always"
    if any(span.holds(at) for span in band.spans):
        return "holds"
    return "comes" if any(span.comes(at) for span in band.spans) else "over"


def _by_verb(band: Band) -> int:
    return _VERBS.index(band.verb) if band.verb in _VERBS else len(_VERBS)


def _bands(items: Iterable[Mapping[str, Any]], scale: Scale) -> list[Band]:
    """One band a rule, in the order of time: a graded rule has two items."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        found.setdefault(item["rule"], []).append(item)
    return [_band(pieces, scale) for pieces in found.values()]


def _band(items: list[Mapping[str, Any]], scale: Scale) -> Band:
    spans = tuple(span_of(item) for item in items)
    shown = [span for span in spans if span.begins or span.ends]
    first, more = parted(items[0]["text"])
    return Band(
        verb=items[0]["verb"],
        look=look_of(VERB, items[0]["verb"]),
        first=first,
        more=more,
        language=items[0].get("language", ""),
        spans=spans,
        when=tuple(span_words(span, scale.start.year) for span in shown),
        stretches=tuple(_stretch(span, scale) for span in shown),
        trails_left=any(span.begins is None for span in shown),
        trails_right=any(span.ends is None for span in shown),
    )


def parted(text: str) -> tuple[str, str]:
    """The first sentence, and the rest; texts are written one action a sentence."""
    first, stop, more = text.partition(". ")
    return (f"{first}.", more) if stop else (text, "")


def _stretch(span: Span, scale: Scale) -> Stretch:
    left = scale.place(span.begins) if span.begins else FIRST
    right = scale.place(span.ends) if span.ends else LAST
    return Stretch(left, round(max(right - left, _SHORTEST), 1), span.better)


def _ticks(scale: Scale) -> list[Tick]:
    before = [Tick(scale.place(scale.start - timedelta(days=n)), _tick_words(n)) for n in _TICKS]
    after = [Tick(scale.place(scale.end + timedelta(days=n)), _tick_words(n)) for n in _TICKS]
    return [*_fitting(before, FIRST), *_fitting(after, LAST)]


def _fitting(ticks: list[Tick], far: float) -> list[Tick]:
    """Those that are drawn, the farthest one with its word, nearer ones where there is room."""
    found: list[Tick] = []
    last = None
    for tick in reversed([tick for tick in ticks if tick.x != far]):
        fits = abs(tick.x - DAY) > _TICK_ROOM / 2
        fits = fits and (last is None or abs(tick.x - last) >= _TICK_ROOM)
        last = tick.x if fits else last
        found.append(tick if fits else Tick(tick.x, ""))
    return found


def _tick_words(days: int) -> str:
    if days >= 91:
        n = round(days / 30.4)
        return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}
    if days >= 7:
        n = days // 7
        return ngettext("%(n)d week", "%(n)d weeks", n) % {"n": n}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
