"""How long a message is with words of a clinic's own: as a phone shows it, at the longest date."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import translation

from meantime.clinic.design.moments import full_words, local
from meantime.clinic.reminders.channels.sms.length import fitted, segments
from meantime.clinic.reminders.texts import ended, usual_words, whole
from meantime.clinic.reminders.wanted import BOOKED
from meantime.clinic.tenancy.models import Clinic

# Each is paid for, and a phone may show them apart. Where Meantime's own words take more, as in
# Arabic with a long name, a clinic's own may as well: see docs/adr/0033.
_MOST = 2
_YEAR = 365


class Measured(NamedTuple):
    """A whole message. text: by SMS. in_full: by e-mail. parts: in so many it goes out by SMS;
    usual: with Meantime's words.
    """

    text: str
    in_full: str
    parts: int
    usual: int

    @property
    def most(self) -> int:
        """In how many parts it may go out."""
        return max(_MOST, self.usual)

    @property
    def is_dear(self) -> bool:
        """Whether it takes more parts than with Meantime's words."""
        return self.parts > self.usual

    @property
    def too_many(self) -> int:
        """How many letters have to go, at least, until it may go out."""
        letters = range(len(self.text))
        return bisect_left(letters, -self.most, key=lambda n: -segments(self.text[n:]))


def measured(clinic: Clinic, language: str, kind: str, text: str, at: datetime) -> Measured:
    """A message of one sentence, for a made-up visit within a year; where a first text says how to
    end them, with that.
    """
    start = _longest(clinic.zone, language, local(at, clinic).date())

    def told(words: str) -> str:
        found = whole((kind,), start, clinic, language, {(language, kind): words})
        return ended(found, language) if kind == BOOKED else found

    in_full, usual = told(text), fitted(told(usual_words(language, kind)))
    return Measured(fitted(in_full), in_full, segments(fitted(in_full)), segments(usual))


@lru_cache(maxsize=64)
def _longest(zone: str, language: str, today: date) -> datetime:
    """The visit whose date takes the most letters: a year has each weekday in each month."""
    days = [today + timedelta(days=number) for number in range(1, _YEAR + 1)]
    starts = [datetime.combine(day, time(10), ZoneInfo(zone)) for day in days]
    with translation.override(language):
        return max(starts, key=lambda start: len(full_words(start)))
