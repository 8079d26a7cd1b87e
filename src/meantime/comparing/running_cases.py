"""What a new version changes for people whose plan is running."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from meantime.answers.checking import case_of
from meantime.answers.planning import Item, Plan, plan
from meantime.answers.screening import Verdict, screen
from meantime.comparing.fitting import fitted
from meantime.engines.reference import ReferenceTimeline
from meantime.literate.cases import WorkedCase
from meantime.model.case import Case
from meantime.model.problem import CaseError, did_you_mean
from meantime.model.protocol import Protocol


class MovedLine(NamedTuple):
    """A line of a plan, before and after; None where it is not there."""

    before: Item | None
    after: Item | None

    @property
    def item(self) -> Item:
        """The line as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None  # a line that is in neither plan is not compared
        return found


class ChangedPlan(NamedTuple):
    """A person whose verdict or plan is another one."""

    name: str
    case: Case
    verdicts: tuple[Verdict, Verdict]
    plans: tuple[Plan, Plan]
    lines: tuple[MovedLine, ...]

    @property
    def is_screened_anew(self) -> bool:
        """Whether the verdict or its date is another one."""
        before, after = self.verdicts
        return (before.status, before.earliest) != (after.status, after.earliest)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; moments in the clinic's local time."""
        return {
            "case": self.name,
            "verdict": [
                {
                    "status": verdict.status,
                    "earliest": verdict.earliest and verdict.earliest.isoformat(),
                }
                for verdict in self.verdicts
            ],
            "lines": [
                {
                    "rule": line.item.rule.id,
                    "strength": line.item.strength.value,
                    "before": self._times(line.before),
                    "after": self._times(line.after),
                }
                for line in self.lines
            ],
        }

    def _times(self, item: Item | None) -> list[str | None] | None:
        if item is None:
            return None
        local = self.plans[0].timeline.local
        return [
            None if moment is None else local(moment).isoformat()
            for moment in (item.begins, item.ends)
        ]


def running(old: Protocol, new: Protocol, cases: tuple[WorkedCase, ...]) -> Iterator[ChangedPlan]:
    """Those of the people for whom the new version changes something.

    Facts that one version does not ask for are left out for it. Raises CaseError for a fact that
    neither asks for, and for a moment that makes no sense.
    """
    for worked in cases:
        for name in worked.facts.keys() - old.features.keys() - new.features.keys():
            known = {**old.features, **new.features}
            raise CaseError(
                f"case `{worked.name}`: fact `{name}` is unknown. {did_you_mean(name, known)}"
            )
        people = [fitted(protocol, case_of(protocol, worked)) for protocol in (old, new)]
        found = _compared(worked.name, (old, new), people)
        if found.lines or found.is_screened_anew:
            yield found


def _compared(name: str, protocols: tuple[Protocol, Protocol], people: list[Case]) -> ChangedPlan:
    timelines = [
        ReferenceTimeline(protocol, case) for protocol, case in zip(protocols, people, strict=True)
    ]
    before, after = (plan(timeline) for timeline in timelines)
    return ChangedPlan(
        name,
        people[1],
        (screen(timelines[0]), screen(timelines[1])),
        (before, after),
        tuple(_moved(before, after)),
    )


def _moved(before: Plan, after: Plan) -> Iterator[MovedLine]:
    old, new = _lines(before), _lines(after)
    for key in dict.fromkeys((*new, *old)):
        was, will = old.get(key), new.get(key)
        if _span(was) != _span(will):
            yield MovedLine(was, will)


def _lines(found: Plan) -> dict[tuple[str, str, int], Item]:
    """A plan's lines by rule, strength and, where a graded rule has two alike, their order."""
    lines: dict[tuple[str, str, int], Item] = {}
    for item in found.items:
        key = (item.rule.id, item.strength.value)
        count = sum(known[:2] == key for known in lines)
        lines[(*key, count)] = item
    return lines


def _span(item: Item | None) -> tuple[datetime, datetime] | None:
    return None if item is None else (item.opens, item.closes)
