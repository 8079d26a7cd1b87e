"""Patients: added, changed, found again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import judge_all
from meantime.clinic.care.models import Contact, Patient, SearchKey
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.sealing.sealed import lookup
from meantime.clinic.tenancy.models import Clinic, Member

# Names are found by their first letters, from this many on.
LEAST_LETTERS = 2
_MOST_LETTERS = 16
# Signs that nobody sees and that turn or cut the words around them; some scripts join with two.
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_JOINERS = "\u200c\u200d"


@transaction.atomic
def add_patient(
    member: Member, name: str, born: date, language: str, zone: str, at: datetime
) -> Patient:
    """Add a patient to a clinic. Raises Refused for what cannot be so."""
    name, zone = _checked(name, born, language, zone, at)
    Clinic.objects.select_for_update().get(pk=member.clinic_id)  # numbers are given one by one
    last = Patient.objects.of(member.clinic).aggregate(last=Max("number"))["last"] or 0
    patient = Patient.everywhere.create(
        clinic=member.clinic,
        number=last + 1,
        name=name,
        born=born.isoformat(),
        language=language,
        zone=zone,
    )
    index(patient)
    record(member, "add patient", patient)
    return patient


@transaction.atomic
def change_patient(
    member: Member,
    patient: Patient,
    name: str,
    born: date,
    language: str,
    zone: str,
    revision: int,
    at: datetime,
) -> Patient:
    """Correct who a patient is. Raises Stale where somebody else did so meanwhile."""
    name, zone = _checked(name, born, language, zone, at)
    patient = Patient.objects.of(member.clinic).select_for_update().get(pk=patient.pk)
    if patient.revision != revision:
        raise Stale(_("Somebody else has changed this record meanwhile. Look at it again."))
    patient.name, patient.born, patient.language = name, born.isoformat(), language
    patient.zone, patient.revision = zone, patient.revision + 1
    patient.save()
    index(patient)
    judge_all(patient, at)
    record(member, "change patient", patient)
    return patient


def _checked(name: str, born: date, language: str, zone: str, at: datetime) -> tuple[str, str]:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refused(_("Write the patient's name."))
    if any(unicodedata.category(sign) in _HIDDEN and sign not in _JOINERS for sign in name):
        raise Refused(_("The name has hidden signs in it. Type it anew."))
    if not born.year >= 1900 or born > at.date():
        raise Refused(_("The date of birth cannot be right. Check the year."))
    if len(language) > 8 or not language.isalpha():
        raise Refused(_("Choose a language."))
    try:
        if zone:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(_("Choose a time zone from the list.")) from None
    return name, zone


def index(patient: Patient) -> None:
    """Make the marks by which a patient is found anew."""
    SearchKey.everywhere.filter(patient=patient).delete()
    words = set() if patient.erased else _beginnings(patient.name)
    for contact in Contact.everywhere.filter(patient=patient).exclude(kind=Contact.Kind.PUSH):
        words |= {contact.value, contact.value[-6:]}
    rows = [
        SearchKey(clinic_id=patient.clinic_id, patient=patient, key=mark(patient.clinic_id, word))
        for word in sorted(words)
    ]
    SearchKey.everywhere.bulk_create(rows)


def mark(clinic: Any, word: str) -> bytes:
    """The mark of a word in one clinic: in another one it is another."""
    return lookup(f"patient:{clinic}", word)


def _plain(text: str) -> str:
    """Without accents and capitals: as people type a name."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


def _beginnings(name: str) -> set[str]:
    return {
        word[:size]
        for word in _plain(name).replace("-", " ").split()
        for size in range(LEAST_LETTERS, min(len(word), _MOST_LETTERS) + 1)
    }


def search(clinic: Clinic, text: str, most: int = 20) -> QuerySet[Patient]:
    """Patients of whom every word typed begins a name, ends a number, or is the record's number."""
    rows = Patient.objects.of(clinic).filter(erased=None)
    for word in _plain(text).replace("-", " ").split():
        if word.removeprefix("#").isdecimal() and len(word) < 6:
            rows = rows.filter(number=int(word.removeprefix("#")))
        else:
            rows = rows.filter(keys__key=mark(clinic.pk, word[:_MOST_LETTERS]))
    return rows.order_by("-made")[:most]


def named(patients: Iterable[Patient]) -> list[Patient]:
    """In the order of their names, which the database cannot read."""
    return sorted(patients, key=lambda patient: _plain(patient.name or ""))
