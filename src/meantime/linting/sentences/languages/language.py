"""What the linter knows about one language: its words and patterns, all written as `plain` text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from meantime.model.concept import spelled
from meantime.model.rule import Urgency

# Typographic and Arabic letters, and the digits of Arabic and Persian, by their plain ones.
_LOOKS_LIKE = str.maketrans({"\u2019": "'", "\u0640": None, "\u066b": "."}) | {
    first + digit: str(digit) for first in (0x0660, 0x06F0) for digit in range(10)
}


class Unit(StrEnum):
    """What is counted. A day of 24 hours is no unit: 24 hours and one day are different times."""

    MINUTES = "minutes"
    DAYS = "days"
    MONTHS = "months"
    DAY_NUMBER = "day"
    SESSIONS = "sessions"


class Amount(NamedTuple):
    """So many of a unit: 28 days for "four weeks", day 7 for "the seventh day"."""

    number: int
    unit: Unit


class Measure(NamedTuple):
    """A reading formula: how many syllables a word has, and the grade by words and syllables."""

    syllables: Callable[[str], int]
    grade: Callable[[int, int], float]


class Time(NamedTuple):
    """The words of time.

    numbers, compounds, ordinals: what number a word is, or several words that `compound` matches
    (there are too many of them for a pattern that lists each). units: the unit a word is, and how
    many of it. prefix: what may be written onto a number. joins: what stands between the ends of a
    range. day: the word before the number of a day. fixed: phrases that say an amount without a
    number. others: phrases that look like an amount and say how often or how old. before, after:
    cues of direction, each as what follows an amount and what precedes it. until: a "before" that
    precedes an amount. since_last: an "after" that counts from a last use and not from the
    session. waiting: verbs whose amount runs up to a "before". negation: turns `until` round.
    before_session, after_session: say outright on which side something is. opening, closing: an
    amount begins or ends something; least, most: it is no less or no more; better: it is only the
    better choice; each as what precedes an amount and what follows it.
    """

    numbers: Mapping[str, int]
    compounds: Mapping[str, int]
    compound: str
    ordinals: Mapping[str, int]
    units: Mapping[str, Amount]
    prefix: str
    joins: str
    day: str
    fixed: Mapping[str, Amount]
    others: str
    before: tuple[str, str]
    after: tuple[str, str]
    until: str
    since_last: str
    waiting: str
    negation: str
    before_session: str
    after_session: str
    opening: tuple[str, str]
    closing: tuple[str, str]
    least: tuple[str, str]
    most: tuple[str, str]
    better: tuple[str, str]


class Orders(NamedTuple):
    """How the language tells somebody to do something.

    verbs: one action each. lead: what may stand before the first. joins: what stands between two.
    negation: makes of what `alternatives` and commas join one thing not to do. asides: begin a
    part of the sentence that tells nobody anything ("before you ..."). nothing: an order on
    nothing, which forbids. forbidding: forbids in whatever way. using: orders that are the
    opposite of avoiding; leaving: those that avoid. unless: what still allows it. excepting: makes
    an exception. either: of two ends, the sooner.
    """

    verbs: str
    lead: str
    joins: str
    negation: str
    alternatives: str
    asides: str
    nothing: str
    forbidding: str
    using: str
    leaving: str
    unless: str
    excepting: str
    either: str


class Calls(NamedTuple):
    """How the language sends somebody for help.

    urgencies: how soon, in words that mean this one only. putting_off: says not to call, that it
    is normal, or to wait.
    """

    urgencies: Mapping[Urgency, str]
    putting_off: str


class Medicine(NamedTuple):
    """How the language speaks of medicine, and what must not be said of it.

    terms: words of medicine that not everybody knows. explaining: what may follow such a word to
    explain it. examples: what makes it an example of something already named. medicines: what may
    be prescribed, without a name. prescribed: the very thing somebody was prescribed. changing:
    orders that stop, start or change how much, whoever is asked later; keeping: those that,
    forbidden, stop it; stopping: those that, forbidden, change nothing. using: orders to use it
    or not. altering: says without an order that it is to be changed. alone: without the person
    who prescribed it. it: an order on "it". sending: to the person who prescribed it. dose: an
    amount of medicine, wherever it stands. parts: one where a medicine is named. rates: how
    often, a dose where a medicine is meant. promises: results that nobody can promise; denying:
    what turns one into none.
    """

    terms: str
    explaining: str
    examples: str
    medicines: str
    prescribed: str
    changing: str
    keeping: str
    stopping: str
    using: str
    altering: str
    alone: str
    it: str
    sending: str
    dose: str
    parts: str
    rates: str
    promises: str
    denying: str


class Language(NamedTuple):
    """One language.

    measure: None where there is no accepted formula. session: names the procedure itself. glue:
    stands between things in a list; such_as: before an example. answered: what a patient's "my" is
    when one speaks to them.
    """

    code: str
    measure: Measure | None
    time: Time
    orders: Orders
    medicine: Medicine
    calls: Calls
    session: str
    glue: str
    such_as: str
    answered: Mapping[str, str]


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text in the one spelling in which patterns are written: no case, no accents."""
    letters = unicodedata.normalize("NFKD", text.translate(_LOOKS_LIKE))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", kept.casefold())


@lru_cache(maxsize=8192)
def compared(word: str) -> tuple[str, ...]:
    """A word as the vocabulary compares it; the same few are asked for again and again."""
    return spelled(word)


def any_of(*words: str) -> str:
    """A pattern for any one of the words, up to its end, the longest first."""
    longest_first = sorted({plain(word) for word in words}, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"


def counted(words: str) -> dict[str, int]:
    """The words for 1, 2, 3 and so on, between commas; those for one number between strokes."""
    return {
        plain(word): number
        for number, same in enumerate(words.split(", "), start=1)
        for word in same.split("|")
    }


def units(**words: str) -> dict[str, Amount]:
    """The words for minutes, hours, days, weeks, months, years and sessions."""
    return {plain(word): _UNITS[name] for name, same in words.items() for word in same.split()}


_UNITS = {
    "minute": Amount(1, Unit.MINUTES),
    "hour": Amount(60, Unit.MINUTES),
    "day": Amount(1, Unit.DAYS),
    "week": Amount(7, Unit.DAYS),
    "month": Amount(1, Unit.MONTHS),
    "year": Amount(12, Unit.MONTHS),
    "session": Amount(1, Unit.SESSIONS),
}
