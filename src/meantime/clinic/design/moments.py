"""Moments as people say them, in the language that is on: weekday, date and time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def local(moment: datetime, clinic: Any) -> datetime:
    """The moment by the clocks of a clinic."""
    return moment.astimezone(ZoneInfo(clinic.zone))


def clock_words(moment: datetime) -> str:
    """`10:00`."""
    return f"{moment:%H:%M}"


def day_words(day: date) -> str:
    """`Thu 3 Dec 2026`; a language writes its months as it writes its weekdays, large or small."""
    return f"{_dayed(day)} {day.year}"


def short_day_words(day: date, year: int) -> str:
    """`Thu 3 Dec`; with its year where that is another one."""
    return _dayed(day) if day.year == year else day_words(day)


def _dayed(day: date) -> str:
    weekday = WEEKDAYS_ABBR[day.weekday()]
    return _("%(weekday)s %(date)s") % {"weekday": weekday, "date": date_words(day)}


def date_words(day: date) -> str:
    """`3 Dec`."""
    return f"{day.day} {_month(day)}"


def month_words(day: date) -> str:
    """`Dec 2026`."""
    return f"{_month(day)} {day.year}"


def _month(day: date) -> str:
    month = str(MONTHS_3[day.month])
    return month.capitalize() if str(WEEKDAYS_ABBR[0])[0].isupper() else month.lower()


def full_words(moment: datetime) -> str:
    """`Thu 3 Dec 2026, 10:00`; where clocks show that twice, with which of both it is."""
    clock = clock_words(moment)
    if _comes_twice(moment):
        apart = f"{moment:%z}"
        clock = f"{clock} (UTC{apart[:3]}:{apart[3:5]})"
    return _("%(day)s, %(clock)s") % {"day": day_words(moment), "clock": clock}


def _comes_twice(moment: datetime) -> bool:
    return moment.replace(fold=1 - moment.fold).utcoffset() != moment.utcoffset()


def away_words(moment: datetime, now: datetime) -> str:
    """`in 5 hours`, `2 days ago`, `now`; rounded to what somebody would say."""
    apart = moment - now
    if abs(apart) < _MINUTE:
        return _("now")
    return _ahead(apart) if apart > timedelta(0) else _ago(-apart)


def _ahead(apart: timedelta) -> str:
    unit, n = _counted(apart)
    said = {
        "minute": ngettext("in %(n)d minute", "in %(n)d minutes", n),
        "hour": ngettext("in %(n)d hour", "in %(n)d hours", n),
        "day": ngettext("in %(n)d day", "in %(n)d days", n),
        "week": ngettext("in %(n)d week", "in %(n)d weeks", n),
    }
    return said[unit] % {"n": n}


def _ago(apart: timedelta) -> str:
    unit, n = _counted(apart)
    said = {
        "minute": ngettext("%(n)d minute ago", "%(n)d minutes ago", n),
        "hour": ngettext("%(n)d hour ago", "%(n)d hours ago", n),
        "day": ngettext("%(n)d day ago", "%(n)d days ago", n),
        "week": ngettext("%(n)d week ago", "%(n)d weeks ago", n),
    }
    return said[unit] % {"n": n}


def _counted(apart: timedelta) -> tuple[str, int]:
    """The unit to say a span in, and how many of it: 90 minutes, 36 hours, 3 weeks in days."""
    if apart < 90 * _MINUTE:
        return "minute", round(apart / _MINUTE)
    if apart < 36 * _HOUR:
        return "hour", round(apart / _HOUR)
    if apart < 21 * _DAY:
        return "day", round(apart / _DAY)
    return "week", round(apart / (7 * _DAY))
