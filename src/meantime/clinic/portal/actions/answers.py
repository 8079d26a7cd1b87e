"""Screening questions that a patient answers alone, one at a time, each kept at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.actions.screening import keep
from meantime.clinic.care.cases import fact_of, newest
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.portal.noting import note
from meantime.clinic.refusing import Refused
from meantime.model.case import Fact
from meantime.model.protocol import Protocol

BY_LINK = "link"


@transaction.atomic
def answer(link: PatientLink, protocol: Protocol, question: str, fact: Fact, at: datetime) -> None:
    """Keep one answer; every verdict is made anew.

    Raises Refused for a question that is gone, for an answer of another kind, and where the clinic
    knows of a later use than is told: a slip must not clear a date.
    """
    patient = hold(link.clinic_id, link.patient_id)
    history = newest(patient)
    known = fact_of(history.facts.get(question)) if history else None
    if _forgets(known, fact):
        raise Refused(
            _("The clinic knows of a later time than that. If it is wrong, call the clinic.")
        )
    kept = keep(patient, protocol, {question: fact}, BY_LINK, at, None)
    note(link, "answer", occasion=BY_LINK, questions=1, changed=kept.changed)


def _forgets(known: Fact, told: Fact) -> bool:
    """Whether a last use that is known would lie further back, or be gone."""
    if not isinstance(known, date):
        return False
    return told == "never" or (isinstance(told, date) and told < known)
