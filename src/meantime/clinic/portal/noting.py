"""What the audit keeps of a patient's visit: which link, what it did; nothing of the person."""

from __future__ import annotations

from typing import Any

from meantime.clinic.audit.chain import append
from meantime.clinic.portal.models import PatientLink

PATIENT, CARER = "patient", "carer"


def note(link: PatientLink, verb: str, **detail: Any) -> None:
    """Note what whoever holds a link did, in the transaction that does it."""
    who = CARER if link.holder else PATIENT
    chain, subject = str(link.clinic_id), f"patient:{link.patient_id}"
    append(chain, who, "", verb, subject, "", {"link": str(link.pk), **detail})
