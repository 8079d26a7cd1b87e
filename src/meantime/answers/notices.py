"""The moments of a plan that are worth a message, and what each is about.

A notice is an edge of the plan, or a few that lie close together. It says when the edge is, when to
tell of it, and how long that is of use; whether and how anybody is told is for whoever delivers.
The hours and spans below are assumptions of ours, which a clinician has to confirm; the handout
gives none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from meantime.answers.certainty import certainty
from meantime.answers.edges import Edge, Says, edges
from meantime.answers.planning import Plan
from meantime.answers.screening import INCOMPLETE, screen
from meantime.model.case import aware
from meantime.model.rule import Verb


class Kind(StrEnum):
    """What a notice is about, in the order in which a message says it."""

    NOW = "now"
    STEPS = "steps"
    QUESTIONS = "questions"
    CALL = "call"
    EVE = "eve"
    DAY = "day"
    SHEET = "sheet"
    LIFTED = "lifted"
    NORMAL = "normal"
    CHECK_IN = "check-in"
    RETURN = "return"


class Notice(NamedTuple):
    """Something to be told. kinds: what it is about.

    tell: the moment at which to tell it, never earlier. until: from then on it helps nobody. rules:
    the rules whose edges it rests on, by id; empty where it is about the session itself.
    """

    kinds: tuple[Kind, ...]
    tell: datetime
    until: datetime
    rules: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "kinds": list(self.kinds),
            "tell": self.tell.isoformat(),
            "until": self.until.isoformat(),
            "rules": list(self.rules),
        }


_DAY = timedelta(days=1)
# Steps that begin within so many days of the first are told with it: a message a day is too many.
_TOGETHER = timedelta(days=2)
# What lifts or begins within so long after a session is one message, at the later moment.
_CLOSE = timedelta(hours=2)
# The evening before leaves time to act on the next morning; in the morning one reads in peace.
_EVENING, _MORNING = time(18), time(10)
# Before a session: the earliest hour, how long ahead, and how short ahead is of no use.
_EARLIEST, _AHEAD, _LEAST = time(8), timedelta(hours=3), timedelta(hours=1)
# Unanswered questions are asked for so many days before the session.
_QUESTIONS_DAYS = 3
# What is to be done so long after a session is to come back.
_LATER = timedelta(days=7)
# How long after its moment something is still worth telling.
_SHEET_HELPS, _LIFTED_HELPS, _RETURN_HELPS = (timedelta(days=days) for days in (2, 1, 14))


def notices(plan: Plan, since: datetime, at: datetime) -> tuple[Notice, ...]:
    """The notices of a plan in the order of time, as things stand at a moment.

    since: from when on somebody could be told. Steps that had begun by then and still hold are one
    notice then, "start now"; nothing else is made up for. Before a session that by what is known is
    not to be, no step is told, only to call; where questions are open, to answer them. What counts
    from an end that is not recorded is not told. Raises CaseError where a moment is naive, or the
    recorded end lies after `at`.
    """
    since, at = aware("since", since), aware("at", at)
    every = [*_before(plan, since, at), *_after(plan)]
    return tuple(sorted((one for one in every if since <= one.tell < one.until), key=_by_tell))


def _by_tell(notice: Notice) -> datetime:
    return notice.tell


def _before(plan: Plan, since: datetime, at: datetime) -> Iterator[Notice]:
    timeline, start = plan.timeline, plan.timeline.case.start
    eve = timeline.at(timeline.day(start) - _DAY, _MORNING)
    if at >= start:
        return
    if not certainty(plan, at).steps:
        yield Notice((Kind.CALL,), eve, start)
        return
    steps = list(_steps(plan))
    yield from steps
    begun = [rule for one in steps if one.tell < since < one.until for rule in one.rules]
    if begun:
        yield Notice((Kind.NOW,), since, start, tuple(dict.fromkeys(begun)))
    asked = (Kind.QUESTIONS,) if screen(timeline, at).status == INCOMPLETE else ()
    if asked:
        day = timeline.day(start) - timedelta(days=_QUESTIONS_DAYS)
        yield Notice(asked, timeline.at(day, _MORNING), start)
    yield Notice((*asked, Kind.EVE), eve, start)
    tell = max(timeline.at(timeline.day(start), _EARLIEST), start - _AHEAD)
    if start - tell >= _LEAST:
        yield Notice((*asked, Kind.DAY), tell, start)


def _steps(plan: Plan) -> Iterator[Notice]:
    """What begins on a day before that of the session, told on the evening before."""
    day, start = plan.timeline.day, plan.timeline.case.start
    begun = sorted(
        (day(edge.at), edge.rule.id) for edge in edges(plan) if _begins(edge) and edge.at < start
    )
    while begun and begun[0][0] < day(start):
        first = begun[0][0]
        told = [rule for on, rule in begun if on < min(first + _TOGETHER, day(start))]
        tell = plan.timeline.at(first - _DAY, _EVENING)
        yield Notice((Kind.STEPS,), tell, _over(plan, told), tuple(dict.fromkeys(told)))
        begun = begun[len(told) :]


def _over(plan: Plan, rules: Collection[str]) -> datetime:
    """When the last of some rules ends, and with the session at the latest."""
    ends = [item.closes for item in plan.items if item.rule.id in rules]
    return min(max(ends), plan.timeline.case.start)


def _begins(edge: Edge) -> bool:
    """Whether somebody has to do or to leave something from here on.

    What depends on an unknown fact is left to the clinic, unless it is forbidden till then.
    """
    if edge.ends:
        return False
    return Says.ASK not in edge.says or not edge.waits_for


def _after(plan: Plan) -> list[Notice]:
    """What counts from the recorded end, told together where it is close."""
    if plan.end_basis != "recorded":
        return []
    every = sorted([_sheet(plan), *_changes(plan), *_normal(plan), *_check_ins(plan)], key=_by_tell)
    found: list[Notice] = []
    for one in every:
        both = _merged(found[-1], one) if found else None
        found[-1:] = [both] if both else [*found[-1:], one]
    return found


def _merged(one: Notice, later: Notice) -> Notice | None:
    """Both in one, at the later moment, so that nothing is said too early; None where they are far
    apart, or one is of no use by then.
    """
    until = min(one.until, later.until)
    if later.tell - one.tell > _CLOSE or until <= later.tell:
        return None
    kinds = sorted({*one.kinds, *later.kinds}, key=list(Kind).index)
    return Notice(tuple(kinds), later.tell, until, tuple(dict.fromkeys(one.rules + later.rules)))


def _sheet(plan: Plan) -> Notice:
    return Notice((Kind.SHEET,), plan.end, plan.end + _SHEET_HELPS)


def _changes(plan: Plan) -> Iterator[Notice]:
    """What is allowed from then on, what has to be done, and when to come back."""
    for edge in edges(plan):
        if edge.at <= plan.end:
            continue
        if edge.rule.verb is Verb.DO and not edge.ends and edge.at >= plan.end + _LATER:
            tell = plan.timeline.at(plan.timeline.day(edge.at), _MORNING)
            yield Notice((Kind.RETURN,), tell, tell + _RETURN_HELPS, (edge.rule.id,))
        elif Says.ALLOWED in edge.says:
            yield Notice((Kind.LIFTED,), edge.at, edge.at + _LIFTED_HELPS, (edge.rule.id,))
        elif Says.DO in edge.says:
            yield Notice((Kind.STEPS,), edge.at, edge.at + _LIFTED_HELPS, (edge.rule.id,))


def _normal(plan: Plan) -> Iterator[Notice]:
    """What is normal from a later day on, told on that morning."""
    timeline = plan.timeline
    for item in plan.items:
        if item.verb is Verb.EXPECT and item.opens > plan.end and not item.waits_for:
            tell = max(item.opens, timeline.at(timeline.day(item.opens), _MORNING))
            if tell < item.closes:
                yield Notice((Kind.NORMAL,), tell, item.closes, (item.rule.id,))


def _check_ins(plan: Plan) -> Iterator[Notice]:
    """The days on which the protocol asks how it heals; a report is of the day of its making."""
    timeline, over = plan.timeline, plan.timeline.day(plan.end)
    for number in plan.timeline.protocol.check_ins:
        day = over + timedelta(days=number)
        yield Notice((Kind.CHECK_IN,), timeline.at(day, _MORNING), timeline.at(day + _DAY, time()))
