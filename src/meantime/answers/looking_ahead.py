"""How far ahead a question may be about: "tomorrow", "in three days", "before the session"."""

from __future__ import annotations

from collections.abc import Sequence

_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
]
_FEW = {"couple": 2, "few": 5, "several": 7}
_UNITS = {"minute": 1, "hour": 1, "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 31}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_MONTHS = "january february march april may june july august september october november december"

# How many days after the moment of asking each word can still mean, at the most.
_WORDS = {
    "tonight": 1,
    "later": 1,
    "soon": 2,
    "tomorrow": 2,
    "weekend": 8,
    **dict.fromkeys(_WEEKDAYS.split(), 8),
    # "may" is asked in every other question and is no sign of a month.
    **{month: 366 for month in _MONTHS.split() if month != "may"},
}
_AROUND = frozenset(("before", "after", "afterward", "prior", "post", "following", "until"))

TIME_WORDS = _AROUND.union(_WORDS, _UNITS)


def days_ahead(words: Sequence[str]) -> int:
    """The most days from now that the words may mean; 0 where they speak of now."""
    named = [_WORDS.get(word, 0) for word in words]
    counted = [
        _count(words[:place]) * _UNITS[word] + 1
        for place, word in enumerate(words)
        if word in _UNITS
    ]
    return max((*named, *counted), default=0)


def _count(before: Sequence[str]) -> int:
    """The number right before a unit, such as "three" in "three days"; "the day" is one."""
    for word in reversed(before[-3:]):
        if word.isdecimal() and len(word) <= 3:
            return int(word)
        if word in _NUMBERS:
            return _NUMBERS.index(word)
        if word in _FEW:
            return _FEW[word]
    return 1


def around_the_session(words: Sequence[str]) -> bool:
    """Whether the words may mean any time up to the session or right after it."""
    return not _AROUND.isdisjoint(words)
