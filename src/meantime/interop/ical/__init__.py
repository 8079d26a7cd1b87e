"""A plan as a calendar (.ics) that a phone shows: the session, and an event for each edge.

One event for each edge of each rule, never several in one: the UID is that of the person, session
and edge, so a moved appointment moves its events, and a changed fact adds or cancels its own and
touches no other. What begins or ends on the session itself belongs to the session's event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from meantime.answers.planning import Plan
from meantime.interop.ical import file
from meantime.interop.ical.certainty import certainty
from meantime.interop.ical.edges import Corner, Edge, edges
from meantime.interop.ical.person import opaque
from meantime.interop.ical.revising import Entry, Revision, Status, revise
from meantime.interop.ical.texts import Detailed, Frame, Neutral, Text, Texts
from meantime.interop.ical.words import WORDS, Words
from meantime.model.case import aware
from meantime.model.contact import phone_number
from meantime.model.problem import CaseError, did_you_mean

# An edge is a moment; this is how long a calendar shows it.
_SHOWN = timedelta(minutes=15)
_SECOND = timedelta(seconds=1)


def calendar(
    plan: Plan,
    *,
    person: str,
    at: datetime,
    previous: bytes | None = None,
    details: bool = False,
    language: str = "en",
    phone: str = "",
    cancel: bool = False,
) -> bytes:
    """The .ics file of a plan, made at a moment.

    person: a random id of the person that the clinic keeps; neither they nor the procedure can be
    read off what is made of it. previous: the file made before for the same session. What has not
    changed since keeps its SEQUENCE and LAST-MODIFIED, and what vanished is cancelled. details:
    name the procedure and the steps, where the patient agreed to that. phone: the clinic's number;
    where left out, the protocol's own. cancel: the session is called off.

    Raises CaseError where the person, the language, the moment, the end of the session or the
    previous file does not fit, and MeantimeError where the phone number does not.
    """
    made = aware("at", at)
    moment = made.replace(microsecond=0)
    owner = _uid(plan, opaque(person), "calendar")
    words, texts = _wording(plan, language, details)
    frame = Frame(words, certainty(plan, made), _number(plan, phone))
    old = {} if previous is None else file.read(previous, owner)
    if cancel and not old:
        raise CaseError(
            "cancel: there is nothing to cancel. Give the calendar made before for this session "
            "as the previous one."
        )
    wanted = {} if cancel else {entry.uid: entry for entry in _entries(plan, person, texts, frame)}
    vanished = [_cancelled(old[uid], words) for uid in old if uid not in wanted]
    return file.write(owner, words.name, revise(wanted.values(), vanished, old, moment))


def _wording(plan: Plan, language: str, details: bool) -> tuple[Words, Texts]:
    protocol = plan.timeline.protocol
    known = WORDS.keys() & protocol.translations.keys()
    if language not in known:
        raise CaseError(
            f"language: `{protocol.id}` has no calendar in `{language}`. "
            + did_you_mean(language, known)
        )
    words = WORDS[language]
    if not details:
        return words, Neutral(words)
    return words, Detailed(words, protocol, protocol.translations[language])


def _number(plan: Plan, phone: str) -> str:
    """The number to call, if there is one; `clinic` in a protocol means that each gives its own."""
    own = plan.timeline.protocol.phone
    number = phone or ("" if own == "clinic" else own)
    return phone_number(number).shown if number else ""


def _uid(plan: Plan, person: str, *edge: str) -> str:
    """An id that stays when the appointment moves, and of which nothing can be read off."""
    timeline = plan.timeline
    named = json.dumps([person, timeline.protocol.id, timeline.case.session, *edge])
    return f"{sha256(named.encode()).hexdigest()[:32]}{file.UID_END}"


def _entries(plan: Plan, person: str, texts: Texts, frame: Frame) -> Iterable[Entry]:
    start, end = plan.timeline.case.start, plan.end
    begun: list[Edge] = []
    for edge in edges(plan):
        if not start <= edge.at <= end:
            text = frame.step(texts.step(edge))
            yield _step(_uid(plan, person, edge.rule.id, edge.corner), edge, text, frame)
        elif edge.corner is Corner.BEGIN:
            begun.append(edge)
    text = frame.session(texts.session(begun))
    yield _session(_uid(plan, person, "session"), plan, text, frame)


def _session(uid: str, plan: Plan, text: Text, frame: Frame) -> Entry:
    begin = _whole_second(plan.timeline.case.start)
    end = max(_whole_second(plan.end), begin + _SECOND)
    return Entry(uid, begin, end, *text, _status(frame.certain.session), busy=True)


def _step(uid: str, edge: Edge, text: Text, frame: Frame) -> Entry:
    begin = _whole_second(edge.at)
    sure = frame.certain.steps and not edge.waits_for and not edge.planned
    return Entry(uid, begin, begin + _SHOWN, *text, _status(sure), busy=False)


def _status(sure: bool) -> Status:
    return Status.CONFIRMED if sure else Status.TENTATIVE


def _whole_second(moment: datetime) -> datetime:
    """Calendars have no parts of a second: the next whole one, so that nothing is early."""
    whole = moment.replace(microsecond=0)
    return whole if whole == moment else whole + _SECOND


def _cancelled(old: Revision, words: Words) -> Entry:
    """An event that is no more; neutral, whatever it said before."""
    summary = words.session if old.entry.busy else words.step
    return old.entry._replace(summary=summary, description="", status=Status.CANCELLED)


__all__ = ["calendar"]
