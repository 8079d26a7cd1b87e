"""The contract of every engine: Protocol x Case -> Timeline."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple

from meantime.model.case import Case
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule
from meantime.model.ruling import Segment
from meantime.model.truth import Truth

EndBasis = Literal["recorded", "planned", "unrecorded"]


class Placed(NamedTuple):
    """A rule that is not void for this person, its window resolved to UTC instants.

    `holds` is its condition (yes or unknown), `unknown` the features that would decide it;
    `reported` is whether the report that its window waits for has come. `session_end` is the
    earliest moment that can be the end of its session.
    """

    rule: Rule
    session_end: datetime
    begin: datetime
    end: datetime
    preferred_begin: datetime
    preferred_end: datetime
    holds: Truth = Truth.YES
    unknown: tuple[str, ...] = ()
    reported: Truth = Truth.YES


class Washout(NamedTuple):
    """A dated use held against a rule's window before the session.

    `clear` is the first date on which a session is free of the whole window, `required_clear` of
    its required part; both None while the use goes on.
    """

    placed: Placed
    feature: str
    used: date | None
    required_clear: date | None
    clear: date | None


class Timeline(ABC):
    """What a protocol says to one person, for every concept and every moment."""

    protocol: Protocol
    case: Case
    end: datetime
    end_basis: EndBasis
    placed: tuple[Placed, ...]
    views: dict[Any, Any]
    """What views have worked out from this timeline, kept for the next time they are asked."""

    @abstractmethod
    def of(self, concept: str) -> tuple[Segment, ...]:
        """Rulings on a concept by the rules that bind it: gapless, ordered, over all of time.

        Raises KeyError for a concept the vocabulary does not have.
        """

    @abstractmethod
    def washouts(self) -> tuple[Washout, ...]:
        """Every use that is dated or goes on, against every rule whose window before it touches."""

    @abstractmethod
    def day(self, moment: datetime) -> date:
        """The local date of a moment in the clinic's zone."""

    @abstractmethod
    def at(self, day: date, clock: time) -> datetime:
        """The moment of a local clock time; in a gap the first that exists, of two the earlier."""

    @abstractmethod
    def local(self, moment: datetime) -> datetime:
        """The moment with the clinic's offset from UTC at that time, for people to read."""
