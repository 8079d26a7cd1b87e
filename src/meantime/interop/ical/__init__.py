"""A plan as a calendar (.ics) that a phone shows: the session, and an event for each edge.

One event for each edge of each rule, never several in one: the UID is that of the person, session
and edge, so a moved appointment moves its events, and a changed fact adds or cancels its own and
touches no other.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from meantime.answers.certainty import certainty
from meantime.answers.planning import Plan
from meantime.interop.ical import file
from meantime.interop.ical.events import cancelled, entries, hashed
from meantime.interop.ical.person import opaque
from meantime.interop.ical.revising import revise
from meantime.interop.ical.texts import Detailed, Frame, Neutral, Texts
from meantime.interop.ical.words import WORDS, Words
from meantime.model.case import aware
from meantime.model.contact import phone_number
from meantime.model.problem import CaseError, did_you_mean


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
    events = () if cancel else entries(plan, partial(_uid, plan, person), texts, frame)
    wanted = {entry.uid: entry for entry in events}
    vanished = [cancelled(old[uid], words) for uid in old if uid not in wanted]
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
    """An id that stays when the appointment moves."""
    timeline = plan.timeline
    return hashed(person, timeline.protocol.id, timeline.case.session, *edge)


__all__ = ["calendar"]
