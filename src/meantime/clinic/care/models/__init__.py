"""Rows of care, by what they are about: people, sessions, what was done."""

from __future__ import annotations

from meantime.clinic.care.models.done import Consent, ConsentText, Outcome, Snapshot, Treatment
from meantime.clinic.care.models.people import Agreement, Contact, History, Patient, SearchKey
from meantime.clinic.care.models.sessions import Appointment, Course, Override, State, Verdict

__all__ = [
    "Agreement",
    "Appointment",
    "Consent",
    "ConsentText",
    "Contact",
    "Course",
    "History",
    "Outcome",
    "Override",
    "Patient",
    "SearchKey",
    "Snapshot",
    "State",
    "Treatment",
    "Verdict",
]
