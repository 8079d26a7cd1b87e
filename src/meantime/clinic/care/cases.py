"""From rows to a `Case`, and back to what a case rests on: the only place that makes one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
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


def _facts(
    protocol: Protocol,
    patient: Patient,
    history: History | None,
    day: date,
    earlier: Sequence[Visit],
    done: Mapping[str, date],
) -> dict[str, Fact]:
    """The facts that a protocol asks for; what was not answered, or in another way, is unknown.

    done: the last day of every procedure that is in the books. It stands against a "never" and an
    older day, as an age that the date of birth tells stands against a "no". A report, such as that
    the skin is calm, is of its day: one from before the last session says nothing about the next.
    """
    told: Mapping[str, Any] = history.facts if history else {}
    grown = aged(protocol, patient, day)
    found: dict[str, Fact] = {}
    for name, item in protocol.features.items():
        fact = fact_of(told.get(name))
        if name in grown:
            found[name] = True
        elif not _fits(protocol, name, fact) or (item.report and _is_old(history, name, earlier)):
            found[name] = None
        else:
            found[name] = _later(fact, _last(done, _kinds(protocol, item.concept)))
    return found


def _fits(protocol: Protocol, name: str, fact: Fact) -> bool:
    return fact is None or isinstance(fact, bool) == protocol.is_yes_no[name]


def _is_old(history: History | None, name: str, earlier: Sequence[Visit]) -> bool:
    """Whether something was reported before the last session had begun."""
    asked = history.asked.get(name) if history else None
    if asked is None or not earlier:
        return bool(earlier)
    return datetime.fromisoformat(asked) <= earlier[-1].start


def _later(fact: Fact, last: date | None) -> Fact:
    if last is None or fact is None or isinstance(fact, bool) or fact == "ongoing":
        return fact
    return max(fact, last) if isinstance(fact, date) else last


def _kinds(protocol: Protocol, concept: str) -> frozenset[str]:
    known = concept in protocol.concepts
    return protocol.vocabulary.below(concept) if known else frozenset()


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


def _elsewhere(
    protocol: Protocol, history: History | None, visits: list[Visit], day: date, zone: ZoneInfo
) -> list[Visit]:
    """The last session that the patient tells of, where it is later than those in the books."""
    told = history.facts if history else {}
    facts = [fact_of(told.get(name)) for name in protocol.previous_session]
    days = [day if fact == "ongoing" else fact for fact in facts]
    last = max((one for one in days if isinstance(one, date)), default=None)
    if last is None or not visits or last <= visits[-1].start.astimezone(zone).date():
        return []
    return [Visit(datetime.combine(last, time(), zone))]


def case_of(
    appointment: Appointment, history: History | None, sessions: Iterable[Appointment]
) -> Case:
    """The case of a session. sessions: all of its patient's; those that come before it count."""
    protocol, start = protocol_of(appointment.version), _began(appointment)
    before = _before(sessions, start, appointment)
    case = _case(appointment.clinic, appointment.patient, protocol, history, before, start)
    anchors = {"peel": appointment.peel} if appointment.peel and "peel" in protocol.anchors else {}
    return replace(
        case,
        end=appointment.ended,
        session=appointment.number,
        anchors=anchors,
        performed=appointment.state == State.DONE and appointment.ended is None,
    )


def case_at(
    course: Course,
    version: Version,
    history: History | None,
    sessions: Iterable[Appointment],
    start: datetime,
    moving: Appointment | None = None,
) -> Case:
    """The case of a session that a series might have at a moment. moving: the one put there."""
    standing = [item for item in sessions if item.state in TAKING and item != moving]
    before, protocol = _before(standing, start, moving), protocol_of(version)
    case = _case(course.clinic, course.patient, protocol, history, before, start)
    number = 1 + sum(item.course_id == course.pk and item.start < start for item in standing)
    return replace(case, session=number)


def _case(
    clinic: Clinic,
    patient: Patient,
    protocol: Protocol,
    history: History | None,
    before: list[Appointment],
    start: datetime,
) -> Case:
    """before: the sessions that come before it; those of the same procedure are its earlier ones,
    and all count where the protocol asks when something of theirs was last done.
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
    earlier = (*visits, *_elsewhere(protocol, history, visits, day, zone))
    facts = _facts(protocol, patient, history, day, earlier, done)
    return Case(start=start, zone=clinic.zone, facts=facts, earlier=earlier)


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
