"""From rows to a `Case`, and back to what a case rests on: the only place that makes one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import meantime as mt
from meantime.clinic.care.ages import aged
from meantime.clinic.care.models import Appointment, Course, History, Patient, State
from meantime.clinic.care.models.sessions import TAKING
from meantime.clinic.library.models import DOCUMENTS, Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Clinic
from meantime.model.case import Case, Fact, Visit
from meantime.model.protocol import Protocol

_WORDS = ("ongoing", "never")
# Sessions that are under way or over: they count whatever time they were booked for.
_BEGUN = (State.TREATING, State.DONE)


def fact_of(told: Any) -> Fact:
    """A fact as JSON holds it: true, false, null, an ISO date, `ongoing` or `never`."""
    if told is None or isinstance(told, bool) or told in _WORDS:
        return told
    return date.fromisoformat(told)


def told_of(fact: Fact) -> Any:
    """A fact for JSON."""
    return fact.isoformat() if isinstance(fact, date) else fact


def newest(patient: Patient) -> History | None:
    """What is known about a patient now."""
    return History.objects.of(patient.clinic_id).filter(patient=patient).order_by("-number").first()


def sessions_of(patient: Patient) -> list[Appointment]:
    """Every session of a patient, as a case looks at them."""
    rows = Appointment.objects.of(patient.clinic_id).filter(patient=patient)
    return list(rows.select_related("version").defer(*DOCUMENTS))


class _Known:
    """What is known about a patient, for the questions of a protocol."""

    def __init__(self, protocol: Protocol, patient: Patient, history: History | None) -> None:
        told: Mapping[str, Any] = history.facts if history else {}
        self._protocol, self._patient, self._history = protocol, patient, history
        self._told = {name: _fact(protocol, name, told) for name in protocol.features}

    def facts(self, day: date, since: datetime | None, done: Mapping[str, date]) -> dict[str, Fact]:
        """The facts on the day of a session. since: when the last session that was done was over.

        done: the last day of every procedure that is in the books. It stands against a "never" and
        an older day, as an age that the date of birth tells stands against a "no". A report, such
        as that the skin is calm, is of its day: one from before the last session says nothing about
        the next.
        """
        protocol, found = self._protocol, dict(self._told)
        for name, kinds in _kinds(protocol).items():
            found[name] = _later(found[name], _last(done, kinds))
        for name, item in protocol.features.items():
            if item.report and _is_old(self._history, name, since):
                found[name] = None
        return found | dict.fromkeys(aged(protocol, self._patient, day), True)

    def elsewhere(self, visits: list[Visit], day: date, zone: ZoneInfo) -> list[Visit]:
        """The last session that the patient tells of, if it is later than those in the books."""
        told = self._history.facts if self._history else {}
        facts = [fact_of(told.get(name)) for name in self._protocol.previous_session]
        days = [day if fact == "ongoing" else fact for fact in facts]
        last = max((one for one in days if isinstance(one, date)), default=None)
        if last is None or not visits or last <= visits[-1].start.astimezone(zone).date():
            return []
        return [Visit(datetime.combine(last, time(), zone))]


def _fact(protocol: Protocol, name: str, told: Mapping[str, Any]) -> Fact:
    """An answer; what was not answered, or in another way than is asked, is unknown."""
    fact = fact_of(told.get(name))
    fits = fact is None or isinstance(fact, bool) == protocol.is_yes_no[name]
    return fact if fits else None


def _is_old(history: History | None, name: str, since: datetime | None) -> bool:
    """Whether something was reported before the last session was over."""
    if since is None:
        return False
    asked = history.asked.get(name) if history else None
    return asked is None or datetime.fromisoformat(asked) <= since


def _over(visit: Visit) -> datetime:
    """When a session was over at the latest; one whose end nobody knows took all of its day."""
    return visit.end or visit.start + timedelta(days=1)


def _later(fact: Fact, last: date | None) -> Fact:
    if last is None or fact is None or isinstance(fact, bool) or fact == "ongoing":
        return fact
    return max(fact, last) if isinstance(fact, date) else last


@lru_cache(maxsize=32)
def _kinds(protocol: Protocol) -> Mapping[str, frozenset[str]]:
    """For each dated question the procedures that it means: its own concept and all narrower."""
    return {
        name: protocol.vocabulary.below(item.concept)
        for name, item in protocol.features.items()
        if item.concept in protocol.concepts and not protocol.is_yes_no[name]
    }


def _last(done: Mapping[str, date], concepts: Collection[str]) -> date | None:
    return max((day for name, day in done.items() if name in concepts), default=None)


def _before(
    sessions: Iterable[Appointment], start: datetime, own: Appointment | None
) -> list[Appointment]:
    """The sessions before a moment, of whichever series and protocol.

    A session that is booked earlier counts, and to the end of its day: as long as nobody says that
    it does not take place, it does. One that has begun counts whatever time it was booked for,
    unless the session that is asked about is over itself.
    """
    over = own is not None and own.state == State.DONE
    found = [
        item
        for item in sessions
        if item != own
        and item.state in TAKING
        and (item.start < start or (item.state in _BEGUN and not over))
    ]
    return sorted(found, key=_began)


def _began(item: Appointment) -> datetime:
    """Its start; where it was over before the time that it was booked for, when it ended."""
    return min(item.start, item.ended or item.start)


def case_of(
    appointment: Appointment, history: History | None, sessions: Iterable[Appointment]
) -> Case:
    """The case of a session. sessions: all of its patient's; those that come before it count."""
    protocol, start = protocol_of(appointment.version), _began(appointment)
    before = _before(sessions, start, appointment)
    known = _Known(protocol, appointment.patient, history)
    ended = _ended(appointment)
    case = _case(appointment.clinic, protocol, known, before, start, appointment.number, ended)
    anchors = {"peel": appointment.peel} if appointment.peel and "peel" in protocol.anchors else {}
    return replace(
        case,
        end=appointment.ended,
        anchors=anchors,
        performed=appointment.state == State.DONE and appointment.ended is None,
    )


