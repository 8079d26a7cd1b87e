"""Plots as SVG: bars, columns over time, spreads and lines. No styles, no scripts.

Colours are classes of `numbers.css`. A plot has a title and a description for screen readers, and
stands beside a table with the same numbers. It is as wide as a phone and grows a little.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# In units of the drawing. A letter is 13 high; on a phone of 390 px a unit is about a pixel.
WIDTH = 360
_LETTER = 13
_PLOT = 140  # the height of what has a vertical axis
_LEFT, _RIGHT = 34, 8


class Segment(NamedTuple):
    """A part of a bar. shade: a class. title: what a pointer is told."""

    value: float
    shade: str
    title: str


class Bar(NamedTuple):
    """A bar, in segments; `note` stands at its end."""

    label: str
    segments: Sequence[Segment]
    note: str = ""


class Spread(NamedTuple):
    """Quartiles on a line of their own; None where they are held back."""

    label: str
    quartiles: tuple[float, float, float] | None
    title: str


class Plot(NamedTuple):
    """A plot and what it is called."""

    title: Any
    drawn: SafeString


class Words(NamedTuple):
    """What a plot is called, and what it shows in a sentence. name: for ids."""

    name: str
    title: Any
    told: Any


def bars(words: Words, rows: Sequence[Bar]) -> Plot:
    """Bars from left to right, each under its label."""
    step, room = 38, 44
    most = max((sum(part.value for part in row.segments) for row in rows), default=0) or 1
    drawn = []
    for place, row in enumerate(rows):
        y = place * step
        drawn.append(_text(0, y + _LETTER, row.label))
        x = 0.0
        for part in row.segments:
            wide = part.value / most * (WIDTH - room)
            drawn.append(_rect(x, y + 18, wide, 12, part))
            x += wide
        drawn.append(_text(x + 6, y + 28, row.note, "value"))
    return _svg(words, len(rows) * step, drawn)


def columns(words: Words, rows: Sequence[Bar], ticks: int = 6) -> Plot:
    """Stacked columns from the first to the last, with a label under some of them."""
    most = max((sum(part.value for part in row.segments) for row in rows), default=0)
    scale = _Scale(0, max(1, most))
    drawn = scale.lines()
    wide = (WIDTH - _LEFT - _RIGHT) / max(1, len(rows))
    every = ceil(len(rows) / ticks) or 1
    for place, row in enumerate(rows):
        x, height = _LEFT + place * wide, 0.0
        for part in row.segments:
            top = scale.y(height + part.value)
            drawn.append(_rect(x + wide * 0.1, top, wide * 0.8, scale.y(height) - top, part))
            height += part.value
        if place % every == 0:
            at, side = (WIDTH, "muted end") if x > WIDTH - 44 else (x, "muted")
            drawn.append(_text(at, scale.bottom + 18, row.label, side))
    return _svg(words, scale.bottom + 26, drawn)


def spreads(words: Words, rows: Sequence[Spread]) -> Plot:
    """A box from the lower to the upper quartile with a mark at the median, one a row."""
    step = 44
    most = max((row.quartiles[2] for row in rows if row.quartiles), default=0) or 1
    wide = WIDTH - _RIGHT - 2
    drawn = []
    for place, row in enumerate(rows):
        y = place * step
        drawn.append(_text(0, y + _LETTER, row.label))
        drawn.append(format_html('<path class="axis" d="M1 {}H{}"/>', y + 28, wide))
        if row.quartiles is None:
            continue
        low, middle, high = (1 + value / most * (wide - 1) for value in row.quartiles)
        box = Segment(high - low, "brand", row.title)
        drawn.append(_rect(low, y + 22, max(2, high - low), 12, box))
        drawn.append(format_html('<path class="median" d="M{} {}v18"/>', _n(middle), y + 19))
    return _svg(words, len(rows) * step, drawn)


def lines(words: Words, points: Sequence[Spread], least: float, most: float) -> Plot:
    """Medians from the first to the last, joined; a thin line spans the quartiles of each."""
    scale = _Scale(least, most)
    drawn = scale.lines()
    wide = (WIDTH - _LEFT - _RIGHT) / max(1, len(points))
    joined: list[tuple[float, float]] = []
    marks = []
    for place, point in enumerate(points):
        x = _LEFT + (place + 0.5) * wide
        drawn.append(_text(x, scale.bottom + 18, point.label, "muted middle"))
        if point.quartiles is None:
            drawn.append(_joined(joined))
            joined = []
            continue
        low, middle, high = (scale.y(value) for value in point.quartiles)
        marks.append(format_html('<path class="spread" d="M{} {}V{}"/>', _n(x), _n(low), _n(high)))
        marks.append(
            format_html(
                '<circle class="brand" cx="{}" cy="{}" r="5"><title>{}</title></circle>',
                _n(x),
                _n(middle),
                point.title,
            )
        )
        joined.append((x, middle))
    return _svg(words, scale.bottom + 26, [*drawn, _joined(joined), *marks])


def _joined(points: Sequence[tuple[float, float]]) -> SafeString:
    told = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return format_html('<polyline class="joined" points="{}"/>', told)


class _Scale:
    """A vertical axis with a few round numbers."""

    bottom = _PLOT + 10

    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = least, most
        self.step = _round_step((most - least) / 4)

    def y(self, value: float) -> float:
        """The height of a value, counted from the top."""
        return self.bottom - (value - self.least) / (self.most - self.least) * _PLOT

    def lines(self) -> list[SafeString]:
        """A line and a number for each round value."""
        drawn = []
        for nth in range(floor((self.most - self.least) / self.step) + 1):
            value = self.least + nth * self.step
            y = _n(self.y(value))
            drawn.append(format_html('<path class="axis" d="M{} {}H{}"/>', _LEFT, y, WIDTH))
            drawn.append(_text(_LEFT - 6, self.y(value) + 4, f"{value:g}", "muted end"))
        return drawn


def _round_step(step: float) -> float:
    """The least of 1, 2, 5, 10, 20 ... that is no smaller."""
    ten = 10 ** floor(log10(step)) if step > 1 else 1
    return next(ten * n for n in (1, 2, 5, 10) if ten * n >= step)


def _rect(x: float, y: float, width: float, height: float, part: Segment) -> SafeString:
    if not part.value:
        return SafeString("")
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        part.shade,
        _n(x),
        _n(y),
        _n(max(width, 0.5)),
        _n(height),
        part.title,
    )


def _text(x: float, y: float, text: str, shade: str = "label") -> SafeString:
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', shade, _n(x), _n(y), text)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _svg(words: Words, height: float, parts: Iterable[SafeString]) -> Plot:
    inside = format_html_join("", "{}", ((part,) for part in parts))
    drawn = format_html(
        '<svg class="plot" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{n}-name {n}-told">'
        '<title id="{n}-name">{title}</title><desc id="{n}-told">{told}</desc>{inside}</svg>',
        w=WIDTH,
        h=_n(height),
        n=words.name,
        title=words.title,
        told=words.told,
        inside=inside,
    )
    return Plot(words.title, drawn)
