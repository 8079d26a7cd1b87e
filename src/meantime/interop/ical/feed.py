"""A calendar that a phone subscribes to: every session that holds for a person, followed.

It names nothing, since it shows on a locked screen and its address may be passed on. A subscribed
calendar is fetched anew and takes the place of what was there: what vanished is said to be
cancelled while it lies ahead, for those who look at the file, and left out once it is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from meantime.answers.certainty import certainty
from meantime.answers.planning import Plan
from meantime.interop.ical import file
from meantime.interop.ical.events import SHOWN, cancelled, entries, hashed
from meantime.interop.ical.person import opaque
from meantime.interop.ical.revising import Entry, Revision, Status, revise
from meantime.interop.ical.texts import Frame, Neutral
from meantime.interop.ical.words import WORDS, Words
from meantime.model.case import aware
from meantime.model.contact import phone_number

_SECOND = timedelta(seconds=1)


class Session(NamedTuple):
    """A session, by its plan. key: a random id of it, which stays when it moves."""

    plan: Plan
    key: str


def feed(
    sessions: Iterable[Session],
    *,
    at: datetime,
    previous: Iterable[Revision],
    language: str,
    phone: str,
) -> list[Revision]:
    """The events of all sessions of a person at a moment, in the order of time.

    previous: those of the time before; what has not changed since keeps its SEQUENCE and
    LAST-MODIFIED. language: one of `WORDS`. phone: the clinic's number. Raises CaseError where a
    key can be guessed.
    """
    made, words, number = aware("at", at), WORDS[language], phone_number(phone).shown
    old = {revision.entry.uid: revision for revision in previous}
    wanted = {
        entry.uid: entry
        for session in sessions
        for entry in entries(
            session.plan,
            partial(hashed, opaque(session.key)),
            Neutral(words),
            _frame(session.plan, made, words, number),
        )
    }
    vanished = [
        cancelled(one, words)
        for uid, one in old.items()
        if uid not in wanted and one.entry.end > made
    ]
    return revise(wanted.values(), vanished, old, _after(old, made))


def ended(at: datetime, language: str) -> list[Revision]:
    """What is served where there is no plan to follow any more: one event that says so.

    It stands on the day of `at`. An error would leave on the phone what was there, and nothing at
    all would look as if there were nothing to do.
    """
    words, day = WORDS[language], aware("at", at).date()
    midnight = datetime.combine(day, time(), UTC)
    noon = midnight + timedelta(hours=12)
    text = (words.ended, words.ended_text)
    entry = Entry(hashed("ended"), noon, noon + SHOWN, *text, Status.CONFIRMED, busy=False)
    return [Revision(entry, day.toordinal(), midnight)]


def written(revisions: Iterable[Revision], language: str) -> bytes:
    """The .ics file of a feed; the same for the same events."""
    return file.write(hashed("feed"), WORDS[language].name, revisions)


def _frame(plan: Plan, made: datetime, words: Words, number: str) -> Frame:
    """A clinic may write down an end that is a minute ahead by its clock: it has come."""
    return Frame(words, certainty(plan, max(made, plan.timeline.case.end or made)), number)


def _after(old: Mapping[str, Revision], made: datetime) -> datetime:
    """The moment of this change: after the last one, also in the same second or if a clock was put
    back.
    """
    moment = made.replace(microsecond=0)
    return max([moment, *(one.modified + _SECOND for one in old.values())])
