"""What a planned series is: its sessions, or the constraint that stands in its way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from meantime.answers.screening import Verdict
from meantime.engines.base import Timeline


class Slot(NamedTuple):
    """One planned session: its number, its start in UTC, and its verdict as facts stand today.

    `waits_for` names the reports that have to come before it (healed from the one before).
    `clinician` says that the series asks for a clinician's decision on it. `healed` is the first
    moment at which every bounded window and expected effect is over.
    """

    number: int
    day: date
    start: datetime
    verdict: Verdict
    healed: datetime
    waits_for: tuple[str, ...]
    clinician: bool


class Constraint(NamedTuple):
    """What stands in the way of a series, and by how many days or sessions (None: no number)."""

    name: str
    text: str
    short_by: int | None


class Series(NamedTuple):
    """A planned series. `sessions` is empty where `constraint` makes it infeasible.

    prepare_from: the day on which the steps before the first session begin. slack_days: how many
    days lie between the first possible day and the first session, when planned back from an event.
    """

    direction: str
    sessions: tuple[Slot, ...]
    constraint: Constraint | None
    prepare_from: date | None
    slack_days: int | None
    timeline: Timeline

    @property
    def feasible(self) -> bool:
        """Whether every session found a day."""
        return self.constraint is None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; moments in the clinic's local time with their offset."""
        local = self.timeline.local
        stops = self.constraint
        return {
            "direction": self.direction,
            "feasible": self.feasible,
            "constraint": stops
            and {"name": stops.name, "text": stops.text, "short_by": stops.short_by},
            "prepare_from": self.prepare_from and self.prepare_from.isoformat(),
            "slack_days": self.slack_days,
            "sessions": [
                {
                    "session": slot.number,
                    "date": slot.day.isoformat(),
                    "start": local(slot.start).isoformat(),
                    "healed": local(slot.healed).isoformat(),
                    "waits_for": list(slot.waits_for),
                    "clinician": slot.clinician,
                    "screening": slot.verdict.to_dict(),
                }
                for slot in self.sessions
            ],
        }


class Infeasible(Exception):
    """No such series; carries the constraint."""

    def __init__(self, name: str, text: str, short_by: int | None = None) -> None:
        super().__init__(text)
        self.constraint = Constraint(name, text, short_by)
