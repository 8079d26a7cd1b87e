"""The days on which a clinic can take a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from meantime.answers.series.result import Infeasible
from meantime.model.case import dated
from meantime.model.problem import CaseError

Hours = Mapping[int, tuple[time, time]]
Stretch = date | tuple[date, date]

_DAY = timedelta(days=1)
# A day that fits is looked for at most so far; a longer search means that none ever comes.
_SEARCH_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class ClinicDays:
    """Every day on which a session from `clock` on, `minutes` long, fits the hours and no blackout.

    hours: opening and closing by weekday (Monday is 0), a weekday left out is closed; None is
    always open. blackouts: pairs of first and last date.
    """

    clock: time
    minutes: int
    hours: Hours | None
    blackouts: tuple[tuple[date, date], ...]

    def free(self, day: date) -> bool:
        """Whether a session can be that day."""
        return self._open(day) and not any(first <= day <= last for first, last in self.blackouts)

    def _open(self, day: date) -> bool:
        if self.hours is None:
            return True
        if day.weekday() not in self.hours:
            return False
        opening, closing = (_minutes(clock) for clock in self.hours[day.weekday()])
        return opening <= _minutes(self.clock) <= closing - self.minutes

    def next(self, day: date, step: int) -> date:
        """The first free day from `day` on, forward (1) or back (-1).

        Raises Infeasible where none is found in three years.
        """
        for count in range(_SEARCH_DAYS):
            candidate = day + _DAY * (count * step)
            if self.free(candidate):
                return candidate
        side = "from" if step > 0 else "up to"
        text = (
            f"No day {side} {day} takes a session at {self.clock:%H:%M}, "
            f"{self.minutes} minutes long: check the opening hours and the blackouts."
        )
        raise Infeasible("clinic-days", text)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def stretches(blackouts: Iterable[Stretch]) -> tuple[tuple[date, date], ...]:
    """Blackouts as pairs of first and last date; raises CaseError where one runs backwards."""
    found = []
    for stretch in blackouts:
        first, last = stretch if isinstance(stretch, tuple) else (stretch, stretch)
        if dated("blackouts", last) < dated("blackouts", first):
            raise CaseError(f"blackouts: {first} to {last} runs backwards; swap the two dates.")
        found.append((first, last))
    return tuple(found)