def _ended(appointment: Appointment) -> datetime | None:
    """When a session that is done was over; None before that."""
    if appointment.state != State.DONE:
        return None
    return _over(Visit(_began(appointment), appointment.ended))


class Ahead:
    """The cases of sessions that a series might have, of whatever day. moving: the one put there.

    sessions: all of its patient's.
    """

    def __init__(
        self,
        course: Course,
        version: Version,
        history: History | None,
        sessions: Iterable[Appointment],
        moving: Appointment | None = None,
    ) -> None:
        self._course, self._moving, self._protocol = course, moving, protocol_of(version)
        self._standing = [item for item in sessions if item.state in TAKING and item != moving]
        self._known = _Known(self._protocol, course.patient, history)

    def case(self, start: datetime) -> Case:
        """The case of a session at a moment."""
        before = _before(self._standing, start, self._moving)
        own = [item for item in self._standing if item.course_id == self._course.pk]
        number = 1 + sum(item.start < start for item in own)
        return _case(self._course.clinic, self._protocol, self._known, before, start, number)


def _case(
    clinic: Clinic,
    protocol: Protocol,
    known: _Known,
    before: list[Appointment],
    start: datetime,
    number: int,
    ended: datetime | None = None,
) -> Case:
    """before: the sessions that come before it; those of the same procedure are its earlier ones,
    and all count where the protocol asks when something of theirs was last done. ended: when it
    was over itself: what was reported at its check-in says nothing about the days after it.
    """
    zone = ZoneInfo(clinic.zone)
    day = start.astimezone(zone).date()
    same = protocol.vocabulary.below(protocol.procedure)
    visits, done = [], {}
    for item in before:
        procedure = protocol_of(item.version).procedure
        if procedure in same:
            visits.append(Visit(_began(item), item.ended))
        done[procedure] = _began(item).astimezone(zone).date()
    earlier = (*visits, *known.elsewhere(visits, day, zone))
    over = ended or (_over(earlier[-1]) if earlier else None)
    facts = known.facts(day, over, done)
    return Case(start=start, zone=clinic.zone, facts=facts, earlier=earlier, session=number)


def told_case(case: Case) -> dict[str, Any]:
    """A case as plain values: what a verdict or a plan was made from."""
    return {
        "start": case.start.isoformat(),
        "end": case.end and case.end.isoformat(),
        "zone": case.zone,
        "session": case.session,
        "performed": case.performed,
        "facts": {name: told_of(fact) for name, fact in sorted(case.facts.items())},
        "anchors": {name: day.isoformat() for name, day in sorted(case.anchors.items())},
        "earlier": [
            [visit.start.isoformat(), visit.end and visit.end.isoformat()] for visit in case.earlier
        ],
    }


def digest_of(case: Case, version: Any) -> str:
    """The SHA-256, in hex, of everything that an answer about a case rests on."""
    told = told_case(case) | {"version": version.digest, "engine": mt.__version__}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
