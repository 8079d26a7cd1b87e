"""When a rule holds, in words that fit everybody: "from 3 days before the session"."""

from __future__ import annotations

from functools import lru_cache
from typing import assert_never

from babel import Locale

from meantime.answers.planning import Item
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point
from meantime.paper.graded import points
from meantime.paper.languages.words import Forms, Words

_HOUR = 60
_WEEK = 7


def window_times(words: Words, item: Item) -> tuple[str, str]:
    """From when and until when a line holds; of a stretch that is only better, its outer edge."""
    return point_words(words, *points(item))


def point_words(words: Words, begin: Point | None, end: Point | None) -> tuple[str, str]:
    """A stretch: `from 3 days before the session`, `until ...`; a single day in one piece."""
    if (begin, end) == (Midnight(START, 0), Midnight(END, 1)):
        return words.on_day.format(day=words.day_of.format(anchor=words.anchors[START])), ""
    return _from(words, begin), _until(words, end)


def counted(words: Words, forms: Forms, count: int) -> str:
    """`3 days`, with the plural form that the language asks for."""
    form = forms.get(_plural(words.language, count), forms["other"])
    return form.format(n=count)


def span_words(words: Words, minutes: int) -> str:
    """`2 hours` or `45 minutes`."""
    if minutes % _HOUR:
        return counted(words, words.minutes, minutes)
    return counted(words, words.hours, minutes // _HOUR)


@lru_cache(maxsize=256)
def _plural(language: str, count: int) -> str:
    return str(Locale(language).plural_form(count))


def _from(words: Words, point: Point | None) -> str:
    if point is None:
        return ""
    return words.from_point.format(point=_point(words, point, closing=False))


def _until(words: Words, point: Point | None) -> str:
    if point is None:
        return ""
    if point == Elapsed(END):
        return words.until_over
    return words.until_point.format(point=_point(words, point, closing=True))


def _point(words: Words, point: Point, *, closing: bool) -> str:
    anchor = words.anchors.get(point.anchor, point.anchor.replace("-", " "))
    match point:
        case Elapsed(name, 0):
            return words.at_start if name == START else words.at_end if name == END else anchor
        case Elapsed(_, minutes):
            return _beside(words, span_words(words, abs(minutes)), anchor, minutes)
        case MonthsAway(_, months):
            return _beside(words, counted(words, words.months, abs(months)), anchor, months)
        case Midnight(_, days):
            return _midnight(words, days, anchor, closing=closing)
        case never:
            assert_never(never)


def _midnight(words: Words, days: int, anchor: str, *, closing: bool) -> str:
    """A midnight as a begin is the day that begins; as an end after the session the day it ends."""
    if days < 0:
        before = _beside(words, _days(words, -days), anchor, days)
        return words.start_of_day_before.format(point=before) if closing else before
    if closing and days > 0:
        return words.end_of_day.format(day=_day(words, days - 1, anchor))
    day = _day(words, days, anchor)
    return (words.start_of_day if closing else words.opening_day).format(day=day)


def _day(words: Words, number: int, anchor: str) -> str:
    return (words.nth_day if number else words.day_of).format(n=number, anchor=anchor)


def _days(words: Words, days: int) -> str:
    if days % _WEEK or days == _WEEK:
        return counted(words, words.days, days)
    return counted(words, words.weeks, days // _WEEK)


def _beside(words: Words, span: str, anchor: str, direction: int) -> str:
    return (words.before if direction < 0 else words.after).format(span=span, anchor=anchor)
