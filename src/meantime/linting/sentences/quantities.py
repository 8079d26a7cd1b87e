"""The times that a sentence names: so many hours, days, weeks or months, or a day by its number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import Amount, Time, Unit, any_of, plain

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_STOP = re.compile(r"[.!?\u061f]")


class Side(StrEnum):
    """On which side of the session."""

    BEFORE = "before"
    AFTER = "after"


class Cue(StrEnum):
    """What is said of an amount: that something begins or ends there, or how firm it is."""

    OPENING = "from then on"
    CLOSING = "until then"
    LEAST = "no less"
    MOST = "no more"
    BETTER = "better"


class Quantity(NamedTuple):
    """An amount that a text names, in its words, and what is said of it.

    side: of the session. cues: none for the ends of a range. is_denied: a "not" stands before it.
    """

    amount: Amount
    words: str
    side: Side | None
    cues: frozenset[Cue] = frozenset()
    is_denied: bool = False
    is_single: bool = True


def quantities(text: str, language: str) -> Iterator[Quantity]:
    """Every amount of time, and every number of sessions, that a text names.

    A range gives both of its ends. Equal amounts are equal in whatever unit they are said, but
    for 24 hours and a day: the one is time by the clock, the other by the calendar.
    """
    time = LANGUAGES[language].time
    read = plain(text)
    for match in _pattern(language).finditer(read):
        if match["other"] is None:
            side, amounts = _side(read, match, time), list(_amounts(match, time))
            single = len(amounts) == 1
            cues = _cues(read, match, time) if single else frozenset()
            denied = re.search(time.negation, _behind(read, match)) is not None
            for amount in amounts:
                yield Quantity(amount, match[0].strip(), side, cues, denied, single)


def other_numbers(text: str, language: str) -> frozenset[str]:
    """The numbers in digits that no amount of time has, such as an age or the 30 of "SPF 30"."""
    spans = _pattern(language).sub(lambda match: match[0] if match["other"] else " ", plain(text))
    return frozenset(number.replace(",", ".") for number in _NUMBER.findall(spans))


def sides(text: str, language: str) -> frozenset[Side]:
    """On which sides of the session a text says outright that it is: "after the session"."""
    time, read = LANGUAGES[language].time, plain(text)
    cues = {Side.BEFORE: time.before_session, Side.AFTER: time.after_session}
    return frozenset(side for side, cue in cues.items() if re.search(cue, read))


def spoken(amounts: Collection[Amount]) -> str:
    """Amounts as a finding names them, in English: "28 days", "24 hours or day 1"."""
    return " or ".join(sorted(map(_spoken, amounts)))


def _spoken(amount: Amount) -> str:
    number, name = amount.number, amount.unit.value
    if amount.unit is Unit.DAY_NUMBER:
        return f"day {number}"
    if amount.unit is Unit.MINUTES and number % 60 == 0:
        number, name = number // 60, "hours"
    return f"{number} {name if number != 1 else name[:-1]}"


def _amounts(match: re.Match[str], time: Time) -> Iterator[Amount]:
    if match["fixed"] is not None:
        yield next(
            amount for words, amount in time.fixed.items() if re.fullmatch(words, match["fixed"])
        )
        return
    is_day = match["unit"] is None and match["noun"] is None
    unit = time.units[match["unit"] or match["noun"]] if not is_day else Amount(1, Unit.DAY_NUMBER)
    for name in ("few", "many", "number", "from_day", "to_day", "nth", "last"):
        if match[name] is not None:
            yield Amount(_number(match[name], time) * unit.number, unit.unit)


def _number(word: str, time: Time) -> int:
    if word.isdecimal():
        return int(word)
    return time.numbers.get(word) or time.compounds.get(word) or time.ordinals[word]


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    """All that names an amount, the most particular first."""
    time = LANGUAGES[language].time
    number = rf"(?:\d{{1,4}}(?!\d)|{time.compound}|{any_of(*time.numbers)})"
    day_number = rf"(?:\d{{1,3}}(?!\d)|{any_of(*time.numbers, *time.ordinals)})"
    ordinal, unit = any_of(*time.ordinals), any_of(*time.units)
    # In Arabic "the 7 days" may be "the days the-7"; without the article a number after it is none.
    article = "(?<=\u0627\u0644 |.\u0627\u0644)"
    start = rf"(?<![\w.]){time.prefix}"
    return re.compile(
        rf"(?P<other>{time.others})"
        rf"|{start}(?P<fixed>{'|'.join(time.fixed)})\b"
        rf"|{start}(?P<few>{number})(?: ?-? ?(?:{time.joins})-? ?{time.prefix}(?P<many>{number}))?"
        rf"[ -]{{0,2}}(?P<unit>{unit})"
        rf"|{start}(?:{time.day}) (?P<from_day>{day_number})"
        rf"(?: ?(?:{time.joins}) ?(?:{time.prefix}(?:{time.day}) )?(?P<to_day>{day_number}))?"
        rf"|{start}(?P<nth>{ordinal})(?: (?:{time.joins})(?: \w+)? (?P<last>{ordinal}))?"
        rf" (?:{time.day})\b"
        rf"|{start}(?P<noun>{unit}) {time.prefix}(?P<number>{any_of(*time.numbers)}|{article}\d+)"
    )


def _behind(text: str, match: re.Match[str]) -> str:
    """What stands before an amount in its sentence."""
    return _STOP.split(text[: match.start()])[-1]


def _cues(text: str, match: re.Match[str], time: Time) -> frozenset[Cue]:
    behind, ahead = _behind(text, match), text[match.end() :]
    cues = {
        Cue.OPENING: time.opening,
        Cue.CLOSING: time.closing,
        Cue.LEAST: time.least,
        Cue.MOST: time.most,
        Cue.BETTER: time.better,
    }
    if re.search(time.waiting, behind):
        del cues[Cue.CLOSING]
    return frozenset(
        cue
        for cue, (before, after) in cues.items()
        if re.search(before, behind) or re.match(after, ahead)
    )


def _side(text: str, match: re.Match[str], time: Time) -> Side | None:
    """What the words around an amount say: "in the last N", "N before", "after N"."""
    ahead, behind = text[match.end() :], _behind(text, match)
    if match["from_day"] is not None or match["nth"] is not None:
        return Side.AFTER
    if re.match(time.since_last, ahead):
        return None
    if re.match(time.before[0], ahead):
        return None if re.search(time.waiting, behind) else Side.BEFORE
    if re.match(time.after[0], ahead) or re.search(time.after[1], behind):
        return Side.AFTER
    if re.search(time.before[1], behind):
        return Side.BEFORE
    if re.search(time.until, behind):
        return None if re.search(time.negation, behind) else Side.BEFORE
    return None
