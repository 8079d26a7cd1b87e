"""When a line of a plan holds, as people write dates: weekday, date and time, in each language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from babel.dates import format_date

from meantime.answers.planning import Item, Plan
from meantime.engines.base import Timeline
from meantime.model.timing import END, Elapsed, Point
from meantime.paper.graded import better_until, points
from meantime.paper.languages.apart import apart
from meantime.paper.languages.words import Words

_DAY = timedelta(days=1)
# A space at which no line breaks: a date in two halves is read as half a date.
_TOGETHER = "\u00a0"
# By how much clocks go back anywhere: an hour, or half of one on Lord Howe Island.
_SHIFTS = tuple(timedelta(minutes=count) for count in (-60, -30, 30, 60))


def item_times(words: Words, plan: Plan, item: Item) -> tuple[str, str]:
    """From when and until when a line holds; of a stretch that is only better, its outer edge."""
    begin, end = points(item)
    # What binds until a report still has the end of its window to say.
    closes = item.closes if better_until(item) else item.placed.end
    return _from(words, plan, begin, item.opens), _until(words, plan, end, closes)


def long_moment(words: Words, timeline: Timeline, moment: datetime) -> str:
    """`Tuesday 1 December 2026, 10:00`."""
    local = timeline.local(moment)
    day = long_day(words, local.date())
    return words.moment.format(day=day, clock=_clock(words, timeline, moment))


def long_day(words: Words, day: date) -> str:
    """`Tuesday 1 December 2026`."""
    return str(format_date(day, words.long_date, locale=words.language))


def short_day(words: Words, day: date, year: int) -> str:
    """`Tue 1 Dec`, with its year where that is not the given one, which stands in the head."""
    pattern = words.short_date if day.year == year else words.short_date_with_year
    return str(format_date(day, pattern, locale=words.language)).replace(" ", _TOGETHER)


def short_moment(words: Words, timeline: Timeline, moment: datetime) -> str:
    """`Tue 1 Dec, 10:00`."""
    day = short_day(words, timeline.day(moment), _year(timeline))
    shown = words.moment.format(day=day, clock=_clock(words, timeline, moment))
    return shown.replace(" ", _TOGETHER)


def _from(words: Words, plan: Plan, point: Point | None, opens: datetime) -> str:
    if point is None:
        return ""
    if point == Elapsed(END):
        return words.from_end
    return words.from_moment.format(moment=short_moment(words, plan.timeline, opens))


def _until(words: Words, plan: Plan, point: Point | None, closes: datetime) -> str:
    # Told by the point, not by the instant: where nobody wrote down the end of the session it is
    # midnight, and so is the end of many a rule.
    if point is None:
        return ""
    if point == Elapsed(END):
        return words.until_over
    timeline = plan.timeline
    if timeline.local(closes).time() != time() or _twice(timeline, closes):
        return words.until_moment.format(moment=short_moment(words, timeline, closes))
    # Midnight is the end of the day before, as a person counts.
    day = short_day(words, timeline.day(closes) - _DAY, _year(timeline))
    return words.until_end_of_day.format(day=day)


def _year(timeline: Timeline) -> int:
    return timeline.day(timeline.case.start).year


def _clock(words: Words, timeline: Timeline, moment: datetime) -> str:
    local = timeline.local(moment)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    if not _twice(timeline, moment):
        return clock
    hours, minutes = f"{local:%z}"[:3], f"{local:%z}"[3:]
    return words.with_offset.format(clock=clock, offset=apart(words, f"UTC{hours}:{minutes}"))


def _twice(timeline: Timeline, moment: datetime) -> bool:
    """Whether the clocks show this time twice, because they go back over it."""
    shown = timeline.local(moment).replace(tzinfo=None)
    return any(timeline.local(moment + shift).replace(tzinfo=None) == shown for shift in _SHIFTS)
