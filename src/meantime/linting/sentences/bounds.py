"""The amounts of time that a rule itself is made of, to hold its sentence against."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from meantime.linting.sentences.languages.language import Amount, Unit
from meantime.linting.sentences.quantities import Side
from meantime.model.protocol import SeriesPlan
from meantime.model.rule import Rule, Verb
from meantime.model.timing import Elapsed, MonthsAway, Point, Window

# What these say is true in all of their window, which only tells when to show it.
_TIMELESS = (Verb.TELL, Verb.CALL)


class Edge(StrEnum):
    """Whether something begins or ends there."""

    BEGIN = "begins"
    END = "ends"


class Bound(NamedTuple):
    """One edge or span of a rule: the amounts that say it rightly, and its side of the session.

    `is_needed`: whether the sentence has to name one of them; not for an edge that is said in
    words, such as "on the day" or "the next day". `is_better`: only preferred.
    """

    amounts: frozenset[Amount]
    side: Side | None
    is_needed: bool
    edge: Edge | None = None
    is_better: bool = False


def bounds(rule: Rule) -> Iterator[Bound]:
    """Every bound of a rule."""
    for bound in window_bounds(rule.window):
        yield bound._replace(is_needed=bound.is_needed and rule.verb not in _TIMELESS)
    if rule.every_minutes:
        yield Bound(frozenset({Amount(rule.every_minutes, Unit.MINUTES)}), None, True)
    if rule.lead_days:
        yield Bound(frozenset({Amount(rule.lead_days, Unit.DAYS)}), Side.BEFORE, True)
    if rule.after_last:
        yield Bound(frozenset({Amount(rule.after_last, Unit.DAYS)}), Side.AFTER, True)


def series_bounds(series: SeriesPlan) -> Iterator[Bound]:
    """How many sessions at least and at most, and how far apart at least and better."""
    days = dict.fromkeys((series.interval_days, series.target_days))
    sessions = dict.fromkeys((series.least, series.most))
    for number, unit in (
        *((number, Unit.SESSIONS) for number in sessions),
        *((number, Unit.DAYS) for number in days),
    ):
        yield Bound(frozenset({Amount(number, unit)}), None, True)


def window_bounds(window: Window) -> Iterator[Bound]:
    """Both edges of a window, and what is preferred to them; not an edge that nobody wrote.

    A window from "2 days after" opens a midnight later than one from "day 2", and its words alone
    tell them apart.
    """
    opens_after = " after" in window.words.split(",")[0]
    for point, is_better in _points(window.begin, window.preferred_begin):
        for bound in _bound(point, 1 if opens_after else 0):
            yield bound._replace(edge=Edge.BEGIN, is_better=is_better)
    for point, is_better in _points(window.end, window.preferred_end):
        for bound in _bound(point, 1) if not window.implied_end else ():
            yield bound._replace(edge=Edge.END, is_better=is_better)


def side(rule: Rule) -> Side | None:
    """The side of the session on which a rule begins; None for the day itself and any time.

    A bar decides before, but for one that waits for so long after the last session.
    """
    window = rule.window
    if rule.bar:
        return None if rule.after_last else Side.BEFORE
    if window.is_after:
        return Side.AFTER
    opens = [bound.side for bound in window_bounds(window._replace(end=None, preferred_end=None))]
    return opens[0] if opens else None


def _points(required: Point | None, preferred: Point | None) -> Iterator[tuple[Point, bool]]:
    if required is not None:
        yield required, False
    if preferred is not None and preferred != required:
        yield preferred, True


def _bound(point: Point, midnights: int) -> Iterator[Bound]:
    """The bound at a point; `midnights`: how many a "day 2" or "2 days after" adds to its 2."""
    if isinstance(point, Elapsed):
        amounts = {Amount(abs(point.minutes), Unit.MINUTES)}
        side = Side.BEFORE if point.minutes < 0 else Side.AFTER
        if point.minutes:
            yield Bound(frozenset(amounts), side, True)
    elif isinstance(point, MonthsAway):
        amounts = {Amount(abs(point.months), Unit.MONTHS)}
        side = Side.BEFORE if point.months < 0 else Side.AFTER
        yield Bound(frozenset(amounts), side, True)
    elif point.days < 0:
        yield Bound(frozenset({Amount(-point.days, Unit.DAYS)}), Side.BEFORE, True)
    elif point.days - midnights > 0:
        days = point.days - midnights
        amounts = {Amount(days, Unit.DAYS), Amount(days, Unit.DAY_NUMBER)}
        yield Bound(frozenset(amounts), Side.AFTER, days > 1)
