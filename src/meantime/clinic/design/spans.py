"""Stretches of time in which a rule of a plan holds, and how they are said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from meantime.clinic.design.moments import clock_words, short_day_words

_MIDNIGHT = time()


class Span(NamedTuple):
    """When a rule holds: half-open; None where it has no beginning or no end.

    better: it is advised and no must.
    """

    begins: datetime | None
    ends: datetime | None
    better: bool

    def holds(self, at: datetime) -> bool:
        """Whether the moment lies in it."""
        return not self.comes(at) and not self.over(at)

    def comes(self, at: datetime) -> bool:
        """Whether it begins later."""
        return self.begins is not None and at < self.begins

    def over(self, at: datetime) -> bool:
        """Whether it is past."""
        return self.ends is not None and self.ends <= at


def span_of(item: Mapping[str, Any]) -> Span:
    """The stretch of an item of a plan, as `Plan.to_dict` gives it."""
    begins, ends = (
        told and datetime.fromisoformat(told) for told in (item["begins"], item["ends"])
    )
    return Span(begins or None, ends or None, item["strength"] == "preferred")


def span_words(span: Span, year: int) -> str:
    """`from Thu 3 Dec, 10:50 until Sat 5 Dec, 10:50`; the year is said where it is another."""
    said = _plain_words(span, year)
    return _("better: %(when)s") % {"when": said} if span.better else said


def at_least_words(span: Span, year: int) -> str:
    """The same of what is forbidden, where its end may move: `at least until Sat 5 Dec, 10:50`."""
    begin = _begin(span.begins, year) if span.begins else ""
    if span.ends is None:
        said = _("from %(begin)s, until the clinic says it is over") % {"begin": begin}
        said = said if begin else _("until the clinic says it is over")
    else:
        told = {"begin": begin, "end": _end(span.ends, year)}
        said = _("from %(begin)s, at least until %(end)s") if begin else _("at least until %(end)s")
        said %= told
    return _("better: %(when)s") % {"when": said} if span.better else said


def _plain_words(span: Span, year: int) -> str:
    begins, ends = span.begins, span.ends
    if begins is None:
        return _("until %(end)s") % {"end": _end(ends, year)} if ends else _("at any time")
    if ends is None:
        return _("from %(begin)s") % {"begin": _begin(begins, year)}
    return _of_a_day(begins, ends, year) or _("from %(begin)s until %(end)s") % {
        "begin": _begin(begins, year),
        "end": _end(ends, year),
    }


def _of_a_day(begins: datetime, ends: datetime, year: int) -> str:
    """Said with its day once; empty where it lies on more days than one."""
    last = ends - timedelta(microseconds=1)
    if begins.date() != last.date():
        return ""
    day = short_day_words(begins, year)
    if begins.time() == ends.time() == _MIDNIGHT:
        return _("on %(day)s") % {"day": day}
    clocks = {"day": day, "begin": clock_words(begins), "end": _last_clock(ends)}
    return _("%(day)s, %(begin)s to %(end)s") % clocks


def _begin(moment: datetime, year: int) -> str:
    day = short_day_words(moment, year)
    return day if moment.time() == _MIDNIGHT else _with_clock(day, clock_words(moment))


def _end(moment: datetime, year: int) -> str:
    if moment.time() == _MIDNIGHT:
        last = short_day_words(moment - timedelta(days=1), year)
        return _("the end of %(day)s") % {"day": last}
    return _with_clock(short_day_words(moment, year), clock_words(moment))


def _last_clock(moment: datetime) -> str:
    return "24:00" if moment.time() == _MIDNIGHT else clock_words(moment)


def _with_clock(day: str, clock: str) -> str:
    return _("%(day)s, %(clock)s") % {"day": day, "clock": clock}
