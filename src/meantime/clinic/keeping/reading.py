"""Reading what the page about a person's data has to know."""

from __future__ import annotations

from typing import Any

from meantime.clinic.care.models import Appointment, Patient, State
from meantime.clinic.tenancy.models import Clinic


def person_in(clinic: Clinic, pk: Any) -> Patient:
    """A patient of a clinic, one who was erased too; raises Http404 for any other."""
    found: Patient = Patient.objects.one(clinic, pk)
    return found


def is_treated(patient: Patient) -> bool:
    """Whether a session of theirs goes on now."""
    sessions = Appointment.objects.of(patient.clinic_id).filter(patient=patient)
    return bool(sessions.filter(state=State.TREATING).exists())
