"""The phrases of a rule block: windows, spans of time, conditions and citations."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from meantime.model.citation import Citation
from meantime.model.condition import Both, Condition, Either, Not, Reported, SessionIs
from meantime.model.problem import did_you_mean
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point

MOST_CONDITION = 300
LAST_CHECK_IN = 60
_MINUTES = {"minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7}
_UNITS = (*_MINUTES, *_DAYS, "month")
_OFFSET = re.compile(
    r"(?P<few>\d{1,4})(?: to (?P<many>\d{1,4}))? (?P<unit>[a-z]+?)s? (?P<side>before|after)"
    r"(?: the (?P<anchor>[a-z-]+))?"
)
_DAY = re.compile(r"day (\d{1,3})")
_SPAN = re.compile(r"(\d{1,4}) ([a-z]+?)s?")
_CITATION = re.compile(r"([a-z0-9-]+) (\d{1,3})(?:\.(\d{1,2}))?")
_CHECK_IN = re.compile(r"[0-9]{1,2}")
_SESSION = re.compile(r"[1-9]\d{0,2}")
_TOKEN = re.compile(r"[()]|[a-z0-9-]+")

WINDOW_CURE = (
    "Write `start`, `end`, `the day`, `the next day`, `day 2`, `3 days before`, `24 hours after`, "
    "`4 days before the peel`, or graded `5 to 7 days before`."
)


class PhraseError(ValueError):
    """A phrase that cannot be read; `cure` says how to mend it."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Graded:
    """A point, and the outer one that is preferred where the phrase gives two numbers."""

    required: Point
    preferred: Point | None = None


def point(text: str, anchors: Collection[str], *, closing: bool) -> Graded:
    """The point a phrase names, as the begin of a window or, with `closing`, as its end.

    "N days after" is 24:00 of that day either way; "day N" begins at 00:00 and ends at 24:00.
    Raises PhraseError.
    """
    words = " ".join(text.split())
    if words in (START, END):
        return Graded(Elapsed(words))
    if words == "the day":
        return Graded(Midnight(END, 1) if closing else Midnight(START, 0))
    if words == "the next day":
        return Graded(Midnight(END, 2 if closing else 1))
    if match := _DAY.fullmatch(words):
        return Graded(Midnight(END, int(match[1]) + closing))
    match = _OFFSET.fullmatch(words)
    if match is None:
        raise PhraseError(f"`{words}` is not a time", WINDOW_CURE)
    return _offset(match, anchors)


def _offset(match: re.Match[str], anchors: Collection[str]) -> Graded:
    after = match["side"] == "after"
    anchor = match["anchor"] or (END if after else START)
    if anchor not in (START, END, *anchors):
        raise PhraseError(
            f"`{anchor}` is not an anchor", did_you_mean(anchor, (START, END, *anchors))
        )
    few = _point(anchor, int(match["few"]), match["unit"], after)
    if match["many"] is None:
        return Graded(few)
    if int(match["many"]) <= int(match["few"]):
        raise PhraseError(f"`{match[0]}` runs backwards", "Write the smaller number first.")
    return Graded(few, _point(anchor, int(match["many"]), match["unit"], after))


def _point(anchor: str, count: int, unit: str, after: bool) -> Point:
    if unit in _MINUTES:
        return Elapsed(anchor, count * _MINUTES[unit] * (1 if after else -1))
    if unit in _DAYS:
        days = count * _DAYS[unit]
        return Midnight(anchor, days + 1 if after else -days)
    if unit == "month":
        return MonthsAway(anchor, count if after else -count)
    raise PhraseError(f"`{unit}` is not a unit of time", did_you_mean(unit, _UNITS))


def minutes(text: str) -> int:
    """A span in hours or minutes, as minutes. Raises PhraseError."""
    return _span(text, _MINUTES, "Write a span such as `2 hours` or `45 minutes`.")


def days(text: str) -> int:
    """A span in days or weeks, as days. Raises PhraseError."""
    return _span(text, _DAYS, "Write a span such as `2 days` or `4 weeks`.")


def _span(text: str, units: dict[str, int], cure: str) -> int:
    match = _SPAN.fullmatch(" ".join(text.split()))
    if match is None or match[2] not in units:
        raise PhraseError(f"`{text}` is not a span of time here", cure)
    return int(match[1]) * units[match[2]]


def check_in(text: str) -> int:
    """So many days after a session, from 0 to 60. Raises PhraseError."""
    if _CHECK_IN.fullmatch(text) is None or int(text) > LAST_CHECK_IN:
        raise PhraseError(
            f"`{text}` is not a day of a check-in",
            f"Write days after the session, from 0 to {LAST_CHECK_IN}: `check-ins: 1, 3, 7`.",
        )
    return int(text)


def citation(text: str) -> Citation:
    """A place in the handout: `before 2` or `after 3.1`. Raises PhraseError."""
    match = _CITATION.fullmatch(" ".join(text.split()))
    if match is None:
        raise PhraseError(f"`{text}` is not a place", "Write section and item: `before 2`.")
    return Citation(match[1], int(match[2]), int(match[3] or 0))


def condition(text: str, features: Collection[str]) -> Condition:
    """What a condition says: features with `and`, `or`, `not`, brackets, `session is 1`,
    `session from 2`. Raises PhraseError.
    """
    if len(text) > MOST_CONDITION or _TOKEN.sub("", text).strip():
        raise PhraseError(f"`{text}` is not a condition", _CONDITION_CURE)
    reader = _Condition(_TOKEN.findall(text), features)
    found = reader.either()
    if reader.tokens:
        raise PhraseError(f"`{reader.tokens[0]}` does not belong here", _CONDITION_CURE)
    return found


_CONDITION_CURE = "Write such as `peel-planned`, `a and not b`, `session is 1`, `session from 2`."


class _Condition:
    def __init__(self, tokens: list[str], features: Collection[str]) -> None:
        self.tokens = tokens
        self.features = features

    def either(self) -> Condition:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self) -> Condition:
        if self._take("not"):
            return Not(self._one())
        if self._take("("):
            inner = self.either()
            if not self._take(")"):
                raise PhraseError("a bracket that never closes", "Add `)`.")
            return inner
        if self._take("session"):
            return self._session()
        if not self.tokens:
            raise PhraseError("the condition breaks off", _CONDITION_CURE)
        name = self.tokens.pop(0)
        if name not in self.features:
            raise PhraseError(f"`{name}` is not a feature", did_you_mean(name, self.features))
        return Reported(name)

    def _session(self) -> Condition:
        exact = self._take("is")
        if (exact or self._take("from")) and self.tokens and _SESSION.fullmatch(self.tokens[0]):
            number = int(self.tokens.pop(0))
            return SessionIs(number, number if exact else None)
        raise PhraseError("`session` without a number", "Write `session is 1` or `session from 2`.")

    def _take(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False
