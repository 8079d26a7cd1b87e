"""The line of time: 7 days before to 10 days after, the session a single mark."""

from __future__ import annotations

from datetime import datetime, timedelta

from meantime.answers.planning import Item, Plan
from meantime.model.rule import Strength
from meantime.model.timing import START
from meantime.paper.dates import long_moment, short_day, short_moment
from meantime.paper.languages.apart import apart
from meantime.paper.languages.words import Words
from meantime.paper.sheet import Drawing, Stretch, Tick

_DAY = timedelta(days=1)
BEFORE, AFTER = 7, 10
# An en dash: the sign for minus is not in every font.
_MINUS = "\u2013"


def band(plan: Plan, items: list[Item]) -> tuple[Stretch, ...]:
    """Where the items of one line lie on the drawn line of time; empty where they do not."""
    found = []
    for item in items:
        begin, end = _place(plan, item.opens), _place(plan, item.closes)
        if begin < end and (item.begins or item.ends):
            found.append(Stretch(begin, end, item.strength is Strength.PREFERRED))
    return tuple(found)


def dated(words: Words, plan: Plan, at: datetime) -> Drawing:
    """The line of time of one person."""
    timeline = plan.timeline
    day = timeline.day(timeline.case.start)
    first, last = (short_day(words, day + _DAY * count, day.year) for count in (-BEFORE, AFTER))
    session = short_moment(words, timeline, timeline.case.start)
    now = _place(plan, at)
    shown = 0 < now < 1
    spoken = [words.drawn.format(begin=first, end=last, session=session)]
    if shown:
        spoken.append(words.drawn_now.format(moment=long_moment(words, timeline, at)))
    drawing = _drawing(words, plan, (first, session, last), " ".join(spoken))
    return drawing._replace(now=now, now_word=words.this_moment) if shown else drawing


def undated(words: Words, plan: Plan) -> Drawing:
    """The line of time of everybody: numbers of days, no dates."""
    first, last = _number(words, -BEFORE), _number(words, AFTER)
    middle = words.day_of.format(anchor=words.anchors[START])
    spoken = words.drawn.format(begin=first, end=last, session=middle)
    return _drawing(words, plan, (first, middle, last), f"{spoken} {words.day_numbers}")


def _drawing(words: Words, plan: Plan, ends: tuple[str, str, str], spoken: str) -> Drawing:
    timeline = plan.timeline
    midnight = timeline.at(timeline.day(timeline.case.start), datetime.min.time())
    ticks = tuple(
        Tick(_place(plan, midnight + _DAY * count), _number(words, count))
        for count in range(1 - BEFORE, AFTER)
    )
    return Drawing(
        words.line_of_time,
        spoken,
        (words.side_before, words.side_day, words.side_after),
        _place(plan, timeline.case.start),
        ticks,
        ends,
    )


def _number(words: Words, count: int) -> str:
    return apart(words, str(count).replace("-", _MINUS))


def _place(plan: Plan, moment: datetime) -> float:
    """0 at 7 days before the session begins, 1 at 10 days after it, rounded to what a print has."""
    since = (moment - plan.timeline.case.start) / _DAY + BEFORE
    return round(min(1.0, max(0.0, since / (BEFORE + AFTER))), 4)
