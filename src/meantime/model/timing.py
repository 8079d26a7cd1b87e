"""Moments relative to a session. Elapsed and calendar offsets are different types and never mix."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import NamedTuple, assert_never

START = "start"
END = "end"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The instant so many minutes of absolute time from an anchor (negative: before it)."""

    anchor: str
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Midnight:
    """00:00 local at the beginning of the day so many calendar days from the anchor's day.

    "3 days before" is `Midnight("start", -3)`: three whole free days and the day itself.
    "3 days after" is `Midnight("end", 4)`: the end (24:00) of the third day.
    """

    anchor: str
    days: int


@dataclass(frozen=True, slots=True)
class MonthsAway:
    """24:00 local of the day so many calendar months from the anchor's day (negative: before it).

    After: the same day of the month or, where that does not exist, the first of the next month.
    Before: the last day from which that rule, counted forward, does not pass the anchor's day, so
    that a last dose on the 31st of August clears on the 1st of March and never earlier.
    """

    anchor: str
    months: int


Point = Elapsed | Midnight | MonthsAway


class Window(NamedTuple):
    """A half-open stretch of time [begin, end); None is open on that side.

    A graded phrase ("5 to 7 days before") has an inner, required stretch and an outer, preferred
    one; where a side is not graded the two are the same point. `implied_end` marks an end that
    nobody wrote and that follows from the begin: then nothing is said about afterwards.
    """

    begin: Point | None = None
    end: Point | None = None
    preferred_begin: Point | None = None
    preferred_end: Point | None = None
    words: str = ""
    implied_end: bool = False

    @property
    def is_after(self) -> bool:
        """Whether the window opens only once the session is over."""
        return self.begin is not None and self.begin.anchor == END

    @property
    def usual_begin(self) -> float:
        """About how many hours from a session the window begins; for order only."""
        match self.begin:
            case None:
                return -inf
            case Elapsed(anchor, minutes):
                return minutes / 60 + (anchor == END)
            case Midnight(_, days):
                return days * 24 - 12
            case MonthsAway(_, months):
                return months * 30 * 24
            case never:
                assert_never(never)

    @property
    def ends_after(self) -> bool:
        """Whether it is written that the window ends at some time after the session."""
        if self.end is None or self.implied_end:
            return False
        return self.end.anchor == END and self.end != Elapsed(END)
