"""One person and one session: when, where, and what is known. Pure data, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from types import MappingProxyType
from typing import Literal

from meantime.model.problem import CaseError

# A longer session is a slip of the pen, and would take the aftercare away from its days.
_LONGEST = timedelta(hours=24)

Fact = bool | date | Literal["ongoing", "never"] | None


@dataclass(frozen=True, slots=True)
class Visit:
    """An earlier session of the same series; without `end` it counts until 24:00 of its day."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", aware("start of an earlier session", self.start))
        if self.end is not None:
            object.__setattr__(self, "end", _after("end", self.end, self.start))


@dataclass(frozen=True)
class Case:
    """One person's session.

    start, end: aware datetimes, kept in UTC; `end` is the *recorded* end of the session. Without
    it the end is the planned one (start + usual duration) until `performed` is set, then 24:00
    local of the day.
    zone: the clinic's IANA zone. session: its number in the series. anchors: further dates rules
    count from ("peel"). earlier: the sessions before this one, whose rules still hold.
    facts: by feature id; True, False, a date (the last time), "ongoing", "never", None (unknown).

    Raises CaseError for a naive datetime, an end before the start, or a fact of another kind.
    """

    start: datetime
    zone: str
    end: datetime | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    session: int = 1
    anchors: Mapping[str, date] = field(default_factory=dict)
    earlier: tuple[Visit, ...] = ()
    performed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", aware("start", self.start))
        if self.end is not None:
            object.__setattr__(self, "end", _after("end", self.end, self.start))
        if isinstance(self.session, bool) or not isinstance(self.session, int) or self.session < 1:
            raise CaseError("session: the first session is 1; give a whole number from 1 on.")
        for name, value in self.facts.items():
            _check_fact(name, value)
        for name, day in self.anchors.items():
            dated(f"anchor `{name}`", day)
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        object.__setattr__(self, "anchors", MappingProxyType(dict(self.anchors)))
        object.__setattr__(self, "earlier", tuple(self.earlier))

    @cached_property
    def _hash(self) -> int:
        known = frozenset(self.facts.items())
        return hash((self.start, self.end, self.zone, self.session, self.performed, known))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Callable[[], Case], tuple[()]]:
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        values |= {"facts": dict(self.facts), "anchors": dict(self.anchors)}
        return partial(Case, **values), ()

    @cached_property
    def once_begun(self) -> Case:
        """The case at any moment after the start: a missing end is then an unrecorded one."""
        return self if self.end is not None or self.performed else replace(self, performed=True)

    def as_of(self, at: datetime) -> Case:
        """The case as it stands at a moment; raises CaseError where the moment is naive."""
        return self.once_begun if aware("at", at) >= self.start else self


def aware(name: str, moment: datetime) -> datetime:
    """The moment in UTC; raises CaseError where it is naive or outside the years 1900 to 2199."""
    if not isinstance(moment, datetime):
        raise CaseError(f"{name}: {moment!r} is not a moment; give an aware datetime.")
    if moment.utcoffset() is None:
        raise CaseError(
            f"{name}: {moment.isoformat(' ')} is naive, so it could be any of 24 hours. "
            "Give it a zone, such as datetime(..., tzinfo=ZoneInfo('America/New_York'))."
        )
    if not 1900 <= moment.year < 2200:
        raise CaseError(f"{name}: the year {moment.year} is out of range; check the date.")
    return moment.astimezone(UTC)


def dated(name: str, day: date) -> date:
    """The date; raises CaseError where it is none or outside the years 1900 to 2199."""
    if not isinstance(day, date) or isinstance(day, datetime):
        raise CaseError(f"{name}: {day!r} is not a date; give one such as date(2026, 12, 1).")
    if not 1900 <= day.year < 2200:
        raise CaseError(f"{name}: the year {day.year} is out of range; check the date.")
    return day


def _after(name: str, moment: datetime, start: datetime) -> datetime:
    later = aware(name, moment)
    if later < start:
        raise CaseError(f"{name}: the session ends before it starts; check the two times.")
    if later - start > _LONGEST:
        raise CaseError(f"{name}: the session would last more than a day; check the date.")
    return later


def _check_fact(name: str, value: object) -> None:
    if value is None or isinstance(value, bool) or value in ("ongoing", "never"):
        return
    if isinstance(value, datetime) or not isinstance(value, date):
        raise CaseError(
            f'fact `{name}`: give True, False, a date, "ongoing", "never" or None (unknown).'
        )
    dated(f"fact `{name}`", value)
