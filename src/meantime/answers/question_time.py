"""What time a question may be about: "tomorrow", "in three days", "before it", "yesterday".

Every reading here may be too wide, never too narrow: an answer takes the strictest on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_FAR = 366


def _words(text: str) -> list[str]:
    return text.split()


_COUNTED = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS = {word: number for number, word in enumerate(_COUNTED)} | {
    "couple": 2,
    "few": 7,
    "several": 7,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
# Hours of each unit, after the plural s is gone.
_UNITS = {
    **dict.fromkeys(_words("minute min hour hr hrs"), 1),
    **dict.fromkeys(_words("day night"), 24),
    **dict.fromkeys(_words("week wk"), 7 * 24),
    "fortnight": 14 * 24,
    "month": 31 * 24,
    "year": _FAR * 24,
}
_MONTHS = _words(
    "january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
# How many days after the moment of asking each word can still mean, at the most. "May" is asked in
# every other question, and "sun" is not a weekday: neither is a sign of a date.
_AHEAD = {
    **dict.fromkeys(
        _words("tonight tomorrow later soon morning afternoon evening noon bedtime"), 2
    ),
    **dict.fromkeys(_words("monday tuesday wednesday thursday friday saturday sunday weekend"), 15),
    **dict.fromkeys(_words("mon tue wed thu thur fri sat"), 15),
    **dict.fromkeys(_words("wedding party event holiday vacation trip birthday"), 62),
    **dict.fromkeys(
        _words("christmas easter summer winter spring autumn always daily every"), _FAR
    ),
    **dict.fromkeys(_MONTHS, _FAR),
}
# Words for the time up to the session, the session itself and the way home from it.
_AROUND = frozenset(
    _words(
        "before after afterward prior post following until till up then during appointment session "
        "treatment procedure visit clinic come arrive way home again back restart resume return "
        "immediately straight away same"
    )
)
# Words that speak of what was done.
_BACK = frozenset(
    _words(
        "yesterday ago last earlier already went used wore did had took drank ate swam exercised "
        "ran shaved waxed applied washed"
    )
)

TIME_WORDS = _AROUND.union(_AHEAD, _UNITS, _NUMBERS, _words("yesterday ago last earlier already"))


class QuestionTime(NamedTuple):
    """How far back and ahead of the moment of asking a question may reach, in days.

    `around` adds the time up to the session and the day after it.
    """

    days_back: int = 0
    days_ahead: int = 0
    around: bool = False

    @property
    def is_now(self) -> bool:
        """Whether the question is about the moment of asking and no other."""
        return self == QuestionTime()


def question_time(words: Sequence[str]) -> QuestionTime:
    """The time that the words of a question may mean."""
    reach = max(
        (
            _AHEAD.get(word, 0) or _counted(words, place) or _dated(words, place)
            for place, word in enumerate(words)
        ),
        default=0,
    )
    looks_back = not _BACK.isdisjoint(words)
    return QuestionTime(max(reach, 2) if looks_back else 0, reach, not _AROUND.isdisjoint(words))


def _counted(words: Sequence[str], place: int) -> int:
    """The days of a unit with the number before it: "72 hours", "the next two weeks", "the day"."""
    hours = _UNITS.get(words[place], 0)
    if not hours:
        return 0
    count = next(
        (_number(word) for word in reversed(words[max(0, place - 3) : place]) if _is_number(word)),
        1,
    )
    return min(_FAR, (count + 1) * hours // 24 + 1)


def _dated(words: Sequence[str], place: int) -> int:
    """A number that counts no unit may be a date; a sun protection factor is none."""
    if not words[place].isdecimal() or (place and words[place - 1] == "spf"):
        return 0
    counts = any(word in _UNITS for word in words[place + 1 : place + 4])
    return 0 if counts else _FAR


def _is_number(word: str) -> bool:
    return word.isdecimal() or word in _NUMBERS


def _number(word: str) -> int:
    if word in _NUMBERS:
        return _NUMBERS[word]
    return int(word) if len(word) <= 4 else 10_000


def is_amount(word: str) -> bool:
    """Whether the word, right before a thing, says how much of it: that is never answered."""
    return _is_number(word) or word in ("every", "double", "extra")
