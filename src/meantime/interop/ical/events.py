"""The events of a plan: one for each edge that a patient acts on, and one for the session itself.

What begins or ends on the session belongs to the session's event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from meantime.answers.edges import Corner, Edge, edges
from meantime.answers.planning import Plan
from meantime.interop.ical import file
from meantime.interop.ical.revising import Entry, Revision, Status
from meantime.interop.ical.texts import Frame, Text, Texts
from meantime.interop.ical.words import Words

# An edge is a moment; this is how long a calendar shows it.
SHOWN = timedelta(minutes=15)
_SECOND = timedelta(seconds=1)


def hashed(*named: object) -> str:
    """An id made of parts, one of which nobody can guess; nothing can be read off it."""
    return f"{sha256(json.dumps(named).encode()).hexdigest()[:32]}{file.UID_END}"


def entries(plan: Plan, uid: Callable[..., str], texts: Texts, frame: Frame) -> Iterator[Entry]:
    """The events of a plan. uid: makes the id of an edge, or of the session, from its names."""
    start, end = plan.timeline.case.start, plan.end
    begun: list[Edge] = []
    for edge in edges(plan):
        if not start <= edge.at <= end:
            text = frame.step(texts.step(edge))
            yield _step(uid(edge.rule.id, edge.corner), edge, text, frame)
        elif edge.corner is Corner.BEGIN:
            begun.append(edge)
    yield _session(uid("session"), plan, frame.session(texts.session(begun)), frame)


def cancelled(old: Revision, words: Words) -> Entry:
    """An event that is no more; neutral, whatever it said before."""
    summary = words.session if old.entry.busy else words.step
    return old.entry._replace(summary=summary, description="", status=Status.CANCELLED)


def _session(uid: str, plan: Plan, text: Text, frame: Frame) -> Entry:
    begin = _whole_second(plan.timeline.case.start)
    end = max(_whole_second(plan.end), begin + _SECOND)
    return Entry(uid, begin, end, *text, _status(frame.certain.session), busy=True)


def _step(uid: str, edge: Edge, text: Text, frame: Frame) -> Entry:
    begin = _whole_second(edge.at)
    sure = frame.certain.steps and not edge.waits_for and not edge.planned
    return Entry(uid, begin, begin + SHOWN, *text, _status(sure), busy=False)


def _status(sure: bool) -> Status:
    return Status.CONFIRMED if sure else Status.TENTATIVE


def _whole_second(moment: datetime) -> datetime:
    """Calendars have no parts of a second: the next whole one, so that nothing is early."""
    whole = moment.replace(microsecond=0)
    return whole if whole == moment else whole + _SECOND
