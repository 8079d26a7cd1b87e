"""From rows to a `Case`, and back to what a case rests on: the only place that makes one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import meantime as mt
from meantime.clinic.care.models import Appointment, History, Patient, State
from meantime.clinic.library.reading import protocol_of
from meantime.model.case import Case, Fact, Visit
from meantime.model.protocol import Protocol

_WORDS = ("ongoing", "never")


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


def facts_for(protocol: Protocol, history: History | None) -> dict[str, Fact]:
    """The facts that a protocol asks for; what was not answered, or in another way, is unknown."""
    told: Mapping[str, Any] = history.facts if history else {}
    found: dict[str, Fact] = {}
    for name in protocol.features:
        fact = fact_of(told.get(name))
        found[name] = fact if _fits(protocol, name, fact) else None
    return found


def _fits(protocol: Protocol, name: str, fact: Fact) -> bool:
    return fact is None or isinstance(fact, bool) == protocol.is_yes_no[name]


def earlier_visits(sessions: Iterable[Appointment], before: datetime) -> tuple[Visit, ...]:
    """The sessions of a course that took place before a moment."""
    done = [item for item in sessions if item.state == State.DONE and item.start < before]
    return tuple(Visit(item.start, item.ended) for item in sorted(done, key=lambda one: one.start))


def case_of(
    appointment: Appointment, history: History | None, sessions: Iterable[Appointment]
) -> Case:
    """The case of a session. sessions: those of its course, of which the earlier ones count."""
    protocol = protocol_of(appointment.version)
    anchors = {"peel": appointment.peel} if appointment.peel and "peel" in protocol.anchors else {}
    return Case(
        start=appointment.start,
        zone=appointment.clinic.zone,
        end=appointment.ended,
        facts=facts_for(protocol, history),
        session=appointment.number,
        anchors=anchors,
        earlier=earlier_visits(sessions, appointment.start),
        performed=appointment.state == State.DONE and appointment.ended is None,
    )


def moved(case: Case, start: datetime) -> Case:
    """The case if its session began at another time."""
    return replace(case, start=start, end=None, performed=False)


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
