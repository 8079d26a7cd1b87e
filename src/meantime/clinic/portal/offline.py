"""The copy of a plan that a phone keeps for when there is no connection.

It answers nothing. What is forbidden and what is to be done stand in it with their dates, and when
to call; what is fine does not, since nobody could take it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import meantime as mt
from meantime.answers.planning import Item
from meantime.clinic.care.telling import sentence, title_of
from meantime.clinic.design.line_of_time import parted
from meantime.clinic.design.spans import Span, at_least_words, span_words
from meantime.clinic.portal.now import is_before
from meantime.clinic.portal.place import Place
from meantime.clinic.portal.standing import Standing, Standings
from meantime.model.rule import Strength, Verb


class When(NamedTuple):
    """A stretch of a line in words, and the moment at which it was to end."""

    words: str
    ends: datetime | None


class Line(NamedTuple):
    """A line of the copy. first, more: its first sentence, and those after it. waits: whether it
    ends with a report of the patient only.
    """

    first: str
    more: str
    when: tuple[When, ...]
    waits: bool


class Kept(NamedTuple):
    """What the copy says of one session. over: whether its end was known when it was made."""

    session: datetime
    number: int
    title: str
    over: bool
    avoid: tuple[Line, ...]
    do: tuple[Line, ...]


def kept_of(standings: Standings, at: datetime, language: str, place: Place) -> list[Kept]:
    """Every session that holds at a moment, the last ones first; moments by the clocks of a place.

    A session whose end is not known counts as one that nobody recorded: what is forbidden after it
    begins with it and lasts from midnight of its day, so that a session that runs late makes no
    line of an older copy too short.
    """
    return [_kept(item, at, language, place) for item in (*standings.last, *standings.ahead)]


def calls_of(standings: Standings, language: str) -> list[str]:
    """When to call the clinic, whatever the day."""
    found = [
        sentence(standing.protocol, item.rule, language)
        for standing in (*standings.last, *standings.ahead)
        for item in mt.plan(standing.protocol, standing.case).items
        if item.verb is Verb.CALL
    ]
    return list(dict.fromkeys(found))


def _kept(standing: Standing, at: datetime, language: str, place: Place) -> Kept:
    plan = mt.plan(standing.protocol, standing.case, max(at, standing.case.start))
    held = [item for item in plan.items if _is_told(item, standing, at)]

    def lines(verb: Verb) -> tuple[Line, ...]:
        rules = dict.fromkeys(item.rule.id for item in held if item.verb is verb)
        found = ([item for item in held if item.rule.id == rule] for rule in rules)
        return tuple(_line(items, standing, language, place) for items in found)

    session = standing.session
    title = title_of(standing.protocol, language)
    over = standing.is_over(at)
    return Kept(session.start, session.number, title, over, lines(Verb.AVOID), lines(Verb.DO))


def _is_told(item: Item, standing: Standing, at: datetime) -> bool:
    """Whether a line is still to come or to be kept to."""
    return item.closes > at and not (standing.is_over(at) and is_before(item, standing))


def _line(items: list[Item], standing: Standing, language: str, place: Place) -> Line:
    """A rule, which is two items where it is graded."""
    first, more = parted(sentence(standing.protocol, items[0].rule, language))
    waits = any(item.waits_for for item in items)
    return Line(first, more, tuple(_when(items, standing, place)), waits)


def _when(items: list[Item], standing: Standing, place: Place) -> Iterator[When]:
    year = standing.case.start.astimezone(place.clocks).year
    for item in items:
        begins, ends = (it and it.astimezone(place.clocks) for it in (item.begins, item.ends))
        span = Span(begins, ends, item.strength is Strength.PREFERRED)
        words = at_least_words if item.verb is Verb.AVOID else span_words
        yield When(words(span, year), item.ends)
